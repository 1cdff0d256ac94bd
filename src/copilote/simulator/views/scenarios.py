"""Scenarios: shared, kept, downloaded, reopened, compared."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from copilote.cop.permissions import may
from copilote.exchange.resource_scenario import decode_resources, is_of_resources
from copilote.exchange.scenario_file import MAX_BYTES, write_scenario
from copilote.planning.scenario import Scenario
from copilote.reference.errors import fold
from copilote.reference.simulator import find_region
from copilote.simulator.pages.compare import compare_page
from copilote.simulator.pages.resource_steps import link_to
from copilote.simulator.pages.scenarios import FileForm, LinkForm, scenarios_page, share_page
from copilote.simulator.pages.stepper import address
from copilote.simulator.resource_state import state_of_code
from copilote.simulator.state import scenario_of_code, scenario_pairs
from copilote.simulator.territory import KEY
from copilote.simulator.views.steps import state_of
from copilote.ui.addresses import region_of
from copilote.ui.phones import origin_of
from copilote.words import _

ROOM_FOR_FORM = 20_000
"""Bytes of a form around its file."""


@require_safe
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """The links of a scenario; with `salle`, in big type with its QR code."""
    page = share_page(state_of(request, slug), origin_of(request))
    return render(request, "simulator/share.html", {"page": page})


@require_safe
def short(request: HttpRequest, code: str) -> HttpResponse:
    """A short link: to the result of its scenario, of nature and resources or of the climate, for the territory beside
    it."""
    if is_of_resources(code):
        state = state_of_code(code, find_region(decode_resources(code).region))
        return HttpResponseRedirect(link_to(state.region, "resultat", state.query))
    return _opened(scenario_of_code(code), request.GET.get(KEY, ""))


@may("simulator.open_scenario")
@csrf_exempt  # the file is read and forgotten: nothing to protect, and a visitor has no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def scenarios(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep, download, reopen. A file is posted here; the answer is the scenario's own address, nothing is stored."""
    state = state_of(request, slug)
    file_form, link_form = None, None
    if request.method == "POST":
        file_form = _file_form(request)
    elif request.GET.get("lien", "").strip():
        link_form = LinkForm(request.GET, auto_id="%s")
    form = file_form or link_form
    if form is not None and form.is_valid():
        return _opened(form.cleaned_data["fichier" if file_form else "lien"])
    page = scenarios_page(state, file_form, link_form)
    return render(request, "simulator/scenarios.html", {"page": page}, status=200 if form is None else 400)


@require_safe
def scenario_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The scenario of the address as a file."""
    state = state_of(request, slug)
    name = "-".join(fold(f"scenario {state.region.slug} {state.scenario.name}").split())
    response = HttpResponse(write_scenario(state.scenario), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name.encode("ascii", "ignore").decode()}.json"'
    return response


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two to four scenarios side by side: `s` is a short code or a link, repeated."""
    texts = [text for text in request.GET.getlist("s") if text.strip()]
    page = compare_page(region_of(slug), texts[:8])
    return render(request, "simulator/compare.html", {"page": page}, status=400 if page.errors else 200)


def _file_form(request: HttpRequest) -> FileForm:
    """The form of the posted file; a body that is too long is not read at all."""
    try:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        size = 0
    if size <= MAX_BYTES + ROOM_FOR_FORM:
        return FileForm(request.POST, request.FILES, auto_id="%s")
    form = FileForm({}, {}, auto_id="%s")
    form.fields["fichier"].error_messages["required"] = _("Fichier trop gros pour un scénario : 1 Mo au plus.")
    return form


def _opened(scenario: Scenario, territory: str = "") -> HttpResponse:
    region = find_region(scenario.region)
    pairs = [*scenario_pairs(scenario), *([(KEY, territory)] if territory else [])]
    return HttpResponseRedirect(address("step", region, urlencode(pairs), step="resultat"))
