"""Treemap of objectives: areas true to kt, every label whole, or numbered and written in full beneath."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from copilote.ui.charts.layout import Box, columns, squarify
from copilote.ui.charts.metrics import BOLD, LINE_HEIGHT, fit, text_width, wrap
from copilote.ui.charts.palette import Style, styles_of
from copilote.ui.charts.svg import Board, Chart, LegendEntry
from copilote.ui.quantities import amount
from copilote.words import _
from copilote.words.carbon import carbon_unit
from copilote.words.numbers import NBSP, counted, format_number, format_percent, listed

SMALL = 0.01
SIZES = (16.0, 14.0, 13.0, 12.0, 11.0)
HEADER = 13.0
STRIP = 6.0
LEGEND = 11.5
PAD = 4.0
UNMARKED = "–"


@dataclass(frozen=True, slots=True)
class TreemapItem:
    """A lever in its group (theme or sector); `value_kt` is None where it is not known; `address` of its page."""

    group: str
    label: str
    value_kt: float | None
    address: str = ""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A rectangle to draw: one lever, or the small ones of a group."""

    label: str
    value: float
    parts: tuple[TreemapItem, ...]

    @property
    def in_full(self) -> str:
        """Its name and value, or those of its parts."""
        value = amount(self.value, mega=False)
        if len(self.parts) > 1:
            value = listed(f"{item.label} {amount(item.value_kt, mega=False)}" for item in _ordered(self.parts))
        return _("%(name)s : %(value)s", name=self.label, value=value)

    @property
    def address(self) -> str:
        """Where it leads: the page of its lever, when it stands for one."""
        return self.parts[0].address if len(self.parts) == 1 else ""


@dataclass(frozen=True, slots=True)
class _Group:
    """A theme or sector and its cells, the largest first."""

    name: str
    items: tuple[TreemapItem, ...]

    @property
    def total(self) -> float:
        return math.fsum(item.value_kt or 0.0 for item in self.items)

    def header(self, width: float) -> tuple[str, ...] | None:
        """Its name and total on three lines at most of a column so wide; None where they do not fit."""
        value = _short(self.total)
        lines = wrap(_("%(name)s : %(value)s", name=self.name, value=value), width - 2, HEADER * BOLD)
        return lines if lines and len(lines) <= 3 else None

    def cells(self, total: float) -> list[_Cell]:
        """One a lever; levers under 1 % of the whole together, when there are several."""
        small = tuple(item for item in self.items if (item.value_kt or 0.0) < SMALL * total)
        small = small if len(small) > 1 else ()
        cells = [_Cell(item.label, item.value_kt or 0.0, (item,)) for item in self.items if item not in small]
        if small:
            cells.append(_Cell(_("Autres leviers"), math.fsum(item.value_kt or 0.0 for item in small), small))
        return sorted(cells, key=lambda cell: (-cell.value, cell.label))


