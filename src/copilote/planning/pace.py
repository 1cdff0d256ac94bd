"""Pace of an indicator: how fast it moves, how fast it should, and when it would arrive.

The one-year pace and the required pace are those of the State's barometer, unrounded. The thresholds and choices below
are explained to users in `docs/methode-rythme.md`: change both together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from copilote.planning.grade import Grade
from copilote.planning.slope import Slope, least_squares
from copilote.planning.verdict import Direction, Position, Verdict, level, negligible, required_pace, shown
from copilote.planning.windows import RECENT_YEARS, REFERENCE_YEAR, Point, Span, Window, measured, recent
from copilote.reference.reading import PLAIN, Aim, IndicatorReading
from copilote.reference.soundness import Soundness
from copilote.words import N_, _

TARGET_YEAR = 2030

SHORT_SERIES_POINTS = 4
"""Below this number of known values, the series is said to be short."""
NOISY_ERROR_RATIO = 0.5
"""The series is said to be noisy when the standard error of its slope exceeds this part of the slope."""
STALE_BEFORE = 2023
"""A last value older than this year is said to be old."""
TOO_OLD_BEFORE = 2022
"""A last value older than this year is four years old at least, and of a crisis: it grades nothing of the present."""
EDITION_YEAR = 2026
"""Year of the tables that this is read with: what would have come before it is told in the past."""

TOO_FAST = N_("trop vite")
"""The words of `Grade.TOO_SLOW` for a total that must stay under a ceiling."""
AT_LEVEL = N_("au niveau visé")
"""The words of `Grade.ON_PACE` for what is to be kept near a level."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Paces of one indicator, in its unit a year; None where not known.

    `windows` are those that the grade comes from, each with what it says or why it is not used. `pace_observed` is the
    pace that stands for the grade, `basis` the window that it comes from; `ratio` and `year_reached` rest on it. All
    four are None when the grade is uncertain: no single pace stands for it. `pace_ls` is the slope over the whole
    series. `direction` is the wanted one, given or read from the figures. `reached` tells that the last value meets the
    target, whatever its grade. `reason` says in one sentence why there is no plain grade. `warnings` are sentences.
    `soundness` is the mark of the paces and grade, not of the values they are made from. `ceiling` tells a running
    total graded by how fast it grows. `caution` is what the reading of the indicator's text adds, also where the grade
    is plain.
    """

    points: int
    last_year: int | None
    last_value: float | None
    pace_1y: float | None
    pace_3y: float | None
    pace_3y_from: int | None
    pace_ls: float | None
    pace_ls_error: float | None
    windows: tuple[Window, ...]
    pace_observed: float | None
    basis: Window | None
    pace_required: float | None
    ratio: float | None
    year_reached: float | None
    direction: Direction | None
    reached: bool
    grade: Grade
    reason: str
    soundness: Soundness
    warnings: tuple[str, ...]
    ceiling: bool = False
    aim: Aim = Aim.UNSTATED
    caution: str = ""

    @property
    def unanimous(self) -> bool:
        """Whether there is a plain grade and every window that counts says it: what a headline can rest on."""
        return self.grade.plain and all(window.grade is self.grade for window in self.windows if window.used)

    @property
    def word(self) -> str:
        """The grade as a reader is told it: what nears its ceiling too quickly is too fast, not too slow."""
        if self.grade is Grade.TOO_SLOW and self.ceiling:
            return _(TOO_FAST)
        return _(AT_LEVEL) if self.at_level else self.grade.label

    @property
    def at_level(self) -> bool:
        """Whether it is near the level that it is to be kept at."""
        return self.grade is Grade.ON_PACE and self.aim is Aim.STABILISE


def pace(
    known: Sequence[Point],
    *,
    target: float | None,
    direction: Direction | None = None,
    reading: IndicatorReading = PLAIN,
) -> Pace:
    r"""Observed and required paces of an indicator, and how they compare.

    With :math:`v_n` the last known value, in year :math:`t_n`, and :math:`c` the target for year :math:`T`:

    .. math::

        p_w = \frac{v_n - v(t_w)}{t_n - t_w}, \quad
        p_c = \frac{c - v_n}{T - t_n}, \quad
        \rho_w = \frac{p_w}{p_c}, \quad
        t_c = t_n + \frac{c - v_n}{p}

    where :math:`w` is each of the windows of `planning.windows` (the trend's pace is a least-squares slope). The grade
    is the one that their ratios agree on (`planning.grade.agreed`), and :math:`p` the pace of the window that stands
    for it: one year, or three that start in a crisis, carry too much circumstance to judge a policy by alone.

    Parameters
    ----------
    known : (year, value) pairs in the order of years, in the indicator's unit; a year that is not known is absent.
    target : value wanted in `TARGET_YEAR` (:math:`T`), same unit; None when there is none.
    direction : "up" when more is better, "down" when less is. Without it, it is read from the target's side of the
        value of 2019 (the first one known, when that year is not) and of the first value; when the two
        disagree it stays None and the grade unknown, because being past the target could then be good or bad.
        A ceiling on a running total (hectares consumed since 2021…) is neither: give no target, or yearly flows.
    reading : what a person knows of the indicator: aim, crises, breaks, another target, doubts.

    Returns
    -------
    `Pace`. A target already reached has neither ratio nor `year_reached`; it is graded ahead when every window keeps it
    until `TARGET_YEAR`, wrong way when every window loses it. The grade is unknown, without ratio nor `year_reached`,
    when the last value is older than `TOO_OLD_BEFORE`, when no value has ever differed from the target, or with fewer
    than three values or two windows. `year_reached` is None when the indicator stands still or moves away; it may lie
    far beyond `TARGET_YEAR`.

    Source: columns "Rythme annuel sur un an" and "Rythme annuel requis d'ici 2030" of the barometer of the
    ecological plan (SGPE) for the last year's pace and :math:`p_c`; the rest is Copilote's own.

    >>> electric = pace([(2021, 10.0), (2022, 12.0), (2023, 15.0), (2024, 16.0)], target=40.0)
    >>> electric.pace_1y, electric.pace_3y, electric.pace_required
    (1.0, 2.0, 4.0)
    >>> electric.ratio, electric.year_reached, electric.grade.label
    (0.5, 2036.0, 'trop lent')
    """
    slope, windows = least_squares(known), measured(known, reading)
    notes = _series_notes(known, slope)
    doubtful = bool(notes)
    notes += _gap_notes(known, windows)
    wanted = direction if known and target is not None else None
    verdict = Verdict(Grade.UNKNOWN, windows, shown(windows) or next(iter(windows), None))
    reached = False
    if known and target is not None:
        wanted = direction or _inferred_direction(known, target)
        met = known[-1][1] == target
        reached = met or (wanted is not None and Position(known, target, TARGET_YEAR, wanted).reached)
        if reached and direction is None and not met:
            notes.append(_("Sens souhaité déduit de la cible et de la série : à vérifier."))
            doubtful = True
        verdict = _verdict(known, target, wanted, verdict, reading, notes)
    required = None if target is None else required_pace(known, target, TARGET_YEAR)
    start = recent(known) if known else None
    basis = verdict.basis
    observed = None if basis is None else basis.pace
    ratio = basis.ratio if basis is not None and verdict.grade.plain and not reached else None
    return Pace(
        points=len(known),
        last_year=known[-1][0] if known else None,
        last_value=known[-1][1] if known else None,
        pace_1y=windows[0].pace if windows else None,
        pace_3y=None if start is None else (known[-1][1] - start[1]) / (known[-1][0] - start[0]),
        pace_3y_from=None if start is None else start[0],
        pace_ls=slope.per_year if slope else None,
        pace_ls_error=slope.error if slope else None,
        windows=verdict.windows,
        pace_observed=observed,
        basis=basis,
        pace_required=required,
        ratio=ratio,
        year_reached=_year_reached(known, target, observed) if verdict.grade.plain and not reached else None,
        direction=wanted,
        reached=reached and reading.aim is not Aim.STABILISE,
        grade=verdict.grade,
        reason=verdict.reason,
        soundness=_soundness(verdict.grade, observed, doubtful),
        warnings=(*notes, *verdict.notes),
        aim=reading.aim,
        caution=reading.reason,
    )


def _verdict(
    known: Sequence[Point],
    target: float,
    wanted: Direction | None,
    ungraded: Verdict,
    reading: IndicatorReading,
    notes: list[str],
) -> Verdict:
    """The grade of a series that has a value and a target; `ungraded` with its reason where there can be none."""
    last_year = known[-1][0]
    if all(value == target for _, value in known):
        why = _("Valeur égale à la cible depuis le début de la série : rien ne dit s’il y a progrès.")
    elif wanted is None:
        why = _("Sens souhaité ambigu : à préciser pour que l’indicateur soit noté.")
    elif last_year < TOO_OLD_BEFORE:
        why = too_old(last_year)
    else:
        position = Position(known, target, TARGET_YEAR, wanted)
        if not position.reached and position.required is None:
            notes.append(_("Échéance de %(year)s passée sans que la cible soit atteinte.", year=TARGET_YEAR))
        judge = level if reading.aim is Aim.STABILISE else Position.verdict
        verdict = judge(position, ungraded.windows, reading)
        return verdict if verdict.grade is not Grade.UNKNOWN else replace(verdict, basis=ungraded.basis)
    return replace(ungraded, reason=why)


def too_old(year: int) -> str:
    """Why a series whose last value is of that year gets no grade."""
    return _("Dernière valeur de %(year)s : trop ancienne pour juger du rythme.", year=year)


def _series_notes(known: Sequence[Point], slope: Slope | None) -> list[str]:
    """What a reader must know of the series itself: none, short, old, noisy."""
    if not known:
        return [_("Aucune valeur connue.")]
    notes = []
    if len(known) == 1:
        notes.append(_("Une seule valeur connue : aucun rythme ne peut être calculé."))
    elif len(known) < SHORT_SERIES_POINTS:
        notes.append(_("Série courte (%(count)s valeurs).", count=len(known)))
    if TOO_OLD_BEFORE <= known[-1][0] < STALE_BEFORE:
        notes.append(_("Dernière valeur ancienne (%(year)s).", year=known[-1][0]))
    error = None if slope is None else slope.error
    if slope and error is not None and error > max(NOISY_ERROR_RATIO * abs(slope.per_year), negligible(known)):
        notes.append(_("Série bruitée : la tendance est incertaine de plus de la moitié."))
    return notes


def _gap_notes(known: Sequence[Point], windows: tuple[Window, ...]) -> list[str]:
    """What must be known of a three-year window that spans another number of years."""
    short = next((window for window in windows if window.span is Span.THREE_YEARS), None)
    if short is None or not short.used or short.start is None:
        return []
    span, missing = known[-1][0] - short.start, known[-1][0] - RECENT_YEARS
    if span == RECENT_YEARS or missing in dict(known):
        return []
    text = N_("Rythme récent calculé sur %(span)s ans (depuis %(start)s), faute de valeur en %(missing)s.")
    return [_(text, span=span, start=short.start, missing=missing)]


def _inferred_direction(known: Sequence[Point], target: float) -> Direction | None:
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


def _year_reached(known: Sequence[Point], target: float | None, observed: float | None) -> float | None:
    """Year at which the straight line from the last value meets the target; None when it never does."""
    if target is None or not observed:
        return None
    last_year, last = known[-1]
    if (target - last > 0) != (observed > 0):
        return None
    year = last_year + (target - last) / observed
    return year if math.isfinite(year) else None


def _soundness(grade: Grade, observed: float | None, doubtful: bool) -> Soundness:
    """Computed paces are derived; those that a warning weakens, or that windows disagree on, are estimated."""
    if observed is None and grade is Grade.UNKNOWN:
        return Soundness.UNKNOWN
    return Soundness.ESTIMATED if doubtful or grade is Grade.UNCERTAIN else Soundness.DERIVED
