"""Figures of a territory in kt and in physical units, as the simulator converts them, with the territory's own start.

A territory's quantity of 2019 is its part of the region's; for a rate (kg per inhabitant), a kt moves it more, since
it is divided by fewer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from copilote.exchange.numbers import parse_number
from copilote.exchange.perimeters import Place
from copilote.exchange.shares import members_of, shared
from copilote.planning.conversion import convert_kt, convert_physical
from copilote.planning.declination import Part, parts
from copilote.reference.errors import InputError
from copilote.reference.simulator import LeverFigures
from copilote.sharing.recorded import choices_of
from copilote.ui.words import typed

DECIMALS = 6


@dataclass(frozen=True, eq=False)
class Own:
    """A lever in a territory: its share, and its figures as a lever of the territory's own (None: kt only)."""

    part: Part
    lever: LeverFigures | None

    def physical(self, kt: float | None) -> float | None:
        """The quantity reached in 2030 with so many kt; None without translation."""
        if kt is None or self.lever is None:
            return None
        return convert_kt(self.lever, kt).physical


def own_levers(place: Place, region: str) -> tuple[Own, ...]:
    """The levers of a territory in one of its regions, in the published order, with the COP's choices."""
    declined = shared(region, choices_of(region))
    members = np.searchsorted(members_of(region), place.within(region)).astype(np.intp)
    found = []
    for rank, part in enumerate(parts(declined, members, place.level)):
        weight = float(declined.rate_share[rank, members].sum()) if part.rule.rate_over else 1.0
        found.append(Own(part, _own(part, weight)))
    return tuple(found)


def _own(part: Part, weight: float) -> LeverFigures | None:
    lever = part.lever
    if lever.ratio is None or part.baseline is None or not weight > 0:
        return None
    return replace(lever, baseline_2019=part.baseline, ratio=lever.ratio / weight)


def read_amount(own: Own, text: str, unit: str, what: str) -> tuple[float | None, str]:
    """(kt of what was typed, what was brought back into the lever's range or ""); None for an empty field.

    unit : "kt" or "physique". Raises InputError.
    """
    if not text:
        return None, ""
    value = parse_number(typed(text), what)
    if value < 0:
        raise InputError(f"{what} : un nombre négatif n’a pas de sens ici. Donnez un nombre positif.")
    if unit != "physique":
        return round(value, DECIMALS) + 0.0, ""
    if own.lever is None:
        raise InputError(f"{what} : ce levier n’a pas de traduction physique. Donnez des ktCO2e.")
    found = convert_physical(own.lever, value)
    return round(found.kt, DECIMALS) + 0.0, found.note or ""
