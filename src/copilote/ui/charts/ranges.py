"""Ranges: what several models say of a few dates, the median as a dot on the line from the lowest to the highest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copilote.ui.charts.metrics import text_width
from copilote.ui.charts.svg import Board, Chart
from copilote.words import _
from copilote.words.numbers import format_decimals, listed, with_unit

SIZE = 12.5
SMALL = 11.0
ROW = 30.0
THICK = 5.0


@dataclass(frozen=True, slots=True)
class RangeRow:
    """A date. low, high : of the models; None where they are not known, or where there was no model."""

    label: str
    median: float
    low: float | None = None
    high: float | None = None


def ranges(
    rows: Sequence[RangeRow], *, title: str, prefix: str, unit: str, decimals: int = 0, width: float = 300
) -> Chart:
    """Draw one line a date, from the lowest to the highest of the models, its median as a dot, on a common scale.

    The scale begins at zero where the least value is under half of the greatest; each number is written. decimals : of
    the numbers that are written.
    """

    def write(value: float) -> str:
        return format_decimals(value, decimals)

    def told(row: RangeRow) -> str:
        text = _("%(name)s : %(value)s", name=row.label, value=with_unit(write(row.median), unit))
        if row.low is None or row.high is None:
            return text
        return text + _(" (de %(low)s à %(high)s selon les modèles)", low=write(row.low), high=write(row.high))

    board = Board(width, ROW * len(rows) + 8, prefix, title, listed(map(told, rows)) + ".")
    values = [value for row in rows for value in (row.median, row.low, row.high) if value is not None]
    least, most = min(values, default=0.0), max(values, default=1.0)
    start = 0.0 if 0 <= least < most / 2 else least
    names = max((text_width(row.label, SIZE) for row in rows), default=0.0) + 8
    ends = max((text_width(write(value), SIZE) for value in values), default=0.0) + 8
    left, right = names + ends, width - ends

    def x(value: float) -> float:
        return left + (right - left) * ((value - start) / (most - start) if most > start else 0.5)

    for rank, row in enumerate(rows):
        middle = 20 + ROW * rank
        board.text(0, middle + 4, row.label, SIZE, bold=True)
        board.line(left - 4, middle, right + 4, middle, kind="grid")
        at = x(row.median)
        if row.low is not None and row.high is not None:
            low, high = x(row.low), x(row.high)
            board.line(low, middle, high, middle, width=THICK)
            board.text(low - 5, middle + 4, write(row.low), SMALL, anchor="end", soft=True)
            board.text(high + 5, middle + 4, write(row.high), SMALL, soft=True)
        _dot(board, at, middle, hollow=row.low is None)
        board.text(at, middle - 9, write(row.median), SIZE, anchor="middle", bold=True)
    table = [(row.label, row.median, row.low, row.high) for row in rows]
    return board.chart((_("Date"), _("Médiane (%(unit)s)", unit=_(unit)), _("Plus bas"), _("Plus haut")), table)


def _dot(board: Board, x: float, y: float, *, hollow: bool) -> None:
    """The median; hollow for the past, which no range surrounds."""
    if hollow:
        board.ring(x, y, 4.5, 2)
    else:
        board.dots([(x, y)], 5.5)
