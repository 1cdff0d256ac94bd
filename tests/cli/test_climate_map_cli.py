"""`copilote climate-map` draws an index across a region, on the same scale at each level of warming."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from copilote.adaptation.map_files import map_chart
from copilote.exchange.climate import climate_of
from copilote.exchange.climate_map import climate_map, find_level
from copilote.exchange.perimeters import place_of
from copilote.reference.errors import UnknownNameError
from copilote.reference.simulator import find_region
from support_cli import copilote, refused

DRAWN = ("climate-map", "24", "--index", "jours_30")


@pytest.mark.parametrize(
    ("ending", "head"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("csv", b"code")]
)
def test_each_form_is_written(tmp_path: Path, ending: str, head: bytes) -> None:
    path = tmp_path / "dossier" / f"carte.{ending}"
    answer = copilote(*DRAWN, "--level", "+2.7", "--by", "departement", "--output", str(path))
    assert answer.code == 0, answer.err
    assert "2050" in answer.out
    assert path.read_bytes().removeprefix(b"\xef\xbb\xbf").startswith(head)


def test_the_table_has_each_territory_with_the_value_of_its_own_page(tmp_path: Path) -> None:
    path = tmp_path / "carte.csv"
    copilote(*DRAWN, "--level", "+4.0", "--output", str(path))
    rows = {row["code"]: row for row in csv.DictReader(path.read_text("utf-8-sig").splitlines())}
    here = climate_of(place_of("epci", "200030385")).get("jours_30").at("+4.0")
    row = rows["200030385"]
    assert (float(row["median"]), float(row["low"]), float(row["high"])) == (here.median, here.low, here.high)
    assert len(rows) > 70


def test_maps_of_three_levels_have_one_scale_and_hold_all_territories() -> None:
    maps = [climate_map(find_region("24"), "jours_30", level, "departement") for level in ("+2.0", "+2.7", "+4.0")]
    charts = [map_chart(drawn) for drawn in maps]
    legends = [[(entry.mark, entry.text) for entry in chart.classes] for chart in charts]
    assert legends[0] == legends[1] == legends[2]
    classes = [[row[2] for row in chart.rows] for chart in charts]
    assert max(classes[0]) < min(classes[2])
    assert [len(chart.rows) for chart in charts] == [6, 6, 6]
    assert "Loir-et-Cher" in re.sub(r"<[^>]+>", " ", charts[0].svg)


def test_a_level_is_understood_as_people_write_it() -> None:
    assert {find_level(text) for text in ("+2.7", "2,7", "2.7 °C", "2050", " +2,7 ")} == {"+2.7"}
    assert find_level("+4") == "+4.0"
    with pytest.raises(UnknownNameError, match="Niveaux acceptés"):
        find_level("+3")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("04", "--index", "jours_30", "-o", "x.svg"), "aucune projection"),
        (("exemple", "--index", "jours_30", "-o", "x.svg"), "fictive"),
        (("24", "--index", "jour_30", "-o", "x.svg"), "jours_30"),
        (("24", "--index", "jours_30", "--level", "3", "-o", "x.svg"), "+2.7"),
        (("24", "--index", "jours_30", "--by", "communes", "-o", "x.svg"), "commune"),
        (("24", "--index", "jours_30", "-o", "x.gif"), ".svg"),
    ],
)
def test_what_cannot_be_drawn_is_said(arguments: tuple[str, ...], said: str) -> None:
    assert said in refused("climate-map", *arguments)
