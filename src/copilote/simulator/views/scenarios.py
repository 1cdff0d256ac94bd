"""Scenarios: shared, kept, downloaded, reopened, compared."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from copilote.exchange.scenario_file import MAX_BYTES, parse_scenario, write_scenario
from copilote.planning.scenario import Scenario
from copilote.reference.errors import CopiloteError, InputError, fold
from copilote.reference.simulator import find_region
from copilote.simulator.pages.frame import region_of
from copilote.simulator.pages.sharing import compare_page, open_text, scenarios_page, share_page
from copilote.simulator.pages.stepper import address
from copilote.simulator.state import scenario_of_code, scenario_pairs, settle
from copilote.simulator.views.steps import state_of
from copilote.ui.phones import origin_of
from copilote.ui.translation import t

ROOM_FOR_FORM = 20_000
"""Bytes of a form around its file."""


@require_safe
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """The links of a scenario; with `salle`, in big type with its QR code."""
    page = share_page(state_of(request, slug), origin_of(request))
    return render(request, "simulator/share.html", {"page": page})


@require_safe
def short(request: HttpRequest, code: str) -> HttpResponse:
    """A short link: to the result of its scenario."""
    return _opened(scenario_of_code(code))


@csrf_exempt  # the file is read and forgotten: nothing to protect, and a visitor has no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def scenarios(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep, download, reopen. A file is posted here; the answer is the scenario's own address, nothing is stored."""
    state = state_of(request, slug)
    link = request.GET.get("lien", "").strip()
    try:
        if request.method == "POST":
            return _opened(settle(_file_scenario(request)))
        if link:
            return _opened(open_text(link)[1])
    except CopiloteError as error:
        said = {"link_error": t(str(error)), "link": link[:2000]} if link else {"file_error": t(str(error))}
        return render(request, "simulator/scenarios.html", {"page": scenarios_page(state, **said)}, status=400)
    return render(request, "simulator/scenarios.html", {"page": scenarios_page(state)})


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


def _file_scenario(request: HttpRequest) -> Scenario:
    """The scenario of the posted file; raises InputError with the place of what is wrong."""
    try:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        size = 0
    if size > MAX_BYTES + ROOM_FOR_FORM:
        raise InputError(_("Fichier trop gros pour un scénario : 1 Mo au plus."))
    given = request.FILES.get("fichier")
    if given is None:
        raise InputError(_("Choisissez un fichier de scénario (.json)."))
    name = (given.name or "")[:80]
    if given.size > MAX_BYTES:
        raise InputError(_("%(name)s : trop gros pour un scénario, 1 Mo au plus.") % {"name": name})
    try:
        return parse_scenario(given.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError(_("%(name)s : ce n’est pas un fichier texte (UTF-8).") % {"name": name}) from None
    except CopiloteError as error:
        raise InputError(f"{name} : {t(str(error))}") from None


def _opened(scenario: Scenario) -> HttpResponse:
    region = find_region(scenario.region)
    return HttpResponseRedirect(address("step", region, urlencode(scenario_pairs(scenario)), step="resultat"))
