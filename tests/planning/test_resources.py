"""What lies between a value and its target: to be gained, to be cut, left under a ceiling, none, or not to be said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copilote.exchange.observed import regional_observations
from copilote.planning.observation import Observation
from copilote.planning.resources import Gap, GapKind, gap


def seen(number: str, region: str = "24") -> Observation:
    return next(iter(regional_observations(region, [number])))


def valued(observation: Observation, value: float | None) -> Observation:
    return replace(observation, pace=replace(observation.pace, last_value=value))


@pytest.mark.parametrize(
    ("number", "value", "kind", "amount"),
    [
        ("23", 4.0, GapKind.LACKING, 17.0),
        ("23", 21.0, GapKind.MET, 0.0),
        ("23", 23.0, GapKind.MET, 0.0),
        ("42", 0.602, GapKind.EXCESS, 0.1),
        ("42", 0.5, GapKind.MET, 0.0),
    ],
)
def test_the_wanted_direction_says_whether_it_is_missing_or_in_excess(
    number: str, value: float, kind: GapKind, amount: float
) -> None:
    found = gap(valued(seen(number), value))
    assert found is not None
    assert found.kind is kind
    assert found.amount == pytest.approx(amount)


def test_under_a_ceiling_what_is_left_is_told_and_beyond_it_what_is_in_excess() -> None:
    land = seen("611")
    assert land.target_2030 is not None
    assert gap(valued(land, land.target_2030 - 100)) == Gap(GapKind.LEFT, pytest.approx(100))
    assert gap(valued(land, land.target_2030 + 30)) == Gap(GapKind.EXCESS, pytest.approx(30))


def test_without_a_value_or_a_target_nothing_is_said() -> None:
    assert gap(seen("638")) is None
    assert gap(valued(seen("23"), None)) is None
    aimless = seen("23")
    assert gap(replace(aimless, pace=replace(aimless.pace, direction=None))) is None
