"""The five steps: read the address or the form, rewrite it where it can be shorter, show the page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from copilote.reference.errors import UnknownNameError
from copilote.reference.simulator import find_region
from copilote.simulator.fields import FieldKind
from copilote.simulator.pages.balance import balance_page
from copilote.simulator.pages.entry import entry_page
from copilote.simulator.pages.objectives import objectives_page
from copilote.simulator.pages.result import result_page
from copilote.simulator.pages.stepper import ENTRY, STEPS, StepPage, address, check_step
from copilote.simulator.state import State, read_state, scenario_of_code
from copilote.ui.addresses import region_of
from copilote.words import _

PAGES: dict[str, tuple[Callable[[State], StepPage], str]] = {
    "objectifs": (objectives_page, "simulator/step_objectifs.html"),
    "ordres-de-grandeur": (lambda state: entry_page(state, FieldKind.DONE), "simulator/step_entry.html"),
    "bilan": (balance_page, "simulator/step_bilan.html"),
    "ambition": (lambda state: entry_page(state, FieldKind.TARGET), "simulator/step_entry.html"),
    "resultat": (result_page, "simulator/step_resultat.html"),
}
OFFICIAL = {
    "": "objectifs",
    "objectifs": "objectifs",
    "ordres_de_grandeur": "ordres-de-grandeur",
    "ordres_de_grandeur/edition": "ordres-de-grandeur",
    "ambition": "ambition",
    "ambition/edition": "ambition",
}
"""Pages of a territory on the official simulator, and ours."""


def pairs_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The parameters of the address, repeated ones too."""
    return [(name, value) for name, values in request.GET.lists() for value in values]


def state_of(request: HttpRequest, slug: str) -> State:
    """The region of the address and the scenario of its query."""
    return read_state(region_of(slug), pairs_of(request))


@require_safe
def step(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """A step of the simulator."""
    check_step(step)
    state = state_of(request, slug)
    if state.moved:
        return _redirect(state, step)
    wrong = {ENTRY[problem.kind] for problem in state.problems}
    if wrong and step not in wrong:
        return HttpResponseRedirect(f"{_path(state, sorted(wrong)[0])}?{request.META.get('QUERY_STRING', '')}")
    make, template = PAGES[step]
    return render(request, template, {"page": make(state)})


@require_safe
def first(request: HttpRequest, slug: str) -> HttpResponse:
    """The simulator without a step: its first one, query kept."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{address('step', region_of(slug), query, step=next(iter(STEPS)))}")


@require_safe
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Back to the scenario before the last action, on the step where one was."""
    region = region_of(slug)
    scenario = scenario_of_code(request.GET.get("s", ""), region)
    return _redirect(State(region, scenario), check_step(request.GET.get("etape", "ambition")))


@require_safe
def erase(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks before the scenario is erased; the answers are links."""
    from copilote.simulator.pages.erase import erase_page

    return render(request, "simulator/erase.html", {"page": erase_page(state_of(request, slug))})


@require_safe
def official(request: HttpRequest, slug: str, rest: str = "") -> HttpResponse:
    """A page of the official simulator at the same place here: only the host of a link has to be replaced."""
    step = OFFICIAL.get(rest.strip("/"))
    if step is None:
        accepted = _("Pages : %(names)s.") % {"names": ", ".join(page for page in OFFICIAL if page)}
        raise UnknownNameError(_("Page"), rest, (), accepted)
    state = read_state(find_region(slug), pairs_of(request))
    if state.problems or state.remarks:
        return HttpResponseRedirect(f"{_path(state, step)}?{request.META.get('QUERY_STRING', '')}")
    return _redirect(state, step)


def _path(state: State, step: str) -> str:
    return reverse("step", args=[state.region.slug, step])


def _redirect(state: State, step: str) -> HttpResponseRedirect:
    query = state.full_query
    path = _path(state, step)
    return HttpResponseRedirect(f"{path}?{query}" if query else path)
