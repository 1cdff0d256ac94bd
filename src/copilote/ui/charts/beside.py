"""Charts side by side under their headings, with one legend: maps taken away together."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from copilote.ui.charts.choropleth import MapClass
from copilote.ui.charts.metrics import LINE_HEIGHT, text_width
from copilote.ui.charts.palette import INK, PAPER
from copilote.ui.charts.sheet import size_of
from copilote.ui.charts.svg import Board, Chart, num

GAP, HEAD, VALUE, NOTE = 16.0, 15.0, 18.0, 12.5
ROW = 26.0


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart, what stands above it, and the figure that sums it up ("" for none)."""

    heading: str
    value: str
    chart: Chart


def beside(
    panels: Sequence[Panel], classes: Sequence[MapClass], *, title: str, prefix: str, width: float = 1200
) -> Chart:
    """The charts in one row of equal columns, their legend beneath. Raises ValueError without any."""
    if not panels:
        raise ValueError("nothing to be put side by side")
    each = (width - GAP * (len(panels) - 1)) / len(panels)
    sizes = [size_of(panel.chart.svg) for panel in panels]
    scale = min(each / wide for wide, _high in sizes)
    top = HEAD * LINE_HEIGHT + (VALUE * LINE_HEIGHT + 6 if any(panel.value for panel in panels) else 6)
    high = max(height for _wide, height in sizes) * scale
    described = " ".join(f"{panel.heading} : {panel.chart.description}" for panel in panels)
    board = Board(width, top + high + 12, prefix, title, described)
    for rank, (panel, (wide, tall)) in enumerate(zip(panels, sizes, strict=True)):
        x = rank * (each + GAP)
        board.text(x, HEAD, panel.heading, HEAD, bold=True)
        if panel.value:
            board.text(x, HEAD * LINE_HEIGHT + VALUE, panel.value, VALUE)
        frame = f'<svg x="{num(x)}" y="{num(top)}" width="{num(wide * scale)}" height="{num(tall * scale)}" '
        # Names and roles are those of the whole.
        inner = re.sub(r' (?:role|aria-labelledby|font-family)="[^"]*"', "", panel.chart.svg)
        inner = re.sub(r"<(title|desc) id=.*?</\1>", "", inner)
        board.add(inner.replace("<svg ", frame, 1))
    _legend(board, classes)
    rows = [row for panel in panels for row in panel.chart.rows]
    return board.chart(panels[0].chart.columns, rows)


def _legend(board: Board, classes: Sequence[MapClass]) -> None:
    """The classes in as many lines as they take, beneath the charts, which they make taller."""
    x, y, shapes = 1.0, board.height, []
    for entry in classes:
        text = entry.text
        if x + 42 + text_width(text, NOTE) > board.width and x > 1:
            x, y = 1.0, y + ROW
        edge = f'{entry.shade.fill(board.prefix)} stroke="{INK}" stroke-width="0.5"'
        shapes.append(f'<rect x="{num(x)}" y="{num(y)}" width="30" height="18" {edge}/>')
        if entry.mark:
            ink = PAPER if entry.shade.dark else INK
            halo = f' stroke="{entry.shade.colour}" stroke-width="3" paint-order="stroke"' if entry.shade.line else ""
            shapes.append(
                f'<text x="{num(x + 15)}" y="{num(y + 13)}" font-size="{num(NOTE)}" font-weight="bold" '
                f'text-anchor="middle" fill="{ink}"{halo}>{entry.mark}</text>'
            )
        shapes.append(f'<text x="{num(x + 38)}" y="{num(y + 13.5)}" font-size="{num(NOTE)}">{html.escape(text)}</text>')
        x += 38 + text_width(text, NOTE) + 22
    patterns = "".join(entry.shade.pattern(board.prefix) for entry in classes)
    board.add(f"<defs>{patterns}</defs>" if patterns else "")
    board.add(f'<g aria-hidden="true">{"".join(shapes)}</g>')
    board.height = y + ROW
