"""Path of an indicator: what was observed, the straight path required to the target, the present pace prolonged."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from copilote.ui.charts.axis import Plot
from copilote.ui.charts.metrics import spread, text_width
from copilote.ui.charts.palette import AXIS
from copilote.ui.charts.svg import Board, Cell, Chart, LegendEntry, Point
from copilote.words import N_, _
from copilote.words.language import noun
from copilote.words.numbers import format_short, times, with_unit

SIZE = 11.5
LABEL = SIZE + 0.5
SEEN = LegendEntry("seen", N_("observé"))
REQUIRED = LegendEntry("required", N_("rythme demandé, jusqu’à la cible de 2030 (anneau)"))
PACE = LegendEntry("pace", N_("rythme observé, prolongé"))
VERDICTS = {
    "too_slow": N_("trop lent"),
    "ahead": N_("en avance"),
    "on_pace": N_("au rythme"),
    "wrong_way": N_("dans le mauvais sens"),
}


@dataclass(frozen=True, slots=True)
class PathSeries:
    """An indicator in one place.

    `observed` is (year, value) in increasing years, gaps allowed; `pace` is the observed change a year;
    `target` is the value to reach in `target_year`. None where not known. `ceiling` is what no value can exceed
    (100 for a share in percent); values that are all positive cannot fall below zero.
    """

    label: str
    unit: str
    observed: tuple[tuple[int, float], ...]
    target: float | None = None
    target_year: int = 2030
    pace: float | None = None
    ceiling: float | None = None

    @property
    def required(self) -> float | None:
        """Change a year from the last value to the target; None without both or when the year is past."""
        if not self.observed or self.target is None or self.observed[-1][0] >= self.target_year:
            return None
        year, value = self.observed[-1]
        return (self.target - value) / (self.target_year - year)

    @property
    def projected(self) -> float | None:
        """Value in the target year if the observed pace goes on, kept within what is possible."""
        if not self.observed or self.pace is None or self.observed[-1][0] >= self.target_year:
            return None
        year, value = self.observed[-1]
        return self.bounded(value + self.pace * (self.target_year - year))

    def bounded(self, value: float) -> float:
        """A projected value kept at or above zero (where all observed ones are) and at or below the ceiling."""
        if value < 0 and min(observed_value for _year, observed_value in self.observed) >= 0:
            return 0.0
        return value if self.ceiling is None else min(value, self.ceiling)

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Year, value observed, value of the required path, value at the observed pace."""
        rows: list[tuple[Cell, ...]] = [(year, value, None, None) for year, value in self.observed]
        if not self.observed:
            return ()
        last_year, last = self.observed[-1]
        for year in range(last_year + 1, self.target_year + 1):
            ahead = year - last_year
            required = None if self.required is None else last + self.required * ahead
            required = self.target if year == self.target_year else required
            pace = None if self.pace is None else self.bounded(last + self.pace * ahead)
            if required is not None or pace is not None:
                rows.append((year, None, required, pace))
        return tuple(rows)


def indicator_path(series: PathSeries, *, title: str, prefix: str, width: float = 340, height: float = 190) -> Chart:
    """Draw one indicator, at the size of a small multiple; the axis holds zero."""
    unit = _(series.unit)
    columns = (
        _("Année"),
        _("Observé (%(unit)s)", unit=unit),
        _("Trajectoire requise (%(unit)s)", unit=unit),
        _("Au rythme observé"),
    )
    board = Board(width, height, prefix, title, _describe(series))
    if not series.observed:
        board.text(0, 24, _("Aucune valeur observée."), SIZE, soft=True)
        board.height = 40
        return board.chart(columns, series.rows)
    lines = _draw(board, series, unit)
    return board.chart(columns, series.rows, [LegendEntry(line.mark, _(line.text)) for line in lines])


def _draw(board: Board, series: PathSeries, unit: str) -> list[LegendEntry]:
    """Draw the axis and lines; what the lines that are drawn stand for."""
    first = min(series.observed[0][0], 2019)
    last_year, last = series.observed[-1]
    final = max(series.target_year, last_year)
    projected = series.projected
    ends = [value for value in (series.target, projected) if value is not None]
    values = [value for _year, value in series.observed] + [*ends, 0.0]
    right = max((text_width(format_short(value), LABEL) for value in ends), default=0.0) + 14
    plot = Plot(board, min(values), max(values), steps=3, size=SIZE, right=right, top=22.0, bottom=20.0)
    plot.floor()
    board.text(0, 11, _short(unit, board.width, SIZE), SIZE, soft=True)

    def place(year: float, value: float) -> Point:
        along = (year - first) / max(1, final - first)
        return plot.left + (plot.right - plot.left) * along, plot.y(value)

    for year in _year_marks(first, last_year, final, lambda year: place(year, last)[0]):
        plot.year(year, place(year, last)[0])
    here = place(last_year, last)
    observed = [place(year, value) for year, value in series.observed]
    lines, legend = [observed], [SEEN]
    if projected is not None:
        legend.append(PACE)
        lines.append([here, place(final, projected)])
        board.polyline(lines[-1], width=1.6, dash="2 4", kind="axis")
    if series.required is not None and series.target is not None:
        legend.insert(1, REQUIRED)
        asked = place(final, series.target)
        if projected is not None:
            board.wedge([here, asked, place(final, projected)])
        lines.append([here, asked])
        board.polyline(lines[-1], width=2, dash="8 4", kind="lack-line")
    board.polyline(observed, width=2.4)
    board.dots(observed, 3.0)
    _end_labels(plot, series.target, projected, plot.right)
    _last_label(plot, here, format_short(last), lines)
    return legend


