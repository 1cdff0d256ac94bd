"""Rows that several people write: signed by role, a version after the other, nothing overwritten that was not seen.

Such a row has `version`, `signed`, `why`, and its history by django-simple-history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from copilote.cop.models import Membership, User
from copilote.words.typography import day_words


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: by role, in French, and by account where there is one."""

    role: str
    user: User | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two persons wrote. name : of the field; before : what both saw; stored, typed : what each wrote, in
    words. touched : whether the second changed it too."""

    name: str
    label: str
    before: str
    stored: str
    typed: str
    touched: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a row, as its page tells it: when, by which role, why, and what (field, before, after)."""

    when: str
    author: str
    why: str
    fields: tuple[tuple[str, str, str], ...]


def author_of(member: Membership) -> Author:
    """A member, as what it writes is signed."""
    return Author(member.signature, member.user)


def change_of(row: Any, fields: tuple[tuple[str, str, str], ...]) -> Change:
    """A row of a history as a change. fields : what it changed."""
    return Change(moment_words(row.history_date), row.signed, row.why, fields)


def moment_words(moment: datetime) -> str:
    """A day and an hour: "27/11/2026 à 14:05"."""
    local = timezone.localtime(moment)
    return f"{day_words(local.date())} à {local:%H:%M}"


def taken(row: Any, seen: int) -> bool:
    """Take the next version of a row, for the time of the transaction; False where another took it: the row is then as
    it is stored."""
    if not type(row)._default_manager.filter(pk=row.pk, version=seen).update(version=seen + 1):
        row.refresh_from_db()
        return False
    row.version = seen + 1
    return True


def save_signed(row: Any, member: Membership) -> None:
    """Write a row, with who wrote it and why in its history."""
    row._history_user = member.user  # as django-simple-history reads them
    row._change_reason = row.why[:100]
    row.save()


def row_at(row: Any, version: int) -> Any:
    """A row as it was at a version; as it is now where its history does not tell."""
    return row.history.filter(version=version).order_by("-history_date", "-history_id").first() or row
