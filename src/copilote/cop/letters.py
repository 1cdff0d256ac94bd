"""Messages on a row that somebody of a COP wrote: one to each person, and never the same twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from copilote.cop.models import User
from copilote.cop.recorded import Recorded
from copilote.outbox import post


def post_on(kind: str, row: Recorded, users: Iterable[User], fields: Mapping[str, str]) -> None:
    """Post a message of a kind on a row to each of these people, in the COP of the row; again changes nothing."""
    for user in {user.email: user for user in users}.values():
        once = f"{kind} {row.pk} {user.pk}"
        post(kind, user.email, fields, scope=row.cop.slug, user=user, about=str(row.pk), once=once)
