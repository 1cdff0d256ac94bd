"""Parts of a whole by class at several dates: as long as their amounts, told where there is no room to write them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.ui.charts import parts
from copilote.ui.charts.classes import Classes
from copilote.words.numbers import format_number

CUT = Classes((10.0, 20.0), 0.0, 30.0, (1, 1, 1))
TEXTS = ("moins de 10 jours", "de 10 à moins de 20 jours", "20 jours et plus")


def drawn(rows: list[tuple[str, list[float]]], width: float = 760) -> str:
    return parts(
        rows, CUT, TEXTS, title="Habitants", prefix="p", unit="habitants", write=format_number, width=width
    ).svg


def lengths(svg: str) -> list[float]:
    return [float(found) for found in re.findall(r'<rect [^>]*? width="([\d.]+)"', svg)]


@given(st.lists(st.floats(0, 1e7), min_size=3, max_size=3))
def test_parts_are_as_long_as_their_amounts(amounts: list[float]) -> None:
    total = sum(amounts)
    shown = [amount / total * 759 for amount in amounts if amount / total * 759 >= 0.5] if total else []
    assert lengths(drawn([("2050", amounts)])) == pytest.approx(shown, abs=0.06)


def test_an_amount_without_room_gives_its_mark_then_nothing_and_is_told_all_the_same() -> None:
    svg = drawn([("2050", [900_000, 80_000, 2_000])], width=300)
    assert re.findall(r"<text [^>]*>([^<]*)</text>", svg) == ["2050", "900\u202f000", "2"]
    assert svg.count("<title>") == 3
    assert "20 jours et plus : 2\u202f000\u00a0habitants" in svg.replace("\u00a0:", " :")


def test_the_table_has_every_amount_and_the_description_says_those_that_are() -> None:
    chart = parts(
        [("Hier", [5.0, 0.0, 0.0]), ("2050", [0.0, 2.0, 3.0])], CUT, TEXTS,
        title="Habitants", prefix="p", unit="habitants", write=format_number,
    )  # fmt: skip
    assert chart.rows == (("Hier", 5.0, 0.0, 0.0), ("2050", 0.0, 2.0, 3.0))
    assert chart.description.count("de 10 à moins") == 1


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="no negative"):
        drawn([("2050", [1.0, -1.0, 0.0])])
