"""Columns by year of a single quantity: a lever's way from 2019 to 2030."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.ui.charts.axis import Plot
from copilote.ui.charts.palette import style_of
from copilote.ui.charts.svg import Board, Chart
from copilote.words import _
from copilote.words.numbers import format_short, with_unit


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
    last = with_unit(format_short(values[-1]), unit) if values else ""
    description = ""
    if values:
        description = _(
            "Une colonne par an, de %(first)s en %(start)s à %(last)s en %(end)s.",
            first=format_short(values[0]),
            start=years[0],
            last=last,
            end=years[-1],
        )
    board = Board(width, height, prefix, title, description)
    plot = Plot(board, 0.0, max([*values, 1e-9]), steps=3, top=34.0)
    board.text(0, 12, _(unit), plot.size, soft=True)
    lefts, wide = plot.columns(years)
    tops = [plot.y(value) for value in values]
    board.blocks([(x, y, wide, plot.y(0) - y) for x, y in zip(lefts, tops, strict=True)], style_of(group))
    plot.floor()
    if values:
        board.text(width, tops[-1] - 6, last, plot.size + 1, anchor="end", bold=True, halo=True)
    return board.chart((_("Année"), _("Valeur (%(unit)s)", unit=_(unit))), tuple(zip(years, values, strict=True)))
