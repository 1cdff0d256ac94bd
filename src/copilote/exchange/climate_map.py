"""An index of the climate across a region: each territory of a level, at one level of warming, and the common scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from copilote.exchange.climate_field import MAPPED, STEPS, check_drawn, climate_field
from copilote.exchange.place import Place
from copilote.reference.climate import HORIZONS, ClimateIndex, find_index
from copilote.reference.errors import UnknownNameError, nearest
from copilote.reference.simulator import Region
from copilote.words import _

__all__ = ["MAPPED", "ClimateMap", "climate_map", "find_level"]


@dataclass(frozen=True)
class ClimateMap:
    """values : of each territory, by inhabitants, in the unit of the index; low, high : of the models, None where they
    are not published.
    """

    region: Region
    index: ClimateIndex
    level: str
    by: str
    values: Mapping[Place, tuple[float, float | None, float | None]]

    @property
    def horizon(self) -> int:
        """The year by which the level is expected."""
        return HORIZONS[self.level]


def find_level(text: str) -> str:
    """The level of warming that a person means ("+2.7", "2,7", "2050"); raises UnknownNameError with the nearest."""
    wanted = text.strip().replace(",", ".").removeprefix("+").removesuffix("°C").strip()
    for level, year in HORIZONS.items():
        number = level.removeprefix("+")
        if wanted in (number, number.removesuffix(".0"), str(year)):
            return level
    accepted = _("Niveaux acceptés : %(levels)s.", levels=", ".join(HORIZONS))
    raise UnknownNameError(_("Niveau de réchauffement"), text[:40], nearest(f"+{wanted}", HORIZONS), accepted)


def climate_map(region: Region, index: str, level: str, by: str) -> ClimateMap:
    """An index across a region.

    An EPCI astride two regions is told as a whole, as on its own page.

    Raises
    ------
    UnknownNameError : no such index, level of warming or level of territories; the nearest are given.
    InputError : a fictional region, or one overseas, which has no projection.
    """
    about, warming = find_index(index), find_level(level)
    check_drawn(region, by)
    field = climate_field(region, about.id, by)
    at = STEPS.index(warming)
    rows = zip(field.places, field.median[at], field.low[at - 1], field.high[at - 1], strict=True)
    values = {
        place: (float(median), _known(low), _known(high)) for place, median, low, high in rows if np.isfinite(median)
    }
    return ClimateMap(region, about, warming, by, values)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
