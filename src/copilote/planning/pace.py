"""Pace of an indicator: how fast it moves, how fast it should, and when it would arrive.

The one-year pace and the required pace are those of the State's barometer, unrounded. The thresholds and choices below
are explained to users in `docs/methode-rythme.md`: change both together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from copilote.planning.points import LARGEST_VALUE as LARGEST_VALUE
from copilote.planning.points import YEARS_ACCEPTED as YEARS_ACCEPTED
from copilote.planning.points import finite, known_points, whole_year
from copilote.planning.slope import Slope, least_squares
from copilote.reference.errors import InputError
from copilote.reference.soundness import Soundness

Direction = Literal["up", "down"]
PaceBasis = Literal["3y", "1y"]

TARGET_YEAR = 2030
REFERENCE_YEAR = 2019
"""The national plan counts its efforts from 2019: the wanted direction is read from there when it is not given."""

AHEAD_RATIO = 1.1
"""At or above this ratio of observed to required pace, the indicator is ahead."""
ON_PACE_RATIO = 0.9
"""From this ratio to `AHEAD_RATIO` it is on pace (within 10 %); below it, too slow; below zero, wrong way."""

RECENT_YEARS = 3
"""Span of the recent pace, in years."""
RECENT_SPANS = (2, 4)
"""Spans accepted, in years, when the value three years before the last one is not known."""
SHORT_SERIES_POINTS = 4
"""Below this number of known values, the series is said to be short."""
NOISY_ERROR_RATIO = 0.5
"""The series is said to be noisy when the standard error of its slope exceeds this part of the slope."""
STALE_BEFORE = 2022
"""A last value older than this year is said to be old."""
TOO_OLD_BEFORE = 2021
"""A last value older than this year tells too little of the present to grade a pace: the grade is unknown."""
EDITION_YEAR = 2026
"""Year of the tables that this is read with: what would have come before it is told in the past."""

_NUMERICALLY_ZERO = 1e-9
"""A slope whose effect over the whole series is below this part of the largest value is rounding, not movement."""


class Grade(Enum):
    """How an indicator stands against its target; the value is the key used in JSON and CSV."""

    AHEAD = "ahead"
    ON_PACE = "on_pace"
    TOO_SLOW = "too_slow"
    WRONG_WAY = "wrong_way"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The French words that a user reads."""
        return _LABELS[self]


_LABELS = {
    Grade.AHEAD: "en avance",
    Grade.ON_PACE: "au rythme",
    Grade.TOO_SLOW: "trop lent",
    Grade.WRONG_WAY: "mauvais sens",
    Grade.UNKNOWN: "inconnu",
}


TOO_FAST = "trop vite"
"""The words of `Grade.TOO_SLOW` for a total that must stay under a ceiling."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Paces of one indicator, in its unit a year; None where not known.

    `pace_observed` is the pace that `ratio`, `year_reached` and `grade` rest on, and `basis` says which ("3y" or
    "1y"). `pace_3y_from` is the year that the three-year pace starts from. `direction` is the wanted one, and
    `direction_inferred` tells that it was read from the figures instead of being given. `grade_1y` is
    the grade that the last year alone would give; a warning tells when it differs. `reached` tells that the last
    value meets the target, whatever its grade. `warnings` are French sentences. `soundness` is the mark of the paces
    and grade, not of the values they are made from. `ceiling` tells a running total graded by how fast it grows.
    """

    points: int
    last_year: int | None
    last_value: float | None
    pace_1y: float | None
    pace_3y: float | None
    pace_3y_from: int | None
    pace_ls: float | None
    pace_ls_error: float | None
    residual_spread: float | None
    pace_observed: float | None
    basis: PaceBasis | None
    pace_required: float | None
    ratio: float | None
    year_reached: float | None
    direction: Direction | None
    direction_inferred: bool
    reached: bool
    grade: Grade
    grade_1y: Grade
    soundness: Soundness
    warnings: tuple[str, ...]
    ceiling: bool = False

    @property
    def word(self) -> str:
        """The grade as a reader is told it: what nears its ceiling too quickly is too fast, not too slow."""
        return TOO_FAST if self.ceiling and self.grade is Grade.TOO_SLOW else self.grade.label


