"""Home and search."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from copilote.simulator.pages.home import home_page
from copilote.simulator.pages.search import only_page, only_region, search_page
from copilote.simulator.pages.suggestions import suggestions
from copilote.ui.addresses import region_of

LONGEST = 100
"""Characters of a search; the form says the same."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Choose a region."""
    page = home_page(timezone.localdate())
    response = render(request, "simulator/home.html", {"page": page})
    if page.empty:  # until somebody has an account, which the next reader is to see
        response["Cache-Control"] = "no-store"
    return response


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answers to `q`, by kind. The exact name of one page leads to it, which then offers the way back (`?recherche=`).

    `region` is the one in view; `tous` lists all answers whatever they are.
    """
    asked = request.GET.get("q", "")[:LONGEST]
    slug = request.GET.get("region", "")
    page = search_page(asked, region_of(slug) if slug else None)
    named = only_region(asked)
    address = reverse("region", args=[named.slug]) if named else only_page(page)
    if not address or "tous" in request.GET:
        return render(request, "simulator/search.html", {"page": page})
    others = [result for group in page.groups for result in group.results if result.address != address]
    return redirect(f"{address}?{urlencode({'recherche': page.asked})}" if others else address)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """What the text being typed may mean, for the list under the field of a search."""
    slug = request.GET.get("region", "")
    offered = suggestions(request.GET.get("q", "")[:LONGEST], region_of(slug) if slug else None)
    response = JsonResponse([asdict(suggestion) for suggestion in offered], safe=False)
    response["Cache-Control"] = "public, max-age=300"
    return response
