"""A token bucket for each client address, kept in Django's cache: bursts are let through, floods are not.

With the cache of the process (the default), each worker counts on its own.
"""

from __future__ import annotations

import math
import threading
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

_LOCK = threading.Lock()


def wait_seconds(request: HttpRequest, now: float | None = None) -> int:
    """0 when the request may go on (a token is taken), else the whole seconds to wait.

    A bucket holds API_RATE tokens (requests a minute) and fills at that pace; 0 lets everything through.
    """
    rate = int(settings.API_RATE)
    if rate <= 0:
        return 0
    moment = time.time() if now is None else now
    key = f"api-rate:{client_address(request)}"
    with _LOCK:
        tokens, seen = cache.get(key) or (float(rate), moment)
        tokens = min(float(rate), tokens + max(0.0, moment - seen) * rate / 60)
        allowed = tokens >= 1
        cache.set(key, (tokens - 1 if allowed else tokens, moment), timeout=120)
    return 0 if allowed else max(1, math.ceil((1 - tokens) * 60 / rate))


def client_address(request: HttpRequest) -> str:
    """The address of who asks. Behind API_PROXIES proxies of ours, the one that the outermost of them saw."""
    proxies = int(settings.API_PROXIES)
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if 0 < proxies <= len(told):
        return str(told[-proxies])[:64]
    return str(request.META.get("REMOTE_ADDR", ""))