def pace(
    years: Sequence[int],
    values: Sequence[float | None],
    *,
    target: float | None,
    target_year: int = TARGET_YEAR,
    direction: Direction | None = None,
) -> Pace:
    r"""Observed and required paces of an indicator, and how they compare.

    With :math:`v_n` the last known value, in year :math:`t_n`, and :math:`c` the target for year :math:`T`:

    .. math::

        p_1 = \frac{v_n - v_{n-1}}{t_n - t_{n-1}}, \quad
        p_3 = \frac{v_n - v(t_n - 3)}{3}, \quad
        p_c = \frac{c - v_n}{T - t_n}, \quad
        \rho = \frac{p}{p_c}, \quad
        t_c = t_n + \frac{c - v_n}{p}

    where :math:`p` is the three-year pace when it is known, the one-year pace otherwise: one year alone carries too
    much weather and circumstance to judge a policy by. Where the value three years before is missing, the
    three-year pace starts from the oldest value known two or four years before, and a warning says so.

    Parameters
    ----------
    years : strictly increasing whole years.
    values : one value a year, in the indicator's unit; None or NaN where not known (dropped, never taken as 0).
    target : value wanted in `target_year`, same unit; None when there is none.
    direction : "up" when more is better, "down" when less is. Without it, it is read from the target's side of the
        value of 2019 (the first one known, when that year is not) and of the first value; when the two
        disagree it stays None and the grade unknown, because being past the target could then be good or bad.
        A ceiling on a running total (hectares consumed since 2021…) is neither: give no target, or yearly flows.

    Returns
    -------
    `Pace`. A target already reached has neither ratio nor `year_reached`; it is graded ahead, or wrong way when the
    present pace would lose it before `target_year`. The grade is unknown, without ratio nor `year_reached`, when the
    last value is older than `TOO_OLD_BEFORE` or when no value has ever differed from the target.
    `year_reached` is None when the indicator stands still or moves away; it may lie far beyond `target_year`.

    Raises
    ------
    InputError : years unsorted, repeated or not whole; values infinite or not numbers; lengths that differ.

    Source: columns "Rythme annuel sur un an" and "Rythme annuel requis d'ici 2030" of the barometer of the
    ecological plan (SGPE) for :math:`p_1` and :math:`p_c`; the rest is Copilote's own.

    >>> electric = pace([2021, 2022, 2023, 2024], [10.0, 12.0, 15.0, 16.0], target=40.0)
    >>> electric.pace_1y, electric.pace_3y, electric.pace_required
    (1.0, 2.0, 4.0)
    >>> electric.ratio, electric.year_reached, electric.grade.label
    (0.5, 2036.0, 'trop lent')
    """
    known = known_points(years, values)
    goal = None if target is None else finite(target, "La cible")
    deadline = whole_year(target_year)
    if direction not in (None, "up", "down"):
        raise InputError(f"Sens « {direction} » inconnu : « up » (hausse) ou « down » (baisse) attendu.")
    notes = _series_notes(known)
    pace_1y = _pace_1y(known)
    pace_3y, since = _pace_3y(known, notes)
    slope = least_squares(known)
    doubtful = _noise_notes(known, slope, pace_1y, pace_3y, notes) or bool(notes)
    observed = pace_1y if pace_3y is None else pace_3y
    basis: PaceBasis | None = None if observed is None else ("1y" if pace_3y is None else "3y")

    wanted = direction
    required = ratio = when = None
    reached = False
    grade = grade_1y = Grade.UNKNOWN
    if known and goal is not None:
        last_year, last = known[-1]
        wanted = direction or _inferred_direction(known, goal)
        required = None if last_year >= deadline else (goal - last) / (deadline - last_year)
        reached = last == goal or (wanted == "up" and last > goal) or (wanted == "down" and last < goal)
        if reached and direction is None and last != goal:
            notes.append("Sens souhaité déduit de la cible et de la série : à vérifier.")
            doubtful = True
        if not reached and required is None:
            notes.append(f"Échéance de {deadline} passée sans que la cible soit atteinte.")
        if all(value == goal for _, value in known):
            notes.append("Valeur égale à la cible depuis le début de la série : rien ne dit s’il y a progrès.")
        elif wanted is None:
            notes.append("Sens souhaité ambigu : à préciser pour que l’indicateur soit noté.")
        elif last_year >= TOO_OLD_BEFORE:
            position = _Position(known, goal, deadline, wanted, reached, required)
            grade, grade_1y = position.grade(observed), position.grade(pace_1y)
            if reached:
                notes.append(position.holding(observed))
            elif observed is not None:
                ratio = _ratio(observed, required)
                when = _year_reached(last_year, last, goal, observed)
    if Grade.UNKNOWN is not grade_1y is not grade:
        notes.append(f"Sur la dernière année seule : {grade_1y.label}.")
    return Pace(
        points=len(known),
        last_year=known[-1][0] if known else None,
        last_value=known[-1][1] if known else None,
        pace_1y=pace_1y,
        pace_3y=pace_3y,
        pace_3y_from=since,
        pace_ls=slope.per_year if slope else None,
        pace_ls_error=slope.error if slope else None,
        residual_spread=slope.residual if slope else None,
        pace_observed=observed,
        basis=basis,
        pace_required=required,
        ratio=ratio,
        year_reached=when,
        direction=wanted,
        direction_inferred=direction is None and wanted is not None,
        reached=reached,
        grade=grade,
        grade_1y=grade_1y,
        soundness=_soundness(grade, observed, doubtful),
        warnings=tuple(notes),
    )


