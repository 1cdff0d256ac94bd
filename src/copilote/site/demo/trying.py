"""Trying a role of the demonstration by a button: on this machine alone, in the base of a demonstration alone.

Who asks is known by the address that the connection comes from and by the name that the browser asked for; nothing of
what a proxy says is believed, and a request that came through one is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

from copilote.cop.models import User
from copilote.site.demo.mark import is_marked
from copilote.ui.phones import LOOPBACK

PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED",
             "HTTP_X_REAL_IP", "HTTP_VIA")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A role that one may try: its key, its name in French, the address of the person who holds it."""

    key: str
    label: str
    email: str


PARTS = (
    Part("animatrice", "Animatrice de la COP", "claire.aubry@exemple.fr"),
    Part("relais", "Relais départemental (Loiret)", "hugo.lefort@exemple.fr"),
    Part("contributrice", "Contributrice d’une intercommunalité", "nadia.perrin@exemple.fr"),
    Part("validateur", "Validateur d’une intercommunalité", "yves.colin@exemple.fr"),
    Part("lectrice", "Lectrice", "rose.vidal@exemple.fr"),
    Part("administrateur", "Administrateur du site", "marc.nolin@exemple.fr"),
)


def is_here(request: HttpRequest) -> bool:
    """Whether a request comes from this machine, straight, and under a name of this machine."""
    try:
        peer = ip_address(request.META.get("REMOTE_ADDR", ""))
        host = request.get_host()
    except (ValueError, SuspiciousOperation):
        return False
    named = host in LOOPBACK or host.rpartition(":")[0] in LOOPBACK
    return peer.is_loopback and named and not any(name in request.META for name in PASSED_ON)


def may_try(request: HttpRequest) -> bool:
    """Whether who asks may try a role."""
    return settings.DEMO and is_here(request) and is_marked()


def person_of(key: str) -> User | None:
    """Who holds a role; None for one that is not tried."""
    emails = [part.email for part in PARTS if part.key == key]
    return User.objects.filter(email__in=emails, is_active=True).first()
