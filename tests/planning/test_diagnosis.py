"""What actions come to, lever by lever: once each, never beyond what is known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.planning.actions import Action, Share, Status, carbon_factor, declared_kt, unit_factor
from copilote.planning.conversion import avoided_kt, translation
from copilote.planning.diagnosis import diagnose, within
from copilote.planning.plausible import doubts
from copilote.reference.errors import NoTranslationError
from copilote.reference.simulator import LeverFigures, load_levers

LEVERS = {lever.id: lever for lever in load_levers("24")}
CARS, HOMES, FOREST = LEVERS["augm_voitelec"], LEVERS["reduc_rfioul"], LEVERS["co2_foret"]


def action(
    kt: float | None, status: Status | None = Status.DONE, *levers: Share, row: int = 2, **fields: object
) -> Action:
    shares = levers or (Share(CARS.id),)
    return Action(row, str(fields.pop("title", f"Action {row}")), levers=shares, status=status, kt=kt, **fields)  # type: ignore[arg-type]


def line_of(lever: LeverFigures, actions: list[Action], *groups: tuple[int, ...]):
    return next(line for line in diagnose(list(LEVERS.values()), actions, groups) if line.lever.id == lever.id)


@pytest.mark.parametrize("lever", [lever for lever in LEVERS.values() if lever.translated], ids=lambda lever: lever.id)
def test_a_quantity_gives_the_kt_of_the_lever_s_own_conversion(lever: LeverFigures) -> None:
    baseline, ratio = translation(lever)
    added = 0.01 * (baseline or 1.0)
    reached = baseline + added if ratio > 0 else baseline - added
    assert declared_kt(lever, added) == pytest.approx(float(avoided_kt(lever, reached)), rel=1e-9)


def test_a_lever_without_translation_has_kt_only() -> None:
    with pytest.raises(NoTranslationError):
        declared_kt(FOREST, 1.0)


def test_done_under_way_decided_and_remaining_add_up_to_the_target() -> None:
    actions = [action(10.0), action(20.0, Status.UNDER_WAY), action(5.0, Status.DECIDED)]
    line = line_of(CARS, actions)
    assert (line.done_kt, line.under_way_kt, line.decided_kt) == (10.0, 20.0, 5.0)
    assert line.remaining_kt == pytest.approx((CARS.target_kt or 0) - 35.0)


def test_ideas_and_stopped_actions_avoid_nothing_and_are_told() -> None:
    line = line_of(CARS, [action(10.0, Status.IDEA), action(20.0, Status.STOPPED)])
    assert line.declared_kt == 0.0
    assert line.remaining_kt == CARS.target_kt
    assert (line.actions[Status.IDEA], line.actions[Status.STOPPED]) == (1, 1)


def test_what_goes_beyond_the_target_leaves_nothing_and_never_less() -> None:
    assert line_of(CARS, [action(5000.0)]).remaining_kt == 0.0


def test_an_action_of_several_levers_gives_each_its_part() -> None:
    shared = action(10.0, Status.DONE, Share(CARS.id, 0.75), Share(HOMES.id, 0.25))
    assert line_of(CARS, [shared]).done_kt == 7.5
    assert line_of(HOMES, [shared]).done_kt == 2.5


def test_what_is_declared_without_quantity_is_not_known_and_no_zero() -> None:
    line = line_of(CARS, [action(None)])
    assert line.done_kt is None
    assert line.under_way_kt == 0.0
    assert line.unknown == 1
    assert line_of(CARS, [action(None), action(3.0)]).done_kt == 3.0


def test_an_action_without_status_or_lever_is_in_no_sum() -> None:
    actions = [action(3.0, None), Action(3, "Sans levier", status=Status.DONE, kt=4.0)]
    assert all(line.declared_kt == 0.0 for line in diagnose(list(LEVERS.values()), actions))


def test_a_group_counts_the_furthest_along_of_known_kt_and_the_difference_is_told() -> None:
    actions = [action(10.0, Status.DECIDED), action(12.0, Status.UNDER_WAY), action(None, Status.DONE)]
    line = line_of(CARS, actions, (0, 1, 2))
    assert (line.done_kt, line.under_way_kt, line.decided_kt) == (0.0, 12.0, 0.0)
    assert line.twice_kt == 10.0
    assert line.unknown == 0, "its group says what it comes to"


def test_of_a_group_a_physical_quantity_comes_before_kt_then_the_first() -> None:
    plain, measured = action(10.0), action(11.0, quantity=5.0, measured=CARS.id)
    assert line_of(CARS, [plain, measured], (0, 1)).done_kt == 11.0
    assert line_of(CARS, [plain, action(11.0)], (0, 1)).done_kt == 10.0


def test_a_group_counts_each_lever_once_though_its_actions_have_not_the_same() -> None:
    one = action(10.0)
    both = action(8.0, Status.DONE, Share(CARS.id, 0.5), Share(HOMES.id, 0.5))
    assert line_of(CARS, [one, both], (0, 1)).done_kt == 10.0
    assert line_of(HOMES, [one, both], (0, 1)).done_kt == 4.0


def test_a_sub_action_counts_within_its_action_when_that_one_says_what_it_comes_to() -> None:
    programme = action(10.0, title="Programme vélo", key="P1")
    part = action(4.0, part_of="P1", row=3)
    by_title = action(4.0, part_of="programme VÉLO", row=4)
    assert within([programme, part, by_title]) == {1, 2}
    assert line_of(CARS, [programme, part, by_title]).done_kt == 10.0
    silent = action(None, title="Programme vélo", key="P1")
    assert line_of(CARS, [silent, part]).done_kt == 4.0
    assert within([action(1.0, title="A", part_of="A")]) == frozenset(), "no action counts within itself"
    both = [action(1.0, title="A", part_of="B"), action(2.0, title="B", part_of="A")]
    assert within(both) == frozenset(), "nor one through another"


@pytest.mark.parametrize("status", [Status.STOPPED, Status.IDEA, None])
def test_what_a_programme_that_counts_nothing_is_made_of_counts_by_its_own_status(status: Status | None) -> None:
    programme = action(10.0, status, title="Programme vélo", key="P1")
    parts = [
        action(4.0, part_of="P1", row=3, key="P2"),
        action(3.0, Status.DECIDED, part_of="P1", row=4),
        action(2.0, Status.STOPPED, part_of="P1", row=5),
        action(1.0, part_of="P2", row=6),
    ]
    line = line_of(CARS, [programme, *parts])
    assert (line.done_kt, line.decided_kt) == (4.0, 3.0), "the last one counts in the part that holds it"


def test_slips_are_told() -> None:
    def said(made: Action, **known: float) -> list[str]:
        return [about for about, _why in doubts(made, CARS, **known)]

    assert said(action(10.0)) == []
    assert said(action(10_000.0)) == ["quantity"]
    assert said(action(50.0), share_kt=0.05) == ["quantity"]
    assert said(action(50.0), stock_kt=49.0) == ["quantity"]
    assert said(action(1.0, start=date(2026, 1, 1), end=date(2025, 1, 1))) == ["dates"]
    assert said(action(1.0, start=date(1026, 1, 1))) == ["dates"]
    assert said(action(1.0, amount_eur=100_000_001.0)) == ["amount"]
    assert said(action(1.0, amount_eur=100_000_000.0)) == []


def test_units_are_understood_as_people_write_them() -> None:
    assert unit_factor(CARS, "voitures") == 1000
    assert unit_factor(CARS, "Milliers de véhicules") == 1
    assert unit_factor(CARS, "logements") is None
    assert unit_factor(LEVERS["augm_haies"], "ml") == 1e6
    assert unit_factor(LEVERS["reduc_artif"], "ha/an") == 1e3
    assert unit_factor(LEVERS["reduc_rconso"], "GWh/an") == 1e3
    assert carbon_factor("tCO₂e") == 1e-3
    assert carbon_factor("kt CO2") == 1.0
    assert carbon_factor("voitures") is None


@given(st.lists(st.tuples(st.floats(0, 1e4), st.sampled_from(list(Status))), max_size=12))
def test_sums_are_those_of_the_statuses_that_count(made: list[tuple[float, Status]]) -> None:
    line = line_of(CARS, [action(kt, status, row=rank) for rank, (kt, status) in enumerate(made)])
    assert line.declared_kt == pytest.approx(sum(kt for kt, status in made if status.counted))
