"""Path of an indicator: what was observed, the straight path required to the target, the present pace prolonged."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from copilote.ui.charts.axis import ticks
from copilote.ui.charts.metrics import spread, text_width
from copilote.ui.charts.palette import AXIS, INK, PAPER
from copilote.ui.charts.svg import Board, Cell, Chart
from copilote.ui.translation import say, t
from copilote.ui.words import format_short, times, with_unit

SIZE = 11.5


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
        if value < 0 and min(seen for _, seen in self.observed) >= 0:
            return 0.0
        return value if self.ceiling is None else min(value, self.ceiling)


def indicator_path(
    series: PathSeries,
    *,
    title: str,
    prefix: str,
    width: float = 340,
    height: float = 190,
    zero_baseline: bool = True,
) -> Chart:
    """Draw one indicator, at the size of a small multiple; the axis starts at zero unless told otherwise.

    An axis that does not start at zero says so on the drawing.
    """
    description = _describe(series)
    table = _table(series)
    columns = (
        t("Année"),
        say("Observé (%(unit)s)", unit=series.unit),
        say("Trajectoire requise (%(unit)s)", unit=series.unit),
        t("Au rythme observé"),
    )
    board = Board(width, height, prefix, title, description)
    if not series.observed:
        board.text(0, 24, t("Aucune valeur observée."), SIZE, soft=True)
        board.height = 40
        return Chart(board.svg(), title, description, columns, table)
    first = min(series.observed[0][0], 2019)
    last_year, last = series.observed[-1]
    final = max(series.target_year, last_year)
    projected = series.projected
    values = [v for _, v in series.observed] + [v for v in (series.target, projected) if v is not None]
    low, high = min(values), max(values)
    if zero_baseline:
        low, high = min(low, 0.0), max(high, 0.0)
    marks = ticks(low, high, 3)
    ends = [format_short(v) for v in (series.target, projected) if v is not None]
    left = max(text_width(format_short(m), SIZE) for m in marks) + 8
    right = max((text_width(text, SIZE + 0.5) for text in ends), default=0.0) + 14
    top, bottom = 22.0, 20.0

    def x(year: float) -> float:
        return left + (width - left - right) * (year - first) / max(1, final - first)

    def y(value: float) -> float:
        return top + (height - top - bottom) * (1 - (value - marks[0]) / (marks[-1] - marks[0]))

    board.grid([y(mark) for mark in marks], left, width - right)
    for mark in marks:
        board.text(left - 5, y(mark) + 4, format_short(mark), SIZE, anchor="end", soft=True)
    board.line(left, y(marks[0]), width - right, y(marks[0]))
    note = "" if marks[0] <= 0 <= marks[-1] else f" ({t('l’axe ne part pas de zéro')})"
    board.text(0, 11, _short(t(series.unit) + note, width, SIZE), SIZE, soft=True)
    for year in _year_marks(first, last_year, final, x):
        board.text(x(year), height - 5, str(year), SIZE, anchor="middle", soft=True)
    here = (x(last_year), y(last))
    drawn = [(x(year), y(value)) for year, value in series.observed]
    lines = [drawn]
    if projected is not None:
        lines.append([here, (x(final), y(projected))])
        board.polyline(lines[-1], width=1.6, dash="2 4", kind="axis")
    if series.required is not None and series.target is not None:
        lines.append([here, (x(final), y(series.target))])
        board.polyline(lines[-1], width=1.8, dash="8 4")
    board.polyline(drawn, width=2.4)
    board.dots(drawn, 3.0)
    _end_labels(board, series.target, projected, x(final), y, top, height - bottom)
    _last_label(board, here, format_short(last), lines, (left, width - right, top, height - bottom))
    return Chart(board.svg(), title, description, columns, table)


def _short(text: str, width: float, size: float) -> str:
    """The unit's words as far as they fit whole; what is left out is in the table and description."""
    words = text.split(" ")
    while len(words) > 1 and text_width(" ".join(words), size) > width:
        words.pop()
    return " ".join(words)


def _year_marks(first: int, last: int, final: int, x: Callable[[float], float]) -> list[int]:
    wide = text_width("2030", SIZE) + 6
    kept: list[int] = []
    for year in (final, first, last):
        if all(abs(x(year) - x(other)) >= wide for other in kept):
            kept.append(year)
    return sorted(kept)


def _end_labels(
    board: Board,
    target: float | None,
    projected: float | None,
    at: float,
    y: Callable[[float], float],
    top: float,
    bottom: float,
) -> None:
    ends = [(y(v), v, kind) for v, kind in ((target, "target"), (projected, "pace")) if v is not None]
    ends.sort()
    for place, (level, value, kind) in zip(
        spread([end[0] for end in ends], SIZE + 2, top - 6, bottom), ends, strict=True
    ):
        if kind == "target":
            board.add(
                f'<circle class="cp-paper cp-ink-line" cx="{at:.1f}" cy="{level:.1f}" r="5" fill="{PAPER}" '
                f'stroke="{INK}" stroke-width="2.2"/>'
            )
        else:
            board.add(
                f'<rect class="cp-axis" x="{at - 2.5:.1f}" y="{level - 2.5:.1f}" width="5" height="5" '
                f'fill="{AXIS}" stroke="{AXIS}"/>'
            )
        board.text(at + 9, place + 4, format_short(value), SIZE + 0.5, bold=kind == "target", soft=kind == "pace")


