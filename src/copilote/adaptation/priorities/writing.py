"""Writing priorities: each change is whole, keeps its history, and overwrites nothing that was not seen.

Callers have checked that the right is held (`cop.permissions`); whose priority it is, is checked here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from copilote.adaptation.priorities.content import FIELDS, Content, content_of, in_words
from copilote.adaptation.priorities.models import Priority, Standing
from copilote.adaptation.priorities.seeing import own_departements, signs, writes
from copilote.cop.models import SPEAKING, Cop, Membership, Organisation
from copilote.cop.versions import Author, Difference, author_of, row_at, save_signed, taken
from copilote.reference.errors import InputError

AT_ONCE = 500
KNOWN = ("cop", "organisation", "departement")
"""Fields that are not typed."""


class MeanwhileError(InputError):
    """Somebody changed the priority since it was read. priority : as it is now."""

    def __init__(self, priority: Priority) -> None:
        super().__init__("Quelqu’un a changé cette priorité depuis que la page est ouverte : relisez-la.")
        self.priority = priority


class NotYoursError(InputError):
    """The priority is of a département, or of an organisation, for which the member does not write."""


NOT_YOURS = "Vous n’écrivez que les priorités de votre département, ou celles que votre organisation a proposées."


@dataclass(frozen=True, slots=True)
class New:
    """A priority to be written."""

    departement: str
    content: Content
    organisation: Organisation | None = None
    standing: Standing = Standing.DRAFT


def create(member: Membership, departement: str, content: Content) -> Priority:
    """Write a draft for a département. Raises NotYoursError, or InputError for what makes no sense."""
    if departement not in own_departements(member):
        raise NotYoursError(NOT_YOURS)
    proposed = member.organisation if member.role in SPEAKING else None
    return create_all(member.cop, [New(departement, content, proposed)], author_of(member), "écrite")[0]


def create_all(cop: Cop, priorities: Sequence[New], author: Author, why: str) -> list[Priority]:
    """Write priorities, all of them or none, in as many queries whatever their number (but for batches)."""
    rows = []
    for new in priorities:
        row = Priority(cop=cop, departement=new.departement, organisation=new.organisation, standing=new.standing)
        rows.append(_filled(row, new.content, author, why))
    with transaction.atomic():
        made: list[Priority] = bulk_create_with_history(
            rows, Priority, batch_size=AT_ONCE, default_user=author.user, default_change_reason=why[:100]
        )
    return made


def change(member: Membership, number: int, content: Content, seen: int, why: str = "") -> Priority:
    """Write what a priority says now. seen : the version that was read. Raises MeanwhileError, NotYoursError,
    InputError."""
    with transaction.atomic():
        priority = held(member, number)
        _claim(priority, seen)
        _filled(priority, content, author_of(member), why or "changée")
        save_signed(priority, member)
    return priority


def change_all(
    cop: Cop, changes: Sequence[tuple[Priority, Content, Standing]], author: Author, why: str
) -> list[Priority]:
    """Write what several priorities say now, and how they stand, all of them or none, in as many queries whatever
    their number (but for batches). Raises InputError when one was changed since it was read."""
    with transaction.atomic():
        numbers = [row.pk for row, _content, _standing in changes]
        rows = Priority.objects.select_for_update().filter(cop=cop, pk__in=numbers)
        now = dict(rows.order_by().values_list("pk", "version"))
        if any(now.get(row.pk) != row.version for row, _content, _standing in changes):
            raise InputError("Un collègue a changé une de ces priorités entre-temps : relisez, puis recommencez.")
        for row, content, standing in changes:
            _filled(row, content, author, why)
            row.version, row.standing, row.changed_at = row.version + 1, standing, timezone.now()
        bulk_update_with_history(
            [row for row, _content, _standing in changes],
            Priority,
            [*FIELDS, "signed", "why", "version", "standing", "changed_at"],
            batch_size=AT_ONCE,
            default_user=author.user,
            default_change_reason=why[:100],
        )
    return [row for row, _content, _standing in changes]


def validate(member: Membership, number: int, seen: int) -> Priority:
    """Say that a priority holds, for its département."""
    return _move(member, number, seen, (Standing.DRAFT,), Standing.VALIDATED, "validée")


def reopen(member: Membership, number: int, seen: int) -> Priority:
    """Say that a validated one is a draft again."""
    return _move(member, number, seen, (Standing.VALIDATED,), Standing.DRAFT, "rouverte")


def withdraw(member: Membership, number: int, seen: int) -> Priority:
    """Take out a draft: it stays, with its history, and is counted no more."""
    return _move(member, number, seen, (Standing.DRAFT,), Standing.WITHDRAWN, "retirée")


def take_back(member: Membership, number: int, seen: int) -> Priority:
    """Have a withdrawn one be a draft again."""
    return _move(member, number, seen, (Standing.WITHDRAWN,), Standing.DRAFT, "reprise")


def follow(old: Organisation, new: Organisation) -> None:
    """What an organisation proposed is the other's, into which it merges."""
    Priority.objects.filter(organisation=old).update(organisation=new)


def held(member: Membership, number: int) -> Priority:
    """A priority of the COP of a member, which it may write. Raises NotYoursError."""
    priority = Priority.objects.select_related("cop", "organisation").filter(cop=member.cop, pk=number).first()
    if priority is None or not writes(member, priority):
        raise NotYoursError(NOT_YOURS)
    return priority


def differences(priority: Priority, content: Content, seen: int) -> tuple[Difference, ...]:
    """What a stored priority says otherwise than what was typed by who had read version `seen`."""
    before, stored = written_at(priority, seen), content_of(priority)
    found = []
    for name, label in FIELDS.items():
        if stored[name] != content[name]:
            was, now, own = (in_words(name, each[name]) for each in (before, stored, content))
            found.append(Difference(name, label, was, now, own, content[name] != before[name]))
    return tuple(found)


def written_at(priority: Priority, version: int) -> Content:
    """What a priority said at a version; what it says now where its history does not tell."""
    return content_of(row_at(priority, version))


def _filled(priority: Priority, content: Content, author: Author, why: str) -> Priority:
    """The row with what is said. Raises InputError for what makes no sense."""
    for name in FIELDS:
        setattr(priority, name, content[name])
    priority.signed, priority.why = author.role[:200], why[:300]
    try:
        priority.clean_fields(exclude=KNOWN)
    except ValidationError as error:
        raise InputError(" ".join(error.messages)) from None
    return priority


def _claim(priority: Priority, seen: int) -> None:
    """Take the next version, for the time of the transaction. Raises MeanwhileError where another took it."""
    if not taken(priority, seen):
        raise MeanwhileError(priority)


def _move(member: Membership, number: int, seen: int, begins: Sequence[Standing], to: Standing, why: str) -> Priority:
    """Have a priority stand otherwise; nothing is done to one that does already. Raises InputError from elsewhere."""
    with transaction.atomic():
        priority = held(member, number)
        if Standing.VALIDATED in (to, *begins) and not signs(member, priority.departement):
            raise NotYoursError("Seuls le relais du département et l’animation valident ses priorités.")
        if priority.standing == to:
            return priority
        if priority.standing not in begins:
            raise InputError(f"Cette priorité est « {Standing(priority.standing).label} » : relisez sa page.")
        _claim(priority, seen)
        priority.standing, priority.signed, priority.why = to, author_of(member).role, why
        save_signed(priority, member)
    return priority
