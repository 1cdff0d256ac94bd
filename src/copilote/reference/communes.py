"""Figures of the communes of 2026 as arrays, with their region, département, EPCI and arrondissement.

The table `figures.csv` is for people and other programs; `frame.npz` holds the same numbers and is read in
milliseconds. This module and `keys` are the only ones of the room that know numpy: load them where targets are shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copilote.reference.errors import UnknownNameError
from copilote.reference.records import Text, keyed, load
from copilote.reference.tables import table_path
from copilote.words import _, per_language

DOMAIN = "communes"
NONE = -1
"""Index of a commune that belongs to nothing at a level."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FigureAbout:
    """What a figure is.

    level : where it is measured, "commune" or "epci" (then shared among its communes by `rule`, a sentence).
    communes, known : how many there are, and for how many the figure is known.
    """

    id: str
    title: Text
    unit: Text
    year: int | None
    source: str
    level: str
    rule: Text
    communes: int
    known: int


@dataclass(frozen=True, eq=False)
class Level:
    """Who belongs to whom: codes of the territories, sorted, and each commune's rank among them (`NONE` for none)."""

    codes: tuple[str, ...]
    index: NDArray[np.int32]

    def members(self, code: str) -> NDArray[np.intp]:
        """The ranks of a territory's communes, rising; none for an unknown code."""
        order, starts, at = self._sorted
        return order[starts[at[code]] : starts[at[code] + 1]] if code in at else order[:0]

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.intp], list[int], dict[str, int]]:
        """The communes by territory, where each territory begins (and the last one ends), its place by code."""
        order = np.argsort(self.index, kind="stable").astype(np.intp)
        starts = np.searchsorted(self.index[order], np.arange(len(self.codes) + 1)).tolist()
        return _locked(order), starts, {code: at for at, code in enumerate(self.codes)}


@dataclass(frozen=True, eq=False)
class Frame:
    """The N communes of 2026 in the 18 regions, sorted by code as text ("2A004" after "29302").

    population : (N,), legal one, NaN where not known. levels : "region", "departement", "epci", "arrondissement".
    figures : (N,) each, NaN where not known; never negative. All arrays are read-only.
    """

    codes: NDArray[np.str_]
    population: Floats
    levels: Mapping[str, Level]
    figures: Mapping[str, Floats]

    def rank_of(self, code: str) -> int:
        """The rank of a commune; raises UnknownNameError when it is none of 2026."""
        rank = int(np.searchsorted(self.codes, code))
        if rank == len(self.codes) or self.codes[rank] != code:
            accepted = _("Un code INSEE de 2026 est attendu, comme 45234.")
            raise UnknownNameError(_("Code de commune"), code, accepted=accepted)
        return rank


@lru_cache(maxsize=2)
def load_frame() -> Frame:
    """The communes and their figures, read once."""
    with np.load(table_path(DOMAIN, "frame.npz")) as stored:
        arrays = {name: stored[name] for name in stored.files}
    scale = 10.0 ** arrays["decimals"]
    # Whole numbers over a power of ten are the very decimals of the table.
    matrix = arrays["figures"] / scale[:, None]
    matrix[arrays["figures"] < 0] = np.nan
    population = np.where(arrays["population"] < 0, np.nan, arrays["population"].astype(np.float64))
    levels = {
        name.removesuffix("_index"): Level(
            codes=tuple(arrays[name.replace("_index", "_codes")].astype("U").tolist()),
            index=_locked(arrays[name].astype(np.int32)),
        )
        for name in arrays
        if name.endswith("_index")
    }
    ids = arrays["figure_ids"].astype("U").tolist()
    return Frame(
        codes=_locked(arrays["codes"].astype("U5")),
        population=_locked(population),
        levels=MappingProxyType(levels),
        figures=MappingProxyType(dict(zip(ids, _locked(matrix), strict=True))),
    )


def _locked(array: NDArray[Any]) -> NDArray[Any]:
    array.setflags(write=False)
    return array


@dataclass(frozen=True)
class _DensityClass:
    number: int
    name: Text


@per_language
def load_about() -> dict[str, FigureAbout]:
    """What every figure is, by id, in the table's order."""
    return keyed("id", load(FigureAbout, DOMAIN, "figures_about.csv"))


@per_language
def load_density_names() -> dict[int, str]:
    """Name of each class of the density grid, 1 (densest) to 7."""
    classes = load(_DensityClass, DOMAIN, "density.csv", renamed={"number": "class"})
    return {density.number: density.name for density in classes}
