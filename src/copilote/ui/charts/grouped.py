"""Grouped bars: the same groups in a few series, side by side, each number written."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.ui.charts.metrics import LINE_HEIGHT, text_width, wrap
from copilote.ui.charts.palette import STYLES, Style, style_of
from copilote.ui.charts.svg import Board, Chart
from copilote.ui.translation import say, t
from copilote.ui.words import format_decimals, listed, with_unit

SIZE = 12.5
THICK = 15.0
_TEXTURES = ("none", "rising", "dots", "vertical")

Group = tuple[str, Sequence[float | None]]


def grouped(
    groups: Sequence[Group], series: Sequence[str], *, title: str, prefix: str, unit: str, width: float = 760
) -> Chart:
    """Draw one bar per series for each group (name, values in the order of `series`), on a common scale from zero.

    At most four series: each has its texture, and its number (1 to 4) before the bar. Negative values raise ValueError.
    """
    values = [value for _name, row in groups for value in row if value is not None]
    if len(series) > len(_TEXTURES) or any(value < 0 for value in values):
        raise ValueError("at most four series, and no negative value")
    largest = max(values, default=0.0) or 1.0
    said = [
        say(
            "%(name)s : %(value)s",
            name=name,
            value=", ".join(f"{one} {_write(value, unit)}" for one, value in zip(series, row, strict=True)),
        )
        for name, row in groups
    ]
    description = say("Barres groupées, en %(unit)s. %(held)s.", unit=unit, held=listed(said) or t("Aucune valeur"))
    board = Board(width, 10, prefix, title, description)
    top = _key(board, series)
    marks = [f"{rank}" for rank in range(1, len(series) + 1)]
    start = text_width("4", SIZE) + 8
    written = max((text_width(_write(value, unit), SIZE) for value in values), default=0.0) + 10
    room = max(10.0, width - start - written)
    for name, row in groups:
        lines = wrap(name, width - 4, SIZE) or (name,)
        board.lines(0, top, lines, SIZE, bold_lines=len(lines))
        top += len(lines) * SIZE * LINE_HEIGHT + 3
        for rank, value in enumerate(row):
            middle = top + THICK / 2
            board.text(0, middle + SIZE * 0.36, marks[rank], SIZE, soft=True)
            if value:
                board.block(start, top, max(1.5, room * value / largest), THICK, _style(style_of(name), rank))
            at = start + room * (value or 0.0) / largest + 6
            board.text(at, middle + SIZE * 0.36, _write(value, unit), SIZE)
            top += THICK + 3
        top += 8
    board.height = max(top, 20.0)
    columns = (t("Groupe"), *(f"{one} ({t(unit)})" for one in series))
    return Chart(board.svg(), title, description, columns, tuple((name, *row) for name, row in groups))


def _write(value: float | None, unit: str) -> str:
    text = format_decimals(value, 0)
    return text if value is None else with_unit(text, unit)


def _style(base: Style, rank: int) -> Style:
    return Style(base.key, base.colour, base.tint, base.dark, base.dark_tint, _TEXTURES[rank])


def _key(board: Board, series: Sequence[str]) -> float:
    """The series, each with its number and texture, on as many lines as it takes."""
    x, y = 0.0, 4.0
    for rank, name in enumerate(series):
        lines = wrap(f"{rank + 1}. {name}", board.width - 26, SIZE) or (name,)
        needed = 22 + max(text_width(line, SIZE) for line in lines) + 18
        if x and x + needed > board.width:
            x, y = 0.0, y + 20
        board.block(x, y, 16, 12, _style(STYLES["move"], rank))
        board.lines(x + 22, y - 3, lines, SIZE)
        x += needed
        y += (len(lines) - 1) * SIZE * LINE_HEIGHT
    return y + 28
