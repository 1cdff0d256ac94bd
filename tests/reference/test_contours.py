"""Contours: every commune is drawn once, shared borders are shared, and the four levels fit into one another."""

from __future__ import annotations

import csv
import filecmp
import itertools
import json
import math
import os
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import build_contours
from _contours_source import assign
from _contours_topology import Zone, merge, region_topology
from copilote.reference.contours import (
    Contours,
    Level,
    Polygon,
    load_contours,
    project,
    regions_with_contours,
)
from copilote.reference.errors import InputError, UnknownNameError
from copilote.reference.tables import read_rows, table_path

REGIONS = ["01", "02", "03", "04", "06", "11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"]
FOLDER = table_path("contours", "24.topojson", "2026").parent
SOURCES = Path(os.environ.get("COPILOTE_SOURCES") or Path(__file__).resolve().parents[2] / ".sources")


@cache
def contours(region: str) -> Contours:
    return load_contours(region)


def area(polygons: list[Polygon]) -> float:
    """Square degrees, holes taken off (their rings turn the other way)."""
    return abs(
        math.fsum(
            (a[0] * b[1] - b[0] * a[1]) / 2
            for polygon in polygons
            for ring in polygon
            for a, b in itertools.pairwise(ring)
        )
    )


def areas(region: str, level: Level) -> dict[str, float]:
    return {f.code: area(contours(region).polygons(level, f.code)) for f in contours(region).features(level)}


def square_km(region: str, level: Level, code: str) -> float:
    _, south, _, north = contours(region).bbox(level, code)
    return areas(region, level)[code] * 111.195**2 * math.cos(math.radians((south + north) / 2))


def test_the_18_regions_have_contours_in_8_megabytes() -> None:
    files = sorted(FOLDER.glob("*.topojson"))
    assert [path.stem for path in files] == REGIONS == regions_with_contours()
    assert sum(path.stat().st_size for path in files) < 8_000_000


@pytest.mark.parametrize("region", REGIONS)
def test_every_commune_of_2026_has_a_contour_or_a_reason(region: str) -> None:
    rows = {row["code"]: row for row in read_rows(table_path("territories", f"communes/{region}.csv", "2026"))}
    without = {row["commune"] for row in read_rows(FOLDER / "origins.csv") if row["change"] == "missing"}
    assert {f.code for f in contours(region).features("communes")} == set(rows) - without
    members = {row["code"]: row["epci"] for row in rows.values() if row["epci"]}
    drawn = {code: f.code for f in contours(region).features("epci") for code in f.communes}
    assert drawn == {code: epci for code, epci in members.items() if code not in without}
    departements = {f.code for f in contours(region).features("departements")}
    assert departements == {row["departement"] for row in rows.values()}


def test_the_communes_that_changed_since_the_geometries_are_told() -> None:
    rows = {row["commune"]: row for row in read_rows(FOLDER / "origins.csv")}
    assert Counter(row["change"] for row in rows.values()) == {"merged": 46, "split": 5, "renamed": 4}
    assert rows["93066"]["drawn_from"] == "93066 93059"  # Saint-Denis took Pierrefitte-sur-Seine in
    assert rows["15031"] == {"commune": "15031", "change": "split", "drawn_from": "15141"}  # Celles left Neussargues
    assert rows["49126"] == {"commune": "49126", "change": "renamed", "drawn_from": "49069"}
    assert square_km("11", "communes", "93066") == pytest.approx(12.4 + 3.4, rel=0.05)  # Insee, before the merger
    parts = [square_km("84", "communes", code) for code in ("15141", "15031", "15035", "15047", "15171")]
    assert sum(parts) == pytest.approx(92.2, rel=0.01)  # Neussargues en Pinatelle as the source draws it
    assert min(parts) > 10


@pytest.mark.parametrize("region", ["24", "53", "94", "04", "11"])
def test_a_shared_border_is_one_line_used_once_in_each_direction(region: str) -> None:
    def uses(level: Level) -> Counter[int]:
        one = contours(region)
        return Counter(
            arc for f in one.features(level) for polygon in one.arcs(level, f.code) for ring in polygon for arc in ring
        )

    communes, outline = uses("communes"), uses("region")
    assert set(communes.values()) == {1}
    alone = {arc for arc in communes if ~arc not in communes}
    assert alone == set(outline)
    assert len(communes) > 2 * len(alone) or region in ("94", "04")
    for level in ("epci", "departements"):
        assert set(uses(level)) <= set(communes)


