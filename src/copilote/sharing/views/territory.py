"""The page of a territory, and its files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from copilote.exchange.place import Place
from copilote.sharing.pages.territory import territory_book, territory_page
from copilote.sharing.sheet_words import region_of_code
from copilote.sharing.territories import find_territory
from copilote.ui.downloads import sends_book

FORMER = "ancien"
"""In the query of a commune's page: the code of the past that led to it."""


@require_safe
def territory(request: HttpRequest, level: str, code: str) -> HttpResponse:
    """A territory; any other spelling of its code, or a commune of the past, leads to its own address."""
    place = find_territory(level, code)
    if (place.level, place.code) != (level, code) or place.level == "region":
        return HttpResponsePermanentRedirect(_own_address(request, place, code))
    page = territory_page(place, request.GET.get(FORMER, "")[:5])
    return render(request, "sharing/territory.html", {"page": page})


def _own_address(request: HttpRequest, place: Place, code: str) -> str:
    if place.level == "region":
        return reverse("region", args=[region_of_code(place.code).slug])
    query = request.GET.copy()
    if place.note and place.level == "commune":
        query[FORMER] = code.upper()
    address = reverse("territory", args=[place.level, place.code])
    return f"{address}?{query.urlencode()}" if query else address


data = sends_book(territory_book)
