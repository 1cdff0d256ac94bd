"""Read at start what every visit needs, so that the first visitor does not wait for it (about two seconds)."""

from __future__ import annotations

from copilote.exchange.shares import shared
from copilote.reference.simulator import load_regions, load_territories
from copilote.reference.territories import search
from copilote.simulator.pages import everywhere, seen


def warm_up() -> None:
    """Observations of all regions, kinds of the series, index of the search, shares of the communes."""
    for region in load_territories():
        seen.shown_in(region.code)
    everywhere.kinds()
    search("blois", 1)
    for one in load_regions():
        shared(one.code)