@pytest.mark.parametrize("region", REGIONS)
def test_each_level_covers_what_its_communes_cover(region: str) -> None:
    communes = areas(region, "communes")
    assert min(communes.values()) > 0
    whole = areas(region, "region")[region]
    assert math.fsum(communes.values()) == pytest.approx(whole, rel=1e-6)
    assert math.fsum(areas(region, "departements").values()) == pytest.approx(whole, rel=1e-6)
    epcis = areas(region, "epci")
    for feature in contours(region).features("epci"):
        inside = math.fsum(communes[code] for code in feature.communes)
        assert epcis[feature.code] == pytest.approx(inside, rel=1e-6)


@pytest.mark.parametrize(
    ("region", "km2"), [("24", 39_151), ("11", 12_011), ("53", 27_208), ("94", 8_680), ("03", 83_534), ("04", 2_504)]
)
def test_a_region_is_as_large_as_insee_says_within_2_percent(region: str, km2: float) -> None:
    one = contours(region)
    total = 0.0
    for feature in one.features("communes"):  # the cosine is taken commune by commune
        _, south, _, north = one.bbox("communes", feature.code)
        degrees = area(one.polygons("communes", feature.code))
        total += degrees * 111.195**2 * math.cos(math.radians((south + north) / 2))
    assert total == pytest.approx(km2, rel=0.02)


def test_rings_are_closed_and_have_an_inside() -> None:
    for region in ("24", "06"):
        for level in ("communes", "epci", "departements", "region"):
            for feature in contours(region).features(level):
                for ring in contours(region).rings(level, feature.code):
                    assert ring[0] == ring[-1]
                    assert len(ring) >= 4


def test_the_border_between_two_regions_is_the_same_line_in_both_files() -> None:
    def segments(region: str) -> set[frozenset[tuple[float, float]]]:
        rings = contours(region).rings("region", region)
        return {frozenset(pair) for ring in rings for pair in itertools.pairwise(ring)}

    centre, paris_basin = segments("24"), segments("11")
    shared = centre & paris_basin
    points = frozenset().union(*centre) & frozenset().union(*paris_basin)
    assert len(shared) > 100
    assert len(points) == len(shared) + 1  # one unbroken line, from one corner to the other


def test_an_enclave_of_spain_is_a_hole_in_occitanie() -> None:
    (mainland,) = (p for p in contours("76").polygons("region", "76") if len(p[0]) > 1000)
    holes = [hole for hole in mainland[1:] if all(1.9 < x < 2.1 and 42.4 < y < 42.55 for x, y in hole)]
    assert len(holes) == 1  # Llívia


def test_an_epci_astride_two_regions_is_said_to_be_partial_in_both() -> None:
    both = [next(f for f in contours(r).features("epci") if f.code == "200040277") for r in ("24", "28")]
    assert [f.partial for f in both] == [True, True]
    assert not set(both[0].communes) & set(both[1].communes)
    whole = [f for f in contours("24").features("epci") if not f.partial]
    assert len(whole) > 70


def test_borders_are_drawn_once_each() -> None:
    one = contours("24")
    inner, outer = one.borders("departements", outer=False), one.borders("departements", inner=False)
    every = one.borders("departements")
    assert len(every) == len(inner) + len(outer)
    assert len({tuple(line) for line in every}) == len(every)
    outline = {p for ring in one.rings("region", "24") for p in ring}
    assert {p for line in outer for p in line} == outline


def test_a_file_is_read_only_when_something_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    one = load_contours("04")

    def never(*_: object) -> bytes:
        raise AssertionError("read too early")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", never)
        assert load_contours("04").region == "04"
    assert len(one.features("communes")) == 24


def test_what_is_not_drawn_is_said_in_french() -> None:
    with pytest.raises(UnknownNameError, match="Région « 25 »"):
        load_contours("25")
    with pytest.raises(UnknownNameError, match="Contour « 75056 »"):
        contours("24").polygons("communes", "75056")
    with pytest.raises(InputError, match="Niveaux acceptés"):
        contours("24").features("quartiers")  # type: ignore[arg-type]


