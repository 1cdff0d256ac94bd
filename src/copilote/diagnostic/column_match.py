"""What is remembered of the columns of an organisation's tables, and said anew."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from copilote.cop.models import Membership, SentList
from copilote.diagnostic.column_models import ColumnMatch
from copilote.exchange.actions.matched import Match

MOST = 20
"""Tables of an organisation that are tried, the last said first; those before are forgotten."""


def _of(sent: SentList) -> QuerySet[ColumnMatch]:
    """What is remembered for whose file it is."""
    return ColumnMatch.objects.filter(cop=sent.cop, organisation=sent.organisation).order_by("-said_at", "-pk")


def matches_for(sent: SentList) -> tuple[Match, ...]:
    """The tables whose columns are known, for a file."""
    return tuple(Match(row.print, row.columns, row.statuses) for row in _of(sent)[:MOST])


def stamp_of(sent: SentList) -> str:
    """Changes as soon as columns are said anew, or forgotten."""
    last = _of(sent).first()
    return f"{_of(sent).count()}-{last.said_at.timestamp():.6f}" if last else ""


def said_before(sent: SentList, print_: str) -> ColumnMatch | None:
    """What was said of the columns of a table."""
    return _of(sent).filter(print=print_).first()


def titles_before(sent: SentList) -> dict[str, str]:
    """What each title was led to, in whichever table, the last said first."""
    known: dict[str, str] = {}
    for row in _of(sent)[:MOST]:
        known = dict(row.columns) | known
    return known


def remember(
    member: Membership, sent: SentList, print_: str, columns: Mapping[str, str], statuses: Mapping[str, str]
) -> None:
    """Keep what the columns of a table are, for this file and the next ones."""
    said = {"columns": dict(columns), "statuses": dict(statuses), "name": sent.name, "signed": member.signature[:200]}
    ColumnMatch.objects.update_or_create(cop=sent.cop, organisation=sent.organisation, print=print_, defaults=said)
    for row in _of(sent)[MOST:]:
        row.delete()


def forget(sent: SentList, print_: str) -> None:
    """Forget what was said of the columns of a table."""
    _of(sent).filter(print=print_).delete()
