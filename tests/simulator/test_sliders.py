"""The slider of a lever: its marks stand where their values are, and it can reach what is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.planning.conversion import avoided_kt
from copilote.planning.scenario import Change, LeverOutcome, Scenario, evaluate
from copilote.reference.simulator import load_levers
from copilote.reference.tables import latest
from copilote.simulator.fields import FieldKind
from copilote.simulator.newest import kt_at_observed_pace
from copilote.simulator.pages.sliders import slider_of

LEVERS = {lever.id: lever for lever in load_levers("24")}


def line_of(lever: str, done: float = 0.0, new: float | None = None) -> LeverOutcome:
    scenario = Scenario("24", latest("simulator"), {lever: Change(done or None, new)})
    return next(line for line in evaluate(scenario, list(LEVERS.values())).levers if line.lever.id == lever)


def test_the_pace_of_electric_cars_leads_to_a_third_of_what_the_state_asks() -> None:
    lever = LEVERS["augm_voitelec"]
    leads = kt_at_observed_pace(lever)
    assert leads is not None
    assert 140 < leads < 165
    # The share of the fleet in 2030 at this pace, over that of 2019, times the cars of 2019.
    assert leads == pytest.approx(float(avoided_kt(lever, 4.2 * 4.77 / 0.262)), rel=0.03)


def test_no_mark_of_a_pace_where_no_grade_is_plain() -> None:
    assert kt_at_observed_pace(LEVERS["augm_haies"]) is None


@given(st.sampled_from(sorted(LEVERS)), st.floats(0, 5000), st.floats(0, 5000))
def test_marks_and_value_stay_on_the_slider(lever: str, done: float, new: float) -> None:
    for kind, kt in ((FieldKind.DONE, done), (FieldKind.TARGET, new)):
        slider = slider_of(line_of(lever, done, new), kind, kt)
        if slider is None:
            assert not LEVERS[lever].editable or not LEVERS[lever].target_kt
            continue
        assert kt <= float(slider.most) + 1e-6
        assert all(0 <= float(mark.at) <= 100 for mark in slider.marks)


def test_the_mark_of_the_state_counts_what_is_done() -> None:
    target = LEVERS["augm_voitelec"].target_kt or 0.0
    slider = slider_of(line_of("augm_voitelec", done=100.0), FieldKind.TARGET, target - 100)
    assert slider is not None
    assert float(slider.marks[0].at) == pytest.approx(100 * (target - 100) / float(slider.most), abs=0.1)
