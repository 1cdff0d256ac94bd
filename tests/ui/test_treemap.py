"""A treemap says the truth: areas are the kt, and every name can be read whole."""

import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilote.reference.simulator import load_levers, load_regions
from copilote.ui.charts.layout import Box, columns, squarify
from copilote.ui.charts.metrics import text_width, wrap
from copilote.ui.charts.treemap import UNMARKED, TreemapItem, treemap


def _parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 (our own drawing)


NS = "{http://www.w3.org/2000/svg}"
CENTRE = [TreemapItem(lever.theme, lever.label, lever.target_kt) for lever in load_levers("24")]
SIZES = [760.0, 340.0]


def _cells(svg: str) -> list[Box]:
    return [
        Box(*(float(r.get(name, "nan")) for name in ("x", "y", "width", "height")))
        for r in _parse(svg).iter(f"{NS}rect")
        if "-tint" in (r.get("class") or "")
    ]


def _texts(svg: str) -> list[ET.Element]:
    return list(_parse(svg).iter(f"{NS}text"))


@pytest.mark.parametrize("width", SIZES)
def test_the_area_of_a_cell_is_true_to_its_kt_whatever_its_theme(width: float) -> None:
    chart = treemap(CENTRE, title="t", prefix="p", width=width)
    areas = sorted(box.width * box.height for box in _cells(chart.svg))
    small = {i for i in CENTRE if i.value_kt < 0.01 * sum(x.value_kt for x in CENTRE)}
    grouped = [i for i in small if sum(j.group == i.group for j in small) > 1]
    values = sorted([i.value_kt for i in CENTRE if i not in grouped] + [sum(i.value_kt for i in grouped)])
    scale = sum(areas) / sum(values)
    assert len(areas) == len(values)
    for area, value in zip(areas, values, strict=True):
        assert area == pytest.approx(value * scale, rel=0.01)


@pytest.mark.parametrize("by", ["theme", "sector"])
@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("region", load_regions(), ids=lambda region: region.slug)
def test_every_lever_of_every_region_is_named_whole_on_the_drawing(region, by: str, width: float) -> None:
    items = [TreemapItem(getattr(lever, by), lever.label, lever.target_kt) for lever in load_levers(region.code)]
    chart = treemap(items, title="t", prefix="p", width=width)
    written = " ".join("".join(text.itertext()) for text in _texts(chart.svg)).replace("\u00a0", " ")
    for item in items:
        if item.value_kt:
            assert item.label.replace("\u00a0", " ") in written
    assert len(chart.rows) == len(items)


@pytest.mark.parametrize("width", SIZES)
def test_no_label_leaves_the_cell_that_holds_it(width: float) -> None:
    chart = treemap(CENTRE, title="t", prefix="p", width=width)
    cells = _cells(chart.svg)
    bottom = max(box.y + box.height for box in cells)
    inside = 0
    for text in _texts(chart.svg):
        x, y, size = (float(text.get(k, "nan")) for k in ("x", "y", "font-size"))
        words = "".join(text.itertext())
        if text.get("text-anchor") == "middle":
            x -= text_width(words, size) / 2
        assert x >= 0
        assert x + text_width(words, size) <= width + 0.01
        holder = [b for b in cells if b.x <= x <= b.x + b.width and b.y <= y <= b.y + b.height]
        if holder and y < bottom:
            inside += 1
            assert x + text_width(words, size) <= holder[0].x + holder[0].width
            assert y - 0.8 * size >= holder[0].y
            assert y + 0.2 * size <= holder[0].y + holder[0].height
    assert inside >= 28


def test_a_number_on_a_cell_is_explained_beneath() -> None:
    chart = treemap(CENTRE, title="t", prefix="p", width=340)
    marks = [entry.mark for entry in chart.legend if entry.mark != UNMARKED]
    assert marks == [str(i + 1) for i in range(len(marks))]
    shown = ["".join(text.itertext()) for text in _texts(chart.svg)]
    for mark in marks:
        assert any(text == mark or text.startswith(f"{mark}.") for text in shown)


def test_levers_below_one_percent_are_drawn_as_one_and_stay_in_the_table() -> None:
    items = [TreemapItem("Se loger", f"Levier {i}", v) for i, v in enumerate([500.0, 496.0, 2.0, 2.0])]
    chart = treemap(items, title="t", prefix="p")
    assert len(_cells(chart.svg)) == 3
    assert [row[1] for row in chart.rows] == ["Levier 0", "Levier 1", "Levier 2", "Levier 3"]
    assert "Levier 2" in chart.legend[0].text
    assert "Levier 3" in chart.legend[0].text


def test_what_is_not_known_is_not_drawn_and_is_said() -> None:
    items = [TreemapItem("Se loger", "Fioul", 10.0), TreemapItem("Préserver", "Forêts", None)]
    chart = treemap(items, title="t", prefix="p")
    assert len(_cells(chart.svg)) == 1
    assert "Sans valeur à dessiner : Forêts" in chart.description
    assert chart.rows[-1][2] is None


def test_a_treemap_of_nothing_says_so() -> None:
    assert "Aucune valeur" in treemap([], title="t", prefix="p").svg


def test_names_are_escaped_and_never_become_markup() -> None:
    chart = treemap([TreemapItem("<b>", '"><script>alert(1)</script>', 3.0)], title="<i>", prefix="p")
    _parse(chart.svg)
    assert "<script" not in chart.svg
    assert "&lt;script&gt;" in chart.svg


def test_two_charts_of_a_page_share_no_identifier() -> None:
    found = [set(re.findall(r' id="([^"]+)"', treemap(CENTRE, title="t", prefix=prefix).svg)) for prefix in ("a", "b")]
    assert found[0]
    assert not found[0] & found[1]


positive = st.lists(st.floats(min_value=0.5, max_value=5000), min_size=1, max_size=25)


@given(positive, st.floats(60, 900), st.floats(60, 900))
@settings(max_examples=60)
def test_squares_fill_their_box_exactly(values: list[float], width: float, height: float) -> None:
    values = sorted(values, reverse=True)
    boxes = squarify(values, Box(0, 0, width, height))
    scale = width * height / sum(values)
    for value, box in zip(values, boxes, strict=True):
        assert box.width * box.height == pytest.approx(value * scale, rel=1e-6)
        assert box.x >= -1e-6
        assert box.x + box.width <= width * (1 + 1e-9)
        assert box.y + box.height <= height * (1 + 1e-9)


@given(st.lists(st.floats(min_value=1, max_value=5000), min_size=1, max_size=7))
@settings(max_examples=40)
def test_groups_have_the_same_scale_in_every_row(totals: list[float]) -> None:
    totals = sorted(totals, reverse=True)
    placed, height = columns(totals, 760, 400, lambda group, width: 20.0)
    for column in placed:
        area = column.body.width * column.body.height
        assert area == pytest.approx(totals[column.group] * 760 * 400 / math.fsum(totals))
    assert height >= 400


def test_texts_break_between_words_only() -> None:
    lines = wrap("Fret : carburants décarbonés et multimodalité", 130, 13)
    assert lines is not None
    assert " ".join(lines).replace("\u00a0", " ") == "Fret : carburants décarbonés et multimodalité"
    assert all(text_width(line, 13) <= 130 for line in lines)
    assert not any(line.startswith(":") for line in lines)
    assert wrap("anticonstitutionnellement", 40, 13) is None
