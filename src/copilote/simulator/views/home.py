"""Home and search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from copilote.simulator.pages.frame import region_of
from copilote.simulator.pages.home import home_page
from copilote.simulator.pages.search import only_region, search_page

LONGEST = 100
"""Characters of a search; the form says the same."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Choose a region."""
    return render(request, "simulator/home.html", {"page": home_page(timezone.localdate())})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results of `q`; a text that names one region goes to it. `region` is the one in view."""
    asked = request.GET.get("q", "")[:LONGEST]
    found = only_region(asked)
    if found is not None:
        return redirect("region", slug=found.slug)
    slug = request.GET.get("region", "")
    region = region_of(slug) if slug else None
    return render(request, "simulator/search.html", {"page": search_page(asked, region)})
