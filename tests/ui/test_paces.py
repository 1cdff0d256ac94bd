"""Paces on one scale, and how far a value is from its target: numbers, words and links."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.ui.charts import PaceRow, level, paces
from copilote.ui.charts.level import WIDTH

SVG = "{http://www.w3.org/2000/svg}"
ROWS = [
    PaceRow("Mauvais sens", "Bio <b>", -0.03, "recule", "/a?b=1&c=2"),
    PaceRow("Trop lent", "Voitures électriques", 0.19, address="/v"),
    PaceRow("Trop vite", "Sols", None, "2,8 fois trop vite"),
    PaceRow("En avance", "Solaire", 4.0),
]


def ends(svg: str) -> list[float]:
    """Where each line drawn ends."""
    lines = ElementTree.fromstring(svg).iter(f"{SVG}polyline")  # noqa: S314
    return [float((line.get("points") or "").split()[-1].split(",")[0]) for line in lines]


@pytest.mark.parametrize("width", [340.0, 760.0])
def test_each_row_says_its_name_and_words_and_leads_to_its_page(width: float) -> None:
    chart = paces(ROWS, title="<Rythmes>", prefix="p", width=width)
    root = ElementTree.fromstring(chart.svg)  # noqa: S314
    assert [link.get("href") for link in root.iter(f"{SVG}a")] == ["/a?b=1&c=2", "/v"]
    assert "2,8 fois trop vite" in chart.svg
    assert "19\u00a0%" in chart.svg
    assert "<b>" not in chart.svg
    assert not re.search(r"style=|<script|\son\w+=", chart.svg)
    assert chart.rows[0] == ("Mauvais sens", "Bio <b>", -3.0)
    assert chart.rows[2][2] is None


def test_lines_end_where_their_ratio_is_and_no_further_than_the_drawing() -> None:
    backwards, slow, ahead = ends(paces(ROWS, title="t", prefix="p").svg)
    assert backwards < slow < ahead < 760


def test_paces_need_a_series() -> None:
    with pytest.raises(ValueError, match="series"):
        paces([], title="t", prefix="p")


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_bar_and_mark_stay_in_the_drawing(value: float, target: float) -> None:
    chart = level(value, target, title="Haies", prefix="h", unit="km")
    rects = [(float(x), float(w)) for x, w in re.findall(r'<rect x="([-\d.]+)" y="[\d.]+" width="([\d.]+)"', chart.svg)]
    assert len(rects) == 3
    assert all(x >= -1.5 and x + w <= WIDTH + 0.1 for x, w in rects)
    assert chart.rows == ((value, target),)
