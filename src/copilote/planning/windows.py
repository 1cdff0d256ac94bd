"""The windows that a pace is measured on: the last year, three years, since 2019, the trend since 2019."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from copilote.planning.grade import Grade
from copilote.planning.slope import least_squares
from copilote.reference.reading import PLAIN, IndicatorReading
from copilote.words import _, english
from copilote.words.numbers import listed

REFERENCE_YEAR = 2019
"""The national plan counts its efforts from 2019, the last year before two crises: the long windows start there."""
RECENT_YEARS = 3
"""Span of the three-year window, in years."""
RECENT_SPANS = (2, 4)
"""Spans accepted, in years, when the value three years before the last one is not known."""
TREND_POINTS = 4
"""Values that a trend needs: a line through three of them says no more than its ends."""

Point = tuple[int, float]


class Span(Enum):
    """Which window; the value is the key used in JSON."""

    LAST_YEAR = "last_year"
    THREE_YEARS = "three_years"
    SINCE_2019 = "since_2019"
    TREND = "trend"

    @property
    def recent(self) -> bool:
        """Whether it tells of the present rather than of the whole plan."""
        return self in (Span.LAST_YEAR, Span.THREE_YEARS)


@dataclass(frozen=True, slots=True)
class Window:
    """A pace measured between two years, in the indicator's unit a year, and what it says of the target.

    start, end : the years of its first and last values; None where there is no such window.
    ratio : observed over required pace; None where that means nothing (no target, target reached, ceiling).
    grade : what it says by itself, unknown when it is not used. used : it counts for the indicator's grade.
    reason : why it is not used, "" when it is. mark : what must be known of a used one ("" nothing).
    """

    span: Span
    start: int | None
    end: int | None
    pace: float | None
    ratio: float | None = None
    grade: Grade = Grade.UNKNOWN
    used: bool = False
    reason: str = ""
    mark: str = ""

    @property
    def words(self) -> str:
        """The window in a sentence: "sur un an", "depuis 2022", "en tendance depuis 2019"; "" without years."""
        if self.start is None or self.end is None:
            return ""
        if self.span is Span.TREND:
            return _("en tendance depuis %(year)s", year=self.start)
        return _("sur un an") if self.end - self.start == 1 else _("depuis %(year)s", year=self.start)


def measured(known: Sequence[Point], reading: IndicatorReading) -> tuple[Window, ...]:
    """The four windows of a series, each with its pace, or with the reason why it is not used.

    Parameters
    ----------
    known : (year, value) pairs in the order of years, all known.
    reading : crises, break and base year of the indicator.

    Returns
    -------
    In the order of `Span`; nothing for a series without two values. The long windows start in 2019 (or in the base
    year), in the first later year that is known, and never across a break; where the health crisis moved the indicator
    they skip 2020 and 2021, and no other window may start or end there. The trend is the least-squares slope of the
    values since that start, those of the health crisis left out: the same span, without depending on its two ends.
    """
    if len(known) < 2:
        return ()
    last_year, last = known[-1]
    windows: list[Window] = []

    def add(span: Span, start: Point | None, absent: str) -> None:
        if start is None:
            windows.append(Window(span, None, None, None, reason=absent))
            return
        year, value = start
        why = _left_out(year, last_year, reading)
        twin = next((other for other in windows if other.start == year and other.end == last_year), None)
        if not why and twin is not None:
            why = _("même période que la précédente")
        mark = "" if why else _mark(year, last_year, reading)
        windows.append(
            Window(span, year, last_year, (last - value) / (last_year - year), used=not why, reason=why, mark=mark)
        )

    add(Span.LAST_YEAR, known[-2], "")
    add(Span.THREE_YEARS, recent(known, reading), _("aucune valeur deux à quatre ans avant la dernière"))
    first = max(reading.base_year or REFERENCE_YEAR, reading.break_year or 0)
    calm = [point for point in known if point[0] >= first and not reading.stopped(point[0])]
    start = calm[0] if calm and calm[0][0] < last_year else None
    add(Span.SINCE_2019, start, _("aucune valeur comparable avant %(year)s", year=last_year))
    windows.append(_trend(calm, last_year))
    return tuple(windows)


def recent(known: Sequence[Point], reading: IndicatorReading = PLAIN) -> Point | None:
    """Where the three-year window starts: three years before the last value, or the nearest that will do.

    Four years, then two, where that value is not known or cannot be compared; the first known one where none can.
    """
    by_year, last_year = dict(known), known[-1][0]
    shortest, longest = RECENT_SPANS
    spans = [RECENT_YEARS, *range(longest, shortest - 1, -1)]
    starts = [last_year - span for span in spans if last_year - span in by_year]
    start = next((year for year in starts if not _left_out(year, last_year, reading)), next(iter(starts), None))
    return None if start is None else (start, by_year[start])


def judged(windows: Sequence[Window], judge: Callable[[float], tuple[float | None, Grade]]) -> tuple[Window, ...]:
    """The windows with the ratio and grade that `judge` gives for the pace of each; one that is not used has none."""
    graded = []
    for window in windows:
        ratio, grade = judge(window.pace) if window.used and window.pace is not None else (None, Grade.UNKNOWN)
        graded.append(replace(window, ratio=ratio, grade=grade))
    return tuple(graded)


def by_grade(windows: Sequence[Window], words: Callable[[Grade], str]) -> str:
    """What each used window says, those that agree together: "trop lent sur un an ; au rythme depuis 2022".

    A trend that says the same as the window of its span is not named beside it.
    """
    used = [window for window in windows if window.used]
    spans = {(window.start, window.grade) for window in used if window.span is not Span.TREND}
    grouped: dict[str, list[str]] = {}
    for window in used:
        if window.span is not Span.TREND or (window.start, window.grade) not in spans:
            grouped.setdefault(words(window.grade), []).append(window.words)
    return listed(f"{grade} {_enumerated(names)}" for grade, names in grouped.items())


def _enumerated(names: Sequence[str]) -> str:
    """ "sur un an, depuis 2022 et depuis 2019"."""
    return (" and " if english() else " et ").join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _trend(calm: Sequence[Point], last_year: int) -> Window:
    slope = least_squares(calm) if len(calm) >= TREND_POINTS and calm[-1][0] == last_year else None
    if slope is None:
        return Window(
            Span.TREND, None, None, None, reason=_("moins de %(count)s valeurs comparables", count=TREND_POINTS)
        )
    return Window(Span.TREND, calm[0][0], last_year, slope.per_year, used=True)


def _left_out(start: int, end: int, reading: IndicatorReading) -> str:
    """Why a window between these years does not count; "" when it does."""
    if reading.break_year is not None and start < reading.break_year <= end:
        return _("rupture de série en %(year)s", year=reading.break_year)
    if reading.stopped(start):
        return _("part de %(year)s, année troublée par la crise sanitaire", year=start)
    if reading.stopped(end):
        return _("s’arrête en %(year)s, année troublée par la crise sanitaire", year=end)
    return ""


def _mark(start: int, end: int, reading: IndicatorReading) -> str:
    """What must be known of a window that counts."""
    if reading.dear(start):
        return _("part de %(year)s, année de crise des prix de l’énergie", year=start)
    if reading.dear(end):
        return _("s’arrête en %(year)s, année de crise des prix de l’énergie", year=end)
    return ""