def _pace_1y(known: list[tuple[int, float]]) -> float | None:
    """Last value less the previous known one, divided by the years between them."""
    if len(known) < 2:
        return None
    (before, earlier), (after, later) = known[-2:]
    return (later - earlier) / (after - before)


def _pace_3y(known: list[tuple[int, float]], notes: list[str]) -> tuple[float | None, int | None]:
    """Mean yearly change since three years before the last value, and the year it starts from."""
    if not known:
        return None, None
    by_year = dict(known)
    last_year, last = known[-1]
    shortest, longest = RECENT_SPANS
    spans = [RECENT_YEARS, *range(longest, shortest - 1, -1)]
    span = next((span for span in spans if last_year - span in by_year), None)
    if span is None:
        return None, None
    start = last_year - span
    if span != RECENT_YEARS:
        missing = last_year - RECENT_YEARS
        notes.append(f"Rythme récent calculé sur {span} ans (depuis {start}), faute de valeur en {missing}.")
    return (last - by_year[start]) / span, start


def _series_notes(known: list[tuple[int, float]]) -> list[str]:
    """What a reader must know of the series itself: none, short, old."""
    if not known:
        return ["Aucune valeur connue."]
    notes = []
    if len(known) == 1:
        notes.append("Une seule valeur connue : aucun rythme ne peut être calculé.")
    elif len(known) < SHORT_SERIES_POINTS:
        notes.append(f"Série courte ({len(known)} valeurs).")
    if known[-1][0] < TOO_OLD_BEFORE:
        notes.append(f"Dernière valeur de {known[-1][0]} : trop ancienne pour juger du rythme.")
    elif known[-1][0] < STALE_BEFORE:
        notes.append(f"Dernière valeur ancienne ({known[-1][0]}).")
    return notes


def _noise_notes(
    known: list[tuple[int, float]],
    slope: Slope | None,
    pace_1y: float | None,
    pace_3y: float | None,
    notes: list[str],
) -> bool:
    """Add the notes of a noisy series; True when there is one."""
    if slope is None:
        return False
    negligible = _negligible(known)
    noisy = False
    if slope.error is not None and slope.error > max(NOISY_ERROR_RATIO * abs(slope.per_year), negligible):
        notes.append("Série bruitée : la tendance est incertaine de plus de la moitié.")
        noisy = True
    moving = [p for p in (pace_1y, pace_3y, slope.per_year) if p is not None and abs(p) > negligible]
    if moving and min(moving) < 0 < max(moving):
        notes.append("Les rythmes sur un an, sur trois ans et sur toute la série ne vont pas dans le même sens.")
        noisy = True
    return noisy


