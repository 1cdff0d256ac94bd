"""What the windows of an indicator say together of its target: a grade that holds, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from copilote.planning.grade import Grade, agreed, grade_of
from copilote.planning.windows import Span, Window, by_grade, judged
from copilote.reference.reading import Doubt, IndicatorReading
from copilote.words import N_, _
from copilote.words.numbers import format_six

Direction = Literal["up", "down"]

LEAST_POINTS = 3
"""Two values show one change: they grade nothing."""
LEAST_WINDOWS = 2
"""One window alone is what the grades are meant to resist."""
NEAR_LEVEL = 0.05
"""Within this part of the level wanted, an indicator to be stabilised is at it."""

_SHOWN = (Span.THREE_YEARS, Span.SINCE_2019, Span.TREND, Span.LAST_YEAR)
"""The window that is shown first, among those that say the same as the grade."""
_NUMERICALLY_ZERO = 1e-9
"""A slope whose effect over the whole series is below this part of the largest value is rounding, not movement."""
_HELD = {
    Grade.AHEAD: N_("tenue jusqu’en %(year)s"),
    Grade.ON_PACE: N_("tenue avec moins de marge"),
    Grade.WRONG_WAY: N_("perdue avant %(year)s"),
}
_POINTS = {
    1: N_("Une seule valeur : aucune évolution ne peut être jugée."),
    2: N_("Deux valeurs seulement : une évolution ne se juge pas sur deux points."),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A grade, the windows that it comes from, and the one whose pace is shown (None when no pace stands for it).

    reason : why it is uncertain or unknown, one sentence, "" for a plain grade. notes : what else must be known.
    """

    grade: Grade
    windows: tuple[Window, ...]
    basis: Window | None
    reason: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """Where the last value stands against the target: all that a grade needs besides paces.

    required : pace from the last value to the target; None once the deadline has passed.
    """

    known: Sequence[tuple[int, float]]
    goal: float
    deadline: int
    wanted: Direction

    @property
    def last(self) -> float:
        """The last value."""
        return self.known[-1][1]

    @property
    def year(self) -> int:
        """The year of the last value."""
        return self.known[-1][0]

    @property
    def required(self) -> float | None:
        """(goal − last value) ÷ years left."""
        return required_pace(self.known, self.goal, self.deadline)

    @property
    def reached(self) -> bool:
        """True when the last value is on the right side of the target, or at it."""
        return self.last == self.goal or (self.last > self.goal) == (self.wanted == "up")

    def away(self, pace: float) -> bool:
        """True for a pace that goes the wrong way."""
        return (pace if self.wanted == "up" else -pace) < -negligible(self.known)

    def lost(self, pace: float) -> bool:
        """True when this pace, prolonged from a target that is reached, misses it at the deadline."""
        if not self.away(pace) or self.year >= self.deadline:
            return False
        projected = self.last + pace * (self.deadline - self.year)
        return projected < self.goal if self.wanted == "up" else projected > self.goal

    def judge(self, pace: float) -> tuple[float | None, Grade]:
        """The ratio and grade that one pace gives.

        A target that is reached has no ratio: the pace keeps it (ahead), nears it again (on pace) or loses it.
        """
        if self.reached and self.away(pace) and self.year < self.deadline:
            return None, Grade.WRONG_WAY if self.lost(pace) else Grade.ON_PACE
        if self.reached:
            return None, Grade.AHEAD
        if self.away(pace):
            return ratio_of(pace, self.required), Grade.WRONG_WAY
        if self.required is None:
            return None, Grade.TOO_SLOW  # the deadline has passed
        ratio = ratio_of(pace, self.required)
        if ratio is None:
            return None, Grade.UNKNOWN
        still = max(ratio, 0.0)  # a negligible step away is rounding
        return still, grade_of(still)

    def verdict(self, windows: Sequence[Window], reading: IndicatorReading) -> Verdict:
        """The grade that the windows agree on, then what the indicator's reading changes to it."""
        return self._read(self._agreed(windows), windows, reading)

    def _agreed(self, windows: Sequence[Window]) -> Verdict:
        """The grade of the windows alone."""
        graded = judged(windows, self.judge)
        used = [window for window in graded if window.used]
        if len(self.known) < LEAST_POINTS:
            return _nothing(graded, _(_POINTS[len(self.known)]))
        if len(used) < LEAST_WINDOWS:
            return _nothing(graded, _too_few(graded))
        if self.reached:
            return self._of_reached(graded, used)
        if self.required is None:
            away = all(window.grade is Grade.WRONG_WAY for window in used)
            return settled(graded, Grade.WRONG_WAY if away else Grade.TOO_SLOW)
        if any(window.ratio is None for window in used):
            return _nothing(graded, _("Rapport des rythmes impossible à calculer."))
        ratios = [window.ratio for window in used if window.ratio is not None]
        recent = [window.ratio for window in used if window.span.recent and window.ratio is not None]
        return settled(graded, agreed(ratios, recent))

    def _of_reached(self, graded: tuple[Window, ...], used: Sequence[Window]) -> Verdict:
        """A target that is reached: ahead when most windows leave the margin as it is or widen it, on pace when they
        narrow it, wrong way when all of them lose it, or both recent ones."""
        grades = [window.grade for window in used]
        lost = [window for window in used if window.grade is Grade.WRONG_WAY]
        recent = [window for window in used if window.span.recent]
        if len(lost) == len(used) or (len(recent) > 1 and all(window in lost for window in recent)):
            note = _("Cible tenue en %(year)s, perdue avant %(end)s à ce rythme.", year=self.year, end=self.deadline)
            return _noted(settled(graded, Grade.WRONG_WAY, self._held_words), note)
        if lost:
            by_period = by_grade(graded, self._held_words)
            reason = _("Cible tenue en %(year)s, mais selon la période : %(told)s.", year=self.year, told=by_period)
            return Verdict(Grade.UNCERTAIN, graded, None, reason)
        if grades.count(Grade.AHEAD) * 2 > len(grades):
            note = _("Cible déjà atteinte en %(year)s.", year=self.year)
            return _noted(settled(graded, Grade.AHEAD, self._held_words), note)
        note = _(
            "Cible tenue en %(year)s et encore en %(end)s à ce rythme, mais la marge se réduit.",
            year=self.year,
            end=self.deadline,
        )
        return _noted(settled(graded, Grade.ON_PACE, self._held_words), note)

    def _held_words(self, grade: Grade) -> str:
        return _(_HELD[grade], year=self.deadline)

    def _read(self, verdict: Verdict, windows: Sequence[Window], reading: IndicatorReading) -> Verdict:
        """What a person's reading of the indicator changes: another target in its text, or no plain grade at all."""
        if not verdict.grade.plain:
            return verdict if reading.doubt is Doubt.NONE else replace(verdict, reason=reading.reason)
        if reading.other_target is not None:
            only = replace(reading, other_target=None, doubt=Doubt.NONE)
            other = replace(self, goal=reading.other_target).verdict(windows, only)
            if other.grade is not verdict.grade:
                return doubted(verdict, reading.reason)
            other_target = format_six(reading.other_target)
            same = _("Son texte donne une autre cible (%(value)s) : l’appréciation est la même.", value=other_target)
            return replace(verdict, notes=(*verdict.notes, same))
        if reading.doubt is not Doubt.NONE:
            return doubted(verdict, reading.reason)
        return replace(verdict, notes=(*verdict.notes, reading.reason)) if reading.reason else verdict


