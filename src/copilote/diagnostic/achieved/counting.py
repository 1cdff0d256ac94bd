r"""What of an action is already done, while the whole is not: the rule by which dated quantities are in the diagnostic.

Of an action under way or decided, the part noted as achieved counts as done, and the remainder keeps its status:

.. math:: d = k \min(1,\; a / q), \qquad k - d

with :math:`k` the kt of the action, :math:`q` the quantity that it is to give by 2030 and :math:`a` the one noted at
the last day. Nothing is added: what is done, under way and decided comes to the same in all. An action said to be done
counts whole, as its organisation says. What the workbench made of a cell is left as the cell says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Least

from copilote.diagnostic.achieved.models import Achievement
from copilote.diagnostic.models import Origin
from copilote.planning.actions import Status

BEGUN = (Status.UNDER_WAY, Status.DECIDED)
"""The statuses of which a part may be done."""
PART = Least(Value(1.0), F("quantity") / F("action__quantity"))
"""The part of an action that a line says is done, at most 1, in a query of `latest`."""


@dataclass(frozen=True, slots=True)
class Achieved:
    """What an action has given. quantity : in the unit of its lever, on the last day noted; part : of its
    kt, 0 to 1."""

    on: date
    quantity: float
    part: float


def latest() -> QuerySet[Achievement]:
    """The last line of each action that is not done yet, and of which a part may be."""
    later = Achievement.objects.filter(action=OuterRef("action"), withdrawn_at=None, on__gt=OuterRef("on"))
    rows = Achievement.objects.filter(
        ~Exists(later),
        withdrawn_at=None,
        action__quantity__gt=0,
        action__status__in=[status.value for status in BEGUN],
    )
    return rows.exclude(action__origin=Origin.TABLE).order_by()


def achieved_of(actions: Any) -> dict[int, Achieved]:
    """What of these is already done, by number, those of which some is; one query. actions : numbers, or a query of
    these."""
    rows = latest().filter(action__in=actions, quantity__gt=0).annotate(part=PART)
    return {
        number: Achieved(on, quantity, part)
        for number, on, quantity, part in rows.values_list("action", "on", "quantity", "part")
    }
