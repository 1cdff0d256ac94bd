"""Read at start what every visit needs, so that the first visitor does not wait for it (about half a second)."""

from __future__ import annotations

from copilote.reference.simulator import load_territories
from copilote.reference.territories import search
from copilote.simulator.pages import everywhere, seen


def warm_up() -> None:
    """Observations of all regions, kinds of the series, index of the search."""
    for region in load_territories():
        seen.shown_in(region.code)
    everywhere.kinds()
    search("blois", 1)
