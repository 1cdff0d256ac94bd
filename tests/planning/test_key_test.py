"""The test of a key on published targets, and the grade that follows from it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.planning.key_test import B_MOST, C_MOST, FAR, LEAST_REGIONS, TOO_FAR, grade, key_test

REGIONS = list("abcdefgh")
sums = st.lists(st.floats(0.01, 1e6), min_size=LEAST_REGIONS, max_size=LEAST_REGIONS)


@given(sums, sums, st.floats(0.001, 1000))
def test_what_is_misplaced_does_not_depend_on_units_and_is_between_0_and_1(
    key: list[float], targets: list[float], unit: float
) -> None:
    found = key_test(key, targets, REGIONS)
    scaled = key_test([value * unit for value in key], targets, REGIONS)
    assert found is not None
    assert scaled is not None
    assert 0 <= found.misplaced < 1
    assert scaled.misplaced == pytest.approx(found.misplaced, abs=1e-9)
    parts = np.array(key) / sum(key), np.array(targets) / sum(targets)
    assert found.misplaced == pytest.approx(sum(np.maximum(parts[0] - parts[1], 0)), abs=1e-9), "what some get too much"
    mirrored = key_test(targets, list(key), REGIONS)
    assert mirrored is not None
    assert mirrored.misplaced == pytest.approx(found.misplaced, abs=1e-9)


@given(sums)
def test_the_state_s_own_key_misplaces_nothing(targets: list[float]) -> None:
    found = key_test(targets, [3 * value for value in targets], REGIONS)
    assert found is not None
    assert found.misplaced == pytest.approx(0, abs=1e-12)
    assert list(found.ratios.values()) == pytest.approx([1.0] * LEAST_REGIONS)


def test_a_region_without_a_published_target_counts_on_neither_side() -> None:
    found = key_test([1.0] * 9, [2.0] * 8 + [None], [*REGIONS, "i"])
    assert found is not None
    assert found.misplaced == 0
    assert "i" not in found.ratios


@pytest.mark.parametrize(
    ("key", "targets"),
    [([1.0] * 8, [1.0] * 7 + [None]), ([0.0] * 8, [1.0] * 8), ([1.0] * 8, [0.0] * 8)],
    ids=["too few regions", "a key of zeros", "targets of zero"],
)
def test_what_cannot_be_tested_is_not(key: list[float], targets: list[float | None]) -> None:
    assert key_test(key, targets, REGIONS) is None


def test_the_region_that_departs_most_is_told_and_set_apart() -> None:
    found = key_test([1.0] * 8, [1.0] * 7 + [0.25], REGIONS)
    assert found is not None
    assert found.without_worst == pytest.approx(0)
    assert found.worst(1)[0][0] == "h"
    zero = key_test([1.0] * 8, [1.0] * 7 + [0.0], REGIONS)
    assert zero is not None
    assert zero.worst(1) == (("h", np.inf),), "a target of nothing is the farthest"


@pytest.mark.parametrize(
    ("misplaced", "expected"),
    [(0.0, "B"), (B_MOST, "B"), (B_MOST + 1e-6, "C"), (C_MOST, "C"), (C_MOST + 1e-6, "D"), (None, "D")],
)
def test_the_grade_follows_from_what_is_misplaced(misplaced: float | None, expected: str) -> None:
    assert grade(misplaced) == expected


def test_population_is_never_better_than_c_unless_it_is_the_state_s_key() -> None:
    assert grade(0.01, population=True) == "C"
    assert grade(None, population=True) == "C"
    assert grade(0.3, population=True) == "D"
    assert grade(0.3, population=True, official=True) == "A"


@pytest.mark.parametrize("side", [1, -1])
def test_a_region_where_the_key_fails_has_a_lower_grade_there(side: int) -> None:
    assert grade(0.05, ratio=(FAR - 0.01) ** side) == "B"
    assert grade(0.05, ratio=(FAR + 0.01) ** side) == "C"
    assert grade(0.05, ratio=(TOO_FAR + 0.01) ** side) == "D"
    assert grade(0.05, official=True, ratio=(TOO_FAR + 0.01) ** side) == "C"


@given(st.floats(0, 1), st.sampled_from("ABCD"))
def test_a_known_reason_only_lowers_a_grade(misplaced: float, most: str) -> None:
    assert grade(misplaced, most=[most]) == max(grade(misplaced), most)
