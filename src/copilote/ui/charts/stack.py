"""Stack by year: what each group avoids, year after year, one column a year."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from copilote.ui.charts.axis import ticks
from copilote.ui.charts.metrics import spread, text_width, wrap
from copilote.ui.charts.palette import Style, styles_of
from copilote.ui.charts.svg import Board, Chart
from copilote.ui.translation import say, t
from copilote.ui.words import NBSP, format_kt, format_number

SIZE = 12.0
SIDE = 214.0


@dataclass(frozen=True, slots=True)
class Layer:
    """One group: its avoided emissions by year, ktCO2e, positive, as many as there are years."""

    name: str
    values: tuple[float, ...]


def stack(
    layers: Sequence[Layer], years: Sequence[int], *, title: str, prefix: str, width: float = 760, height: float = 380
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
    sums = [math.fsum(layer.values[i] for layer in ordered) for i in range(len(years))]
    marks = ticks(0.0, max([*sums, 1.0]))
    narrow = width < 600
    left, right, top, bottom = 46.0, (34.0 if narrow else SIDE), 26.0, 26.0
    plot = height - top - bottom
    board = Board(width, height, prefix, title, _describe(ordered, years, sums))

    def y(value: float) -> float:
        return top + plot * (1 - value / marks[-1])

    board.grid([y(mark) for mark in marks], left, width - right)
    for mark in marks:
        board.text(left - 6, y(mark) + 4, format_number(mark), SIZE, anchor="end", soft=True)
    board.text(0, 12, t("ktCO2e évitées par rapport à 2019"), SIZE, soft=True)
    step = (width - left - right) / max(1, len(years))
    every = 1 if step >= text_width("2030", SIZE) + 4 else 2
    base = [0.0] * len(years)
    for layer, style in zip(ordered, styles, strict=True):
        tops = [low + value for low, value in zip(base, layer.values, strict=True)]
        board.blocks(
            [(left + (i + 0.12) * step, y(tops[i]), step * 0.76, y(base[i]) - y(tops[i])) for i in range(len(years))],
            style,
        )
        base = tops
    for i, year in enumerate(years):
        if (len(years) - 1 - i) % every == 0:
            board.text(left + (i + 0.5) * step, height - 8, str(year), SIZE, anchor="middle", soft=True)
    board.line(left, y(0), width - right, y(0))
    if sums:
        total = f"{format_number(sums[-1])}{NBSP}kt"
        x = left + (len(years) - 0.5) * step
        board.text(x + step / 2, y(sums[-1]) - 6, total, SIZE + 1, anchor="end", bold=True, halo=True)
    _names(board, ordered, styles, y, width - right, narrow)
    unit = t("ktCO2e")
    columns = (t("Année"), *(f"{layer.name} ({unit})" for layer in ordered), f"Total ({unit})")
    rows = tuple((year, *(layer.values[i] for layer in ordered), sums[i]) for i, year in enumerate(years))
    return Chart(board.svg(), title, board.description, columns, rows)


def _names(
    board: Board,
    ordered: Sequence[Layer],
    styles: Sequence[Style],
    y: Callable[[float], float],
    edge: float,
    narrow: bool,
) -> None:
    middles, base = [], 0.0
    for layer in ordered:
        middles.append(y(base + layer.values[-1] / 2))
        base += layer.values[-1]
    gap = SIZE * (1.15 if narrow else 1.3)
    # From the top of the drawing down, as `spread` wants increasing positions.
    placed = spread(middles[::-1], gap, 20.0, board.height - 34.0)[::-1]
    for i, (layer, middle, at) in enumerate(zip(ordered, middles, placed, strict=True)):
        board.line(edge - 1, middle, edge + 9, at)
        label = str(i + 1) if narrow else f"{layer.name} · {value_of(layer)}"
        size = SIZE
        while text_width(label, size) > board.width - edge - 13 and size > 8:
            size -= 0.5
        board.text(edge + 13, at + size * 0.36, label, size, bold=narrow)
    if not narrow:
        return
    line = board.height + 14
    for i, (layer, style) in enumerate(zip(ordered, styles, strict=True)):
        board.block(0, line - 10, 14, 12, style)
        text = f"{i + 1}. " + say("%(name)s : %(value)s", name=layer.name, value=value_of(layer))
        for row in wrap(text, board.width - 22, SIZE) or (text,):
            board.text(20, line, row, SIZE)
            line += 18
    board.height = line - 6


def value_of(layer: Layer) -> str:
    """What a layer reaches in the last year."""
    return f"{format_number(layer.values[-1])}{NBSP}kt"


def _describe(ordered: Sequence[Layer], years: Sequence[int], sums: Sequence[float]) -> str:
    if not ordered or not years:
        return t("Aucune valeur à dessiner.")
    parts = ", ".join(f"{layer.name} {format_kt(layer.values[-1], mega=False)}" for layer in ordered)
    return say(
        "Colonnes empilées de %(start)s à %(end)s. En %(end)s, %(total)s évitées par rapport à 2019 : %(parts)s.",
        start=years[0],
        end=years[-1],
        total=format_kt(sums[-1]),
        parts=parts,
    )
