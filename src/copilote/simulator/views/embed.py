"""Pages that other sites may frame: those of EMBED_ORIGINS, these pages only."""

from __future__ import annotations

import re
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.core.checks import Error, register
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from copilote.simulator.pages.embedded import (
    EmbedPage,
    embedded_indicator,
    embedded_lever,
    embedded_panorama,
    snippet_page,
)

ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?", re.IGNORECASE)


def origins() -> tuple[str, ...]:
    """The sites that may frame these pages; what is not an origin ("https://www.example.fr") is left out."""
    return tuple(origin for origin in settings.EMBED_ORIGINS if ORIGIN.fullmatch(origin))


@register()
def check_origins(app_configs: object, **rest: object) -> list[Error]:
    """Told by `manage check`: an origin that would be left out."""
    wrong = [origin for origin in settings.EMBED_ORIGINS if not ORIGIN.fullmatch(origin)]
    return [
        Error(f"EMBED_ORIGINS : « {origin} » n’est pas une origine.", hint="https://www.example.fr", id="copilote.E001")
        for origin in wrong
    ]


@require_safe
def panorama(request: HttpRequest, slug: str) -> HttpResponse:
    """A region's targets; `?par=secteur` groups them by sector."""
    return _framed(request, embedded_panorama(slug, request.GET.get("par", "theme")))


@require_safe
def lever(request: HttpRequest, slug: str, lever: str) -> HttpResponse:
    """A lever in a region."""
    return _framed(request, embedded_lever(slug, lever))


@require_safe
def indicator(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """An indicator in a region."""
    return _framed(request, embedded_indicator(slug, number))


@require_safe
def snippets(request: HttpRequest, slug: str) -> HttpResponse:
    """What to copy to embed a page; not itself to be framed."""
    page = snippet_page(slug, f"{request.scheme}://{request.get_host()}", origins())
    return render(request, "simulator/embed_help.html", {"page": page})


def _framed(request: HttpRequest, page: EmbedPage) -> HttpResponse:
    """The page, with the leave to frame it given to those sites; nobody may when there is none."""
    allowed = origins()

    def shown(request: HttpRequest) -> HttpResponse:
        return render(request, "simulator/embed.html", {"page": page})

    if not allowed:
        return shown(request)
    # X-Frame-Options cannot name sites: it is left out, and the policy that browsers of today heed says who may.
    framed: Any = csp_replace({"frame-ancestors": list(allowed)})(xframe_options_exempt(shown))
    response: HttpResponse = framed(request)
    return response
