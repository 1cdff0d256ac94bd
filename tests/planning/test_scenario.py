"""Scenarios: evaluated, compared, opened on another edition."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.planning.scenario import Change, LeverOutcome, Scenario, compare, edition_changes, evaluate
from copilote.reference.errors import InputError
from copilote.reference.simulator import LeverFigures, load_levers

LEVERS = load_levers("24")
IDS = [lever.id for lever in LEVERS]
AMOUNTS = st.one_of(st.none(), st.floats(0, 3000))
CHANGES = st.dictionaries(st.sampled_from(IDS), st.builds(Change, AMOUNTS, AMOUNTS))


def test_without_changes_a_scenario_is_the_state_s_target() -> None:
    totals = evaluate(Scenario("24", "2023"), LEVERS).totals
    assert totals.gap_kt == pytest.approx(0, abs=1e-9)
    assert totals.share_of_target == pytest.approx(1)


def test_what_is_done_beyond_the_target_leaves_nothing_to_do() -> None:
    outcome = evaluate(Scenario("24", "2023", {"augm_voitelec": Change(completed_kt=600.0)}), LEVERS)
    line = outcome.levers[0]
    assert line.remaining_kt == 0
    assert line.new_target_kt == 0
    assert line.physical_2030 == pytest.approx(4.196 + 600 * 0.4677)


def test_a_new_target_in_cars_equals_the_same_in_kt() -> None:
    cars = evaluate(Scenario("24", "2023", {"augm_voitelec": Change(100.0, new_physical=200.0)}), LEVERS).levers[0]
    kt = evaluate(Scenario("24", "2023", {"augm_voitelec": Change(100.0, cars.new_target_kt)}), LEVERS).levers[0]
    assert kt.physical_2030 == pytest.approx(200.0)


def test_what_is_done_counts_in_the_quantity_of_2030_of_every_lever() -> None:
    kept = evaluate(Scenario("24", "2023"), LEVERS)
    half = {lever.id: Change(completed_kt=(lever.target_kt or 0.0) / 2) for lever in LEVERS}
    for before, after in zip(kept.levers, evaluate(Scenario("24", "2023", half), LEVERS).levers, strict=True):
        assert after.physical_2030 == pytest.approx(before.physical_2030), before.lever.id
    hedges = evaluate(Scenario("24", "2023", half), LEVERS).levers[IDS.index("augm_haies")]
    assert hedges.physical_2030 == pytest.approx(4.17, abs=0.01)
    assert hedges.completed_physical == pytest.approx(hedges.physical_2030 / 2)


@given(st.sampled_from([lever for lever in LEVERS if lever.translated]), st.floats(0, 300), st.floats(0, 300))
def test_the_quantity_of_2030_given_back_is_the_same_target(lever: LeverFigures, done: float, new: float) -> None:
    def line(change: Change) -> LeverOutcome:
        return next(
            one for one in evaluate(Scenario("24", "2023", {lever.id: change}), LEVERS).levers if one.lever is lever
        )

    first = line(Change(done, new))
    again = line(Change(done, new_physical=first.physical_2030))
    assert again.physical_2030 == pytest.approx(first.physical_2030, abs=1e-9)
    if first.physical_2030:
        assert again.new_target_kt == pytest.approx(new, rel=1e-6, abs=1e-6)


def test_a_quantity_out_of_range_is_brought_back_and_noted() -> None:
    line = evaluate(Scenario("24", "2023", {"reduc_rfioul": Change(new_physical=500.0)}), LEVERS).levers[
        IDS.index("reduc_rfioul")
    ]
    assert line.new_target_kt == 0
    assert line.asked_physical == 500.0


@given(CHANGES)
def test_totals_are_the_sums_of_the_levers(changes: dict[str, Change]) -> None:
    outcome = evaluate(Scenario("24", "2023", changes), LEVERS)
    planned = sum(line.completed_kt + (line.new_target_kt or 0) for line in outcome.levers)
    assert outcome.totals.target.value is not None
    assert outcome.totals.gap_kt == pytest.approx(outcome.totals.target.value - planned, abs=1e-6)
    for line in outcome.levers:
        assert line.remaining_kt is not None
        assert line.remaining_kt >= 0


def test_scenarios_compare_lever_by_lever_against_the_first() -> None:
    base = evaluate(Scenario("24", "2023"), LEVERS)
    more = evaluate(Scenario("24", "2023", {"augm_covoit": Change(new_target_kt=200.0)}), LEVERS)
    rows = {row.lever.id: row for row in compare([base, more])}
    assert rows["augm_covoit"].deltas_kt[1] == pytest.approx(200 - 114.537)
    assert rows["augm_voitelec"].deltas_kt == (0, 0)


def test_scenarios_of_two_regions_do_not_compare() -> None:
    with pytest.raises(InputError, match="même région"):
        compare([evaluate(Scenario("24", "2023"), LEVERS), evaluate(Scenario("53", "2023"), load_levers("53"))])


def test_a_target_cannot_be_given_in_both_units() -> None:
    with pytest.raises(InputError, match="pas dans les deux"):
        Change(new_target_kt=1.0, new_physical=1.0)


def test_a_change_to_a_lever_of_elsewhere_is_reported_not_counted() -> None:
    outcome = evaluate(Scenario("24", "2023", {"co2_hfc": Change(1.0)}), LEVERS)
    assert outcome.strangers == ("co2_hfc",)


def test_a_newer_edition_says_what_changed() -> None:
    newer = (replace(LEVERS[0], target_kt=500.0, edition="2027"), *LEVERS[2:])
    changes = {(change.lever, change.what): (change.before, change.after) for change in edition_changes(LEVERS, newer)}
    assert changes["augm_voitelec", "objectif (ktCO2e)"] == (482.1358, 500.0)
    assert changes["reduc_consovp", "levier supprimé"] == ("reduc_consovp", None)
    assert len(changes) == 2