class _Legend:
    """The texts that did not fit, each under the next number."""

    def __init__(self) -> None:
        self.entries: list[LegendEntry] = []

    def add(self, text: str, *, numbered: bool = True) -> str:
        """Keep a text; its number, or the sign of what is too small for one."""
        mark = str(1 + sum(entry.mark != UNMARKED for entry in self.entries)) if numbered else UNMARKED
        self.entries.append(LegendEntry(mark, text))
        return mark

    def draw(self, board: Board, top: float) -> float:
        """Write the numbered texts beneath, in one or two columns; returns the bottom of the drawing."""
        if not self.entries:
            return top - 10
        count = 2 if board.width >= 600 and len(self.entries) > 1 else 1
        column = (board.width - 16 * (count - 1)) / count
        texts = [
            _("Trop petit pour un numéro : %(text)s", text=entry.text)
            if entry.mark == UNMARKED
            else f"{entry.mark}. {entry.text}"
            for entry in self.entries
        ]
        blocks = [wrap(text, column - 4, LEGEND) or (text,) for text in texts]
        half = math.ceil(sum(len(block) for block in blocks) / count)
        x, y, filled, bottom = 0.0, top, 0, top
        for block in blocks:
            if filled >= half:
                x, y, filled = x + column + 16, top, 0
            y += board.lines(x, y, block, LEGEND) + 2
            filled += len(block)
            bottom = max(bottom, y)
        return bottom + 2


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

    A tile whose lever has an address leads there.
    Levers under 1 % of the whole are drawn as one "autres" cell per group (when there are several). Values that are
    not known, zero or negative cannot be drawn: they are in the table and named in the description.
    """
    groups = _groups([item for item in items if item.value_kt is not None and item.value_kt > 0])
    total = math.fsum(group.total for group in groups)
    undrawn = [item.label for item in items if item.value_kt is None or item.value_kt <= 0]
    role = "group" if any(item.address for item in items) else "img"
    board = Board(width, 40, prefix, title, _describe(groups, total, undrawn), role=role)
    unit = carbon_unit()
    titles = (_("Groupe"), _("Levier"), _("Objectif (%(unit)s)", unit=_(unit.name)), _("Part (%)"))
    rows = [
        (item.group, item.label, kt, None)
        if kt is None or total <= 0
        else (item.group, item.label, unit.per_kt * kt, 100 * kt / total)
        for item in _ordered(items)
        for kt in (item.value_kt,)
    ]
    if not groups:
        board.text(0, 24, board.description, 13, soft=True)
        return board.chart(titles, rows)
    styles, legend = styles_of([group.name for group in groups]), _Legend()

    def header_height(rank: int, column: float) -> float:
        lines = groups[rank].header(column)
        return len(lines) * HEADER * LINE_HEIGHT + STRIP + 5 if lines else 0.0

    tall = height or width * (0.62 if width >= 600 else 2.15)
    placed, used = columns([group.total for group in groups], width, tall, header_height)
    for column in placed:
        group, style = groups[column.group], styles[column.group]
        _header(board, column.header, group, style, legend)
        cells = group.cells(total)
        for cell, box in zip(cells, squarify([cell.value for cell in cells], column.body), strict=True):
            with board.link(cell.address, f"{cell.in_full}, {format_percent(cell.value / total)}", stop=False):
                _draw_cell(board, cell, box, style, legend)
    board.height = legend.draw(board, used + 12)
    return board.chart(titles, rows, legend.entries)


def _short(kt: float) -> str:
    """An amount where there is little room: "342 kt"."""
    unit = carbon_unit()
    return f"{format_number(unit.per_kt * kt)}{NBSP}{unit.short}"


def _ordered(items: Sequence[TreemapItem]) -> list[TreemapItem]:
    return sorted(items, key=lambda item: (-(item.value_kt or 0.0), item.label))


def _groups(items: Sequence[TreemapItem]) -> list[_Group]:
    """The groups, the one that avoids most first."""
    members: dict[str, list[TreemapItem]] = {}
    for item in items:
        members.setdefault(item.group, []).append(item)
    groups = [_Group(name, tuple(tiles)) for name, tiles in members.items()]
    return sorted(groups, key=lambda group: (-group.total, group.name))


def _describe(groups: Sequence[_Group], total: float, undrawn: Sequence[str]) -> str:
    if not groups:
        return _("Aucune valeur à dessiner.")
    items = [item for group in groups for item in group.items]
    largest = max(items, key=lambda item: item.value_kt or 0.0)
    text = _(
        "Rectangles dont l’aire est proportionnelle aux émissions évitées. %(levers)s, %(total)s en tout : %(shares)s. "
        "Le plus grand : %(largest)s, %(kt)s.",
        levers=counted(len(items), "levier", "leviers"),
        total=amount(total),
        shares=", ".join(f"{group.name} {format_percent(group.total / total)}" for group in groups),
        largest=largest.label,
        kt=amount(largest.value_kt, mega=False),
    )
    return text + " " + _("Sans valeur à dessiner : %(names)s.", names=", ".join(undrawn)) if undrawn else text


def _header(board: Board, box: Box, group: _Group, style: Style, legend: _Legend) -> None:
    board.block(box.x, box.y + box.height - STRIP - 1, box.width, STRIP, style)
    lines = group.header(box.width)
    if lines is None:
        total = amount(group.total, mega=False)
        lines = (legend.add(_("%(name)s : %(kt)s en tout", name=group.name, kt=total)),)
    top = box.y + box.height - STRIP - 4 - len(lines) * HEADER * LINE_HEIGHT
    board.lines(box.x, top, lines, HEADER, bold_lines=len(lines))


def _draw_cell(board: Board, cell: _Cell, box: Box, style: Style, legend: _Legend) -> None:
    """A tinted rectangle with its label whole; or a number, explained beneath; too small for one, it stays bare."""
    attributes = f'class="cp-{style.key}-tint cp-{style.key}-line" fill="{style.tint}" stroke="{style.colour}"'
    board.rect(box.x, box.y, box.width, box.height, attributes)
    room = (box.width - 2 * PAD - 2, box.height - 2 * PAD)
    value = _short(cell.value)
    fitted = fit(cell.label, value, *room, SIZES, max_lines=6)
    if len(cell.parts) > 1 or fitted is None:
        readable = box.width >= text_width("00", 8.5) + 3 and box.height >= 9.5
        mark = legend.add(cell.in_full, numbered=readable)
        if fitted is not None and readable:
            fitted = fit(f"{mark}. {cell.label}", value, *room, SIZES, max_lines=6)
        if fitted is None:
            if readable:
                size = min(12.0, (box.width - 3) / text_width(mark, BOLD), 0.88 * box.height)
                x, y = box.x + box.width / 2, box.y + box.height / 2 + size * 0.36
                board.text(x, y, mark, size, anchor="middle", bold=True)
            return
    board.lines(box.x + PAD + 2, box.y + PAD, fitted.lines, fitted.size, bold_lines=fitted.first_bold)
