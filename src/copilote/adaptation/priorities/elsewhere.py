"""What other départements do about the same effect: their priorities that hold, as a member sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse

from copilote.adaptation.priorities.models import Effect, Priority, Standing
from copilote.adaptation.priorities.seeing import BY_LEVEL, departements_in, seen_by
from copilote.cop.models import Membership
from copilote.ui.page import Entry
from copilote.words.typography import capital

MOST = 6
"""Priorities told of an effect."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An effect, and the priorities of other départements about it: lever, département and holder after each."""

    effect: str
    entries: tuple[Entry, ...]
    more: int


def elsewhere(member: Membership, effects: Iterable[str], besides: Collection[str]) -> tuple[Elsewhere, ...]:
    """The validated priorities of the other départements of a COP about some effects, effect by effect, the highest
    first; effects of which none has any are left out. besides : codes of the départements at home. One query."""
    wanted, names = list(dict.fromkeys(effects)), departements_in(member.cop)
    slug = member.cop.held_at
    rows = seen_by(member).filter(standing=Standing.VALIDATED, effect__in=wanted).exclude(departement__in=besides)
    by_effect: dict[str, list[Priority]] = {effect: [] for effect in wanted}
    for row in rows.order_by(BY_LEVEL, "departement", "title", "pk"):
        by_effect[row.effect].append(row)
    return tuple(
        Elsewhere(
            capital(str(Effect(effect).label)),
            tuple(_entry(row, slug, names.get(row.departement, row.departement)) for row in found[:MOST]),
            max(0, len(found) - MOST),
        )
        for effect, found in by_effect.items()
        if found
    )


def _entry(row: Priority, slug: str, place: str) -> Entry:
    told = [
        place,
        f"porté par {row.holder}" if row.holder else "",
        row.lever.splitlines()[0][:120] if row.lever else "",
    ]
    return Entry(row.title, reverse("priority", args=[slug, row.pk]), note=" · ".join(filter(None, told)))
