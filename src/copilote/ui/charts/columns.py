"""Columns by year of a single quantity: a lever's way from 2019 to 2030."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.ui.charts.axis import ticks
from copilote.ui.charts.metrics import text_width
from copilote.ui.charts.palette import style_of
from copilote.ui.charts.svg import Board, Chart
from copilote.ui.translation import say, t
from copilote.ui.words import format_short, with_unit

SIZE = 12.0


def columns_by_year(
    years: Sequence[int],
    values: Sequence[float],
    *,
    title: str,
    prefix: str,
    unit: str,
    group: str = "",
    width: float = 760,
    height: float = 240,
) -> Chart:
    """Draw one column a year from zero, the last one with its value; `group` (theme or sector) gives the colour.

    Values must not be negative: they raise ValueError, as do lengths that differ.
    """
    if len(years) != len(values) or any(value < 0 for value in values):
        raise ValueError("one value a year, none negative")
    marks = ticks(0.0, max([*values, 1e-9]), 3)
    left = max(text_width(format_short(mark), SIZE) for mark in marks) + 10
    top, bottom = 34.0, 24.0
    last = with_unit(format_short(values[-1]), unit) if values else ""
    description = (
        say(
            "Une colonne par an, de %(first)s en %(start)s à %(last)s en %(end)s.",
            first=format_short(values[0]),
            start=years[0],
            last=last,
            end=years[-1],
        )
        if values
        else ""
    )
    board = Board(width, height, prefix, title, description)

    def y(value: float) -> float:
        return top + (height - top - bottom) * (1 - value / marks[-1])

    board.grid([y(mark) for mark in marks], left, width)
    for mark in marks:
        board.text(left - 6, y(mark) + 4, format_short(mark), SIZE, anchor="end", soft=True)
    board.text(0, 12, t(unit), SIZE, soft=True)
    step = (width - left) / max(1, len(years))
    every = 1 if step >= text_width("2030", SIZE) + 4 else 2
    board.blocks(
        [(left + (i + 0.14) * step, y(v), step * 0.72, y(0) - y(v)) for i, v in enumerate(values)], style_of(group)
    )
    for i, year in enumerate(years):
        if (len(years) - 1 - i) % every == 0:
            board.text(left + (i + 0.5) * step, height - 7, str(year), SIZE, anchor="middle", soft=True)
    board.line(left, y(0), width, y(0))
    if values:
        board.text(width, y(values[-1]) - 6, last, SIZE + 1, anchor="end", bold=True, halo=True)
    rows = tuple(zip(years, values, strict=True))
    return Chart(board.svg(), title, description, (t("Année"), say("Valeur (%(unit)s)", unit=unit)), rows)
