"""The role in whose name a person acts, of those that they hold: chosen once, kept for the session, always shown."""

from __future__ import annotations

from django.http import HttpRequest

from copilote.cop.models import Membership

HAT = "hat"
"""Under which the session keeps it."""


def chosen(request: HttpRequest) -> int:
    """The number of the role that was chosen; 0 for none."""
    number = request.session.get(HAT, 0)
    return number if isinstance(number, int) else 0


def choose(request: HttpRequest, member: Membership) -> None:
    """Act from now on by a role."""
    request.session[HAT] = member.pk
