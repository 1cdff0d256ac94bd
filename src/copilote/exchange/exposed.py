"""What lies where an index of the climate is high: inhabitants, dwellings, jobs, farmland, forests by class of it.

A hazard crossed with what is there today, never a risk: nothing is said of what protects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copilote.exchange.climate_field import values_of_communes
from copilote.exchange.place import members_of
from copilote.reference.communes import load_frame
from copilote.reference.simulator import Region
from copilote.words import N_

QUANTITIES = {
    "habitants": ("", N_("habitants"), "decoupage-2026"),
    "logements": ("dwellings", N_("logements"), "insee-comparateur-2022"),
    "emplois": ("jobs", N_("emplois"), "insee-comparateur-2022"),
    "terres": ("farmed_ha", N_("hectares de terres agricoles"), "corine-2018"),
    "forets": ("forest_ha", N_("hectares de forêt"), "ign-forets"),
}
"""What may be exposed: its figure of the communes ("" for the legal population), its noun, its source."""
OF_EPCI = ("terres", "forets")
"""Measured by EPCI, and shared between its communes."""


@dataclass(frozen=True, eq=False)
class Exposed:
    """A quantity by class of an index. amounts : (4, K), at the reference then at each level of warming; total : of the
    region; unplaced : of communes without a cell; unknown : communes of which the quantity is not known."""

    quantity: str
    breaks: tuple[float, ...]
    amounts: NDArray[np.float64]
    total: float
    unplaced: float
    unknown: int

    def from_break(self, rank: int) -> NDArray[np.float64]:
        """(4,) what lies at or above a break."""
        above: NDArray[np.float64] = self.amounts[:, rank + 1 :].sum(axis=1)
        return above


def exposed_of(region: Region, index: str, quantity: str, breaks: Sequence[float]) -> Exposed:
    """A quantity of `QUANTITIES` by class of an index; a value equal to a break is in the class above."""
    values, frame = values_of_communes(region.code, index), load_frame()
    figure = QUANTITIES[quantity][0]
    held = (frame.figures[figure] if figure else frame.population)[members_of(region.code)]
    known = np.nan_to_num(held)
    cell = np.isfinite(values[0])
    amounts = np.array(
        [np.bincount(np.searchsorted(breaks, row[cell], side="right"), known[cell], len(breaks) + 1) for row in values]
    )
    total = float(known.sum())
    return Exposed(quantity, tuple(breaks), amounts, total, float(known[~cell].sum()), int(np.isnan(held).sum()))
