"""The actions behind each figure of a diagnostic, lever by lever: those that make it, and what the others add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from copilote.diagnostic.achieved.counting import Achieved, achieved_of
from copilote.diagnostic.models import Action, ActionLever
from copilote.diagnostic.sums import Audience, Sums, Within, nested
from copilote.planning.actions import COUNTED, Status


@dataclass(frozen=True, slots=True)
class Declared:
    """An action in one of its levers. kt : its part there, None where it is not known; quantity : in the unit of the
    lever `measured`. counts : whether the kt are in the figure; else `aside` says why not, by one of its names.
    achieved : what it has given already, while it is not done."""

    action: int
    title: str
    holder: str
    status: Status
    kt: float | None
    quantity: float | None
    measured: str
    aside: str = ""
    achieved: Achieved | None = None

    @property
    def achieved_kt(self) -> float:
        """What of its kt counts as done already."""
        return self.kt * self.achieved.part if self.counts and self.achieved and self.kt else 0.0

    @property
    def counts(self) -> bool:
        """Whether its kt are in the figure of its lever."""
        return not self.aside and self.kt is not None


NESTED, TWICE, STATUS, UNKNOWN = "nested", "twice", "status", "unknown"
"""Why an action adds nothing: it counts in another, another tells it, an idea or stopped, no quantity."""


@dataclass(frozen=True, slots=True)
class Followed:
    """The actions of a lever: `shown`, those that count and are the largest first, and how many more count, by status,
    with their kt and, of these, what is done already."""

    shown: tuple[Declared, ...]
    left: Mapping[Status, tuple[int, float, float]]
    unsaid: int

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.shown) + sum(count for count, _kt, _achieved in self.left.values()) + self.unsaid


def followed(
    actions: QuerySet[Action], sums: Sums, audience: Audience, place: Within | None = None, most: int = 0
) -> dict[str, Followed]:
    """The actions that make the figures of each lever; two queries. actions : those that somebody sees, in a place or
    in all. most : actions shown of a lever, 0 for all; the others are summed, so that all adds up."""
    found: dict[str, list[Declared]] = defaultdict(list)
    rows = ActionLever.objects.filter(action__in=actions.order_by().values("pk"))
    rows = rows.annotate(nested=nested(audience, place, "action__"))
    given = achieved_of(actions.order_by().values("pk"))
    holder = Coalesce("action__organisation__territory__name", "action__organisation__name")
    for lever, number, title, name, status, kt, part, quantity, measured, inner in rows.annotate(
        holder=holder
    ).values_list(
        "lever", "action", "action__title", "holder", "action__status", "action__kt", "part", "action__quantity",
        "action__measured", "nested",
    ).order_by("lever", F("action__kt").desc(nulls_last=True), "action"):  # fmt: skip
        aside = ""
        if Status(status) not in COUNTED:
            aside = STATUS
        elif inner:
            aside = NESTED
        elif (number, lever) in sums.twice:
            aside = TWICE
        elif kt is None:
            aside = UNKNOWN
        own = None if kt is None else kt * part
        found[lever].append(
            Declared(number, title, name, Status(status), own, quantity, measured, aside, given.get(number))
        )
    return {lever: _cut(rows, most) for lever, rows in found.items()}


def _cut(rows: Sequence[Declared], most: int) -> Followed:
    """The first ones, those that count before the others, and the largest before."""
    ordered = sorted(rows, key=lambda row: (not row.counts, -(row.kt or 0.0), row.action))
    shown = ordered[:most] if most else ordered
    rest = ordered[len(shown) :]
    left = {
        status: (len(own), fsum(row.kt or 0.0 for row in own), fsum(row.achieved_kt for row in own))
        for status in COUNTED
        if (own := [row for row in rest if row.counts and row.status is status])
    }
    return Followed(tuple(shown), left, sum(not row.counts for row in rest))
