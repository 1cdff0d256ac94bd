"""The grade that several windows agree on: what contradicts it, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.planning.grade import AHEAD_LEAST, AHEAD_RATIO, ON_PACE_LEAST, ON_PACE_RATIO, Grade, agreed, grade_of

RATIOS = st.lists(st.floats(-5, 5), min_size=2, max_size=4)


@pytest.mark.parametrize(
    ("ratios", "grade"),
    [
        ([0.46, 0.93, 0.78, 0.82], Grade.TOO_SLOW),  # national emissions, 2025
        ([0.46, 1.03, 0.80, 0.85], Grade.TOO_SLOW),  # national CO2: one window on pace does not hide three
        ([0.88, 0.92, 0.95, 0.91], Grade.ON_PACE),  # neighbours are no contradiction
        ([1.16, 1.11, 0.85, 0.86], Grade.ON_PACE),  # solar capacity: it speeds up
        ([0.46, 0.93, 0.95, 0.92], Grade.UNCERTAIN),  # on pace is not said of half the pace in the last year
        ([1.14, 1.33, 1.57, 1.55], Grade.AHEAD),  # fluorinated gases
        ([0.98, 1.35, 1.18, 1.22], Grade.ON_PACE),  # industry: the last year just keeps the pace
        ([-2.34, 1.01, -1.19, -0.64], Grade.UNCERTAIN),  # energy of farms: falls, rises, falls
        ([-0.10, 0.21, 0.40, 0.44], Grade.TOO_SLOW),  # nitrous oxide: one step back
        ([0.23, -0.34, -0.06, -0.08], Grade.TOO_SLOW),  # rail freight: no window comes near
        ([-0.11, -0.34, -0.48, -0.50], Grade.WRONG_WAY),  # river freight
        ([0.1, -0.23, -0.06, -0.13], Grade.WRONG_WAY),  # organic food: a rebound of a tenth of the pace
        ([0.4, 1.3], Grade.UNCERTAIN),
        ([], Grade.UNKNOWN),
    ],
)
def test_a_grade_is_what_no_window_contradicts(ratios: list[float], grade: Grade) -> None:
    assert agreed(ratios) is grade


def test_both_recent_windows_going_back_are_the_wrong_way_unless_another_is_on_pace() -> None:
    planes, kept = [-6.25, -5.63, 0.28, 0.81], [-0.2, -0.1, 1.2, 1.3]
    assert agreed(planes) is Grade.TOO_SLOW
    assert agreed(planes, planes[:2]) is Grade.WRONG_WAY
    assert agreed(kept, kept[:2]) is Grade.UNCERTAIN
    assert agreed([-6.25, 0.1, 0.28, 0.81], [-6.25, 0.1]) is Grade.TOO_SLOW
    assert agreed([-6.25, 0.28, 0.81], [-6.25]) is Grade.TOO_SLOW


@given(RATIOS)
def test_windows_that_all_say_the_same_give_that_grade(ratios: list[float]) -> None:
    said = {grade_of(ratio) for ratio in ratios}
    if len(said) == 1:
        assert agreed(ratios) is said.pop()


@given(RATIOS)
def test_the_order_of_the_windows_does_not_matter(ratios: list[float]) -> None:
    assert agreed(ratios) is agreed(sorted(ratios)) is agreed(ratios[::-1])


@given(RATIOS)
def test_good_news_needs_every_window_and_bad_news_no_good_one(ratios: list[float]) -> None:
    grade = agreed(ratios)
    if grade is Grade.AHEAD:
        assert min(ratios) >= AHEAD_LEAST
    if grade is Grade.ON_PACE:
        assert min(ratios) >= ON_PACE_LEAST
    if grade in (Grade.TOO_SLOW, Grade.WRONG_WAY):
        assert max(ratios) < AHEAD_RATIO
        assert sum(ratio < ON_PACE_RATIO for ratio in ratios) > len(ratios) / 2


@given(RATIOS, st.floats(0, 2))
def test_a_faster_series_is_never_graded_worse(ratios: list[float], more: float) -> None:
    order = [Grade.WRONG_WAY, Grade.TOO_SLOW, Grade.ON_PACE, Grade.AHEAD]
    before, after = agreed(ratios), agreed([ratio + more for ratio in ratios])
    if before.plain and after.plain:
        assert order.index(after) >= order.index(before)


def test_uncertain_has_its_word_and_is_no_plain_grade() -> None:
    assert Grade.UNCERTAIN.label == "incertain"
    assert [grade for grade in Grade if not grade.plain] == [Grade.UNCERTAIN, Grade.UNKNOWN]
