"""Pages that many people open at once are made once: two hundred phones in a room follow one link.

A public page depends on its address and on the language and encodings that a browser accepts, nothing else: a visitor
has no cookie. A browser that has one (a member of a COP) is never answered from here, and its pages are not kept. The
finished bytes are kept for a minute (PAGES_KEPT_S), compressed. A page not to be kept says so with
`Cache-Control: private` or `no-store`, or sets a cookie.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from copilote.site.middleware import Handler, Layer

MOST_BYTES = 32_000_000
MOST_PAGE = 1_000_000
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    body: bytes
    headers: tuple[tuple[str, str], ...]
    until: float


class KeptPages(Layer):
    """Keeps finished pages of one process, the least used leaving first."""

    def __init__(self, get_response: Handler) -> None:
        super().__init__(get_response)
        self.pages: OrderedDict[Key, _Page] = OrderedDict()
        self.bytes = 0
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.COOKIES or not settings.PAGES_KEPT_S:
            return self.get_response(request)
        key = _key(request)
        if page := self._kept(key):
            return HttpResponse(page.body, headers=dict(page.headers))
        response = self.get_response(request)
        if _keepable(response):
            self._keep(key, _Page(response.content, tuple(response.items()), time.monotonic() + settings.PAGES_KEPT_S))
        return response

    def _kept(self, key: Key) -> _Page | None:
        with self.lock:
            page = self.pages.get(key)
            if page is None or page.until < time.monotonic():
                return None
            self.pages.move_to_end(key)
            return page

    def _keep(self, key: Key, page: _Page) -> None:
        with self.lock:
            before = self.pages.pop(key, None)
            self.bytes -= len(before.body) if before else 0
            self.pages[key] = page
            self.bytes += len(page.body)
            while self.bytes > MOST_BYTES:
                _key, oldest = self.pages.popitem(last=False)
                self.bytes -= len(oldest.body)


def _key(request: HttpRequest) -> Key:
    meta = request.META
    encodings = meta.get("HTTP_ACCEPT_ENCODING", "")
    # get_full_path, not the path alone: a scenario is in the query.
    return (
        request.scheme or "",
        meta.get("HTTP_HOST", ""),
        request.get_full_path(),
        " ".join(name for name in ("br", "gzip") if name in encodings),
        meta.get("HTTP_ACCEPT_LANGUAGE", "")[:100],
    )


def _keepable(response: HttpResponse) -> bool:
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    if not response.get("Content-Type", "").startswith("text/html") or len(response.content) > MOST_PAGE:
        return False
    control = response.get("Cache-Control", "")
    return not any(word in control for word in ("private", "no-store", "no-cache"))
