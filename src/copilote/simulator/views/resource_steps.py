"""The simulator of nature and resources: read the address or the form, rewrite it where it can be shorter, show."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from copilote.reference.errors import InputError, UnknownNameError, nearest
from copilote.simulator.fields import FieldKind
from copilote.simulator.pages.resource_book import resource_scenario_book
from copilote.simulator.pages.resource_compare import compare_page
from copilote.simulator.pages.resource_entry import entry_page
from copilote.simulator.pages.resource_links import erase_page, share_page
from copilote.simulator.pages.resource_result import result_page
from copilote.simulator.pages.resource_steps import (
    COMPARE,
    ERASE,
    SHARE,
    TERRITORIES,
    link_to,
    remaining_page,
    resource_short,
    targets_page,
)
from copilote.simulator.pages.resource_territories import territories_page
from copilote.simulator.pages.stepper import ENTRY
from copilote.simulator.resource_state import ResourceState, read_state, state_of_code
from copilote.simulator.views.downloads import PPTX
from copilote.simulator.views.steps import pairs_of
from copilote.ui.addresses import region_of
from copilote.ui.answers import cached
from copilote.ui.downloads import send_book
from copilote.ui.page import Page
from copilote.ui.phones import origin_of
from copilote.words import _

PAGES: dict[str, tuple[Callable[[ResourceState], Page], str]] = {
    "objectifs": (targets_page, "simulator/resource_targets.html"),
    "ordres-de-grandeur": (lambda state: entry_page(state, FieldKind.DONE), "simulator/resource_entry.html"),
    "bilan": (remaining_page, "simulator/resource_remaining.html"),
    "ambition": (lambda state: entry_page(state, FieldKind.TARGET), "simulator/resource_entry.html"),
    "resultat": (result_page, "simulator/resource_result.html"),
    TERRITORIES: (territories_page, "simulator/resource_territories.html"),
    ERASE: (erase_page, "simulator/erase.html"),
}


@require_safe
def step(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """A step, or what comes with them."""
    pages = (*PAGES, SHARE, COMPARE)
    if step not in pages:
        raise UnknownNameError(_("Étape"), step, nearest(step, pages), _("Étapes : %(names)s.", names=", ".join(pages)))
    region = region_of(slug)
    if "revenir" in request.GET:
        return _redirect(state_of_code(request.GET["revenir"], region), step)
    if step == COMPARE:
        page = compare_page(region, [text for text in request.GET.getlist("s") if text.strip()])
        return render(request, "simulator/resource_compare.html", {"page": page}, status=400 if page.errors else 200)
    state = read_state(region, pairs_of(request))
    if state.moved:
        return _redirect(state, step)
    wrong = {ENTRY[problem.kind] for problem in state.problems}
    if wrong and step not in wrong:
        return HttpResponseRedirect(link_to(region, sorted(wrong)[0], request.META.get("QUERY_STRING", "")))
    if step == SHARE:
        return render(request, "simulator/share.html", {"page": share_page(state, origin_of(request))})
    make, template = PAGES[step]
    return render(request, template, {"page": make(state)})


@require_safe
def first(request: HttpRequest, slug: str) -> HttpResponse:
    """The simulator without a step: its first one, query kept."""
    return HttpResponseRedirect(link_to(region_of(slug), "objectifs", request.META.get("QUERY_STRING", "")))


@require_safe
def data(request: HttpRequest, slug: str, step: str, ending: str) -> HttpResponse:
    """The files of a step."""
    return send_book(request, resource_scenario_book(_sound_state(request, slug), step), ending)


@require_safe
def result_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The result of the scenario of the address on two pages, in the language of the address."""
    from copilote.simulator.pages.resource_result_pdf import resource_result_name, resource_result_pdf

    state = _sound_state(request, slug)
    path = resource_short(state) if state.pairs else link_to(state.region, "resultat")
    body = resource_result_pdf(state, origin_of(request) + path)
    return cached(request, body, "application/pdf", name=f"{resource_result_name(state)}.pdf")


@require_safe
def result_slides(request: HttpRequest, slug: str) -> HttpResponse:
    """The result of the scenario of the address as slides to rework."""
    from copilote.simulator.pages.resource_result_pdf import resource_result_name
    from copilote.ui.slides import slides_pptx

    state = _sound_state(request, slug)
    page = result_page(state)
    body = slides_pptx(page.title, page.summary, page.slides)
    return cached(request, body, PPTX, name=f"{resource_result_name(state)}.pptx", attachment=True)


def _sound_state(request: HttpRequest, slug: str) -> ResourceState:
    """The scenario of the address. Raises InputError for one that holds a value that cannot be used."""
    state = read_state(region_of(slug), pairs_of(request))
    if state.problems:
        raise InputError(" ".join(problem.message for problem in state.problems))
    return state


def _redirect(state: ResourceState, step: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(link_to(state.region, step, state.full_query))