def settled(
    windows: tuple[Window, ...], grade: Grade, words: Callable[[Grade], str] = lambda each: each.label
) -> Verdict:
    """The verdict of a grade that windows gave together: the pace that stands for it, and what the others say."""
    used = [window for window in windows if window.used]
    if grade is Grade.UNCERTAIN:
        reason = _("Les périodes ne disent pas la même chose : %(told)s.", told=by_grade(windows, words))
        return Verdict(grade, windows, None, reason)
    basis = shown(windows, grade)
    uneven = len({window.grade for window in used}) > 1
    notes: tuple[str, ...] = ()
    if uneven:
        notes += (_("Appréciation selon la période : %(told)s.", told=by_grade(windows, words)),)
    if basis is not None and basis.mark:
        notes += (_("Le rythme montré %(mark)s.", mark=basis.mark),)
    return Verdict(grade, windows, basis, notes=notes)


def shown(windows: Sequence[Window], grade: Grade | None = None) -> Window | None:
    """The window whose pace is shown: the first of three years, since 2019, trend, last year that says this grade.

    A marked one gives way to the others. Where none says that grade, the nearest to the required pace; without a grade,
    the first that is used.
    """
    ranked = sorted(windows, key=lambda window: (bool(window.mark), _SHOWN.index(window.span)))
    used = [window for window in ranked if window.used]
    same = [window for window in used if window.grade is grade]
    near = sorted(used, key=lambda window: 0.0 if window.ratio is None else abs(window.ratio - 1.0))
    return next(iter(same or near), None)