def test_la_reunion_keeps_its_proportions() -> None:
    west, south, east, north = contours("04").bbox()
    width, height = project(east, south, (west, south, east, north))
    assert width / height == pytest.approx(67.1 / 59.9, rel=0.03)  # km, by great circles from the bounding box


@given(latitude=st.floats(-22, 51), longitude=st.floats(-62, 55), bearing=st.floats(0, 2 * math.pi), km=st.floats(1, 5))
def test_a_kilometre_is_as_long_in_all_directions(latitude: float, longitude: float, bearing: float, km: float) -> None:
    north = km / 111.195 * math.cos(bearing)
    east = km / 111.195 * math.sin(bearing) / math.cos(math.radians(latitude))
    box = (longitude - 0.5, latitude - 0.5, longitude + 0.5, latitude + 0.5)
    here, there = project(longitude, latitude, box), project(longitude + east, latitude + north, box)
    assert math.dist(here, there) == pytest.approx(km / 111.195, rel=1e-6)


SQUARES = Zone(
    arcs=[[(0, 0), (0, 2), (2, 2), (2, 0), (0, 0)], [(-1, -1), (-1, 3), (3, 3), (3, -1), (-1, -1)]],
    shapes={"inside": [[[0]]], "around": [[[1], [-1]]]},
)


def test_a_commune_inside_another_fills_its_hole_when_merged() -> None:
    assert merge(SQUARES, ["inside", "around"]) == [[[1]]]
    assert merge(SQUARES, ["around"]) == [[[1], [-1]]]


def test_a_commune_without_epci_is_in_no_epci() -> None:
    members = {"inside": {"dep": "1", "epci": None}, "around": {"dep": "1", "epci": "E"}}
    objects = region_topology(SQUARES, members, "R", frozenset({"E"}))["objects"]
    assert [(g["id"], g["properties"]) for g in objects["epci"]["geometries"]] == [
        ("E", {"communes": ["around"], "partial": True})
    ]
    assert [g["id"] for g in objects["communes"]["geometries"]] == ["around", "inside"]


def commune(code: str, **more: object) -> dict[str, object]:
    return {"code": code, "type": "commune-actuelle", **more}


def test_pieces_follow_their_commune_through_mergers_renamings_and_splits() -> None:
    empty = "010600000000000000"
    geometries = {("A", "COM"): (empty, ""), ("B", "COM"): (empty, ""), ("C", "COM"): (empty, "")}
    geometries |= {("D", "COM"): (empty, ""), ("D", "COMD"): (empty, "D"), ("E", "COMD"): (empty, "D")}
    communes = [
        commune("A"),
        {"code": "B", "type": "commune-deleguee", "chefLieu": "A"},
        commune("X", anciensCodes=["C"]),
        commune("D"),
        commune("E"),
        commune("Z"),
    ]
    result = assign(geometries, communes)
    assert sorted(result.polygons) == ["A", "D", "E", "X"]
    assert (result.merged, result.renamed, result.split) == ({"A": ["B"]}, {"X": "C"}, {"D": ["E"]})
    assert list(result.missing) == ["Z"]
    assert result.unused == []


def test_files_are_plain_topojson_that_other_tools_read() -> None:
    topology = json.loads((FOLDER / "24.topojson").read_bytes())
    assert topology["type"] == "Topology"
    assert list(topology["objects"]) == ["communes", "epci", "departements", "region"]
    assert all(layer["type"] == "GeometryCollection" for layer in topology["objects"].values())
    with (FOLDER / "origins.csv").open(encoding="utf-8") as handle:
        assert next(csv.reader(handle)) == ["commune", "change", "drawn_from"]


@pytest.mark.slow
@pytest.mark.skipif(
    bool(build_contours.not_at_hand(SOURCES)),
    reason="source packages or mapshaper not at hand (tools/build_contours.py --fetch brings them)",
)
def test_the_committed_contours_are_what_the_script_makes(tmp_path: Path) -> None:
    build_contours.build(SOURCES, tmp_path)
    made = tmp_path / build_contours.EDITION
    names = sorted(path.name for path in made.iterdir())
    assert names == sorted(path.name for path in FOLDER.iterdir())
    same, _, _ = filecmp.cmpfiles(made, FOLDER, names, shallow=False)
    assert sorted(same) == names
