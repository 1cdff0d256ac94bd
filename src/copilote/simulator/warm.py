"""Read at start what every visit needs, so that the first visitor does not wait for it (about two seconds)."""

from __future__ import annotations

import gc

from copilote.exchange.climate_field import cells_within
from copilote.exchange.perimeters import crte_members
from copilote.exchange.shares import shared
from copilote.reference.climate import load_cells
from copilote.reference.simulator import load_regions, load_territories
from copilote.reference.territory_search import search
from copilote.simulator.pages import everywhere
from copilote.simulator.pages.search import subjects
from copilote.ui import indicators

COLLECTED_AFTER = 10_000
"""Objects made and not yet gone after which the collector looks for those that hold one another."""


def warm_up() -> None:
    """Observations of all regions, kinds of the series, index of the search, communes of the CRTE, shares, cells of the
    climate.

    What is then in memory stays: the collector of garbage no longer walks through it at each page. It comes once
    in some twenty pages, not at each: what a page makes is gone with it.
    """
    for territory in load_territories():
        indicators.shown_in(territory.code)
    everywhere.kinds()
    search("blois", 1)
    subjects("projets", None)
    crte_members()
    for region in load_regions():
        shared(region.code)
        cells_within(region.code)
    load_cells()
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)
