"""What the sharing offers to other stages: how the COP of a region shares its levers, and what each territory takes.

`find_territory` and `places_of` : the territories that have pages; `own_levers` : the levers of one, in its own units;
`similar_within` : those of a region that are like one of them; `questions` and `slip_of` : what is asked of a figure
there; `said_of` and `propose` : what it proposes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from copilote.exchange.around import similar_within
from copilote.exchange.shares import Choices
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.simulator import Region
from copilote.sharing.figures import Amount, Own, Question, own_levers, questions, slip_of
from copilote.sharing.pages.region_table import lines_of
from copilote.sharing.recorded import choices_of, places_of
from copilote.sharing.territories import find_territory
from copilote.ui.addresses import address_of

if TYPE_CHECKING:
    from copilote.cop.models import Cop, Membership

__all__ = [
    "Amount",
    "EpciShare",
    "Own",
    "Proposed",
    "Question",
    "choices_of",
    "epci_shares",
    "find_territory",
    "own_levers",
    "places_of",
    "propose",
    "questions",
    "said_of",
    "similar_within",
    "slip_of",
]


@dataclass(frozen=True, slots=True)
class EpciShare:
    """What an EPCI takes of the target of a region, of one lever or of all that are shared there.

    kt : ktCO2e a year, in its part of the region. per_head_t : tCO2e by inhabitant. address : of its page.
    """

    name: str
    address: str
    kt: float
    per_head_t: float


def epci_shares(region: Region, lever: str = "") -> tuple[EpciShare, ...]:
    """The EPCI of a region, the one that takes most by inhabitant first; none where the lever is not shared there.

    lever : its official id, "" for all that are shared, together.
    """
    return _ranked(region.code, lever, choices_of(region.code))


@kept_while_loaded(maxsize=400)
def _ranked(region: str, lever: str, _choices: Choices) -> tuple[EpciShare, ...]:
    """The same, made once as long as the COP decides nothing else."""
    lines = lines_of(region, "epci", lever)
    shares = [
        EpciShare(
            line.name,
            address_of("territory", line.place.level, line.place.code) if line.place else "",
            line.kt,
            line.each,
        )
        for line in (lines.rows if lines.placed else ())
        if line.each is not None and line.kt is not None
    ]
    return tuple(sorted(shares, key=lambda share: -share.per_head_t))


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a territory says of a lever today. number : of its row; kt, done_kt : None where it said none; at : when."""

    number: int
    kt: float | None
    done_kt: float | None
    reason: str
    at: datetime


def said_of(cop: Cop, level: str, code: str) -> dict[str, Proposed]:
    """What a territory says, by lever, taken back or not: one query."""
    from copilote.sharing.models import TerritoryFigure

    rows = TerritoryFigure.objects.filter(cop=cop, level=level, code=code, in_force=True)
    return {
        row.lever: Proposed(row.pk, row.proposed_kt, row.done_kt, row.reason, row.decided_at) for row in rows.iterator()
    }


def propose(member: Membership, proposals: Mapping[str, float | None], reason: str, seen: Mapping[str, int]) -> None:
    """Record what the territory of a member proposes, by lever, all of it or none; what it said done is kept.

    None takes a proposal back. seen : the number of the row in force of each lever when the author read it, 0 for none.
    Callers have checked that the right is held. Raises `cop.journal.MeanwhileError`, and InputError for what makes no
    sense.
    """
    from django.db import transaction

    from copilote.sharing.decisions import record_figure

    with transaction.atomic():
        held = said_of(member.cop, *member.territory)
        for lever, kt in proposals.items():
            done = held[lever].done_kt if lever in held else None
            record_figure(member, lever, done, kt, reason, seen.get(lever, 0))
