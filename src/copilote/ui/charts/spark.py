"""Sparkline: the shape of a series in the height of a line of text; the numbers are in the table around it."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.ui.charts.palette import INK, PAPER
from copilote.ui.charts.svg import Board, Chart
from copilote.ui.translation import say, t
from copilote.ui.words import format_short, with_unit

WIDTH, HEIGHT = 110.0, 30.0
MARGIN = 5.0


def sparkline(
    points: Sequence[tuple[int, float]], *, title: str, prefix: str, unit: str = "", target: float | None = None
) -> Chart:
    """Draw (year, value) pairs as a line that ends with a dot; the target of 2030, when known, as a ring.

    The scale goes from the least to the greatest value drawn: it shows a movement, not a size.
    """
    board = Board(WIDTH, HEIGHT, prefix, title, _describe(points, unit, target))
    rows = tuple((year, value) for year, value in points)
    columns = (t("Année"), say("Valeur (%(unit)s)", unit=unit) if unit else t("Valeur"))
    if not points:
        board.text(0, HEIGHT * 0.66, "–", 12, soft=True)
        return Chart(board.svg(), title, board.description, columns, ())
    first, last = points[0][0], points[-1][0] if target is None else max(2030, points[-1][0])
    values = [value for _, value in points] + ([] if target is None else [target])
    low, high = min(values), max(values)

    def place(year: int, value: float) -> tuple[float, float]:
        along = (year - first) / (last - first) if last > first else 0.5
        up = (value - low) / (high - low) if high > low else 0.5
        return MARGIN + (WIDTH - 2 * MARGIN) * along, HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * up

    drawn = [place(year, value) for year, value in points]
    if len(drawn) > 1:
        board.polyline(drawn, width=1.8)
    if target is not None:
        x, y = place(last, target)
        board.polyline([drawn[-1], (x, y)], width=1.1, dash="3 3", kind="axis")
        board.add(
            f'<circle class="cp-paper cp-ink-line" cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{PAPER}" stroke="{INK}" '
            'stroke-width="1.6"/>'
        )
    board.dots(drawn[-1:], 2.6)
    return Chart(board.svg(), title, board.description, columns, rows)


def _describe(points: Sequence[tuple[int, float]], unit: str, target: float | None) -> str:
    if not points:
        return t("Aucune valeur connue.")
    (first_year, first), (last_year, last) = points[0], points[-1]
    told = say("%(value)s en %(year)s", value=with_unit(format_short(last), unit), year=last_year)
    if first_year != last_year:
        told = say("de %(first)s en %(year)s à %(then)s", first=format_short(first), year=first_year, then=told)
    return (
        f"{told}."
        if target is None
        else say("%(told)s ; cible de 2030 : %(aim)s.", told=told, aim=format_short(target))
    )
