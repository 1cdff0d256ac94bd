"""Stack by year: what each group avoids, year after year, one column a year."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from copilote.ui.charts.axis import Plot
from copilote.ui.charts.metrics import spread, text_width, wrap
from copilote.ui.charts.palette import Style, styles_of
from copilote.ui.charts.svg import Board, Chart
from copilote.words import _
from copilote.words.numbers import NBSP, format_kt, format_number

SIZE = 12.0
SIDE, NARROW_SIDE = 214.0, 34.0


@dataclass(frozen=True, slots=True)
class Band:
    """One group: its avoided emissions by year, ktCO2e, positive, as many as there are years."""

    name: str
    values: tuple[float, ...]

    @property
    def reached(self) -> str:
        """What it avoids in the last year, as the drawing writes it."""
        return f"{format_number(self.values[-1])}{NBSP}kt"


def stack(
    layers: Sequence[Band], years: Sequence[int], *, title: str, prefix: str, width: float = 760, height: float = 380
) -> Chart:
    """Draw stacked columns, one a year, the largest group at the bottom; groups are named beside the last column.

    Narrow drawings (under 600) name the groups beneath, by number. Negative values are an error of the caller.
    """
    if any(len(layer.values) != len(years) for layer in layers):
        raise ValueError("each layer needs one value per year")
    if any(value < 0 or not math.isfinite(value) for layer in layers for value in layer.values):
        raise ValueError("stacked values are finite and not negative")
    ordered = sorted(layers, key=lambda layer: (-layer.values[-1], layer.name))
    styles = styles_of([layer.name for layer in ordered])
    sums = [math.fsum(layer.values[rank] for layer in ordered) for rank in range(len(years))]
    narrow = width < 600
    board = Board(width, height, prefix, title, _describe(ordered, years, sums))
    plot = Plot(board, 0.0, max([*sums, 1.0]), right=NARROW_SIDE if narrow else SIDE)
    board.text(0, 12, _("ktCO2e évitées par rapport à 2019"), SIZE, soft=True)
    lefts, wide = plot.columns(years)
    base = [0.0] * len(years)
    for layer, style in zip(ordered, styles, strict=True):
        tops = [low + value for low, value in zip(base, layer.values, strict=True)]
        board.blocks(
            [(x, plot.y(top), wide, plot.y(low) - plot.y(top)) for x, top, low in zip(lefts, tops, base, strict=True)],
            style,
        )
        base = tops
    plot.floor()
    if sums:
        total = f"{format_number(sums[-1])}{NBSP}kt"
        board.text(plot.right, plot.y(sums[-1]) - 6, total, SIZE + 1, anchor="end", bold=True, halo=True)
    _names(board, ordered, plot, narrow)
    if narrow:
        _names_beneath(board, ordered, styles)
    unit = _("ktCO2e")
    rows = [(year, *(layer.values[rank] for layer in ordered), sums[rank]) for rank, year in enumerate(years)]
    return board.chart((_("Année"), *(f"{layer.name} ({unit})" for layer in ordered), f"Total ({unit})"), rows)


def _names(board: Board, ordered: Sequence[Band], plot: Plot, narrow: bool) -> None:
    """The name of each layer, its number on a narrow drawing, beside the last column, tied to it by a line."""
    middles, base = [], 0.0
    for layer in ordered:
        middles.append(plot.y(base + layer.values[-1] / 2))
        base += layer.values[-1]
    gap = SIZE * (1.15 if narrow else 1.3)
    # From the top of the drawing down, as `spread` wants increasing positions.
    placed = spread(middles[::-1], gap, 20.0, board.height - 34.0)[::-1]
    for number, (layer, middle, at) in enumerate(zip(ordered, middles, placed, strict=True), 1):
        board.line(plot.right - 1, middle, plot.right + 9, at)
        label = str(number) if narrow else f"{layer.name} · {layer.reached}"
        size = SIZE
        while text_width(label, size) > board.width - plot.right - 13 and size > 8:
            size -= 0.5
        board.text(plot.right + 13, at + size * 0.36, label, size, bold=narrow)


def _names_beneath(board: Board, ordered: Sequence[Band], styles: Sequence[Style]) -> None:
    """The numbered names in full, beneath the drawing, which they make taller."""
    line = board.height + 14
    for number, (layer, style) in enumerate(zip(ordered, styles, strict=True), 1):
        board.block(0, line - 10, 14, 12, style)
        text = f"{number}. " + _("%(name)s : %(value)s", name=layer.name, value=layer.reached)
        for row in wrap(text, board.width - 22, SIZE) or (text,):
            board.text(20, line, row, SIZE)
            line += 18
    board.height = line - 6


def _describe(ordered: Sequence[Band], years: Sequence[int], sums: Sequence[float]) -> str:
    if not ordered or not years:
        return _("Aucune valeur à dessiner.")
    parts = ", ".join(f"{layer.name} {format_kt(layer.values[-1], mega=False)}" for layer in ordered)
    return _(
        "Colonnes empilées de %(start)s à %(end)s. En %(end)s, %(total)s évitées par rapport à 2019 : %(parts)s.",
        start=years[0],
        end=years[-1],
        total=format_kt(sums[-1]),
        parts=parts,
    )
