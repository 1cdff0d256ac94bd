"""Treemap of objectives: areas true to kt, every label whole, or numbered and written in full beneath."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from copilote.ui.charts.layout import Box, columns, squarify
from copilote.ui.charts.metrics import BOLD, LINE_HEIGHT, fit, text_width, wrap
from copilote.ui.charts.palette import Style, styles_of
from copilote.ui.charts.svg import Board, Chart, LegendEntry
from copilote.ui.translation import say, t
from copilote.ui.words import NBSP, counted, format_kt, format_number, format_percent, listed

SMALL = 0.01
SIZES = (16.0, 14.0, 13.0, 12.0, 11.0)
HEADER = 13.0
STRIP = 6.0
LEGEND = 11.5
PAD = 4.0
UNMARKED = "–"


@dataclass(frozen=True, slots=True)
class TreemapItem:
    """A lever in its group (theme or sector); `value_kt` is None where it is not known."""

    group: str
    label: str
    value_kt: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Cell:
    label: str
    value: float
    parts: tuple[TreemapItem, ...]


def treemap(
    items: Sequence[TreemapItem],
    *,
    title: str,
    prefix: str,
    width: float = 760,
    height: float | None = None,
) -> Chart:
    """Draw levers as rectangles, grouped; one unit of area is the same count of kt everywhere.

    Parameters
    ----------
    width, height : drawing units; the SVG scales to its place. `height` is that of the cells alone.

    Levers under 1 % of the whole are drawn as one "autres" cell per group (when there are several). Values that are
    not known, zero or negative cannot be drawn: they are in the table and named in the description.
    """
    drawn = [item for item in items if item.value_kt is not None and item.value_kt > 0]
    undrawn = [item for item in items if item.value_kt is None or item.value_kt <= 0]
    total = math.fsum(item.value_kt or 0.0 for item in drawn)
    groups = _groups(drawn)
    tall = height or width * (0.62 if width >= 600 else 2.15)
    styles = styles_of([name for name, _ in groups])
    cells = [_cells(members, total) for _, members in groups]
    totals = [math.fsum(cell.value for cell in group) for group in cells]

    def header_lines(group: int, column: float) -> tuple[str, ...] | None:
        name, value = groups[group][0], f"{format_number(totals[group])}{NBSP}kt"
        lines = wrap(say("%(name)s : %(value)s", name=name, value=value), column - 2, HEADER * BOLD)
        return lines if lines and len(lines) <= 3 else None

    def header_height(group: int, column: float) -> float:
        lines = header_lines(group, column)
        return len(lines) * HEADER * LINE_HEIGHT + STRIP + 5 if lines else 0.0

    description = _describe(groups, totals, total, undrawn)
    if not drawn:
        return Chart(
            _empty(width, prefix, title, description), title, description, tuple(map(t, COLUMNS)), _rows(items, total)
        )
    placed, used = columns(totals, width, tall, header_height)
    legend: list[LegendEntry] = []
    board = Board(width, used, prefix, title, description)
    for column in placed:
        style = styles[column.group]
        lines = header_lines(column.group, column.body.width)
        _header(board, column.header, lines, style, legend, groups[column.group][0], totals[column.group])
        values = [cell.value for cell in cells[column.group]]
        for cell, box in zip(cells[column.group], squarify(values, column.body), strict=True):
            _draw_cell(board, cell, box, style, legend)
    board.height = _draw_legend(board, legend, used + 12)
    return Chart(board.svg(), title, description, tuple(map(t, COLUMNS)), _rows(items, total), tuple(legend))


COLUMNS = ("Groupe", "Levier", "Objectif (ktCO2e)", "Part (%)")


def _rows(items: Sequence[TreemapItem], total: float) -> tuple[tuple[str | float | None, ...], ...]:
    ordered = sorted(items, key=lambda item: (-(item.value_kt or 0.0), item.label))
    share = {id(i): 100 * i.value_kt / total if i.value_kt is not None and total > 0 else None for i in items}
    return tuple((item.group, item.label, item.value_kt, share[id(item)]) for item in ordered)


def _groups(items: Sequence[TreemapItem]) -> list[tuple[str, list[TreemapItem]]]:
    found: dict[str, list[TreemapItem]] = {}
    for item in items:
        found.setdefault(item.group, []).append(item)
    return sorted(found.items(), key=lambda pair: (-sum(item.value_kt or 0.0 for item in pair[1]), pair[0]))


def _cells(items: Sequence[TreemapItem], total: float) -> list[_Cell]:
    small = [item for item in items if (item.value_kt or 0.0) < SMALL * total]
    if len(small) < 2:
        small = []
    cells = [_Cell(i.label, i.value_kt or 0.0, (i,)) for i in items if i not in small]
    cells.sort(key=lambda cell: (-cell.value, cell.label))
    if small:
        label = t("Autres leviers")
        cells.append(_Cell(label, math.fsum(i.value_kt or 0.0 for i in small), tuple(small)))
        cells.sort(key=lambda cell: (-cell.value, cell.label))
    return cells


def _describe(
    groups: Sequence[tuple[str, list[TreemapItem]]],
    totals: Sequence[float],
    total: float,
    undrawn: Sequence[TreemapItem],
) -> str:
    if not groups:
        return t("Aucune valeur à dessiner.")
    count = sum(len(members) for _, members in groups)
    shares = ", ".join(
        f"{name} {format_percent(value / total)}" for (name, _), value in zip(groups, totals, strict=True)
    )
    largest = max((item for _, members in groups for item in members), key=lambda item: item.value_kt or 0.0)
    text = say(
        "Rectangles dont l’aire est proportionnelle aux ktCO2e. %(levers)s, %(total)s en tout : %(shares)s. "
        "Le plus grand : %(largest)s, %(kt)s.",
        levers=counted(count, "levier"),
        total=format_kt(total),
        shares=shares,
        largest=largest.label,
        kt=format_kt(largest.value_kt, mega=False),
    )
    if undrawn:
        text += " " + say("Sans valeur à dessiner : %(names)s.", names=", ".join(item.label for item in undrawn))
    return text


def _header(
    board: Board,
    box: Box,
    lines: tuple[str, ...] | None,
    style: Style,
    legend: list[LegendEntry],
    name: str,
    value: float,
) -> None:
    board.block(box.x, box.y + box.height - STRIP - 1, box.width, STRIP, style)
    if lines is None:
        mark = _next_mark(legend)
        legend.append(LegendEntry(mark, say("%(name)s : %(kt)s en tout", name=name, kt=format_kt(value, mega=False))))
        lines = (mark,)
    top = box.y + box.height - STRIP - 4 - len(lines) * HEADER * LINE_HEIGHT
    board.lines(box.x, top, lines, HEADER, bold_lines=len(lines))


def _draw_cell(board: Board, cell: _Cell, box: Box, style: Style, legend: list[LegendEntry]) -> None:
    attributes = f'class="cp-{style.key}-tint cp-{style.key}-line" fill="{style.tint}" stroke="{style.colour}"'
    board.rect(box.x, box.y, box.width, box.height, attributes)
    value = f"{format_number(cell.value)}{NBSP}kt"
    several = len(cell.parts) > 1
    fitted = fit(cell.label, value, box.width - 2 * PAD - 2, box.height - 2 * PAD, SIZES, max_lines=6)
    if several or fitted is None:
        mark = _next_mark(legend) if _room(box) else UNMARKED
        legend.append(LegendEntry(mark, _in_full(cell)))
        if fitted is not None and mark != UNMARKED:
            fitted = fit(f"{mark}. {cell.label}", value, box.width - 2 * PAD - 2, box.height - 2 * PAD, SIZES, 6)
        if fitted is None:
            _draw_mark(board, mark, box)
            return
    if fitted is None:
        return
    bold = fitted.first_bold or 0
    board.lines(box.x + PAD + 2, box.y + PAD, fitted.lines, fitted.size, bold_lines=bold)


def _next_mark(legend: Sequence[LegendEntry]) -> str:
    return str(1 + sum(1 for entry in legend if entry.mark != UNMARKED))


def _room(box: Box) -> bool:
    """Whether a two-digit number can be read inside the box."""
    return box.width >= text_width("00", 8.5) + 3 and box.height >= 9.5


def _draw_mark(board: Board, mark: str, box: Box) -> None:
    """The number of a cell too small for its label; a cell too small for a number stays bare."""
    size = min(12.0, (box.width - 3) / text_width(mark, BOLD), 0.88 * box.height)
    if mark == UNMARKED:
        return
    board.text(box.x + box.width / 2, box.y + box.height / 2 + size * 0.36, mark, size, anchor="middle", bold=True)


def _in_full(cell: _Cell) -> str:
    if len(cell.parts) == 1:
        return say("%(name)s : %(value)s", name=cell.label, value=format_kt(cell.value, mega=False))
    ordered = sorted(cell.parts, key=lambda item: (-(item.value_kt or 0.0), item.label))
    held = [f"{item.label} {format_kt(item.value_kt, mega=False)}" for item in ordered]
    return say("%(name)s : %(value)s", name=cell.label, value=listed(held))


def _draw_legend(board: Board, legend: Sequence[LegendEntry], top: float) -> float:
    """Write the numbered texts beneath, in one or two columns; returns the bottom of the drawing."""
    if not legend:
        return top - 10
    count = 2 if board.width >= 600 and len(legend) > 1 else 1
    column = (board.width - 16 * (count - 1)) / count
    texts = [
        say("Trop petit pour un numéro : %(text)s", text=e.text) if e.mark == UNMARKED else f"{e.mark}. {e.text}"
        for e in legend
    ]
    blocks = [wrap(text, column - 4, LEGEND) or (text,) for text in texts]
    half = math.ceil(sum(len(block) for block in blocks) / count)
    x, y, filled, bottom = 0.0, top, 0, top
    for block in blocks:
        if filled >= half:
            x, y, filled = x + column + 16, top, 0
        board.lines(x, y, block, LEGEND)
        y += len(block) * LEGEND * LINE_HEIGHT + 2
        filled += len(block)
        bottom = max(bottom, y)
    return bottom + 2


def _empty(width: float, prefix: str, title: str, description: str) -> str:
    board = Board(width, 40, prefix, title, description)
    board.text(0, 24, description, 13, soft=True)
    return board.svg()
