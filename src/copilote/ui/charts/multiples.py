"""Small multiples: the same indicator in every region, one small frame each, the region in view in colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copilote.ui.charts.metrics import LINE_HEIGHT, wrap
from copilote.ui.charts.palette import PAPER, STYLES
from copilote.ui.charts.svg import Board, Cell, Chart
from copilote.ui.translation import say, t
from copilote.ui.words import UNKNOWN, format_short, listed

SIZE = 11.5
FRAME = 62.0
GAP = 14.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One place: (year, value) pairs in increasing years, none where nothing is known."""

    name: str
    points: tuple[tuple[int, float], ...]
    current: bool = False


def multiples(
    frames: Sequence[Frame],
    *,
    title: str,
    prefix: str,
    unit: str,
    reference: Sequence[tuple[int, float]] = (),
    reference_name: str = "France",
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
    count = 5 if width >= 600 else 2
    column = (width - GAP * (count - 1)) / count
    names = [wrap(frame.name, column, SIZE) or (frame.name,) for frame in frames]
    description = _describe(frames, unit, reference, reference_name)
    board = Board(width, 10, prefix, title, description)
    years = [year for frame in frames for year, _ in frame.points] + [year for year, _ in reference]
    everything = [value for frame in frames for _, value in frame.points] + [value for _, value in reference]
    if not years or not everything:
        board.text(0, 24, t("Aucune valeur observée."), SIZE, soft=True)
        board.height = 40
        return Chart(board.svg(), title, description, (t("Territoire"),), ())
    span = (min(years), max(years))
    top = 4.0
    for start in range(0, len(frames), count):
        row = list(zip(frames[start : start + count], names[start : start + count], strict=True))
        head = max(len(lines) for _, lines in row) * SIZE * LINE_HEIGHT + 6
        for place, (frame, lines) in enumerate(row):
            own = everything if shared else [value for _, value in frame.points] or [0.0]
            bounds = (min(0.0, *own), max(own))
            left = place * (column + GAP)
            board.lines(left, top, lines, SIZE, bold_lines=len(lines) if frame.current else 0)
            _frame(board, frame, (left, top + head, column), span, bounds, reference if shared else ())
        top += head + FRAME + GAP + 4
    if reference and shared:
        board.line(0, top + 6, 26, top + 6, width=1.3, dash="4 3")
        board.text(32, top + 10, reference_name, SIZE, soft=True)
        top += 20
    board.height = top
    return Chart(board.svg(), title, description, (t("Territoire"), *map(str, range(span[0], span[1] + 1))), _rows(
        frames, reference, reference_name, span
    ))  # fmt: skip


def _frame(
    board: Board,
    frame: Frame,
    at: tuple[float, float, float],
    span: tuple[int, int],
    bounds: tuple[float, float],
    reference: Sequence[tuple[int, float]],
) -> None:
    left, top, column = at
    low, high = bounds
    room = column - 46  # for the last value beside its point

    def place(year: int, value: float) -> tuple[float, float]:
        along = (year - span[0]) / (span[1] - span[0]) if span[1] > span[0] else 1.0
        up = (value - low) / (high - low) if high > low else 0.5
        return left + 3 + (room - 3) * along, top + FRAME * (1 - up)

    base = place(span[0], max(low, 0.0))[1]
    board.line(left, base, left + room + 4, base, kind="grid")
    if len(reference) > 1:
        board.polyline([place(*point) for point in reference], width=1.2, dash="4 3", kind="axis")
    if not frame.points:
        board.text(left, top + FRAME / 2, t(UNKNOWN), SIZE, soft=True)
        return
    drawn = [place(*point) for point in frame.points]
    if len(drawn) > 1:
        board.polyline(drawn, width=2.6 if frame.current else 1.6, kind="ink-line")
    x, y = drawn[-1]
    if frame.current:
        style = STYLES["move"]
        board.add(
            f'<circle class="cp-{style.key} cp-gap" cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{style.colour}" '
            f'stroke="{PAPER}"/>'
        )
    else:
        board.dots(drawn[-1:], 2.4)
    text = format_short(frame.points[-1][1])
    board.text(x + 7, min(y + 4, top + FRAME), text, SIZE, bold=frame.current, halo=True)


def _rows(
    frames: Sequence[Frame], reference: Sequence[tuple[int, float]], reference_name: str, span: tuple[int, int]
) -> tuple[tuple[Cell, ...], ...]:
    lines = [(frame.name, dict(frame.points)) for frame in frames]
    if reference:
        lines.append((reference_name, dict(reference)))
    return tuple((name, *(known.get(year) for year in range(span[0], span[1] + 1))) for name, known in lines)


def _describe(frames: Sequence[Frame], unit: str, reference: Sequence[tuple[int, float]], reference_name: str) -> str:
    told = [
        say(
            "%(name)s %(value)s en %(year)s",
            name=frame.name,
            value=format_short(frame.points[-1][1]),
            year=frame.points[-1][0],
        )
        for frame in frames
        if frame.points
    ]
    if reference:
        year, value = reference[-1]
        told.append(say("%(name)s %(value)s en %(year)s", name=reference_name, value=format_short(value), year=year))
    unknown = [frame.name for frame in frames if not frame.points]
    text = say("Un petit graphique par région, en %(unit)s. %(held)s.", unit=unit or t("valeur"), held=listed(told))
    return f"{text} {say('Sans valeur : %(names)s.', names=', '.join(unknown))}" if unknown else text
