"""An index of the climate over all territories of a level of a region at once: what maps are drawn with.

The same figures as those of `exchange.climate`, territory by territory, by inhabitants, some hundred times quicker.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from copilote.exchange.climate import commune_weights
from copilote.exchange.perimeters import place_of, places
from copilote.exchange.place import Place, members_of
from copilote.reference.climate import HORIZONS, NO_CELL, ClimateIndex, cells_of, find_index, load_cells
from copilote.reference.communes import load_frame
from copilote.reference.errors import InputError, UnknownNameError, nearest
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.simulator import Region
from copilote.words import _

Floats = NDArray[np.float64]
MAPPED = ("epci", "departement", "commune")
"""Levels that a region is drawn by, the usual one first."""
STEPS = (None, *HORIZONS)
"""The reference, then each level of warming: rows of `ClimateField.median`."""


@dataclass(frozen=True, eq=False)
class ClimateField:
    """An index over P territories. median : (4, P), at the reference then at each level of warming; low, high : (3, P),
    of the models at each level, NaN where not published; all in the unit of the index, NaN where there is no cell.
    """

    index: ClimateIndex
    by: str
    places: tuple[Place, ...]
    median: Floats
    low: Floats
    high: Floats

    @cached_property
    def by_code(self) -> dict[str, int]:
        """The column of each territory."""
        return {place.code: rank for rank, place in enumerate(self.places)}


@dataclass(frozen=True, eq=False)
class _Members:
    """The communes that have a cell, of P territories one after the other: (M,) territory, cell, and part of the whole
    of its territory."""

    places: tuple[Place, ...]
    owner: NDArray[np.intp]
    cells: NDArray[np.intp]
    parts: Floats


def check_drawn(region: Region, by: str) -> None:
    """Raise UnknownNameError for a level that maps do not have, InputError for a region without projection."""
    if by not in MAPPED:
        accepted = _("Niveaux acceptés : %(levels)s.", levels=", ".join(MAPPED))
        raise UnknownNameError(_("Niveau"), by[:40], nearest(by, MAPPED), accepted)
    if region.fictional:
        raise InputError(_("« %(name)s » est fictive : aucun territoire n’y a de climat.", name=region.name))
    if (cells_within(region.code) == NO_CELL).all():
        text = _("%(name)s : aucune projection du climat, elles couvrent la métropole et la Corse.", name=region.name)
        raise InputError(text)


def climate_field(region: Region, index: str, by: str) -> ClimateField:
    """An index over the territories of a level ("epci", "departement", "commune", "region") of a region.

    An EPCI astride two regions is told as a whole, as on its own page. Raises UnknownNameError for another index.
    """
    return _field(region.code, find_index(index).id, by)


@kept_while_loaded(maxsize=120)
def _field(region: str, index: str, by: str) -> ClimateField:
    members, table = _members(region, by), load_cells()
    at, count = table.indices.index(index), len(members.places)
    empty = np.bincount(members.owner, minlength=count) == 0

    def averaged(values: Floats) -> Floats:
        rows = [np.bincount(members.owner, row[members.cells] * members.parts, count) for row in values[:, at]]
        # The noise of binary sums is no digit of the figure.
        mean: Floats = np.array(rows, dtype=np.float64).round(6)
        mean[:, empty] = np.nan
        mean.setflags(write=False)
        return mean

    low, high = averaged(table.low), averaged(table.high)
    return ClimateField(find_index(index), by, members.places, averaged(table.median), low, high)


@kept_while_loaded(maxsize=40, texts=False)
def cells_within(region: str) -> NDArray[np.intp]:
    """(C,) the cell of each commune of a region (INSEE code), by code; `NO_CELL` for none."""
    cells = cells_of(load_frame().codes[members_of(region)].tolist(), (region,))
    cells.setflags(write=False)
    return cells


def values_of_communes(region: str, index: str) -> Floats:
    """(4, C) medians of an index in the communes of a region, by code, at the reference then at each level of warming;
    NaN where there is no cell. The very figures of `climate_field`, which also knows the name of each."""
    cells, table = cells_within(region), load_cells()
    values: Floats = table.median[:, table.indices.index(index)][:, cells].round(6)
    values[:, cells == NO_CELL] = np.nan
    return values


@kept_while_loaded(maxsize=40)
def _members(region: str, by: str) -> _Members:
    held = (place_of("region", region),) if by == "region" else places(region, by)
    frame = load_frame()
    if by == "commune":
        ranks = np.array([place.ranks[0] for place in held], dtype=np.intp)
        own = cells_within(region)[np.searchsorted(members_of(region), ranks)]
        covered = np.flatnonzero(own != NO_CELL)
        return _Members(held, covered, own[covered], np.ones(covered.size))
    owners, cells, parts = [], [], []
    for rank, place in enumerate(held):
        own = cells_of(frame.codes[place.ranks].tolist(), place.regions)
        kept = own != NO_CELL
        if kept.any():
            weights = commune_weights(place.ranks[kept])
            owners.append(np.full(weights.size, rank, dtype=np.intp))
            cells.append(own[kept])
            parts.append(weights / weights.sum())
    if not owners:
        none = np.empty(0, dtype=np.intp)
        return _Members(held, none, none, np.empty(0))
    return _Members(held, np.concatenate(owners), np.concatenate(cells), np.concatenate(parts))
