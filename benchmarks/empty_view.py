"""The site's addresses and one that does nothing: what the frame costs before any page is made."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from copilote.site.urls import handler400, handler403, handler404, handler500
from copilote.site.urls import urlpatterns as site_patterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def empty(request: HttpRequest) -> HttpResponse:
    """Nothing."""
    return HttpResponse("")


urlpatterns = [path("vide", empty), *site_patterns]