def level(position: Position, windows: Sequence[Window], reading: IndicatorReading) -> Verdict:
    """An indicator to be stabilised: at its level within `NEAR_LEVEL`, else uncertain; no fall, no rise is asked."""
    gap = (position.last - position.goal) / abs(position.goal) if position.goal else math.inf
    graded = tuple(windows)
    if len(position.known) < LEAST_POINTS:
        return _nothing(graded, _(_POINTS[len(position.known)]))
    if abs(gap) <= NEAR_LEVEL and reading.doubt is Doubt.NONE:
        kept = _("La cible est un niveau à garder, non une baisse ou une hausse.")
        return Verdict(Grade.ON_PACE, graded, None, notes=(kept,))
    above = N_("Niveau à garder : %(gap)s %% au-dessus en %(year)s, sans qu’on puisse parler d’avance ou de retard.")
    below = N_("Niveau à garder : %(gap)s %% au-dessous en %(year)s, sans qu’on puisse parler d’avance ou de retard.")
    away = _(above if gap > 0 else below, gap=round(100 * abs(gap)), year=position.year)
    return Verdict(Grade.UNCERTAIN, graded, None, reading.reason or away)


def doubted(verdict: Verdict, reason: str) -> Verdict:
    """The verdict without its plain grade."""
    return replace(verdict, grade=Grade.UNCERTAIN, basis=None, reason=reason, notes=())


def required_pace(known: Sequence[tuple[int, float]], goal: float, deadline: int) -> float | None:
    """Pace from the last value to the goal; None without a value, or once the deadline has passed."""
    if not known or known[-1][0] >= deadline:
        return None
    last_year, last = known[-1]
    return (goal - last) / (deadline - last_year)


def ratio_of(pace: float, required: float | None) -> float | None:
    """Observed over required pace; None where the quotient means nothing."""
    if required is None or required == 0.0:
        return None
    ratio = pace / required + 0.0  # never −0
    return ratio if math.isfinite(ratio) else None


def negligible(known: Sequence[tuple[int, float]]) -> float:
    """A pace below this one, in the unit a year, is rounding and not movement."""
    span = max(1, known[-1][0] - known[0][0])
    return _NUMERICALLY_ZERO * max(abs(value) for _, value in known) / span


def _noted(verdict: Verdict, note: str) -> Verdict:
    return replace(verdict, notes=(note, *verdict.notes))


def _nothing(windows: tuple[Window, ...], reason: str) -> Verdict:
    return Verdict(Grade.UNKNOWN, windows, None, reason)


def _too_few(windows: Sequence[Window]) -> str:
    """Why fewer than two windows count."""
    used = [window for window in windows if window.used]
    if used:
        return _("Une seule période mesurée (%(when)s) : rien ne la confirme.", when=used[0].words)
    why = next(window.reason for window in windows if window.reason)
    return _("Aucune période utilisable : %(why)s.", why=why)
