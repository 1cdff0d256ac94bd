"""A chart to be taken away: the drawing with its title above and its source beneath, on white, in one SVG."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from copilote.ui.charts.metrics import FONT_FAMILY, LINE_HEIGHT, wrap
from copilote.ui.charts.palette import INK, PAPER, SOFT
from copilote.ui.charts.svg import Chart, num

MARGIN = 20.0
TITLE, NOTE = 17.0, 11.5


def sheet(chart: Chart, notes: Sequence[str], *, title: str = "", font: str = FONT_FAMILY) -> str:
    """The SVG of a chart that stands alone: title, drawing, notes (source, caution), light colours.

    notes : a line each, wrapped to the drawing's width. title : that of the chart when empty.
    font : names of the font, in the order of preference.
    """
    width, height = size_of(chart.svg)
    heads = _lines(title or chart.title, width, TITLE)
    feet = [line for note in notes for line in _lines(note, width, NOTE)]
    top = MARGIN + len(heads) * TITLE * LINE_HEIGHT + 10
    bottom = top + height + 12
    whole = bottom + len(feet) * NOTE * LINE_HEIGHT + MARGIN
    texts = [
        f'<text x="{num(MARGIN)}" y="{num(MARGIN + (i + 0.82) * TITLE * LINE_HEIGHT)}" font-size="{num(TITLE)}" '
        f'font-weight="bold">{html.escape(line)}</text>'
        for i, line in enumerate(heads)
    ] + [
        f'<text x="{num(MARGIN)}" y="{num(bottom + (i + 0.82) * NOTE * LINE_HEIGHT)}" font-size="{num(NOTE)}" '
        f'fill="{SOFT}">{html.escape(line)}</text>'
        for i, line in enumerate(feet)
    ]
    place = f'<svg x="{num(MARGIN)}" y="{num(top)}" width="{num(width)}" height="{num(height)}" '
    inner = chart.svg.replace("<svg ", place, 1).replace(html.escape(FONT_FAMILY, quote=False), font)
    full = width + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(full)}" height="{num(whole)}" '
        f'viewBox="0 0 {num(full)} {num(whole)}" font-family="{font}" fill="{INK}">'
        f'<rect width="{num(full)}" height="{num(whole)}" fill="{PAPER}"/>{"".join(texts)}{inner}</svg>\n'
    )


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of a drawing, in its own units."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if not found:
        raise ValueError("no viewBox")
    return float(found[1]), float(found[2])


def _lines(text: str, width: float, size: float) -> tuple[str, ...]:
    return wrap(text, width, size) or (text,)
