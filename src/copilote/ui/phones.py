"""The address that phones in a room can open: a presenter browses "localhost", which leads nowhere elsewhere."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def _here(request: HttpRequest) -> bool:
    return request.get_host().rpartition(":")[0].rstrip(":") in LOOPBACK or request.get_host() in LOOPBACK


def origin_of(request: HttpRequest) -> str:
    """The site's own origin ("https://host"), as others open it: ROOM_ADDRESS in place of "localhost"."""
    if settings.ROOM_ADDRESS and _here(request):
        return str(settings.ROOM_ADDRESS)
    return f"{request.scheme}://{request.get_host()}"


def only_here(request: HttpRequest) -> bool:
    """Whether the site's address opens on this machine only."""
    try:
        return _here(request) and not settings.ROOM_ADDRESS
    except SuspiciousOperation:  # a host that is not ours
        return False


def in_the_clear(request: HttpRequest) -> bool:
    """Whether a request came to the address of a room, over a network that anybody in it can read."""
    if not settings.ROOM_ADDRESS or request.is_secure():
        return False
    try:
        return request.get_host() == urlsplit(str(settings.ROOM_ADDRESS)).netloc
    except SuspiciousOperation:
        return False
