"""Documents: the sheet of a territory, the slides of a département, all the sheets of a region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from copilote.reference.errors import InputError, UnknownNameError, nearest
from copilote.sharing.documents.background import READY, Batch, BusyError, all_batches, batch_of, record
from copilote.sharing.documents.batch import LEVELS
from copilote.sharing.documents.deck import deck_name, deck_of, departements, write_deck
from copilote.sharing.documents.sheet_pdf import sheet_name, sheet_pdf
from copilote.sharing.pages.sheets import sheets_page
from copilote.sharing.pages.territory import find_territory
from copilote.sharing.sheet import sheet_of
from copilote.simulator.pages.frame import region_of
from copilote.simulator.views.canonical import canonical_region
from copilote.ui.answers import cached
from copilote.ui.translation import t

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
TYPES = {"pdf": "application/pdf", "pptx": PPTX}


@require_safe
def territory_sheet(request: HttpRequest, level: str, code: str) -> HttpResponse:
    """The two pages of a territory, as PDF."""
    place = find_territory(level, code)
    return cached(request, sheet_pdf(sheet_of(place)), TYPES["pdf"], name=f"{sheet_name(place)}.pdf")


@require_safe
@canonical_region
def deck(request: HttpRequest, slug: str, code: str, ending: str) -> HttpResponse:
    """The slides of a département of a region, as PDF or PPTX."""
    known = {one.code: one for one in departements(region_of(slug).code)}
    if code.upper() not in known:
        near = [f"{one} ({known[one].name})" for one in nearest(code.upper(), known)]
        raise UnknownNameError("Département de la région", code[:20], near)
    body = write_deck(deck_of(code.upper()), ending)
    name = f"{deck_name(known[code.upper()])}.{ending}"
    return cached(request, body, TYPES[ending], name=name, attachment=ending == "pptx")


@csrf_exempt  # anybody may ask, without a cookie: `_from_here` guards it
@require_http_methods(["GET", "HEAD", "POST"])
@canonical_region
def sheets(request: HttpRequest, slug: str) -> HttpResponse:
    """All the sheets of a region: where their batches are; a POST (`niveau`, `action`) starts one or stops it."""
    region = region_of(slug)
    if region.fictional:
        raise InputError(f"« {region.name} » est fictive : aucun territoire n’y a de fiche.")
    notice, status = "", 200
    if request.method == "POST":
        if not _from_here(request):
            return _page(request, slug, t("Cette demande vient d’un autre site : elle n’a pas été suivie."), 403)
        try:
            _act(_batch(slug, request.POST.get("niveau", "")), request.POST.get("action", "preparer"))
        except BusyError as error:
            notice, status = t(str(error)), 429
        else:
            return HttpResponseRedirect(reverse("sheets", args=[slug]), status=303)
    return _page(request, slug, notice, status)


def _page(request: HttpRequest, slug: str, notice: str, status: int) -> HttpResponse:
    region = region_of(slug)
    page = sheets_page(region, _batches(slug), notice)
    response = render(request, "sharing/sheets.html", {"page": page}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _act(batch: Batch, action: str) -> None:
    if action == "preparer":
        batch.start()
    elif action == "arreter":
        batch.cancel()
    else:
        raise InputError(f"Action « {action[:20]} » inconnue. Actions acceptées : preparer, arreter.")


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
    """Where the batches of a region are, by level, for the page that waits."""
    told: Mapping[str, Any] = {level: record(batch.state()) for level, batch in _batches(slug).items()}
    response = JsonResponse(told)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@canonical_region
def sheets_zip(request: HttpRequest, slug: str, level: str) -> HttpResponseBase:
    """The finished file of a level; the page that makes it when it is not there (any more)."""
    batch = _batch(slug, level)
    if batch.state().status != READY:
        return HttpResponseRedirect(reverse("sheets", args=[slug]))
    response = FileResponse(batch.zip.open("rb"), as_attachment=True, filename=f"fiches-{slug}-{level}.zip")
    response["Cache-Control"] = "no-cache"
    return response


def _batches(slug: str) -> dict[str, Batch]:
    return all_batches(settings.HOME / "sheets", region_of(slug).code, _language())


def _batch(slug: str, level: str) -> Batch:
    if level not in LEVELS:
        raise UnknownNameError("Niveau", level[:40], nearest(level, LEVELS), f"Niveaux : {', '.join(LEVELS)}.")
    return batch_of(settings.HOME / "sheets", region_of(slug).code, level, _language())


def _language() -> str:
    return (get_language() or "fr")[:2]