def _inferred_direction(known: list[tuple[int, float]], target: float) -> Direction | None:
    """The direction wanted, when the value of 2019 and the first one lie on the same side of the target.

    A value equal to the target tells nothing. With one value on each side, either the series overshot its target or
    the target asks it to come back: figures alone cannot tell.
    """
    first = known[0][1]
    reference = dict(known).get(REFERENCE_YEAR, first)
    sides = {value < target for value in (first, reference) if value != target}
    if len(sides) != 1:
        return None
    return "up" if sides.pop() else "down"


def _ratio(observed: float, required: float | None) -> float | None:
    """Observed over required pace; None where the quotient means nothing."""
    if required is None or required == 0.0:
        return None
    ratio = observed / required + 0.0  # never −0
    return ratio if math.isfinite(ratio) else None


def _year_reached(last_year: int, last: float, target: float, observed: float) -> float | None:
    """Year at which the straight line from the last value meets the target; None when it never does."""
    if observed == 0.0 or (target - last > 0) != (observed > 0):
        return None
    year = last_year + (target - last) / observed
    return year if math.isfinite(year) else None


@dataclass(frozen=True, slots=True)
class _Position:
    """Where the last value stands against the target: all that a grade needs besides a pace."""

    known: list[tuple[int, float]]
    goal: float
    deadline: int
    wanted: Direction
    reached: bool
    required: float | None

    def away(self, observed: float | None) -> bool:
        """True for a pace that goes the wrong way."""
        if observed is None:
            return False
        return (observed if self.wanted == "up" else -observed) < -_negligible(self.known)

    def lost(self, observed: float | None) -> bool:
        """True when this pace, prolonged from a target that is reached, misses it at the deadline."""
        last_year, last = self.known[-1]
        if observed is None or not self.away(observed) or last_year >= self.deadline:
            return False
        projected = last + observed * (self.deadline - last_year)
        return projected < self.goal if self.wanted == "up" else projected > self.goal

    def grade(self, observed: float | None) -> Grade:
        """The grade that a pace gives."""
        if self.reached:
            return Grade.WRONG_WAY if self.lost(observed) else Grade.AHEAD
        if observed is None:
            return Grade.UNKNOWN
        if self.away(observed):
            return Grade.WRONG_WAY
        if self.required is None:
            return Grade.TOO_SLOW  # the deadline has passed
        ratio = _ratio(observed, self.required)
        if ratio is None:
            return Grade.UNKNOWN
        if ratio >= AHEAD_RATIO:
            return Grade.AHEAD
        return Grade.ON_PACE if ratio >= ON_PACE_RATIO else Grade.TOO_SLOW

    def holding(self, observed: float | None) -> str:
        """What becomes of a target that is reached, in one French sentence."""
        last_year = self.known[-1][0]
        if self.lost(observed):
            return f"Cible tenue en {last_year}, perdue avant {self.deadline} à ce rythme."
        if self.away(observed) and last_year < self.deadline:
            return f"Cible tenue en {last_year} et encore en {self.deadline} à ce rythme, mais la marge se réduit."
        return f"Cible déjà atteinte en {last_year}."


def _negligible(known: list[tuple[int, float]]) -> float:
    """A pace below this one, in the unit a year, is rounding and not movement."""
    span = max(1, known[-1][0] - known[0][0])
    return _NUMERICALLY_ZERO * max(abs(value) for _, value in known) / span


def _soundness(grade: Grade, observed: float | None, doubtful: bool) -> Soundness:
    """Computed paces are derived; those that a warning weakens are estimated."""
    if observed is None and grade is Grade.UNKNOWN:
        return Soundness.UNKNOWN
    return Soundness.ESTIMATED if doubtful else Soundness.DERIVED
