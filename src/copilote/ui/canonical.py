"""One address for each region: any other spelling of its name or code leads to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from copilote.ui.addresses import held_parts, held_slug, region_of

View = Callable[..., HttpResponse]


def canonical_region(view: View) -> View:
    """Redirect "/regions/24/observe?tri=nom" to the region's own slug, query kept; an unknown region raises."""

    @wraps(view)
    def called(request: HttpRequest, slug: str, **rest: str) -> HttpResponse:
        region, (_slug, departement) = region_of(slug), held_parts(slug)
        own = held_slug(region.slug, departement)
        if own == slug or request.resolver_match is None:
            return view(request, slug=slug, **rest)
        address = reverse(request.resolver_match.view_name, kwargs={"slug": own, **rest})
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)

    return called
