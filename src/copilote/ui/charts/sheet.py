"""A chart to be taken away: the drawing with its title above and its source beneath, on white, in one SVG."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from copilote.publish.mention import said
from copilote.publish.typeface import FONT_FAMILY
from copilote.ui.charts.metrics import LINE_HEIGHT, wrap
from copilote.ui.charts.palette import INK, PAPER, SOFT
from copilote.ui.charts.svg import Chart, num

MARGIN = 20.0
TITLE, NOTE = 17.0, 11.5


def sheet(chart: Chart, notes: Sequence[str], *, title: str = "", font: str = FONT_FAMILY) -> str:
    """The SVG of a chart that stands alone: title, drawing, notes (source, caution), light colours.

    notes : a line each, wrapped to the drawing's width. title : that of the chart when empty.
    font : names of the font, in the order of preference.
    """
    notes = (*notes, *filter(None, (said(),)))
    width, height = size_of(chart.svg)
    heads, head_height = _texts(title or chart.title, width, MARGIN, TITLE, 'font-weight="bold"')
    top = MARGIN + head_height + 10
    at = top + height + 12
    texts = [heads]
    for note in notes:
        text, note_height = _texts(note, width, at, NOTE, f'fill="{SOFT}"')
        texts.append(text)
        at += note_height
    place = f'<svg x="{num(MARGIN)}" y="{num(top)}" width="{num(width)}" height="{num(height)}" '
    # What leads somewhere on a page leads nowhere from a file.
    unlinked = re.sub(r"</?a\b[^>]*>", "", chart.svg)
    inner = unlinked.replace("<svg ", place, 1).replace(html.escape(FONT_FAMILY, quote=False), font)
    full, whole = width + 2 * MARGIN, at + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(full)}" height="{num(whole)}" '
        f'viewBox="0 0 {num(full)} {num(whole)}" font-family="{font}" fill="{INK}">'
        f'<rect width="{num(full)}" height="{num(whole)}" fill="{PAPER}"/>{"".join(texts)}{inner}</svg>\n'
    )


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of a drawing, in its own units."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if not box:
        raise ValueError("no viewBox")
    return float(box[1]), float(box[2])


def _texts(text: str, width: float, top: float, size: float, attributes: str) -> tuple[str, float]:
    """A text wrapped to a width, its first line beneath `top`; and the height that it takes."""
    lines = wrap(text, width, size) or (text,)
    drawn = "".join(
        f'<text x="{num(MARGIN)}" y="{num(top + (rank + 0.82) * size * LINE_HEIGHT)}" font-size="{num(size)}" '
        f"{attributes}>{html.escape(line)}</text>"
        for rank, line in enumerate(lines)
    )
    return drawn, len(lines) * size * LINE_HEIGHT
