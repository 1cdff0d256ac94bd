"""The climate of a territory, open to all, and its files."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from copilote.adaptation.page import climate_book, climate_page
from copilote.adaptation.priorities.here import own_block
from copilote.adaptation.reads import climate_address
from copilote.cop.permissions import rights_of
from copilote.exchange.perimeters import place_of
from copilote.exchange.place import Place
from copilote.sharing.reads import find_territory
from copilote.ui.addresses import region_of
from copilote.ui.canonical import canonical_region
from copilote.ui.downloads import sends_book

FORMER = "ancien"
"""In the query of a commune's page: the code of the past that led to it."""


def _shown(request: HttpRequest, place: Place) -> HttpResponse:
    former = request.GET.get(FORMER, "")[:5]
    own = own_block(place, rights_of(request))
    return render(request, "adaptation/climate.html", {"page": climate_page(place, former), "own": own})


@require_safe
def territory(request: HttpRequest, level: str, code: str) -> HttpResponse:
    """A territory; any other spelling of its code, a commune of the past or a region leads to its own address."""
    place = find_territory(level, code)
    if (place.level, place.code) != (level, code) or place.level == "region":
        query = f"?{urlencode({FORMER: code.upper()})}" if place.note and place.level == "commune" else ""
        return HttpResponsePermanentRedirect(climate_address(place) + query)
    return _shown(request, place)


@require_safe
@canonical_region
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """A region."""
    return _shown(request, place_of("region", region_of(slug).code))


territory_data = sends_book(lambda level, code: climate_book(find_territory(level, code)))
region_data = sends_book(lambda slug: climate_book(place_of("region", region_of(slug).code)))
