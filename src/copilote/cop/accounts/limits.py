"""How often one may try to sign in, and how many passwords are checked at once.

Counted for each client *and* address typed, so that nobody closes the account of another; and for each client alone,
whatever the addresses. Known and unknown addresses are counted alike. Counts are kept in the cache `counts`, under a
keyed fingerprint that says neither the client nor the address.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from copilote.cop.clients import client_address
from copilote.cop.models import tidy
from copilote.words import _

BUSY, TOO_OFTEN = "busy", "too_often"
"""Codes of the errors that are answered by 429."""
HASHING, QUEUE, PATIENCE_S = 1, 2, 0.3
"""Passwords checked at once by a process (0.03 s each); requests that bring one and are answered at once; how long one
waits for its turn. The other threads, and a core, stay for pages."""


@dataclass(frozen=True)
class Limit:
    """So many in so many seconds.

    per : "both", by client and what it is about; "alone", by client whatever it is about; "all", whoever the client.
    """

    name: str
    most: int
    window_s: int = 900
    per: str = "both"

    def reached(self, request: HttpRequest, about: str = "") -> bool:
        """Whether one more is too many."""
        return int(caches["counts"].get(self._key(request, about), 0)) >= self.most

    def count(self, request: HttpRequest, about: str = "") -> None:
        """Count one. A cache that does not answer counts nothing: better no limit than no way in."""
        counts, key = caches["counts"], self._key(request, about)
        counts.add(key, 0, self.window_s)
        try:
            counts.incr(key)
        except ValueError:  # expired in between, or a cache that does not answer
            return

    def _key(self, request: HttpRequest, about: str) -> str:
        client = "" if self.per == "all" else network_of(client_address(request))
        what = "" if self.per == "alone" else tidy(about)
        window = int(time.time() // self.window_s)
        whole = f"{self.name}|{client}|{what}|{window}"
        return f"tries-{salted_hmac('copilote.cop.accounts.limits', whole, algorithm='sha256').hexdigest()[:32]}"


WRONG = (Limit("wrong", 10), Limit("wrong-client", 100, per="alone"))
"""Wrong passwords. A whole office may have one client's address."""
ASKED = (Limit("asked", 6), Limit("asked-client", 300, per="alone"))
"""Codes and links asked for by e-mail. A whole meeting may have one client's address."""
FACTORS = (Limit("factor", 6), Limit("factor-account", 30, 3600, per="all"))
"""Wrong codes of an application, of who has already given the first proof."""
PASSKEYS = (Limit("passkey-client", 300, per="alone"),)
"""Passkeys tried."""
CHANGES = (Limit("changes", 20, per="all"),)
"""Passwords changed or tried by who is signed in."""


def check(limits: tuple[Limit, ...], request: HttpRequest, about: str = "") -> None:
    """Raise ValidationError when one more would be too many."""
    for limit in limits:
        if limit.reached(request, about):
            minutes = max(1, limit.window_s // 60)
            message = _("Trop d’essais. Attendez %(minutes)d minutes au plus, puis réessayez.", minutes=minutes)
            raise ValidationError(message, code=TOO_OFTEN)


def count(limits: tuple[Limit, ...], request: HttpRequest, about: str = "") -> None:
    """Count one in each."""
    for limit in limits:
        limit.count(request, about)


def take(limits: tuple[Limit, ...], request: HttpRequest, about: str = "") -> None:
    """Check, then count one."""
    check(limits, request, about)
    count(limits, request, about)


def network_of(address: str) -> str:
    """What a client is counted under: its IPv4 address, the network of its IPv6 one (a home has billions).

    >>> network_of("2001:db8::1"), network_of("192.0.2.1")
    ('2001:db8::', '192.0.2.1')
    """
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(read, ipaddress.IPv6Address) and read.ipv4_mapped is None:
        return str(ipaddress.IPv6Network(f"{read}/64", strict=False).network_address)
    return str(getattr(read, "ipv4_mapped", None) or read)


_queue = threading.BoundedSemaphore(QUEUE)
_hashing = threading.BoundedSemaphore(HASHING)


@contextmanager
def queued() -> Iterator[None]:
    """While a request that brings a password is answered. Raises ValidationError where too many are: pages are served
    first, and who floods must cost less than a page."""
    if not _queue.acquire(blocking=False):
        raise _too_busy()
    try:
        yield
    finally:
        _queue.release()


@contextmanager
def hashing() -> Iterator[None]:
    """While a password is checked. Raises ValidationError where others are for too long."""
    if not _hashing.acquire(timeout=PATIENCE_S):
        raise _too_busy()
    try:
        yield
    finally:
        _hashing.release()


def _too_busy() -> ValidationError:
    message = _("Beaucoup de personnes se connectent en ce moment. Renvoyez le formulaire dans quelques secondes.")
    return ValidationError(message, code=BUSY)
