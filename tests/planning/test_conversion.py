"""Conversions follow the official formulas on every region and lever, and do not drift."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.planning.conversion import (
    avoided_kt,
    clamp_physical,
    convert_kt,
    convert_physical,
    official_kt,
    official_rounding,
    physical_quantity,
    shown_decimals,
)
from copilote.reference.errors import InputError, NoTranslationError
from copilote.reference.simulator import LeverFigures, find_lever, load_levers, load_territories
from published import PUBLISHED, needs_published

ALL = [lever for region in load_territories() for lever in load_levers(region.code)]
TRANSLATED = [lever for lever in ALL if lever.translated]
KT = st.floats(0, 5000, allow_nan=False)


def test_314_rows_have_a_translation() -> None:
    assert len(ALL) == 474
    assert len(TRANSLATED) == 314


@needs_published
def test_every_region_and_lever_converts_as_the_official_page_does() -> None:
    """The page's own arithmetic, written here from its published description, on its own file."""
    ours = {(lever.region, lever.id): lever for lever in ALL}
    codes = {region.name.replace("Provence-Alpes-Côte d'Azur", "PACA"): region.code for region in load_territories()}
    rows: list[dict[str, Any]] = json.loads((PUBLISHED / "simulateur-territorial/data.json").read_text("utf-8"))
    checked = 0
    for row in rows:
        lever = ours[codes[row["regionName"].replace("\xa0", " ")], row["id"]]
        if row["noTranslation"]:
            assert not lever.translated
            continue
        for kt in (0.0, 1.0, row["objCO2"] / 3, row["objCO2"], 4 * row["objCO2"]):
            for done in (0.0, row["objCO2"] / 5):
                counted = done if row["relative"] else 0.0
                official = max(0.0, row["startPoint2019"] + (kt + counted) * row["ratioCO2toPhys"])
                assert float(physical_quantity(lever, kt, completed_kt=done)) == official
                typed = official_rounding(official)
                back = max(0, math.floor((official - row["startPoint2019"]) / row["ratioCO2toPhys"] - counted + 0.5))
                assert official_kt(lever, official, done) == back
                assert typed == math.floor(official * 10 + 0.5) / 10
                checked += 1
    assert checked == 314 * 10


@pytest.mark.parametrize("lever", TRANSLATED, ids=lambda lever: f"{lever.region}-{lever.id}")
def test_there_and_back_gives_the_same_target(lever: LeverFigures) -> None:
    assert lever.target_kt is not None
    kt = lever.target_kt
    physical = float(physical_quantity(lever, kt))
    if physical > 0 or lever.ratio is None or lever.ratio > 0:
        assert float(avoided_kt(lever, physical)) == pytest.approx(kt, rel=1e-9)


def test_the_official_rounding_drifts_by_more_than_5_percent_in_27_rows_and_ours_never() -> None:
    drifting = 0
    for lever in TRANSLATED:
        kt = lever.target_kt or 0.0
        result = convert_kt(lever, kt)
        back = official_kt(lever, result.physical_shown)
        drifting += abs(back - kt) > 0.05 * kt
        shown = round(result.physical, shown_decimals(lever, kt))
        if result.physical > 0:
            assert abs(float(avoided_kt(lever, shown)) - kt) <= max(0.5, 0.005 * kt) + 1e-9
    assert drifting >= 27


@given(st.sampled_from(TRANSLATED), KT, KT)
def test_any_amount_goes_there_and_back_without_drift(lever: LeverFigures, kt: float, done: float) -> None:
    physical = float(physical_quantity(lever, kt, completed_kt=done))
    assert physical >= 0
    if physical > 0:
        again = float(avoided_kt(lever, physical, completed_kt=done))
        assert again == pytest.approx(kt, rel=1e-6, abs=1e-6 / abs(lever.ratio or 1))


@given(st.sampled_from(TRANSLATED), st.floats(-1e6, 1e6))
def test_a_quantity_is_kept_within_the_lever_s_range(lever: LeverFigures, physical: float) -> None:
    within = float(clamp_physical(lever, physical))
    baseline = lever.baseline_2019 or 0.0
    if (lever.ratio or 0) < 0:
        assert 0 <= within <= baseline
    else:
        assert within >= baseline
    assert convert_physical(lever, physical).note is None or within != physical


@given(st.sampled_from(TRANSLATED), st.lists(KT, min_size=1, max_size=8))
def test_arrays_convert_as_their_elements_do(lever: LeverFigures, amounts: list[float]) -> None:
    together = physical_quantity(lever, amounts)
    assert together.tolist() == [float(physical_quantity(lever, amount)) for amount in amounts]
    assert physical_quantity(lever, np.array([amounts])).shape == (1, len(amounts))


def test_a_stock_that_runs_out_stops_at_zero_and_says_so() -> None:
    fuel_oil = find_lever("24", "reduc_rfioul")
    result = convert_kt(fuel_oil, 10_000)
    assert result.physical == 0
    assert result.note is not None
    assert "s’arrête à 0" in result.note


@pytest.mark.parametrize("bad", [math.nan, math.inf, -1.0, "abc", None, b"x"])
def test_what_is_not_an_amount_is_refused(bad: Any) -> None:
    with pytest.raises(InputError):
        physical_quantity(find_lever("24", "augm_voitelec"), bad)


def test_a_lever_without_translation_says_why() -> None:
    with pytest.raises(NoTranslationError, match="ktCO2e seulement"):
        physical_quantity(find_lever("24", "co2_indus"), 1.0)
