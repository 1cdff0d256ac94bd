"""Documents: the sheet of a territory, the slides of a département, all the sheets of a region."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copilote.cop.models import Membership
from copilote.cop.permissions import may, rights_of
from copilote.exchange.place import Place
from copilote.jobs.asking import cancel, find, start
from copilote.jobs.models import Job, State
from copilote.reference.errors import BusyError, InputError, UnknownNameError, nearest
from copilote.sharing.documents.batch import LEVELS
from copilote.sharing.documents.deck import deck_name, deck_of, departements, write_deck
from copilote.sharing.documents.sheet_pdf import sheet_name, sheet_pdf
from copilote.sharing.documents.sheets_job import KIND, sheets_key
from copilote.sharing.pages.meeting import meeting_page
from copilote.sharing.pages.sheets import CLIMATE, sheets_page
from copilote.sharing.sheet import sheet_of
from copilote.sharing.territories import find_territory
from copilote.ui.addresses import region_of
from copilote.ui.answers import cached
from copilote.ui.canonical import canonical_region
from copilote.words import _, language

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
TYPES = {"pdf": "application/pdf", "pptx": PPTX}


@require_safe
def territory_sheet(request: HttpRequest, level: str, code: str) -> HttpResponse:
    """The pages of a territory, as PDF: two, or three where the query asks for its climate too (`?climat=oui`)."""
    place, climate = find_territory(level, code), _with_climate(request)
    name = f"{sheet_name(place, climate=climate)}.pdf"
    return cached(request, sheet_pdf(sheet_of(place), climate=climate), TYPES["pdf"], name=name)


@require_safe
@canonical_region
def deck(request: HttpRequest, slug: str, code: str, ending: str) -> HttpResponse:
    """The slides of a département of a region, as PDF or PPTX."""
    place = _departement(slug, code)
    name, slides = f"{deck_name(place)}.{ending}", deck_of(place.code)
    return cached(request, write_deck(slides, ending), TYPES[ending], name=name, attachment=ending == "pptx")


@require_safe
@canonical_region
def meeting(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The same slides on a screen."""
    place = _departement(slug, code)
    page = meeting_page(region_of(slug), place.code, deck_of(place.code))
    return render(request, "sharing/meeting.html", {"page": page})


def _departement(slug: str, code: str) -> Place:
    """A département of a region; raises UnknownNameError with the nearest."""
    known, wanted = {place.code: place for place in departements(region_of(slug).code)}, code.upper()
    if wanted not in known:
        near = [f"{other} ({known[other].name})" for other in nearest(wanted, known)]
        raise UnknownNameError("Département de la région", code[:20], near)
    return known[wanted]


@may("sharing.prepare_sheets")
@csrf_exempt  # anybody may ask, without a cookie: `_from_here` guards it
@require_http_methods(["GET", "HEAD", "POST"])
@canonical_region
def sheets(request: HttpRequest, slug: str) -> HttpResponse:
    """All the sheets of a region, with their third page where the query asks for it (`?climat=oui`): where their jobs
    are; a POST (`niveau`) starts one."""
    region = region_of(slug)
    if region.fictional:
        raise InputError(f"« {region.name} » est fictive : aucun territoire n’y a de fiche.")
    notice, status = "", 200
    if request.method == "POST":
        if not _from_here(request):
            return _page(request, slug, _("Cette demande vient d’un autre site : elle n’a pas été suivie."), 403)
        try:
            level, climate = request.POST.get("niveau", ""), _with_climate(request)
            asked = {"region": region.code, "level": level, "language": language(), "climate": climate}
            start(KIND, _job(slug, level, climate=climate).key, asked)
        except BusyError as error:
            notice, status = str(error), 429
        else:
            return HttpResponseRedirect(_sheets_address(request, slug), status=303)
    return _page(request, slug, notice, status)


def _page(request: HttpRequest, slug: str, notice: str, status: int) -> HttpResponse:
    region = region_of(slug)
    stoppable = rights_of(request).acting("sharing.stop_sheets", region.code) is not None
    climate = _with_climate(request)
    page = sheets_page(region, _jobs(slug, climate=climate), notice, stoppable=stoppable, climate=climate)
    response = render(request, "sharing/sheets.html", {"page": page}, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@may("sharing.stop_sheets")
def sheets_stop(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Stop the sheets of a level (`niveau`): others wait for them too, so that only who leads the COP may."""
    cancel(_job(slug, request.POST.get("niveau", ""), climate=_with_climate(request)), by=member.user_id)
    return HttpResponseRedirect(_sheets_address(request, slug))


def _with_climate(request: HttpRequest) -> bool:
    """Whether the query asks for the third page."""
    return request.GET.get("climat", "") == "oui"


def _sheets_address(request: HttpRequest, slug: str) -> str:
    return reverse("sheets", args=[slug]) + (CLIMATE if _with_climate(request) else "")


def _from_here(request: HttpRequest) -> bool:
    """Whether a page of this site sent the request, as the browser says it: no cookie is needed to tell."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()


@require_safe
@canonical_region
def sheets_progress(request: HttpRequest, slug: str) -> JsonResponse:
    """Where the jobs of a region are, by level, for the page that waits."""
    jobs = _jobs(slug, climate=_with_climate(request))
    states = {level: {"status": _followed(job), "done": job.done, "total": job.total} for level, job in jobs.items()}
    response = JsonResponse(states)
    response["Cache-Control"] = "no-store"
    return response


def _followed(job: Job) -> str:
    """Whether the page goes on following a job ("running")."""
    if job.stranded:
        return "stranded"
    return State.RUNNING if job.under_way else job.status


@require_safe
@canonical_region
def sheets_zip(request: HttpRequest, slug: str, level: str) -> Any:
    """The finished file of a level; the page that makes it when it is not there (any more)."""
    climate = _with_climate(request)
    job = _job(slug, level, climate=climate)
    if job.status != State.READY:
        return HttpResponseRedirect(_sheets_address(request, slug))
    name = f"fiches-{slug}-{level}{'-climat' if climate else ''}.zip"
    response = FileResponse(job.path.open("rb"), as_attachment=True, filename=name)
    response["Cache-Control"] = "no-cache"
    return response


def _jobs(slug: str, *, climate: bool) -> dict[str, Job]:
    return {level: _job(slug, level, climate=climate) for level in LEVELS}


def _job(slug: str, level: str, *, climate: bool) -> Job:
    if level not in LEVELS:
        raise UnknownNameError("Niveau", level[:40], nearest(level, LEVELS), f"Niveaux : {', '.join(LEVELS)}.")
    return find(KIND, sheets_key(region_of(slug).code, level, language(), climate=climate))
