"""Sparkline: the shape of a series in the height of a line of text; the numbers are in the table around it."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.ui.charts.svg import Board, Chart, Point
from copilote.words import _
from copilote.words.numbers import format_short, with_unit

WIDTH, HEIGHT = 110.0, 30.0
MARGIN = 5.0


def sparkline(
    points: Sequence[tuple[int, float]], *, title: str, prefix: str, unit: str = "", target: float | None = None
) -> Chart:
    """Draw (year, value) pairs as a line that ends with a dot; the target of 2030, when known, as a ring.

    The scale goes from the least to the greatest value drawn: it shows a movement, not a size.
    """
    board = Board(WIDTH, HEIGHT, prefix, title, _describe(points, unit, target))
    columns = (_("Année"), _("Valeur (%(unit)s)", unit=_(unit)) if unit else _("Valeur"))
    if not points:
        board.text(0, HEIGHT * 0.66, "–", 12, soft=True)
        return board.chart(columns, ())
    first, last = points[0][0], points[-1][0] if target is None else max(2030, points[-1][0])
    values = [value for _year, value in points] + ([] if target is None else [target])
    low, high = min(values), max(values)

    def place(year: int, value: float) -> Point:
        along = (year - first) / (last - first) if last > first else 0.5
        up = (value - low) / (high - low) if high > low else 0.5
        return MARGIN + (WIDTH - 2 * MARGIN) * along, HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * up

    drawn = [place(year, value) for year, value in points]
    if len(drawn) > 1:
        board.polyline(drawn, width=1.8)
    if target is not None:
        x, y = place(last, target)
        board.polyline([drawn[-1], (x, y)], width=1.1, dash="3 3", kind="axis")
        board.ring(x, y, 3.4, 1.6)
    board.dots(drawn[-1:], 2.6)
    return board.chart(columns, [(year, value) for year, value in points])


def _describe(points: Sequence[tuple[int, float]], unit: str, target: float | None) -> str:
    if not points:
        return _("Aucune valeur connue.")
    (first_year, first), (last_year, last) = points[0], points[-1]
    movement = _("%(value)s en %(year)s", value=with_unit(format_short(last), unit), year=last_year)
    if first_year != last_year:
        movement = _("de %(first)s en %(year)s à %(then)s", first=format_short(first), year=first_year, then=movement)
    if target is None:
        return f"{movement}."
    return _("%(movement)s ; cible de 2030 : %(aim)s.", movement=movement, aim=format_short(target))
