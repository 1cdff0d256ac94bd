"""Small multiples: the same indicator in every region, one small frame each, the region in view in colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copilote.ui.charts.metrics import LINE_HEIGHT, wrap
from copilote.ui.charts.palette import PAPER, STYLES
from copilote.ui.charts.svg import Board, Chart, Point
from copilote.words import _
from copilote.words.numbers import UNKNOWN, format_short, listed

SIZE = 11.5
FRAME = 62.0
GAP = 14.0

Points = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class SmallMultiple:
    """One place: (year, value) pairs in increasing years, none where nothing is known."""

    name: str
    points: tuple[tuple[int, float], ...]
    current: bool = False


def multiples(
    frames: Sequence[SmallMultiple],
    *,
    title: str,
    prefix: str,
    unit: str,
    reference: Points = (),
    shared: bool = True,
    width: float = 760,
) -> Chart:
    """Draw one frame per place, in the order given.

    Parameters
    ----------
    reference : the same indicator in the country, drawn dashed in every frame; empty where it cannot be compared.
    shared : one vertical scale for all frames (rates, quantities per inhabitant); otherwise each frame has its own,
        and only shapes can be compared. Either starts at zero when no value is negative.
    """
    country = [SmallMultiple("France", tuple(reference))] if reference else []
    everywhere = [point for frame in (*frames, *country) for point in frame.points]
    board = Board(width, 10, prefix, title, _describe([*frames, *country], unit))
    if not everywhere:
        board.text(0, 24, _("Aucune valeur observée."), SIZE, soft=True)
        board.height = 40
        return board.chart((_("Territoire"),), ())
    years = range(min(year for year, _value in everywhere), max(year for year, _value in everywhere) + 1)
    count = 5 if width >= 600 else 2
    column = (width - GAP * (count - 1)) / count
    top = 4.0
    for start in range(0, len(frames), count):
        row = [(frame, wrap(frame.name, column, SIZE) or (frame.name,)) for frame in frames[start : start + count]]
        head = max(len(lines) for _frame, lines in row) * SIZE * LINE_HEIGHT + 6
        for place, (frame, lines) in enumerate(row):
            left = place * (column + GAP)
            board.lines(left, top, lines, SIZE, bold_lines=len(lines) if frame.current else 0)
            _draw(board, frame, (left, top + head, column), years, everywhere if shared else frame.points, (
                reference if shared else ()
            ))  # fmt: skip
        top += head + FRAME + GAP + 4
    if reference and shared:
        board.line(0, top + 6, 26, top + 6, width=1.3, dash="4 3")
        board.text(32, top + 10, "France", SIZE, soft=True)
        top += 20
    board.height = top
    rows = [(frame.name, *map(dict(frame.points).get, years)) for frame in (*frames, *country)]
    return board.chart((_("Territoire"), *map(str, years)), rows)


def _draw(
    board: Board, frame: SmallMultiple, at: tuple[float, float, float], years: range, scale: Points, reference: Points
) -> None:
    """One frame; at : its left, top and width; scale : the points whose values bound it."""
    left, top, column = at
    values = [value for _year, value in scale] or [0.0]
    low, high = min(0.0, *values), max(values)
    room = column - 46  # for the last value beside its point

    def place(year: int, value: float) -> Point:
        along = (year - years[0]) / (years[-1] - years[0]) if len(years) > 1 else 1.0
        up = (value - low) / (high - low) if high > low else 0.5
        return left + 3 + (room - 3) * along, top + FRAME * (1 - up)

    base = place(years[0], max(low, 0.0))[1]
    board.line(left, base, left + room + 4, base, kind="grid")
    if len(reference) > 1:
        board.polyline([place(*point) for point in reference], width=1.2, dash="4 3", kind="axis")
    if not frame.points:
        board.text(left, top + FRAME / 2, _(UNKNOWN), SIZE, soft=True)
        return
    drawn = [place(*point) for point in frame.points]
    if len(drawn) > 1:
        board.polyline(drawn, width=2.6 if frame.current else 1.6)
    x, y = drawn[-1]
    if frame.current:
        style = STYLES["move"]
        colours = f'class="cp-{style.key} cp-gap" fill="{style.colour}" stroke="{PAPER}"'
        board.add(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" {colours}/>')
    else:
        board.dots(drawn[-1:], 2.4)
    text = format_short(frame.points[-1][1])
    board.text(x + 7, min(y + 4, top + FRAME), text, SIZE, bold=frame.current, halo=True)


def _describe(frames: Sequence[SmallMultiple], unit: str) -> str:
    latest = [
        _("%(name)s %(value)s en %(year)s", name=frame.name, value=format_short(value), year=year)
        for frame in frames
        for year, value in frame.points[-1:]
    ]
    unit = _(unit) if unit else _("valeur")
    text = _("Un petit graphique par région, en %(unit)s. %(values)s.", unit=unit, values=listed(latest))
    unknown = ", ".join(frame.name for frame in frames if not frame.points)
    return text + " " + _("Sans valeur : %(names)s.", names=unknown) if unknown else text
