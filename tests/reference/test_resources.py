"""The tiles of the second panorama point at what exists, and its own measures are those of the published files."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from copilote.reference.barometer import load_levers_2026, load_national_indicators
from copilote.reference.communes import load_frame
from copilote.reference.resources import load_groups, load_measures, load_tiles
from copilote.reference.series import load_regional_rules
from copilote.reference.simulator import load_levers
from copilote.reference.tables import PACKAGED
from copilote.reference.territories import load_departements
from published import PUBLISHED, needs_published

TILES = load_tiles()


def test_every_tile_points_at_what_exists() -> None:
    known = {
        "group": set(load_groups()),
        "lever": {lever.id for lever in load_levers_2026()},
        "regional": {rule.number for rule in load_regional_rules()},
        "national": {row.id for row in load_national_indicators()},
        "state": {lever.id for lever in load_levers("24")},
        "measure": set(load_measures("24")),
    }
    for tile in TILES:
        for field, values in known.items():
            assert getattr(tile, field) in {*values, None}, (tile.id, field)
    assert len({tile.id for tile in TILES}) == len(TILES)
    assert {tile.group for tile in TILES} == set(load_groups())


def test_a_regional_series_goes_with_the_national_row_of_its_rule() -> None:
    rules = {rule.number: rule.national for rule in load_regional_rules()}
    for tile in TILES:
        if tile.regional:
            assert rules[tile.regional] == tile.national, tile.id


def test_wetlands_are_those_of_the_communes_where_nearly_all_are_known() -> None:
    frame = load_frame()
    level, hectares = frame.levels["region"], frame.figures["wetlands_ha"]
    own = hectares[level.members("24")]
    [(year, value)] = load_measures("24")["wetlands"].values
    assert year == 2018
    assert value == pytest.approx(sum(each for each in own.tolist() if each == each), abs=0.06)
    assert "wetlands" not in load_measures("06"), "Corine does not cover it"


@needs_published
def test_dry_streams_are_a_share_of_the_stations_of_the_region() -> None:
    region_of = {departement.code: departement.region for departement in load_departements()}
    with (PUBLISHED / "cours-d-eau-onde" / "onde-departements-2012-2019.csv").open(encoding="utf-8") as handle:
        rows = [
            row for row in csv.DictReader(handle) if row["annee"] == "2019" and region_of[row["departement"]] == "24"
        ]
    dry, stations = (sum(int(row[name]) for row in rows) for name in ("stations_a_sec", "stations"))
    assert (dry, stations) == (129, 285)
    assert dict(load_measures("24")["dry_streams"].values)[2019] == pytest.approx(100 * dry / stations, abs=0.005)
    assert load_measures("04") == {}


@needs_published
def test_the_committed_measures_are_what_the_script_makes(tmp_path: Path) -> None:
    import build_resources

    build_resources.build(PUBLISHED, tmp_path)
    made = tmp_path / "resources/2026/measures.csv"
    assert made.read_bytes() == (PACKAGED / "resources/2026/measures.csv").read_bytes()
