"""The page of actions that look alike, and what is decided there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from copilote.cop.models import Membership
from copilote.cop.permissions import may, rights_of
from copilote.diagnostic.twice.deciding import Read, decide, go_back
from copilote.diagnostic.twice.models import Verdict
from copilote.diagnostic.twice.pages import MOST_PAIRS, duplicates_book, duplicates_page
from copilote.reference.errors import InputError
from copilote.ui.downloads import send_book
from copilote.words.numbers import counted, whole_number

AGAIN = "La page n’a pas envoyé ce qu’il faut pour décider : rechargez-la, puis recommencez."


@never_cache
@require_safe
@may("diagnostic.see_duplicates")
def duplicates(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Groups to decide of; `?etat=decidees` : what was decided."""
    page = duplicates_page(member, rights_of(request), request.GET.dict())
    return render(request, "diagnostic/duplicates.html", {"page": page})


@never_cache
@require_safe
@may("diagnostic.see_duplicates")
def duplicates_data(request: HttpRequest, member: Membership, slug: str, ending: str) -> HttpResponse:
    """Every pair and its decision as a file, for its reader alone."""
    response = send_book(request, duplicates_book(member), ending)
    del response["Access-Control-Allow-Origin"]
    return response


@never_cache
@require_POST
@may("diagnostic.decide_duplicates")
def decide_some(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Decide of a pair, or the same of all the pairs of a group (`paire`)."""
    verdict, _dash, whole = request.POST.get("decision", "").partition("-")
    among = whole_number(whole)
    if verdict not in Verdict.values or (whole and among is None):
        raise InputError(AGAIN)
    read = [_read(text) for text in request.POST.getlist("paire")[: MOST_PAIRS + 1]]
    reason = " ".join(request.POST.get("raison", "").split())
    count = decide(member, read, Verdict(verdict), among, reason)
    told = counted(count, "décision enregistrée", "décisions enregistrées")
    messages.success(request, f"{told}. Vous pouvez y revenir, dans « Décisions ».")
    return _back(request, slug)


@never_cache
@require_POST
@may("diagnostic.decide_duplicates")
def undecide(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Go back on a decision."""
    number = whole_number(request.POST.get("decision", ""))
    if number is None:
        raise InputError(AGAIN)
    row = go_back(member, number)
    messages.success(
        request,
        f"La décision sur « {row.first.title} » et « {row.second.title} » ne tient plus : elle reste à prendre.",
    )
    return _back(request, slug)


def _read(text: str) -> Read:
    parts = [number for part in text.split("-") if (number := whole_number(part)) is not None]
    if len(parts) != 3 or text.count("-") != 2:
        raise InputError(AGAIN)
    return Read(*parts)


def _back(request: HttpRequest, slug: str) -> HttpResponse:
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{reverse('duplicates', args=[slug])}{'?' * bool(query)}{query}")
