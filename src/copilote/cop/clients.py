"""The request that is under way, and where it comes from."""

from __future__ import annotations

from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest

UNDER_WAY: ContextVar[HttpRequest | None] = ContextVar("request under way", default=None)
"""The request that is being answered, for what signals note of it."""


def client_address(request: HttpRequest) -> str:
    """The address of who asks. Behind API_PROXIES proxies of ours, the one that the outermost of them saw."""
    proxies = int(settings.API_PROXIES)
    clients = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if 0 < proxies <= len(clients):
        return str(clients[-proxies])[:64]
    return str(request.META.get("REMOTE_ADDR", ""))
