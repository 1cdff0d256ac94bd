"""What members say of a priority: each remark is kept as it was written, with the role of who wrote it.

Who may write priorities in the COP, and sees this one, says something of it and reads what is said: a département of
what another has validated, too. Callers have checked that the right is held; of which priority, is checked here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from copilote.adaptation.actions import WRITES
from copilote.adaptation.models import Priority, PriorityRemark
from copilote.adaptation.priorities.letters import tell
from copilote.adaptation.priorities.models import LONGEST_REMARK
from copilote.adaptation.priorities.seeing import sees
from copilote.cop.journal import say
from copilote.cop.models import Membership
from copilote.cop.versions import moment_words

MOST = 200
"""Remarks that the page of a priority tells, the newest."""


@dataclass(frozen=True, slots=True)
class Said:
    """A remark as it is read."""

    who: str
    when: str
    text: str


def remarks_on(member: Membership, priority: Priority) -> bool:
    """Whether a member reads what is said of a priority, and may say something of it."""
    return member.role in WRITES and sees(member, priority)


def remarks_of(priority: Priority) -> tuple[Said, ...]:
    """What is said of a priority, the newest first."""
    rows = PriorityRemark.objects.filter(priority=priority).order_by("-pk")[:MOST]
    return tuple(Said(row.author_role, moment_words(row.decided_at), row.reason) for row in rows)


def remark(member: Membership, priority: Priority, text: str) -> PriorityRemark:
    """Say something of a priority: its relay and who spoke of it are told. Raises InputError for none or too much."""
    with transaction.atomic():
        said = say(PriorityRemark, member, text, LONGEST_REMARK, priority=priority)
        tell(said)
    return said
