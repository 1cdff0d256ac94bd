"""Pages of a region, of its levers, and of the country."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from copilote.simulator.pages.frame import lever_slug
from copilote.simulator.pages.france import france_page
from copilote.simulator.pages.levers import canonical, lever_page
from copilote.simulator.pages.panoramas import axis_page, panoramas_page
from copilote.simulator.pages.regions import region_page
from copilote.simulator.views.canonical import canonical_region


@require_safe
def france(request: HttpRequest) -> HttpResponse:
    """The country: targets by region, national indicators."""
    page = france_page(request.GET.get("axe", ""), request.GET.get("avis", ""))
    return render(request, "simulator/france.html", {"page": page})


@require_safe
@canonical_region
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """A region; `?par=secteur` groups its targets by sector."""
    return render(request, "simulator/region.html", {"page": region_page(slug, request.GET.get("par", "theme"))})


@require_safe
def lever(request: HttpRequest, slug: str, lever: str) -> HttpResponse:
    """A lever in a region; `?kt=…` or `?physique=…` is what was typed in its equation."""
    place, found = canonical(slug, lever)
    if (place.slug, lever_slug(found)) != (slug, lever):
        query = request.GET.urlencode()
        address = reverse("lever", args=[place.slug, lever_slug(found)])
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    page = lever_page(place, found, request.GET.get("kt", ""), request.GET.get("physique", ""))
    return render(request, "simulator/lever.html", {"page": page})


@require_safe
@canonical_region
def panoramas(request: HttpRequest, slug: str) -> HttpResponse:
    """The six axes of a region."""
    return render(request, "simulator/panoramas.html", {"page": panoramas_page(slug)})


@require_safe
@canonical_region
def panorama(request: HttpRequest, slug: str, axis: str) -> HttpResponse:
    """One axis of a region."""
    return render(request, "simulator/panorama.html", {"page": axis_page(slug, axis)})
