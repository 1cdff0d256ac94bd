"""The language of the API's refusals and description: the reader's (Accept-Language), French by default.

Figures, names and remarks of the answers stay as they are published, in French: only what the API itself says is
translated.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.utils.translation import get_language_from_request, override

from copilote.words import speaking

PAGES = {"fr": "/api/v1/docs", "en": "/en/api/v1/docs"}
"""The documentation page in each language."""


@contextmanager
def language_of(request: HttpRequest) -> Iterator[str]:
    """Speak the reader's language inside; gives its code."""
    code = get_language_from_request(request)
    with override(code), speaking(code):
        yield code
