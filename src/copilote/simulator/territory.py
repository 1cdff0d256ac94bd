"""The same simulator for a territory: the levers of its region at its own size, its shares as the starting point.

The address says it: `pour=epci-200030385`. Everything else (fields, totals, charts, files) is the region's, on these
levers.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from copilote.exchange.perimeters import place_of
from copilote.exchange.shares import share_of
from copilote.planning.declination import Part
from copilote.planning.quantities import scale_for
from copilote.reference.errors import CopiloteError
from copilote.reference.simulator import LeverFigures, Region
from copilote.sharing.reads import choices_of
from copilote.words import _
from copilote.words.numbers import counted
from copilote.words.typography import quoted

KEY = "pour"
KIND = "territory"
LEVELS = ("epci", "ept", "crte", "departement", "arrondissement", "commune")


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory of a region: `code` as the address writes it, `region` with its name, its levers that are placed."""

    code: str
    region: Region
    levers: tuple[LeverFigures, ...]

    @property
    def total_kt(self) -> float:
        """What all its levers are to avoid, by which its pages choose their unit."""
        return math.fsum(lever.target_kt or 0.0 for lever in self.levers)

    @property
    def place_code(self) -> str:
        """Its code, as addresses name it."""
        return self.code.partition("-")[2]

    @property
    def level(self) -> str:
        """Its level, as addresses name it."""
        return self.code.partition("-")[0]


def territory_of(region: Region, text: str) -> Territory | None:
    """The territory that an address names in a region; None for another text, one astride regions, or one elsewhere."""
    level, _dash, code = text.partition("-")
    if level not in LEVELS or not code or len(text) > 40 or region.fictional:
        return None
    try:
        place = place_of(level, code)
    except CopiloteError:
        return None
    if place.regions != (region.code,):
        return None
    share = share_of(place, {region.code: choices_of(region.code)})
    levers = tuple(filter(None, (_lever(part) for part in share.parts)))
    if not levers:
        return None
    left = len(share.unplaced)
    comment = _("Parts indicatives de l’objectif de la région.")
    if left:
        comment += " " + _("À localiser, donc absents d’ici : %(levers)s.", levers=counted(left, "levier", "leviers"))
    name = quoted(place.name)
    return Territory(text, replace(region, name=name, kind=KIND, comment=comment), levers)


def _lever(part: Part) -> LeverFigures | None:
    """A lever at the size of the territory: its share, its own start, and as much by ktCO2e as leads to its own end.

    None where it is not placed there, or is nothing. A rate (litres for 100 km) moves by a ktCO2e as much more as the
    territory is smaller than its region.
    """
    if not part.placed or not part.tonnes or part.target_kt is None:
        return None
    ratio = None
    if part.physical is not None and part.baseline is not None:
        ratio = (part.physical - part.baseline) / part.target_kt
    if not ratio or part.baseline is None:
        return replace(part.lever, target_kt=part.target_kt, ratio=None, baseline_2019=None, unit=None)
    scale = scale_for(part.lever, (part.baseline, part.physical))
    return replace(
        part.lever,
        target_kt=part.target_kt,
        ratio=ratio * scale.factor,
        baseline_2019=part.baseline * scale.factor,
        unit=scale.unit,
        unit_short=scale.unit,
        quantity=re.sub(" (régional|regional)(?= |$)", "", part.lever.quantity or "") or None,
    )