def _short(text: str, width: float, size: float) -> str:
    """The unit's words as far as they fit whole; what is left out is in the table and description."""
    words = text.split(" ")
    while len(words) > 1 and text_width(" ".join(words), size) > width:
        words.pop()
    return " ".join(words)


def _year_marks(first: int, last: int, final: int, x: Callable[[int], float]) -> list[int]:
    """The years that have room to be written: the final one, the first, the last observed."""
    wide = text_width("2030", SIZE) + 6
    kept: list[int] = []
    for year in (final, first, last):
        if all(abs(x(year) - x(other)) >= wide for other in kept):
            kept.append(year)
    return sorted(kept)


def _end_labels(plot: Plot, target: float | None, projected: float | None, at: float) -> None:
    """A ring on the target, a square where the present pace leads, each with its value beside it."""
    board = plot.board
    ends = sorted((plot.y(v), v, aim) for v, aim in ((target, True), (projected, False)) if v is not None)
    places = spread([level for level, _value, _aim in ends], SIZE + 2, plot.top - 6, plot.bottom)
    for place, (level, value, aim) in zip(places, ends, strict=True):
        if aim:
            board.ring(at, level, 5, 2.2, "lack-line")
        else:
            board.rect(at - 2.5, level - 2.5, 5, 5, f'class="cp-axis" fill="{AXIS}" stroke="{AXIS}"')
        board.text(at + 9, place + 4, format_short(value), LABEL, bold=aim, soft=not aim, lack=aim)


def _last_label(plot: Plot, at: Point, text: str, lines: Sequence[Sequence[Point]]) -> None:
    """The last value beside its point, where the fewest lines pass."""
    wide = text_width(text, LABEL)
    places = [(at[0] + dx, at[1] + dy) for dy in (17.0, -8.0) for dx in (-wide / 2, 5 - wide, -5.0)]

    def crowding(place: Point) -> float:
        x, base = place
        outside = x < plot.left or x + wide > plot.right + 8 or base > plot.bottom - 2 or base - LABEL < plot.top - 14
        crossed = sum(
            x - 2 <= px <= x + wide + 2 and base - LABEL * 0.85 <= py <= base + 3
            for line in lines
            for (ax, ay), (bx, by) in pairwise(line)
            for px, py in ((ax + (bx - ax) * i / 24, ay + (by - ay) * i / 24) for i in range(25))
        )
        return 100.0 * outside + crossed

    plot.board.text(*min(places, key=crowding), text, LABEL, bold=True, halo=True)


def _describe(series: PathSeries) -> str:
    if not series.observed:
        return _("%(name)s : aucune valeur observée.", name=series.label)
    (first_year, first), (last_year, last) = series.observed[0], series.observed[-1]
    value = with_unit(format_short(last), series.unit)
    text = _("%(name)s : %(value)s en %(year)s", name=series.label, value=value, year=last_year)
    if first_year != last_year:
        text += _(", %(value)s en %(year)s", value=format_short(first), year=first_year)
    if series.target is not None:
        text += _(" ; cible de %(year)s : %(value)s", value=format_short(series.target), year=series.target_year)
    if series.projected is not None:
        value = format_short(series.projected)
        text += _(" ; au rythme observé, %(value)s en %(year)s", value=value, year=series.target_year)
    return text + "."


def path_sentence(
    observed: float | None, required: float | None, unit: str, grade: str = "", *, times_told: bool = True
) -> str:
    """The pace read aloud: "+0,52 point par an observé, +2,54 demandés : cinq fois trop lent".

    `observed` and `required` are changes a year in `unit` ("%" is read as points). `grade` is the key of the grade
    given by the planning core ("ahead", "on_pace", "too_slow", "wrong_way", "uncertain", "unknown"); without it the
    verdict follows from the two figures. `times_told` says how many times too slow.
    """
    if observed is None:
        unknown = _("Rythme observé non connu")
        if required is None:
            return _("Rythme observé non connu, rythme demandé non connu.")
        return f"{unknown}, {_pace(required, unit, observed=False)}."
    pace = _pace(observed, unit, observed=True)
    if required is None:
        return _("%(pace)s ; pas de cible connue.", pace=pace)
    asked, verdict = format_short(required, sign=True), _verdict(observed, required, grade, times_told)
    if abs(required) < 2:
        return _("%(pace)s, %(asked)s demandé : %(verdict)s.", pace=pace, asked=asked, verdict=verdict)
    return _("%(pace)s, %(asked)s demandés : %(verdict)s.", pace=pace, asked=asked, verdict=verdict)


def _pace(value: float, unit: str, *, observed: bool) -> str:
    """A change a year: "+0,52 point par an observé"."""
    several = abs(value) >= 2
    if unit.strip().startswith("%"):
        unit = noun(2 if several else 1, "point", "points")
    else:
        several = False
    amount = with_unit(format_short(value, sign=True), unit)
    if observed:
        return _("%(value)s par an observés", value=amount) if several else _("%(value)s par an observé", value=amount)
    return _("%(value)s par an demandés", value=amount) if several else _("%(value)s par an demandé", value=amount)


def _verdict(observed: float, required: float, grade: str, times_told: bool) -> str:
    if required == 0:
        return _("cible atteinte")
    ratio = observed / required
    key = grade or ("wrong_way" if ratio < 0 else "too_slow" if ratio < 0.9 else "on_pace" if ratio < 1.1 else "ahead")
    if key == "too_slow" and times_told and 0 < ratio < 1:
        return _("%(times)s trop lent", times=times(required / observed))
    return _(VERDICTS[key]) if key in VERDICTS and math.isfinite(ratio) else _("inconnu")
