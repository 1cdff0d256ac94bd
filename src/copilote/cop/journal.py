"""The journal of a COP: what members decide is written as rows that nothing overwrites, and read back in one way.

A row is closed (`in_force` false, with its date) and another takes its place, so that every decision keeps its date,
its author and its reason. Only one row about the same thing is in force at a time: each model's constraint sees to it.
An app registers its kinds of decisions in its AppConfig (`journal`), and they are in the page, the files and the API.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from copilote.cop.models import Cop, Membership
from copilote.cop.recorded import Recorded
from copilote.reference.errors import InputError
from copilote.words import N_, _

MEANWHILE = N_("Un autre choix vient d’être enregistré pour ce levier : relisez la page.")


class MeanwhileError(InputError):
    """Somebody else wrote about the same thing since the page was made."""


Row = TypeVar("Row", bound=Recorded)


def record(row: Row, member: Membership, seen: int | None = None) -> Row:
    """Write a row in the COP of a member, and close the one in force on the same thing; or neither.

    seen : the number of the row in force when the author read the page, 0 for none; None to skip. Raises MeanwhileError
    when another was written since, InputError when the row makes no sense.
    """
    row.author, row.organisation = member.user, member.organisation
    return record_for(row, member.cop, member.signature, seen)


def record_for(row: Row, cop: Cop, role: str, seen: int | None = None) -> Row:
    """`record` for who is no member: the administration of the installation. role : signs the row, in French."""
    row.cop, row.author_role = cop, role
    same = type(row)._default_manager.filter(cop=row.cop, **dict(zip(row.about, row.key, strict=True)))
    try:
        with transaction.atomic():
            held = same.filter(in_force=True).select_for_update().first()
            if seen is not None and (held.pk if held else 0) != seen:
                raise MeanwhileError(_(MEANWHILE))
            if held is not None:
                held.end()
            row.full_clean(exclude=("author",))  # nobody, for the administration of the site
            row.save()
    except ValidationError as error:
        raise InputError(" ".join(error.messages)) from None
    except IntegrityError:
        raise MeanwhileError(_(MEANWHILE)) from None
    return row


def say(model: type[Row], member: Membership, text: str, most: int, **about: Any) -> Row:
    """Keep what a member says of something, beside what was said before. Raises InputError for nothing or too much.

    most : characters. about : the fields of the row that say of what.
    """
    said = text.strip()
    if not said:
        raise InputError(_("Écrivez votre message : il était vide."))
    if len(said) > most:
        raise InputError(_("Votre message est trop long : %(most)s caractères au plus.", most=str(most)))
    return model._default_manager.create(
        cop=member.cop,
        author=member.user,
        author_role=member.signature,
        organisation=member.organisation,
        reason=said,
        **about,
    )


def close(row: Recorded, member: Membership) -> None:
    """Take a row out without another in its place: it stays, with the date and who took it out."""
    row.end(member.signature)


@dataclass(frozen=True, slots=True)
class DecisionKind:
    """A kind of decisions, as an app registers it. label : marked by `N_`. in_words : a row → of what, its decision."""

    key: str
    label: str
    model: type[Recorded]
    in_words: Callable[[Any], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One decision: its kind (the key of one), of what, what held before ("" for nothing), what was decided, why, when,
    by which role, until when."""

    kind: str
    subject: str
    before: str
    decision: str
    reason: str
    decided_on: date | None
    author: str
    ended_on: date | None


def kinds() -> tuple[DecisionKind, ...]:
    """The kinds of decisions that the apps register (`journal` of their AppConfig)."""
    return tuple(kind for app in apps.get_app_configs() for kind in getattr(app, "journal", ()))


def journal_of(cop: Cop | None, kind: str = "") -> list[JournalEntry]:
    """What was decided in a COP, the newest first; one kind only, when it is named. None decided nothing."""
    if cop is None:
        return []
    dated = [pair for each in kinds() if kind in ("", each.key) for pair in _entries(each, cop)]
    return [entry for _when, entry in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def changes_since(cop: Cop, since: datetime, most: int) -> list[JournalEntry]:
    """What was decided in a COP after a moment, the newest first, without what held before: one query a kind."""
    dated: list[tuple[datetime, JournalEntry]] = []
    for kind in kinds():
        rows = kind.model._default_manager.filter(cop=cop, decided_at__gt=since).select_related("cop")
        for row in rows.order_by("-pk")[:most]:
            subject, decision = kind.in_words(row)
            said = (row.reason, row.decided_on, row.author_role, row.ended_on)
            dated.append((row.decided_at, JournalEntry(kind.key, subject, "", decision, *said)))
    return [entry for _when, entry in sorted(dated, key=lambda pair: pair[0], reverse=True)][:most]


def _entries(kind: DecisionKind, cop: Cop) -> Iterator[tuple[datetime, JournalEntry]]:
    """The decisions of a kind, each with what held before it; what is taken out is a decision too."""
    held: dict[tuple[Any, ...], str] = {}
    for row in kind.model._default_manager.filter(cop=cop).select_related("cop").order_by("pk"):
        subject, decision = kind.in_words(row)
        before = held.pop(row.key, "")
        held[row.key] = decision
        yield (
            row.decided_at,
            JournalEntry(
                kind.key, subject, before, decision, row.reason, row.decided_on, row.author_role, row.ended_on
            ),
        )
        if row.ended_role and row.ended_at:
            del held[row.key]
            yield (
                row.ended_at,
                JournalEntry(kind.key, subject, decision, _("Retiré"), "", row.ended_on, row.ended_role, None),
            )