def _last_label(
    board: Board,
    at: tuple[float, float],
    text: str,
    lines: Sequence[Sequence[tuple[float, float]]],
    room: tuple[float, float, float, float],
) -> None:
    """The last value beside its point, where the fewest lines pass; `room` is left, right, top and bottom."""
    size = SIZE + 0.5
    wide = text_width(text, size)
    left, right, top, bottom = room
    places = [(dx, dy) for dy in (17.0, -8.0) for dx in (-wide / 2, 5 - wide, -5.0)]

    def crowding(place: tuple[float, float]) -> float:
        x, base = at[0] + place[0], at[1] + place[1]
        outside = x < left or x + wide > right + 8 or base > bottom - 2 or base - size < top - 14
        crossed = sum(
            x - 2 <= px <= x + wide + 2 and base - size * 0.85 <= py <= base + 3
            for line in lines
            for (ax, ay), (bx, by) in pairwise(line)
            for px, py in ((ax + (bx - ax) * i / 24, ay + (by - ay) * i / 24) for i in range(25))
        )
        return 100.0 * outside + crossed

    x, base = min(places, key=crowding)
    board.text(at[0] + x, at[1] + base, text, size, bold=True, halo=True)


def _table(series: PathSeries) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[Cell, ...]] = [(year, value, None, None) for year, value in series.observed]
    if series.observed and series.observed[-1][0] < series.target_year:
        last_year, last = series.observed[-1]
        for year in range(last_year + 1, series.target_year + 1):
            ahead = year - last_year
            required = None if series.required is None else last + series.required * ahead
            pace = None if series.pace is None else series.bounded(last + series.pace * ahead)
            if year == series.target_year:
                required = series.target
            if required is not None or pace is not None:
                rows.append((year, None, required, pace))
    return tuple(rows)


def _describe(series: PathSeries) -> str:
    if not series.observed:
        return say("%(name)s : aucune valeur observée.", name=series.label)
    (first_year, first), (last_year, last) = series.observed[0], series.observed[-1]
    value = with_unit(format_short(last), series.unit)
    text = say("%(name)s : %(value)s en %(year)s", name=series.label, value=value, year=last_year)
    if first_year != last_year:
        text += say(", %(value)s en %(year)s", value=format_short(first), year=first_year)
    if series.target is not None:
        text += say(" ; cible de %(year)s : %(value)s", value=format_short(series.target), year=series.target_year)
    if series.projected is not None:
        value = format_short(series.projected)
        text += say(" ; au rythme observé, %(value)s en %(year)s", value=value, year=series.target_year)
    return text + "."


def path_sentence(
    observed: float | None, required: float | None, unit: str, grade: str = "", *, times_told: bool = True
) -> str:
    """The pace read aloud: "+0,52 point par an observé, +2,54 demandés : cinq fois trop lent".

    `observed` and `required` are changes a year in `unit` ("%" is read as points). `grade` is the key of the grade
    given by the planning core ("ahead", "on_pace", "too_slow", "wrong_way", "uncertain", "unknown"); without it the
    verdict follows from the two figures. `times_told` says how many times too slow.
    """
    if observed is None and required is None:
        return t("Rythme observé non connu, rythme demandé non connu.")
    told = _pace(observed, unit, "observé") if observed is not None else t("Rythme observé non connu")
    if required is None:
        return say("%(told)s ; pas de cible connue.", told=told)
    if observed is None:
        return f"{told}, {_pace(required, unit, 'demandé')}."
    said = "%(told)s, %(asked)s demandés : %(verdict)s."
    if abs(required) < 2:
        said = "%(told)s, %(asked)s demandé : %(verdict)s."
    verdict = _verdict(observed, required, grade, times_told)
    return say(said, told=told, asked=format_short(required, sign=True), verdict=verdict)


def _pace(value: float, unit: str, word: str) -> str:
    name = "point" if unit.strip().startswith("%") else unit
    if name == "point" and abs(value) >= 2:
        name = "points"
    agreed = word + ("s" if name == "points" else "")
    return say("%(value)s par an %(word)s", value=with_unit(format_short(value, sign=True), name), word=agreed)


def _verdict(observed: float, required: float, grade: str, times_told: bool) -> str:
    if required == 0:
        return t("cible atteinte")
    ratio = observed / required
    key = grade or ("wrong_way" if ratio < 0 else "too_slow" if ratio < 0.9 else "on_pace" if ratio < 1.1 else "ahead")
    if key == "too_slow" and times_told and 0 < ratio < 1:
        return say("%(times)s trop lent", times=times(required / observed))
    if key == "too_slow":
        return t("trop lent")
    words = {"ahead": "en avance", "on_pace": "au rythme", "wrong_way": "dans le mauvais sens"}
    return t(words.get(key, "inconnu") if math.isfinite(ratio) else "inconnu")
