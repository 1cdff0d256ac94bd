"""Parts: how a whole divides between the classes of a map at a few dates, a full bar a date."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

from copilote.ui.charts.choropleth import written_on
from copilote.ui.charts.classes import Classes
from copilote.ui.charts.metrics import BOLD, text_width
from copilote.ui.charts.palette import INK
from copilote.ui.charts.svg import Board, Chart, num
from copilote.words import _
from copilote.words.numbers import listed, with_unit

SIZE = 12.5
THICK = 28.0

Row = tuple[str, Sequence[float]]


def parts(
    rows: Sequence[Row],
    cut: Classes,
    texts: Sequence[str],
    *,
    title: str,
    prefix: str,
    unit: str,
    write: Callable[[float], str],
    width: float = 760,
) -> Chart:
    """Draw one bar a date (name, amount in each class of `cut`), as long as the whole of its date among the others.

    Each part has the shade of its class, and its amount where that has room, else the mark of the class, else neither:
    the number is in its title and in the table. texts : the limits of the classes; write : an amount without its unit.
    Raises ValueError for a negative amount.
    """
    if any(amount < 0 for _name, amounts in rows for amount in amounts):
        raise ValueError("no negative amount")

    def told(rank: int, amount: float) -> str:
        return _("%(name)s : %(value)s", name=texts[rank], value=with_unit(write(amount), unit))

    said = [
        _("%(name)s : %(value)s", name=name, value=", ".join(told(rank, a) for rank, a in enumerate(amounts) if a >= 1))
        for name, amounts in rows
    ]
    board = Board(width, 10, prefix, title, listed(said) + ".")
    longest = max((sum(amounts) for _name, amounts in rows), default=0.0) or 1.0
    top = 0.0
    for name, amounts in rows:
        top += board.lines(0, top, (name,), SIZE, bold_lines=1) + 3
        x = 0.5
        for rank, amount in enumerate(amounts):
            length = (width - 1) * amount / longest
            if length >= 0.5:
                board.add(_part(x, top, length, told(rank, amount), write(amount), cut, rank + 1, prefix))
            x += length
        top += THICK + 10
    board.height = top
    columns = (_("Date"), *(f"{text} ({_(unit)})" for text in texts))
    return board.chart(columns, [(name, *amounts) for name, amounts in rows])


def _part(x: float, y: float, length: float, told: str, amount: str, cut: Classes, number: int, prefix: str) -> str:
    """A part of a bar, and what is written on it."""
    shade = cut.shade(number)
    edge = f'{shade.fill(prefix)} stroke="{INK}" stroke-width="0.5"'
    box = f'<rect x="{num(x)}" y="{num(y)}" width="{num(length)}" height="{num(THICK)}" {edge}/>'
    room = [text for text in (amount, cut.mark(number)) if text_width(text, SIZE) * BOLD + 8 <= length]
    at = f'x="{num(x + length / 2)}" y="{num(y + THICK / 2 + SIZE * 0.36)}" font-size="{num(SIZE)}"'
    written = (
        f'<text {at} text-anchor="middle" font-weight="bold"{written_on(shade)}>{html.escape(room[0])}</text>'
        if room
        else ""
    )
    return f"<g><title>{html.escape(told)}</title>{box}{written}</g>"
