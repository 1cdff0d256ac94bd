"""Horizontal bars with their names and numbers written in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from copilote.ui.charts.metrics import LINE_HEIGHT, text_width, wrap
from copilote.ui.charts.palette import style_of
from copilote.ui.charts.svg import Board, Chart
from copilote.words import _
from copilote.words.numbers import format_number, listed

SIZE = 12.5
THICK = 16.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `value` None where it is not known; `group` gives its colour (theme or sector, or "")."""

    label: str
    value: float | None
    group: str = ""


def bars(
    items: Sequence[Bar],
    *,
    title: str,
    prefix: str,
    unit: str,
    width: float = 760,
    write: Callable[[float | None], str] = format_number,
) -> Chart:
    """Draw one bar per item, in the order given, from a common zero: what is below it goes to the left.

    write : a value in words ("67,7 M€"). What is not known has its name and "non connu".
    """
    values = [write(item.value) for item in items]
    value_width = max((text_width(value, SIZE) for value in values), default=0.0) + 8
    low = min((item.value for item in items if item.value is not None and item.value < 0), default=0.0)
    high = max((item.value for item in items if item.value is not None and item.value > 0), default=0.0)
    narrow = width < 600
    name_width = width if narrow else min(width * 0.42, max((text_width(i.label, SIZE) for i in items), default=0) + 6)
    names = [wrap(item.label, name_width - 6, SIZE) or (item.label,) for item in items]
    start = 0.0 if narrow else name_width + 4
    sides = (low < 0) + (high > 0 or low == 0)
    scale = max(10.0, width - start - sides * value_width) / ((high - low) or 1.0)
    zero = start - low * scale + (value_width if low < 0 else 0.0)
    pairs = listed(_("%(name)s : %(value)s", name=i.label, value=v) for i, v in zip(items, values, strict=True))
    drawn = pairs or _("Aucune valeur")
    description = _("Barres horizontales, en %(unit)s. %(values)s.", unit=_(unit), values=drawn)
    board = Board(width, 10, prefix, title, description)
    top = 4.0
    for item, name, value in zip(items, names, values, strict=True):
        text_height = len(name) * SIZE * LINE_HEIGHT
        height = THICK if narrow else max(THICK, text_height)
        board.lines(0, top if narrow else top + (height - text_height) / 2, name, SIZE)
        top += text_height + 2 if narrow else 0
        length, middle = (item.value or 0.0) * scale, top + height / 2
        if item.value:
            wide = max(abs(length), 1.5)
            board.block(zero if length > 0 else zero - wide, middle - THICK / 2, wide, THICK, style_of(item.group))
        at, anchor = (zero + length - 6, "end") if length < 0 else (zero + length + 6, "start")
        board.text(at, middle + SIZE * 0.36, value, SIZE, anchor=anchor, bold=True)
        top += height + (10 if narrow else 8)
    if items and (low < 0 or not narrow):
        board.line(zero, 0, zero, top - 4)
    board.height = max(top, 20.0)
    rows = tuple((item.label, item.value) for item in items)
    return board.chart((_("Libellé"), _("Valeur (%(unit)s)", unit=_(unit))), rows)
