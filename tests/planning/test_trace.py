"""The way back of a figure says how it was made, and marks it no sounder than it is."""

from __future__ import annotations

import pytest

from copilote.exchange.explained import explain
from copilote.exchange.observed import regional_observations
from copilote.planning.trace import PUBLISHED, indicator_figures, lever_figures
from copilote.reference.simulator import find_lever, find_region
from copilote.reference.soundness import Soundness


def test_a_measured_value_is_measured_and_its_pace_is_derived() -> None:
    [cars] = regional_observations("24", ["826"])
    figures = {figure.key: figure for figure in indicator_figures(cars, "t", "826")}
    assert figures["value_2025"].soundness is Soundness.MEASURED
    assert figures["value_2025"].formula == PUBLISHED
    assert figures["pace_1y"].soundness is Soundness.DERIVED
    assert figures["pace_1y"].unit == "point par an"


def test_a_regional_target_is_never_called_official() -> None:
    for seen in regional_observations("24"):
        assert seen.target_soundness is not Soundness.OFFICIAL_TARGET


def test_a_value_that_was_computed_says_so() -> None:
    land = regional_observations("24", ["611"])[0]
    figures = {figure.key: figure for figure in indicator_figures(land, "t", "611")}
    last = figures[f"value_{land.values[-1][0]}"]
    assert last.soundness is Soundness.DERIVED
    assert last.formula.startswith("calculée")


def test_a_lever_in_kt_only_has_no_physical_figure() -> None:
    keys = {figure.key for figure in lever_figures(find_lever("24", "co2_indus"))}
    assert keys == {"target_kt", "cumulated_kt"}


def test_an_unknown_target_gives_no_computed_figure() -> None:
    [only] = lever_figures(find_lever("11", "co2_foret"))
    assert (only.value, only.soundness) == (None, Soundness.UNKNOWN)


@pytest.mark.parametrize("number", ["683"])
def test_a_series_that_does_not_measure_what_it_says_is_flagged(number: str) -> None:
    [section] = explain(find_region("24"), number).sections
    assert section.note is not None
    assert "malgré son libellé" in section.note
    assert all(figure.soundness is Soundness.ESTIMATED for figure in section.figures)
