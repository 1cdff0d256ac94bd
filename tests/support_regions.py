"""The regions that a test goes through: one of each kind each time, all of them with the slow tests."""

from __future__ import annotations

from typing import Any

import pytest

from copilote.reference.simulator import load_regions, load_territories

KINDS = ("24", "11", "94", "04", "06", "exemple")
"""Of the mainland, of Paris, an island, overseas with and without all its levers, and the made-up one."""


def _each(territories: Any) -> list[Any]:
    marks = {territory.code: () if territory.code in KINDS else pytest.mark.slow for territory in territories}
    return [pytest.param(territory, id=territory.slug, marks=marks[territory.code]) for territory in territories]


EACH_TERRITORY = _each(load_territories())
EACH_REGION = _each(load_regions())
