"""Pages that many people open at once are made once: two hundred phones in a room follow one link.

A public page depends on its address and on the language and encodings that a browser accepts, nothing else: a visitor
has no cookie. A browser that has one (a member of a COP) is never answered from here, and its pages are not kept. The
finished bytes are kept for a minute (PAGES_KEPT_S) in Django's cache, compressed: what reads no compression is no
crowd. A page not to be kept says so with `Cache-Control: private` or `no-store`, or sets a cookie.
"""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from copilote import __version__
from copilote.reference.loaded import digest
from copilote.site.installation.same import differs
from copilote.site.middleware import Layer

MOST_BYTES = 100_000
"""Of a page: with 500 of them in memory, 50 MB at the very most."""


class KeptPages(Layer):
    """Keeps finished pages, the least used leaving first."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.COOKIES or not settings.PAGES_KEPT_S or differs():
            return self.get_response(request)
        key = _key(request)
        if page := cache.get(key):
            body, headers = page
            return HttpResponse(body, headers=headers)
        response = self.get_response(request)
        if _keepable(response):
            cache.set(key, (response.content, dict(response.items())), settings.PAGES_KEPT_S)
        return response


def _key(request: HttpRequest) -> str:
    meta = request.META
    encodings = meta.get("HTTP_ACCEPT_ENCODING", "")
    parts = (
        __version__,
        digest(),
        request.scheme or "",
        meta.get("HTTP_HOST", ""),
        request.get_full_path(),  # not the path alone: a scenario is in the query
        " ".join(name for name in ("br", "gzip") if name in encodings),
        meta.get("HTTP_ACCEPT_LANGUAGE", "")[:100],
    )
    return f"page-{hashlib.sha256(repr(parts).encode()).hexdigest()}"


def _keepable(response: HttpResponse) -> bool:
    if response.status_code != 200 or response.streaming or response.cookies or len(response.content) > MOST_BYTES:
        return False
    if not response.get("Content-Type", "").startswith("text/html") or "Content-Encoding" not in response:
        return False
    control = response.get("Cache-Control", "")
    return not any(word in control for word in ("private", "no-store", "no-cache"))
