"""Grouped bars: lengths true to the numbers, each number written, textures that tell the series apart."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from copilote.ui.charts.grouped import grouped

GROUPS = [("Mieux se loger", (969.0, 841.0)), ("Mieux produire", (4917.0, None))]
SERIES = ("Objectif de l’État", "Votre scénario")


def test_bars_are_as_long_as_their_numbers_and_written() -> None:
    chart = grouped(GROUPS, SERIES, title="Avant, après", prefix="g", unit="ktCO2e")
    ElementTree.fromstring(chart.svg)  # noqa: S314
    widths = [float(w) for w in re.findall(r'width="([\d.]+)" height="15"[^>]*class="cp-', chart.svg)]
    assert widths[0] / widths[2] == pytest.approx(969 / 4917, rel=0.01)
    assert widths[1] / widths[0] == pytest.approx(841 / 969, rel=0.01)
    assert "4\u202f917\u00a0ktCO2e" in chart.svg
    assert "non connu" in chart.svg
    assert chart.rows == (("Mieux se loger", 969.0, 841.0), ("Mieux produire", 4917.0, None))


def test_series_differ_by_texture_and_number() -> None:
    chart = grouped(GROUPS, SERIES, title="t", prefix="g", unit="kt", width=360)
    assert 'fill="url(#g-rising)"' in chart.svg
    assert ">1. Objectif de l’État<" in chart.svg
    assert "style=" not in chart.svg


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        grouped([("a", (-1.0, 2.0))], SERIES, title="t", prefix="g", unit="kt")
    with pytest.raises(ValueError, match="four"):
        grouped([("a", (1.0,) * 5)], ["x"] * 5, title="t", prefix="g", unit="kt")
    assert "Aucune valeur" in grouped([], SERIES, title="t", prefix="g", unit="kt").description
