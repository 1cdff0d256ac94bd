"""Who declared something on which lever: counts by organisation and lever, and where nobody did.

An authority that declared nothing is named, since it takes part as one; a firm, a farm or an association never is: its
own actions alone name it, to who may see them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from copilote.cop.models import COLLEGES, College, Organisation, OrganisationKind
from copilote.diagnostic.live_parts import View
from copilote.diagnostic.models import ActionLever
from copilote.reference.simulator import LeverFigures
from copilote.words.typography import quoted

AUTHORITIES = tuple(kind.value for kind in COLLEGES[College.AUTHORITIES])
"""Natures of the organisations that are named although they declared nothing."""


@dataclass(frozen=True, slots=True)
class Declaring:
    """An organisation, and how many actions it declared on each lever. level, code : of its territory, "" without one;
    actions : how many in all, those without lever too."""

    number: int
    name: str
    kind: str
    level: str
    code: str
    actions: int
    by_lever: Mapping[str, int]

    @property
    def levers(self) -> int:
        """On how many levers it declared something."""
        return len(self.by_lever)

    def count(self, levers: Sequence[LeverFigures]) -> int:
        """How many actions on some levers; one of two of them counts in each."""
        return sum(self.by_lever.get(lever.id, 0) for lever in levers)


@dataclass(frozen=True)
class Coverage:
    """The organisations of a COP that declared something, the most first, the authorities that did not, by name, and
    how many of each nature take part."""

    declaring: tuple[Declaring, ...] = ()
    silent: tuple[Declaring, ...] = ()
    asked: Mapping[str, int] = field(default_factory=dict)

    def of_kind(self, kind: OrganisationKind) -> tuple[Declaring, ...]:
        """Those of a nature that declared something."""
        return tuple(each for each in self.declaring if each.kind == kind)

    def on(self, lever: str, kind: OrganisationKind | None = None) -> int:
        """How many organisations, of a nature or of all, declared something on a lever."""
        told = self.declaring if kind is None else self.of_kind(kind)
        return sum(lever in each.by_lever for each in told)


def coverage(view: View) -> Coverage:
    """Who declared what, as somebody sees it; three queries."""
    if view.cop is None:
        return Coverage()
    actions = view.actions().order_by()
    counts = dict(actions.values_list("organisation").annotate(Count("pk")))
    levers: dict[int, dict[str, int]] = defaultdict(dict)
    rows = ActionLever.objects.filter(action__in=actions.values("pk")).order_by()
    for number, lever, count in rows.values_list("action__organisation", "lever").annotate(Count("action")):
        levers[number][lever] = count
    asked: dict[str, int] = defaultdict(int)
    declaring, silent = [], []
    for number, kind, name, own, level, code in Organisation.objects.filter(cop=view.cop, merged_into=None).values_list(
        "pk", "kind", "name", "territory__name", "territory__level", "territory__code"
    ):
        asked[kind] += 1
        each = Declaring(
            number, quoted(own or name), kind, level or "", code or "", counts.get(number, 0), levers.get(number, {})
        )
        if each.actions:
            declaring.append(each)
        elif kind in AUTHORITIES:
            silent.append(each)
    declaring.sort(key=lambda each: (-each.levers, -each.actions, each.name))
    silent.sort(key=lambda each: each.name)
    return Coverage(tuple(declaring), tuple(silent), dict(asked))
