"""Addresses of the whole site. French ones have no prefix; English ones begin with /en/."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from copilote.simulator.views import trust


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive, and its database answers."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz),
    path("robots.txt", trust.robots_txt),
    path(".well-known/security.txt", trust.security_txt),
    path("", include("copilote.site.api.urls")),
    *i18n_patterns(path("", include("copilote.simulator.urls")), prefix_default_language=False),
]

handler400 = "copilote.site.errors.bad_request"
handler403 = "copilote.site.errors.forbidden"
handler404 = "copilote.site.errors.not_found"
handler500 = "copilote.site.errors.server_error"
