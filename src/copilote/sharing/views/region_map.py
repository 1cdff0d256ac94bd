"""The map of a region by lever, its files and outlines; what the regions add up to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from copilote.sharing.pages.france_shares import france_shares_book, france_shares_page
from copilote.sharing.pages.region_asked import Asked, asked_of
from copilote.sharing.pages.region_books import contours_json, territories_book, territories_picture
from copilote.sharing.pages.region_map import territories_page
from copilote.simulator.views.canonical import canonical_region
from copilote.simulator.views.downloads import sends_book, sends_picture
from copilote.ui.answers import cached

KEPT_S = 7 * 24 * 3600
"""Seconds that outlines may be kept: they change once a year."""


def _asked(request: HttpRequest, slug: str) -> Asked:
    given = request.GET
    return asked_of(
        slug, given.get("levier", ""), given.get("niveau", ""), given.get("mesure", ""), given.get("tri", "")
    )


@require_safe
@canonical_region
def territories(request: HttpRequest, slug: str) -> HttpResponse:
    """The map: `?levier=`, `?niveau=`, `?mesure=`, and `?tri=` for its table."""
    return render(request, "sharing/territories.html", {"page": territories_page(_asked(request, slug))})


def territories_data(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """Its table, of what the address asks for."""
    return sends_book(lambda: territories_book(_asked(request, slug)))(request, ending)


def territories_chart(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """Its drawing, of what the address asks for."""
    return sends_picture(lambda: territories_picture(_asked(request, slug)))(request, ending)


@require_safe
def contours(request: HttpRequest, slug: str, level: str) -> HttpResponse:
    """The outlines of a level in a region, as TopoJSON."""
    response = cached(request, contours_json(slug, level), "application/json", name=f"{slug}-{level}.topojson")
    response["Cache-Control"] = f"public, max-age={KEPT_S}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def france_shares(request: HttpRequest) -> HttpResponse:
    """The 18 regions together: `?tri=` sorts."""
    return render(request, "sharing/france_shares.html", {"page": france_shares_page(request.GET.get("tri", ""))})


france_shares_data = sends_book(france_shares_book)
