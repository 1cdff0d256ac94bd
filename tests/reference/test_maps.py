"""The maps of regions that are stored: those that our contours make, and none beside newer contours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copilote.adaptation.maps.shapes import made_sketch, made_tiles, sketch_for, stored_sketch, stored_tiles, tiles_for
from copilote.reference.contours import regions_with_contours
from copilote.reference.maps import load_sketch, load_tiles
from copilote.reference.tables import PACKAGED


def plain(value: object) -> object:
    return json.loads(json.dumps(value))


@pytest.mark.parametrize(
    "region", ["24", "04", *(pytest.param(code, marks=pytest.mark.slow) for code in ("11", "94", "76"))]
)
def test_stored_maps_are_those_of_our_contours(region: str) -> None:
    assert load_sketch(region, "epci") == plain(stored_sketch(region, "epci"))
    assert load_sketch(region, "departement") == plain(stored_sketch(region, "departement"))
    assert load_tiles(region) == plain(stored_tiles(region))
    stored, made = sketch_for(region, "epci"), made_sketch(region, "epci")
    assert (stored.shapes, stored.borders, stored.names) == (made.shapes, made.borders, made.names)
    assert tiles_for(region, named=True).arcs == made_tiles(region).arcs


def test_every_region_has_its_maps_in_little_room() -> None:
    held = sorted((PACKAGED / "maps").rglob("*.gz"))
    assert len(held) == 3 * len(regions_with_contours())
    assert sum(path.stat().st_size for path in held) < 1_500_000


def test_newer_contours_are_drawn_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "contours" / "2099").mkdir(parents=True)
    monkeypatch.setenv("COPILOTE_EDITIONS", str(tmp_path))
    assert load_sketch("24", "epci") is None
    assert load_tiles("24") is None
