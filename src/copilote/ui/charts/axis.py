"""Axes: round steps, and the frame of a drawing by year."""

from __future__ import annotations

import math
from collections.abc import Sequence

from copilote.ui.charts.metrics import text_width
from copilote.ui.charts.svg import Board
from copilote.words.numbers import format_short


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round values (1, 2, 2.5 or 5 times a power of ten apart) that cover [low, high], about `count` steps.

    >>> ticks(0, 9.5)
    [0.0, 2.5, 5.0, 7.5, 10.0]
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 10) + 0.0 for i in range(first, last + 1)]


class Plot:
    """The frame of a drawing by year: thin lines at round values with their numbers, years beneath.

    low, high : of the values to draw; right : room kept beside the last year.
    """

    def __init__(
        self,
        board: Board,
        low: float,
        high: float,
        *,
        steps: int = 4,
        size: float = 12.0,
        right: float = 0.0,
        top: float = 26.0,
        bottom: float = 24.0,
    ) -> None:
        self.board, self.size, self.marks = board, size, ticks(low, high, steps)
        self.left = max(text_width(format_short(mark), size) for mark in self.marks) + 10
        self.right, self.top, self.bottom = board.width - right, top, board.height - bottom
        board.grid([self.y(mark) for mark in self.marks], self.left, self.right)
        for mark in self.marks:
            board.text(self.left - 6, self.y(mark) + 4, format_short(mark), size, anchor="end", soft=True)

    def y(self, value: float) -> float:
        """The height of a value."""
        return self.bottom - (self.bottom - self.top) * (value - self.marks[0]) / (self.marks[-1] - self.marks[0])

    def floor(self) -> None:
        """The line that columns stand on."""
        self.board.line(self.left, self.y(self.marks[0]), self.right, self.y(self.marks[0]))

    def year(self, year: int, x: float) -> None:
        """A year beneath its place."""
        self.board.text(x, self.board.height - 6, str(year), self.size, anchor="middle", soft=True)

    def columns(self, years: Sequence[int]) -> tuple[list[float], float]:
        """Write the years, each or one out of two; where the column of each begins, and its width."""
        step = (self.right - self.left) / max(1, len(years))
        every = 1 if step >= text_width("2030", self.size) + 4 else 2
        for rank, year in enumerate(years):
            if (len(years) - 1 - rank) % every == 0:
                self.year(year, self.left + (rank + 0.5) * step)
        return [self.left + (rank + 0.13) * step for rank in range(len(years))], step * 0.74
