"""Ranges: every number is written, the line goes from the lowest to the highest, what is not known has no line."""

from __future__ import annotations

import re

from copilote.ui.charts import RangeRow, ranges

ROWS = [RangeRow("Hier", 9.2), RangeRow("2050", 22.6, 15.9, 29.4)]


def drawn(rows: list[RangeRow], **options: int) -> str:
    return ranges(rows, title="Jours", prefix="r", unit="jours par an", **options).svg


def test_each_number_is_written_and_the_range_is_a_line() -> None:
    chart = ranges(ROWS, title="Jours", prefix="r", unit="jours par an")
    for text in (">9<", ">23<", ">16<", ">29<", ">Hier<", ">2050<"):
        assert text in chart.svg
    assert chart.svg.count('stroke-width="5"') == 1
    assert chart.rows == (("Hier", 9.2, None, None), ("2050", 22.6, 15.9, 29.4))
    assert "de 16 à 29 selon les modèles" in chart.description


def test_the_dot_stands_within_its_range_and_all_within_the_drawing() -> None:
    svg = drawn(ROWS)
    low, high = map(float, re.findall(r'x1="([\d.]+)" y1="50" x2="([\d.]+)" y2="50"[^>]*stroke-width="5"', svg)[0])
    (dot,) = map(float, re.findall(r'd="M([\d.]+) 50h.01"', svg))
    assert 0 < low < dot < high < 300


def test_one_value_alone_negative_ones_and_none_at_all_are_drawn() -> None:
    assert ">−2,8<" in drawn([RangeRow("Hier", -2.76)], decimals=1)
    assert ">0<" in drawn([RangeRow("Hier", 0.0), RangeRow("2050", 0.0, 0.0, 0.0)])
    assert "<svg" in drawn([])
