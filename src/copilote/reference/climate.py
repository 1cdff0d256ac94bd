"""The climate that comes, by cell of 8 km and level of warming of France, and the cell of each commune.

Medians, lowest and highest of regional climate models (Météo-France, DRIAS, TRACC). Metropolitan France with Corsica:
communes overseas have no cell. A hazard, not a risk. This module knows numpy, as `communes`: load it where a climate is
told. The values are the very decimals that are published.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from copilote.reference.errors import UnknownNameError, fold, nearest
from copilote.reference.records import Text, keyed, load
from copilote.reference.tables import read_rows, table_path
from copilote.words import _, per_language

DOMAIN = "climate"
SOURCE = "meteo-france-tracc-2023"
REFERENCE = "1976-2005"
"""The years of the reference."""
HORIZONS = {"+2.0": 2030, "+2.7": 2050, "+4.0": 2100}
"""The levels of warming of France against the time before industry, in °C, and the year by which each is expected."""
NO_CELL = -1

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ClimateIndex:
    """What an index is. decimals : that a reader needs; group : "heat", "rain" or "dry"; models : how many give it."""

    id: str
    label: Text
    unit: Text
    decimals: int
    group: str
    models: int


@dataclass(frozen=True, eq=False)
class Cells:
    """The N cells, by number; all arrays are read-only.

    cells : (N,) published numbers. lat, lon : (N,) degrees, of the centre. main_commune : (N,) code of the most
    populous commune that has the cell, "" for none. indices : ids, I of them. median : (4, I, N), at the reference then
    at each level of `HORIZONS`. low, high : (3, I, N), least and greatest of the models at each level; NaN for the
    indices of which they are not published. Each in the unit of its index.
    """

    cells: NDArray[np.int32]
    lat: Floats
    lon: Floats
    main_commune: NDArray[np.str_]
    indices: tuple[str, ...]
    median: Floats
    low: Floats
    high: Floats


@per_language
def load_indices() -> dict[str, ClimateIndex]:
    """What every index is, by id, in the published order."""
    return keyed("id", load(ClimateIndex, DOMAIN, "indices.csv"))


def find_index(text: str) -> ClimateIndex:
    """The index that a person means, by its id or its label; raises UnknownNameError with the nearest ids."""
    indices = load_indices()
    for index in indices.values():
        if fold(text) in (fold(index.id), fold(index.label)):
            return index
    ids = {index.label: index.id for index in indices.values()} | {index: index for index in indices}
    near = dict.fromkeys(ids[name] for name in nearest(text, ids))
    accepted = _("Indices connus : %(ids)s.", ids=", ".join(indices))
    raise UnknownNameError(
        _("Indice climatique"), text, [f"{index} ({indices[index].label})" for index in near], accepted
    )


@lru_cache(maxsize=2)
def load_cells() -> Cells:
    """The cells and their values, read once."""
    with np.load(table_path(DOMAIN, "cells.npz")) as stored:
        arrays = {name: stored[name] for name in stored.files}
    indices = tuple(arrays["indices"].astype("U").tolist())
    ranged = [indices.index(name) for name in arrays["ranged"].astype("U").tolist()]
    ends = {}
    for name in ("low", "high"):
        known = _decimals(arrays[name], arrays[f"{name}_decimals"])
        ends[name] = np.full((known.shape[0], len(indices), known.shape[2]), np.nan)
        ends[name][:, ranged] = known
    return Cells(
        cells=_locked(arrays["cells"]),
        lat=_locked(arrays["lat"] / 1e4),
        lon=_locked(arrays["lon"] / 1e4),
        main_commune=_locked(arrays["main_commune"].astype("U5")),
        indices=indices,
        median=_locked(_decimals(arrays["median"], arrays["median_decimals"])),
        low=_locked(ends["low"]),
        high=_locked(ends["high"]),
    )


def cells_of(communes: Iterable[str], regions: Iterable[str]) -> NDArray[np.intp]:
    """The rank in `Cells` of the cell of each commune (INSEE code of today), `NO_CELL` for none.

    regions : INSEE codes of those that the communes lie in; only theirs are read.
    """
    held = [_cells_in(region) for region in regions]
    found = (next((cells[code] for cells in held if code in cells), NO_CELL) for code in communes)
    return np.fromiter(found, dtype=np.intp)


@lru_cache(maxsize=32)
def _cells_in(region: str) -> dict[str, int]:
    """The rank of the cell of each commune of a region; none overseas."""
    if region < "10":
        return {}
    rows = list(read_rows(table_path(DOMAIN, f"communes/{region}.csv")))
    ranks = np.searchsorted(load_cells().cells, [int(row["cell"]) for row in rows]).tolist()
    return {row["code"]: rank for row, rank in zip(rows, ranks, strict=True)}


def _decimals(values: NDArray[np.int16], decimals: NDArray[np.int8]) -> Floats:
    """Whole numbers over a power of ten are the very decimals that are published."""
    scale = 10.0 ** decimals.astype(np.float64)
    scaled: Floats = values / scale[None, :, None]
    return scaled


def _locked(array: NDArray) -> NDArray:  # type: ignore[type-arg]
    array.setflags(write=False)
    return array
