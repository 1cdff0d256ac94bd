"""The A3 sheet of both panoramas as the site sends it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from copilote.reference.tables import latest
from copilote.ui.addresses import region_of
from copilote.ui.answers import cached
from copilote.ui.canonical import canonical_region
from copilote.words import language

MAX_AGE = 3600
_MAKING = Lock()


@require_safe
@canonical_region
def panoramas_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Both panoramas of a region on one sheet, in the language of the address; made once a day for each region."""
    region = region_of(slug)
    with _MAKING:  # who comes while it is being made waits for it instead of making it again
        body = _pdf(language(), region.code, latest("simulator"), timezone.localdate())
    return cached(request, body, "application/pdf", name=f"panoramas-{region.slug}.pdf", max_age=MAX_AGE)


@lru_cache(maxsize=24)
def _pdf(spoken: str, region: str, edition: str, today: date) -> bytes:
    from copilote.reference.simulator import find_region
    from copilote.simulator.pages.sheet_pdf import sheet_pdf

    return sheet_pdf(find_region(region), today)
