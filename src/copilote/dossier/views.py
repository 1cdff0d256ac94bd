"""The dossier of a region as the site sends it."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from copilote.reference.tables import latest
from copilote.ui.addresses import region_of
from copilote.ui.answers import cached

MAX_AGE = 3600
_MAKING = Lock()


@require_safe
def region_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """A region's dossier as PDF, in French whoever asks for it; made once for each region and edition."""
    region = region_of(slug)
    with _MAKING:  # who comes while it is being made waits for it instead of making it again
        body = _pdf(region.code, latest("simulator"))
    return cached(request, body, "application/pdf", name=f"dossier-{region.slug}.pdf", max_age=MAX_AGE)


@lru_cache(maxsize=24)
def _pdf(region: str, edition: str) -> bytes:
    from copilote.dossier.page import build_dossier
    from copilote.dossier.pdf import dossier_pdf

    return dossier_pdf(build_dossier(region, edition=edition))
