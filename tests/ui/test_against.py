"""What is asked against what there is: bars on one scale, ranges within the drawing, every number told."""

from __future__ import annotations

import re

from copilote.ui.charts import AgainstPart, against

ASKED = [AgainstPart("Biogaz", 10, 20, 40), AgainstPart("Litière", 5, 5, 5, plain=True), AgainstPart("Rien", 0, 0, 0)]
HAD = [AgainstPart("Paille", 20, 30, 50, plain=True)]


def drawn(asked: list[AgainstPart], available: list[AgainstPart], width: float = 640) -> str:
    return against(asked, available, title="Champs", prefix="a", unit="kt", write=str, width=width).svg


def test_parts_are_as_wide_as_their_middle_and_ranges_stay_within() -> None:
    svg = drawn(ASKED, HAD)
    widths = [
        float(found) for found in re.findall(r'<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="22" class', svg)
    ]
    biogas, litter, straw = widths
    assert abs(biogas - 4 * litter) < 0.5
    assert abs(straw - 6 * litter) < 0.5
    ends = [float(found) for found in re.findall(r'x2="([\d.]+)"', svg)]
    assert max(ends) <= 640


def test_every_amount_is_told_and_nothing_is_in_the_table_alone() -> None:
    chart = against(ASKED, HAD, title="Champs", prefix="a", unit="kt", write=lambda value: f"{value:g}")
    assert "environ 25 (de 15 à 45)" in chart.description
    assert "Litière\xa0: 5<" in chart.svg
    assert "Rien" not in chart.svg
    assert ("Ce qui est demandé : Rien", 0, 0, 0) in chart.rows


def test_one_side_alone_draws_one_bar_and_nothing_draws_none() -> None:
    assert "Ce que la région en a" not in drawn(ASKED, [])
    assert "<svg" in drawn([], [], 300)
