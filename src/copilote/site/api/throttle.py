"""How often one address may ask: bursts are let through, floods are not.

Counted by minute in the cache: of each process, or of all in Redis (CACHE_URL). It holds no address but a keyed hash of
it, for two minutes.
"""

from __future__ import annotations

import hashlib
import math
import time

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from copilote.cop.clients import client_address

WINDOW_S = 60


def wait_seconds(request: HttpRequest, now: float | None = None) -> int:
    """0 when the request may go on (it is counted), else the whole seconds to wait.

    An address may make API_RATE requests a minute; 0 lets everything through. Those of the minute before count for the
    part of it that lies within the last sixty seconds.
    """
    rate = int(settings.API_RATE)
    if rate <= 0:
        return 0
    moment = time.time() if now is None else now
    window, elapsed = divmod(moment, WINDOW_S)
    own, before = (_key(request, number) for number in (window, window - 1))
    counts = caches["counts"]
    earlier = counts.get(before, 0)
    counts.add(own, 0, 2 * WINDOW_S)
    try:
        asked = counts.incr(own)
        if earlier * (1 - elapsed / WINDOW_S) + asked <= rate + 1e-9:
            return 0
        asked = counts.incr(own, -1)  # what is refused does not count
    except ValueError:  # a cache that does not answer: better an API without limit than no API
        return 0
    return max(1, math.ceil(round(_until(rate, earlier, asked) - elapsed, 6)))


def _until(rate: int, earlier: int, asked: int) -> float:
    """Seconds from the start of this minute to when one more fits in."""
    if asked < rate:
        return WINDOW_S * (1 - (rate - 1 - asked) / earlier)
    return WINDOW_S * (2 - (rate - 1) / asked)


def _key(request: HttpRequest, window: float) -> str:
    secret = settings.SECRET_KEY.encode()[:64]
    who = hashlib.blake2b(f"{client_address(request)} {window:.0f}".encode(), key=secret, digest_size=16)
    return f"asked-{who.hexdigest()}"
