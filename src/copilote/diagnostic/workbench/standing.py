"""How far the workbenches of organisations are: filled, sent to who validates, published, changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from copilote.cop.models import Cop, Organisation
from copilote.diagnostic.workbench.models import Cell, Step, WorkbenchStep


@dataclass(frozen=True, slots=True)
class Stands:
    """A workbench. changes : how many its cells had; levers : filled ones; last : its last step, None for none."""

    changes: int = 0
    levers: int = 0
    last: WorkbenchStep | None = None

    @property
    def step(self) -> str:
        """The step that it is at, "" for a draft: nothing was said, or a cell changed since."""
        return self.last.step if self.last and self.last.upto == self.changes else ""

    @property
    def published(self) -> bool:
        """Whether it is published as it stands."""
        return self.step == Step.PUBLISHED


def standings(cop: Cop, organisations: Sequence[Organisation]) -> dict[int, Stands]:
    """By number of organisation, those that began: two queries, whatever their number."""
    about = {"cop": cop, "organisation__in": [each.pk for each in organisations]}
    filled = Count("lever", distinct=True, filter=Q(value__isnull=False))
    rows = Cell.objects.filter(**about).order_by().values_list("organisation")
    steps = {row.organisation_id: row for row in WorkbenchStep.objects.filter(**about).order_by("pk")}
    return {
        number: Stands(changes, levers, steps.get(number))
        for number, changes, levers in rows.annotate(changes=Sum("version"), levers=filled)
    }
