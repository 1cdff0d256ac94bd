"""An evaluated scenario summed by theme: the target, what is done, what remains, what is planned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from copilote.planning.figures import Figure, sum_figures
from copilote.planning.scenario import LeverOutcome, Outcome
from copilote.reference.series import Points
from copilote.reference.simulator import DatedObservation, LeverFigures
from copilote.words.carbon import carbon_unit

BASE_YEAR = 2019
SAME = 0.02
"""An observation of 2019 this near to the lever's own starting point is of the same quantity."""


@dataclass(frozen=True)
class Balance:
    """Sums over some levers of a scenario, in ktCO2e a year.

    remaining_kt : what remains of the targets once what is completed is taken off, lever by lever, never below 0.
    planned_kt : completed + new target.
    """

    name: str
    lines: tuple[LeverOutcome, ...]
    target: Figure
    completed_kt: float
    remaining_kt: float
    new_target_kt: float
    planned_kt: float


SHOWN_KT = 0.05
"""Less than this is not shown at one decimal."""


def least_shown_kt() -> float:
    """The least amount that a page shows, in kt: a thousand times less where it tells tonnes."""
    return SHOWN_KT / carbon_unit().per_kt


def excess_kt(line: LeverOutcome, *, planned: bool = False) -> float:
    """What goes past the lever's own target, in ktCO2e: of what is completed, or of all that is planned; else 0."""
    if line.lever.target_kt is None:
        return 0.0
    counted = line.completed_kt + ((line.new_target_kt or 0.0) if planned else 0.0)
    return max(0.0, counted - line.lever.target_kt)


def in_excess(lines: Sequence[LeverOutcome], *, planned: bool = False) -> tuple[LeverOutcome, ...]:
    """The levers that go past their own target visibly: their excess takes nothing off the others."""
    return tuple(line for line in lines if excess_kt(line, planned=planned) >= least_shown_kt())


def balance(name: str, lines: Sequence[LeverOutcome]) -> Balance:
    """The sums of these levers; a target that is not known makes the sum of targets incomplete."""
    completed = math.fsum(line.completed_kt for line in lines)
    new = math.fsum(line.new_target_kt or 0.0 for line in lines)
    return Balance(
        name,
        tuple(lines),
        sum_figures((line.lever.label, line.lever.target_kt, line.lever.soundness) for line in lines),
        completed,
        math.fsum(line.remaining_kt or 0.0 for line in lines),
        new,
        math.fsum((completed, new)),
    )


def balance_by_theme(outcome: Outcome) -> tuple[Balance, ...]:
    """One balance per theme, in the published order of the levers."""
    members: dict[str, list[LeverOutcome]] = {}
    for line in outcome.levers:
        members.setdefault(line.lever.theme, []).append(line)
    return tuple(balance(name, lines) for name, lines in members.items())


def comparable_observations(lever: LeverFigures, dated: Sequence[DatedObservation]) -> tuple[DatedObservation, ...]:
    """The observed values of the very quantity that the lever is counted in, oldest first; empty when none is.

    A quantity is that of the lever when its observation of 2019 is the lever's starting point (published rounded to
    0.1): an observed total says nothing of a lever counted as an addition since 2019.
    """
    start = lever.baseline_2019
    if not lever.translated or not lever.counts_completed or not start:
        return ()
    own = [each for each in dated if each.lever == lever.id and each.kind == "observed" and each.value is not None]
    for quantity in dict.fromkeys(each.quantity for each in own):
        values = sorted((each for each in own if each.quantity == quantity), key=lambda each: each.year)
        first = next((each.value for each in values if each.year == BASE_YEAR), None)
        if first is not None and abs(first - start) <= max(SAME * start, 0.051):
            return tuple(values)
    return ()


def quantities_of(lever: LeverFigures, series: Points) -> Points:
    r"""A statistic of the lever's own quantity, in the lever's unit: its start of 2019, moved as the statistic moved.

    .. math:: q(year) = q_{2019} \, v(year) / v(2019)

    series : (year, value) pairs in any unit, a share of a whole that hardly changes included. Empty where the lever
    counts from no start, or the series has no value of 2019.

    Checked on electric cars: the share of the fleet (series 826) gives the State's own numbers of 2022 within 4 %.
    """
    start, then = lever.baseline_2019, dict(series).get(BASE_YEAR)
    if not lever.translated or not lever.counts_completed or not start or not then:
        return ()
    return tuple((year, start * value / then) for year, value in series)
