"""Figures of the communes of 2026 as arrays, with their region, département, EPCI and arrondissement.

The table `figures.csv` is for people and other programs; `frame.npz` holds the same numbers and is read in
milliseconds. This module and `keys` are the only ones of the room that know numpy: load them where targets are shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copilote.reference.errors import UnknownNameError
from copilote.reference.tables import read_rows, table_path, whole

DOMAIN = "communes"
NONE = -1
"""Index of a commune that belongs to nothing at a level."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class About:
    """What a figure is.

    level : where it is measured, "commune" or "epci" (then shared among its communes by `rule`, a French sentence).
    communes, known : how many there are, and for how many the figure is known.
    """

    id: str
    title: str
    unit: str
    year: int | None
    source: str
    level: str
    rule: str
    communes: int
    known: int


@dataclass(frozen=True, eq=False)
class Level:
    """Who belongs to whom: codes of the territories, sorted, and each commune's rank among them (`NONE` for none)."""

    codes: tuple[str, ...]
    index: NDArray[np.int32]

    def members(self, code: str) -> NDArray[np.intp]:
        """The ranks of a territory's communes; none for an unknown code."""
        return np.flatnonzero(self.index == self.codes.index(code)) if code in self.codes else np.empty(0, np.intp)


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
            raise UnknownNameError("Code de commune", code, accepted="Un code INSEE de 2026 est attendu, comme 45234.")
        return rank


@lru_cache(maxsize=2)
def load_frame(edition: str | None = None) -> Frame:
    """The communes and their figures, read once."""
    with np.load(table_path(DOMAIN, edition, "frame.npz")) as stored:
        held = {name: stored[name] for name in stored.files}
    scale = 10.0 ** held["decimals"]
    # Whole numbers over a power of ten are the very decimals of the table.
    matrix = held["figures"] / scale[:, None]
    matrix[held["figures"] < 0] = np.nan
    population = np.where(held["population"] < 0, np.nan, held["population"].astype(np.float64))
    levels = {
        name.removesuffix("_index"): Level(
            codes=tuple(held[name.replace("_index", "_codes")].astype("U").tolist()),
            index=_locked(held[name].astype(np.int32)),
        )
        for name in held
        if name.endswith("_index")
    }
    ids = held["figure_ids"].astype("U").tolist()
    return Frame(
        codes=_locked(held["codes"].astype("U5")),
        population=_locked(population),
        levels=MappingProxyType(levels),
        figures=MappingProxyType(dict(zip(ids, _locked(matrix), strict=True))),
    )


def _locked(array: NDArray[Any]) -> NDArray[Any]:
    array.setflags(write=False)
    return array


@lru_cache(maxsize=2)
def load_about(edition: str | None = None) -> dict[str, About]:
    """What every figure is, by id, in the table's order."""
    return {
        row["id"]: About(
            id=row["id"],
            title=row["title"],
            unit=row["unit"],
            year=whole(row["year"]),
            source=row["source"],
            level=row["level"],
            rule=row["rule"],
            communes=int(row["communes"]),
            known=int(row["known"]),
        )
        for row in read_rows(table_path(DOMAIN, edition, "figures_about.csv"))
    }


@lru_cache(maxsize=2)
def load_density_names(edition: str | None = None) -> dict[int, str]:
    """French name of each class of the density grid, 1 (densest) to 7."""
    return {int(row["class"]): row["name"] for row in read_rows(table_path(DOMAIN, edition, "density.csv"))}
