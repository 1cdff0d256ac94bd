"""Outlines of the regions: the same country as the contours, in a hundredth of their weight."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from copilote.reference.contours import load_contours
from copilote.reference.outlines import around, load_outlines
from copilote.reference.simulator import load_regions
from copilote.reference.tables import PACKAGED


def _area(rings: tuple[list[tuple[float, float]], ...] | list[list[tuple[float, float]]]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for ring in rings for a, b in pairwise(ring)) / 2)


def test_each_of_the_18_regions_has_an_outline() -> None:
    assert sorted(load_outlines()) == [region.code for region in load_regions()]
    assert all(ring[0] == ring[-1] for rings in load_outlines().values() for ring in rings)
    assert sum(len(ring) for rings in load_outlines().values() for ring in rings) < 3000


@pytest.mark.parametrize("code", ["24", "93", "04", "01"])
def test_a_simplified_region_keeps_its_area_within_2_percent(code: str) -> None:
    assert _area(load_outlines()[code]) == pytest.approx(_area(load_contours(code).rings("region", code)), rel=0.02)


def test_neighbours_share_the_line_of_their_border() -> None:
    sides: dict[frozenset[tuple[float, float]], int] = {}
    for code, rings in load_outlines().items():
        if code in ("24", "28", "52", "75", "84", "27", "11"):
            for ring in rings:
                for edge in pairwise(ring):
                    sides[frozenset(edge)] = sides.get(frozenset(edge), 0) + 1
    inside = {frozenset(edge) for ring in load_outlines()["24"] for edge in pairwise(ring)}
    assert all(sides[edge] == 2 for edge in inside), "Centre-Val de Loire has only these six neighbours"


def test_the_country_lies_where_it_does() -> None:
    west, south, east, north = around(*(rings for code, rings in load_outlines().items() if code > "06"))
    assert (round(west), round(south), round(east), round(north)) == (-5, 41, 10, 51)


@pytest.mark.slow
def test_the_committed_outlines_are_what_the_script_makes(tmp_path: Path) -> None:
    import build_outlines

    build_outlines.build(tmp_path)
    name = "outlines/2026/regions.csv"
    assert (tmp_path / name).read_bytes() == (PACKAGED / name).read_bytes()
