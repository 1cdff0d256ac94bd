"""The rest of a scenario is shared in proportion, exactly, and a stock stops at 0."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.planning.balance import balance, balance_by_theme, comparable_observations, excess_kt, in_excess
from copilote.planning.scenario import Change, Scenario, evaluate
from copilote.planning.spread import spread, spread_rest, stock_limit_kt
from copilote.reference.simulator import find_lever, load_levers, load_observations, load_territories

KEYS = [f"k{i}" for i in range(8)]
WEIGHTS = st.dictionaries(st.sampled_from(KEYS), st.floats(0, 2000), min_size=1)
AMOUNTS = st.integers(0, 10_000_000_000).map(lambda n: n / 1e6)
ROOMS = st.dictionaries(st.sampled_from(KEYS), st.floats(0, 3000))


def micro(value: float) -> int:
    return round(value * 1e6)


@given(AMOUNTS, WEIGHTS, ROOMS)
def test_shares_and_what_is_left_add_up_to_the_last_decimal(
    amount: float, weights: dict[str, float], room: dict[str, float]
) -> None:
    done = spread(amount, weights, room)
    assert sum(micro(share) for share in done.shares.values()) + micro(done.left) == micro(amount)
    for key, share in done.shares.items():
        assert share >= 0
        assert key not in room or share <= room[key] + 1e-6
        assert weights[key] > 0 or share == 0
    if any(weights[key] > 0 and key not in room for key in weights):
        assert done.left == 0


@given(AMOUNTS, WEIGHTS)
def test_shares_without_limit_are_whole_but_one_and_in_proportion(amount: float, weights: dict[str, float]) -> None:
    done = spread(amount, weights)
    assert sum(1 for share in done.shares.values() if not float(share).is_integer()) <= 1
    total = math.fsum(weights.values())
    if total > 1e-9:
        for key, share in done.shares.items():
            assert abs(share - amount * weights[key] / total) <= 1.001


@pytest.mark.parametrize(
    "region", [one.code for one in load_territories() if any(x.editable for x in load_levers(one.code))]
)
def test_a_lowered_lever_s_rest_goes_to_the_others_and_the_target_is_reached(region: str) -> None:
    levers = load_levers(region)
    lowered = "augm_voitelec"
    scenario = Scenario(region, "2023", {lowered: Change(new_target_kt=10.0), "augm_covoit": Change(completed_kt=5.0)})
    new, left = spread_rest(evaluate(scenario, levers))
    assert left == 0
    assert lowered not in new
    changes = {**scenario.changes} | {
        key: Change(scenario.changes.get(key, Change()).completed_kt, kt) for key, kt in new.items()
    }
    after = evaluate(Scenario(region, "2023", changes), levers)
    assert after.totals.gap_kt == pytest.approx(0, abs=1e-6)
    for line in after.levers:
        limit = stock_limit_kt(line.lever, line.completed_kt)
        before = line.remaining_kt or 0.0
        assert limit is None or (line.new_target_kt or 0) <= max(limit, before) + 1e-6
        assert line.lever.editable or line.new_target_kt == line.remaining_kt


def test_nothing_is_spread_when_the_target_is_reached() -> None:
    assert spread_rest(evaluate(Scenario("24", "2023"), load_levers("24"))) == ({}, 0.0)


def test_homes_on_fuel_oil_of_the_centre_run_out_at_513_kt() -> None:
    lever = find_lever("24", "reduc_rfioul")
    assert stock_limit_kt(lever) == pytest.approx(131.5035 / 0.2563)
    assert stock_limit_kt(lever, 100.0) == pytest.approx(131.5035 / 0.2563 - 100)
    assert stock_limit_kt(find_lever("24", "augm_voitelec")) is None


def test_themes_add_up_to_the_scenario() -> None:
    outcome = evaluate(Scenario("24", "2023", {"augm_voitelec": Change(600.0, 20.0)}), load_levers("24"))
    themes = balance_by_theme(outcome)
    assert math.fsum(one.target.value or 0 for one in themes) == pytest.approx(outcome.totals.target.value)
    assert math.fsum(one.planned_kt for one in themes) == pytest.approx(
        outcome.totals.completed_kt + (outcome.totals.new_target.value or 0)
    )
    moving = next(one for one in themes if one.name == "Mieux se déplacer")
    cars = next(line for line in moving.lines if line.lever.id == "augm_voitelec")
    assert cars.remaining_kt == 0  # more is done than was asked: it takes nothing off the other levers
    assert moving.remaining_kt == pytest.approx(math.fsum(line.remaining_kt or 0 for line in moving.lines))


def test_only_the_lever_s_own_quantity_is_compared_with_it() -> None:
    seen = load_observations("24")
    cars = comparable_observations(find_lever("24", "augm_voitelec"), seen)
    assert [(one.year, one.value) for one in cars] == [(2019, 4.2), (2022, 14.0)]
    # Waste recovered is observed as a total, the lever counts what is recovered on top of 2019.
    assert comparable_observations(find_lever("24", "augm_valodma"), seen) == ()
    assert comparable_observations(find_lever("24", "augm_fret"), seen) == ()


def test_what_goes_past_a_target_is_told_apart() -> None:
    levers = load_levers("24")
    cars = find_lever("24", "augm_voitelec")
    over = {cars.id: Change(completed_kt=cars.target_kt + 12.0)}
    outcome = evaluate(Scenario("24", "2023", over), levers)
    [line] = in_excess(outcome.levers)
    assert excess_kt(line) == pytest.approx(12.0)
    whole = balance("", outcome.levers)
    # The target is what is done, less what goes past, and what remains.
    assert whole.completed_kt - excess_kt(line) + whole.remaining_kt == pytest.approx(whole.target.value)
    planned = evaluate(Scenario("24", "2023", {cars.id: Change(new_target_kt=600.0)}), levers)
    assert in_excess(planned.levers) == ()
    assert excess_kt(in_excess(planned.levers, planned=True)[0], planned=True) == pytest.approx(600 - cars.target_kt)
