"""Pages of a region, of its levers, and of the country."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from copilote.simulator.pages.france import france_page
from copilote.simulator.pages.levers import canonical, lever_page
from copilote.simulator.pages.panoramas import axis_page, panoramas_page
from copilote.simulator.pages.regions import region_page
from copilote.simulator.pages.resources import resources_page
from copilote.ui.canonical import canonical_region


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
    """A lever in a region; `?kt=…` or `?quantite=…` is what was typed in its equation.

    `?physique=…`, of older links, is in the simulator's own unit (thousands of vehicles).
    """
    place, figures = canonical(slug, lever)
    if (place.slug, figures.slug) != (slug, lever):
        query = request.GET.urlencode()
        address = reverse("lever", args=[place.slug, figures.slug])
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    page = lever_page(place, figures, *(request.GET.get(name, "") for name in ("kt", "quantite", "physique")))
    return render(request, "simulator/lever.html", {"page": page})


@require_safe
@canonical_region
def resources(request: HttpRequest, slug: str) -> HttpResponse:
    """The second panorama of a region, drawn."""
    return render(request, "simulator/resources.html", {"page": resources_page(slug)})


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
