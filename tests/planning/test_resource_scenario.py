"""A scenario of nature and resources: what is aimed at, what remains, the pace, and no verdict without a target."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.exchange.resource_scenario import resource_starts
from copilote.planning.resource_scenario import (
    Reach,
    ResourceChange,
    ResourceScenario,
    ResourceStart,
    StartKind,
    default_ambition,
    evaluate,
    settled,
)
from copilote.reference.simulator import find_region, load_territories

CENTRE = {start.id: start for start in resource_starts(find_region("24"))}


def scenario(**changes: ResourceChange) -> ResourceScenario:
    return ResourceScenario("24", "2026", changes)


def of(start: ResourceStart, done: float | None = None, ambition: float | None = None):  # type: ignore[no-untyped-def]
    [line] = evaluate(scenario(**{start.id: ResourceChange(done, ambition)}), [start])
    return line


def test_what_can_be_simulated_is_measured_in_the_region_or_aimed_at_by_the_state() -> None:
    kinds = {tile: start.kind for tile, start in CENTRE.items()}
    assert kinds["hedges"] is StartKind.ADDITION
    assert kinds["land_take"] is StartKind.CEILING
    assert kinds["organic_farming"] is StartKind.LEVEL
    assert "dry_streams" not in kinds, "a state that no single lever changes"
    assert "leaks" not in kinds, "only measured for the country"
    assert CENTRE["withdrawals"].target is None


def test_every_region_evaluates_and_keeps_the_published_targets() -> None:
    for region in load_territories():
        for line in evaluate(ResourceScenario(region.code, "2026"), resource_starts(region)):
            known = line.start.target is not None
            assert line.reach is (Reach.MET if known else Reach.NO_AMBITION), (region.name, line.start.id)
            assert (line.remaining is None) is not known


def test_what_is_done_is_taken_off_what_remains_whichever_way_it_goes() -> None:
    organic = of(CENTRE["organic_farming"], done=2.0)
    assert organic.remaining == pytest.approx(21 - CENTRE["organic_farming"].value - 2)
    waste = of(CENTRE["household_waste"], done=0.1)
    assert waste.moved == pytest.approx(CENTRE["household_waste"].value - 0.1)
    assert waste.remaining == pytest.approx(CENTRE["household_waste"].value - 0.1 - 0.502)
    land = of(CENTRE["land_take"], done=4000.0)
    assert land.remaining is not None
    assert land.remaining < 0, "a ceiling that is passed says by how much"


def test_the_pace_runs_from_the_last_value_to_2030() -> None:
    land = of(CENTRE["land_take"], ambition=5000.0)
    assert land.pace == pytest.approx((5000 - CENTRE["land_take"].value) / 7)
    assert land.times is not None
    assert land.times < 1, "less than what was taken a year"
    assert of(CENTRE["hedges"]).times is None, "no series is observed"


def test_a_target_that_is_already_met_is_not_an_aim_to_fall_back_to() -> None:
    grassland = CENTRE["permanent_grassland"]
    assert grassland.target is not None
    assert grassland.value > grassland.target
    assert default_ambition(grassland) == grassland.value
    assert default_ambition(CENTRE["land_take"]) == CENTRE["land_take"].target
    passed = default_ambition(CENTRE["land_take"], done=9000.0)
    assert passed == CENTRE["land_take"].value + 9000, "nobody aims at less than what is already taken"


@pytest.mark.parametrize(
    ("tile", "ambition", "reach"),
    [
        ("organic_farming", 12.0, Reach.SHORT),
        ("organic_farming", 30.0, Reach.MET),
        ("household_waste", 0.6, Reach.SHORT),
        ("household_waste", 0.4, Reach.MET),
        ("land_take", 7500.0, Reach.SHORT),
        ("land_take", 4500.0, Reach.MET),
        ("withdrawals", 1e9, Reach.NO_TARGET),
    ],
)
def test_an_ambition_is_judged_against_a_published_target_only(tile: str, ambition: float, reach: Reach) -> None:
    line = of(CENTRE[tile], ambition=ambition)
    assert line.reach is reach
    assert (line.margin is None) is (reach is Reach.NO_TARGET)
    assert line.times is None or reach is not Reach.NO_TARGET


@given(
    start=st.sampled_from(sorted(CENTRE)),
    done=st.none() | st.floats(0, 1e6),
    ambition=st.none() | st.floats(0, 1e6),
)
def test_settling_a_scenario_changes_nothing_of_what_it_says(
    start: str, done: float | None, ambition: float | None
) -> None:
    lever = CENTRE[start]
    given_ = scenario(**{start: ResourceChange(done, ambition)})
    kept = settled(given_, [lever])
    before, after = evaluate(given_, [lever])[0], evaluate(kept, [lever])[0]
    assert after.done == pytest.approx(before.done, abs=1e-6)
    assert after.ambition == (before.ambition if before.ambition is None else pytest.approx(before.ambition, abs=2e-6))
    assert settled(kept, [lever]) == kept


def test_a_lever_without_direction_counts_nothing_as_done() -> None:
    start = replace(CENTRE["withdrawals"], direction=None)
    assert not start.counts_done
    assert CENTRE["withdrawals"].counts_done, "the table says that it should fall"
