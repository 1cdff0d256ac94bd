"""Addresses of the whole site. French ones have no prefix; English ones begin with /en/."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import include, path
from django.views.decorators.http import require_safe

from copilote.simulator.views import trust
from copilote.site.api.urls import pages as api_pages
from copilote.site.installation.database import ailment, write_something
from copilote.site.installation.same import AILMENT, differs
from copilote.site.metrics import metrics

APPS = [app for app in reversed(settings.INSTALLED_APPS) if app.startswith("copilote.") and find_spec(f"{app}.urls")]
"""Ours that have addresses (a module `urls`): a stage's come before the public pages, whose are the widest."""


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive, its base keeps what is written and its data are the installation's; else 503, and what ails it."""
    try:
        write_something()
        ails = AILMENT if differs() else ""
    except Error as error:
        ails = f"base {ailment(error)}"
    return HttpResponse(f"{ails or 'ok'}\n", content_type="text/plain; charset=utf-8", status=503 if ails else 200)


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """Browsers and crawlers ask for this name even where a page names another."""
    return HttpResponseRedirect(static("copilote/icon.svg"))


urlpatterns = [
    path("healthz", healthz),
    path("metrics", metrics),
    path("favicon.ico", icon),
    path("robots.txt", trust.robots_txt),
    path(".well-known/security.txt", trust.security_txt),
    *i18n_patterns(*api_pages, prefix_default_language=False),
    path("", include("copilote.site.api.urls")),
    *i18n_patterns(*(path("", include(f"{app}.urls")) for app in APPS), prefix_default_language=False),
]

handler400 = "copilote.site.errors.bad_request"
handler403 = "copilote.site.errors.forbidden"
handler404 = "copilote.site.errors.not_found"
handler500 = "copilote.site.errors.server_error"
