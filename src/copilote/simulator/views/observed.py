"""Pages of what is observed: the table of a region, an indicator in a region, an indicator of the country."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from copilote.simulator.pages.indicators import indicator_page, national_page
from copilote.simulator.pages.observed import Filters, observed_page
from copilote.ui.canonical import canonical_region


@require_safe
@canonical_region
def observed(request: HttpRequest, slug: str) -> HttpResponse:
    """All the indicators of a region; `?theme=`, `?axe=`, `?avis=` filter, `?tri=` sorts."""
    given = request.GET
    filters = Filters(given.get("theme", ""), given.get("axe", ""), given.get("avis", ""), given.get("tri") or "cible")
    return render(request, "simulator/observed.html", {"page": observed_page(slug, filters)})


@require_safe
@canonical_region
def indicator(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """An indicator in a region, beside all the others."""
    return render(request, "simulator/indicator.html", {"page": indicator_page(slug, number)})


@require_safe
def national(request: HttpRequest, number: str) -> HttpResponse:
    """An indicator of the national barometer."""
    return render(request, "simulator/indicator.html", {"page": national_page(number)})
