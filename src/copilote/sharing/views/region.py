"""A region: its map by lever, its files and outlines, the EPCI rule, its journal; what the regions add up to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from copilote.sharing.pages.epci_rule import epci_rule_page
from copilote.sharing.pages.france_shares import france_shares_book, france_shares_page
from copilote.sharing.pages.journal import journal_book, journal_page
from copilote.sharing.pages.region_asked import FILE_MEASURE, PAGE_MEASURE, AskedMap, asked_of
from copilote.sharing.pages.region_map import contours_json, territories_page, territories_picture
from copilote.sharing.pages.region_table import territories_book
from copilote.ui.addresses import region_of
from copilote.ui.answers import cached
from copilote.ui.canonical import canonical_region
from copilote.ui.downloads import open_to_all, sends_book, sends_picture

KEPT_S = 7 * 24 * 3600
"""Seconds that outlines may be kept: they change once a year."""


def _asked(request: HttpRequest, slug: str, default: str = FILE_MEASURE) -> AskedMap:
    lever, level, measure, sort = (request.GET.get(name, "") for name in ("levier", "niveau", "mesure", "tri"))
    return asked_of(slug, lever, level, measure, sort, default=default)


@require_safe
@canonical_region
def territories(request: HttpRequest, slug: str) -> HttpResponse:
    """The map: `?levier=`, `?niveau=`, `?mesure=`, and `?tri=` for its table."""
    return render(request, "sharing/territories.html", {"page": territories_page(_asked(request, slug, PAGE_MEASURE))})


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
    return open_to_all(response)


@require_safe
def france_shares(request: HttpRequest) -> HttpResponse:
    """The 18 regions together: `?tri=` sorts."""
    return render(request, "sharing/france_shares.html", {"page": france_shares_page(request.GET.get("tri", ""))})


france_shares_data = sends_book(france_shares_book)


@require_safe
@canonical_region
def epci_rule(request: HttpRequest, slug: str) -> HttpResponse:
    """The EPCI rule beside our share: all that is typed is in the address, nothing is kept."""
    return render(request, "sharing/epci_rule.html", {"page": epci_rule_page(region_of(slug), request.GET.dict())})


@require_safe
@canonical_region
def journal(request: HttpRequest, slug: str) -> HttpResponse:
    """`?quoi=`: choices, figures or perimeters alone."""
    return render(request, "sharing/journal.html", {"page": journal_page(slug, request.GET)})


journal_data = sends_book(journal_book)
