"""A list that is looked at before it is loaded: its rows, new, changed or the same, and its faults by row and column.

All or nothing: a list with a fault loads nothing. What was sent is kept until it is loaded or a day has passed, and
read anew when it is loaded, so that what one saw is what is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from copilote.cop.models import ListKind, Membership, Organisation, SentList
from copilote.exchange.intake import FileError, FileLayout, FileProblem, FileRow, Limits, Source, read
from copilote.exchange.intake.rows import Progress
from copilote.reference.errors import InputError
from copilote.words.numbers import whole_number

LIMITS = Limits(size=1_000_000, rows=10_000, cells=200_000, columns=100)
"""What a list may hold."""
SHOWN = 200
"""Faults told one by one."""
KEPT = timedelta(days=1)
"""How long a list that nobody loaded is kept (`keeping`)."""
MEANWHILE = "La COP a changé depuis que vous avez ouvert cette page : relisez ce que fera la liste, puis chargez-la."


class LineState(StrEnum):
    """What a row of a list would do."""

    NEW = "nouvelle"
    CHANGED = "changée"
    SAME = "sans changement"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a list. line : its number in the file; name : of what; does : what would be written, in words;
    fields : the same as its loader needs it."""

    line: int
    state: LineState
    name: str
    does: str
    fields: Any


@dataclass(frozen=True, slots=True)
class Plan:
    """What a list would do. problems : the first of its faults, `count` all of them; remarks : what was understood;
    doubts : the first of what is to be looked at, `doubted` all of it, which hinders nothing."""

    lines: tuple[Line, ...]
    problems: tuple[FileProblem, ...] = ()
    count: int = 0
    remarks: tuple[str, ...] = ()
    doubts: tuple[FileProblem, ...] = ()
    doubted: int = 0

    def of(self, state: LineState) -> tuple[Line, ...]:
        """The rows that would do this."""
        return tuple(line for line in self.lines if line.state == state)

    @property
    def loads(self) -> bool:
        """Whether there is something to load, and no fault."""
        return not self.count and any(line.state != LineState.SAME for line in self.lines)

    @property
    def seal(self) -> str:
        """Changes as soon as the list would do something else."""
        doing = [(line.line, line.state, line.name, line.does) for line in self.lines]
        return sha256(repr((doing, self.count)).encode()).hexdigest()[:24]


def plan_of(
    source: Source,
    layout: FileLayout,
    each: Callable[[FileRow], Line | None],
    limits: Limits = LIMITS,
    on_progress: Progress | None = None,
) -> Plan:
    """What the rows of a file would do. on_progress : told the rows read. Raises FileError for a file that is none of
    these."""
    lines: list[Line] = []

    def keep(row: FileRow) -> None:
        line = each(row)
        if line is not None:
            lines.append(line)

    try:
        intake = read(source, layout, keep, limits=limits, most=SHOWN, on_progress=on_progress)
    except FileError as error:
        if not error.problems:
            raise
        return Plan(tuple(lines), error.problems, error.count)
    return Plan(tuple(lines), remarks=intake.remarks)


def send(
    member: Membership,
    kind: ListKind,
    source: tuple[str, bytes] | tuple[str, str],
    organisation: Organisation | None = None,
) -> SentList:
    """Keep what a member sent, to be looked at. organisation : whose it is, where it is of one alone."""
    sent = drafted_list(member, kind, source, organisation)
    sent.save()
    return sent


def drafted_list(
    member: Membership,
    kind: ListKind,
    source: tuple[str, bytes] | tuple[str, str],
    organisation: Organisation | None = None,
) -> SentList:
    """What a member sent, not kept yet."""
    name, content = source
    return SentList(
        cop=member.cop,
        organisation=organisation,
        kind=kind,
        name=name[:120],
        content=content.encode() if isinstance(content, str) else content,
        text=isinstance(content, str),
        sent_by=member.user,
        sent_role=member.signature,
    )


def source_of(sent: SentList) -> Source:
    """What was sent, as a file. Raises InputError once it is forgotten."""
    if sent.content is None:
        raise InputError("Cette liste est déjà chargée : envoyez-la de nouveau pour la relire.")
    content = bytes(sent.content)
    return (sent.name, content.decode()) if sent.text else (sent.name, content)


def sent_list(member: Membership, kind: ListKind, number: str) -> SentList:
    """The list of a number in the COP of a member. Raises InputError."""
    listed = SentList.objects.select_related("organisation__territory")
    sent = listed.filter(cop=member.cop, kind=kind, pk=whole_number(number) or 0).first()
    if sent is None:
        raise InputError("Cette liste n’est plus gardée : envoyez-la de nouveau.")
    return sent


Loader = Callable[[Membership, Sequence[Line]], tuple[list[int], dict[str, Any]]]
"""Writes the rows that do something; gives the numbers of what was added, and what was changed by number."""


def load(member: Membership, sent: SentList, plan: Callable[[], Plan], seal: str, write: Loader) -> Plan:
    """Load a list as it was seen. seal : of the plan that was seen. Raises InputError when it would do something else
    by now, or has a fault."""
    with transaction.atomic():
        held = SentList.objects.select_for_update().get(pk=sent.pk)
        if held.loaded_at is not None:
            raise InputError("Cette liste est déjà chargée.")
        now = plan()
        if now.seal != seal:
            raise InputError(MEANWHILE)
        if not now.loads:
            raise InputError("Cette liste ne changerait rien, ou contient des erreurs : rien n’est chargé.")
        held.added, held.changed = write(member, [line for line in now.lines if line.state != LineState.SAME])
        held.loaded_at, held.content = timezone.now(), None
        held.save()
    return now


@contextmanager
def undoing(sent: SentList) -> Iterator[SentList]:
    """A loaded list while it is undone, all or nothing. Raises InputError for one that is not loaded, or is undone."""
    with transaction.atomic():
        held = SentList.objects.select_for_update().get(pk=sent.pk)
        if held.undone_at is not None or held.loaded_at is None:
            raise InputError("Cette liste est déjà annulée.")
        yield held
        held.undone_at = timezone.now()
        held.save(update_fields=["undone_at"])


def loaded_lists(member: Membership, kind: ListKind) -> list[SentList]:
    """The lists that were loaded in the COP of a member, the last first."""
    rows = SentList.objects.filter(cop=member.cop, kind=kind, loaded_at__isnull=False).defer("content")
    return list(rows.order_by("-loaded_at")[:20])
