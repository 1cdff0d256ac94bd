"""Horizontal bars with their names and numbers written in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from copilote.ui.charts.metrics import LINE_HEIGHT, text_width, wrap
from copilote.ui.charts.palette import style_of
from copilote.ui.charts.svg import Board, Chart
from copilote.ui.translation import say, t
from copilote.ui.words import format_number, listed

SIZE = 12.5


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
    """Draw one bar per item, in the order given, from zero; `write` says a value in words ("67,7 M€").

    Negative values are not for bars: they raise ValueError. What is not known has its name and "non connu".
    """
    if any(item.value is not None and item.value < 0 for item in items):
        raise ValueError("bars start from zero: no negative value")
    largest = max((item.value for item in items if item.value is not None), default=0.0) or 1.0
    values = [write(item.value) for item in items]
    value_width = max((text_width(value, SIZE) for value in values), default=0.0) + 8
    narrow = width < 600
    name_width = width if narrow else min(width * 0.42, max((text_width(i.label, SIZE) for i in items), default=0) + 6)
    names = [wrap(item.label, name_width - 6, SIZE) or (item.label,) for item in items]
    thick, start = 16.0, 0.0 if narrow else name_width + 4
    room = max(10.0, width - start - value_width)
    shown = [
        say("%(name)s : %(value)s", name=item.label, value=value) for item, value in zip(items, values, strict=True)
    ]
    held = listed(shown) or t("Aucune valeur")
    description = say("Barres horizontales, en %(unit)s. %(held)s.", unit=unit, held=held)
    board = Board(width, 10, prefix, title, description)
    top = 4.0
    for item, name, value in zip(items, names, values, strict=True):
        text_height = len(name) * SIZE * LINE_HEIGHT
        height = thick if narrow else max(thick, text_height)
        if narrow:
            board.lines(0, top, name, SIZE)
            top += text_height + 2
        else:
            board.lines(0, top + (height - text_height) / 2, name, SIZE)
        length = room * (item.value or 0.0) / largest
        middle = top + height / 2
        if item.value:
            board.block(start, middle - thick / 2, max(length, 1.5), thick, style_of(item.group))
        board.text(start + length + 6, middle + SIZE * 0.36, value, SIZE, bold=True)
        top += height + (10 if narrow else 8)
    if not narrow and items:
        board.line(start, 0, start, top - 4)
    board.height = max(top, 20.0)
    rows = tuple((item.label, item.value) for item in items)
    return Chart(board.svg(), title, description, (t("Libellé"), say("Valeur (%(unit)s)", unit=unit)), rows)
