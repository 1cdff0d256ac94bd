"""The map of the regions, shaded by a rate: metropolitan France, the overseas regions beneath at scales of their own.

Every region is a link with its name and value, reachable by keyboard, so that the map is a way to choose one; the same
regions stand in the table. Shades are those of every map of territories (`ui.charts.classes`).
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from copilote.ui.charts.choropleth import Choropleth, map_classes
from copilote.ui.charts.classes import UNKNOWN_SHADE, Classes, Write, regular_classes_of
from copilote.ui.charts.flat import BBox, Box, Projection, Ring, around, framed, largest, middles, path
from copilote.ui.charts.metrics import LINE_HEIGHT, wrap
from copilote.ui.charts.palette import PAPER
from copilote.ui.charts.svg import Board, LegendEntry, num, spans
from copilote.words import _
from copilote.words.numbers import UNKNOWN, with_unit

WIDTH, HEIGHT, MARGIN = 720.0, 780.0, 6.0
MAINLAND = 620.0
"""Height of the mainland; overseas regions are in a row beneath."""
VALUE, NAME = 27.0, 13.0
NARROW = 45.0
"""Room under which what a region says stands at its left."""


@dataclass(frozen=True, slots=True)
class MapRegion:
    """A region to draw: `rings` of (longitude, latitude) in degrees; its value, None where it is not known."""

    name: str
    address: str
    rings: tuple[Ring, ...]
    value: float | None
    overseas: bool = False


def region_map(
    regions: Sequence[MapRegion], *, title: str, unit: str, write: Write, prefix: str = "carte"
) -> Choropleth:
    """The map, its classes and its table (region, value). Regions are reached in the order given.

    unit : of the values, said aloud; write : a value without it, as written on the map.
    Raises ValueError when no region is given.
    """
    if not regions:
        raise ValueError("a map needs a region")
    known = [region.value for region in regions if region.value is not None]
    cut = regular_classes_of(known) if known else None
    described = _("%(count)s régions, chacune est un lien. La liste les donne aussi.", count=len(regions))
    board = Board(WIDTH, HEIGHT, prefix, title, described, role="group", look="map")
    classes = map_classes(cut, len(regions) - len(known), "", write, prefix, marked=False)
    board.add("".join(f"<defs>{entry.shade.pattern(prefix)}</defs>" for entry in classes if entry.shade.line))
    overseas = [region for region in regions if region.overseas]
    mainland = [region for region in regions if not region.overseas]
    bbox = _around(mainland) if mainland else (0.0, 0.0, 1.0, 1.0)
    whole = framed(bbox, (MARGIN, MARGIN, WIDTH - MARGIN, MAINLAND))
    room = (WIDTH - 2 * MARGIN) / max(1, len(overseas))
    board.add(f'<g fill-rule="evenodd" stroke="{PAPER}" stroke-linejoin="round" text-anchor="middle">')
    for region in regions:
        if region.overseas:
            left = MARGIN + room * overseas.index(region)
            frame: Box = (left + 16, MAINLAND + 6, left + room - 16, HEIGHT - 62)
            board.add(_link(region, framed(_around([region]), frame), cut, unit, write, prefix, left + room / 2))
        else:
            board.add(_link(region, whole, cut, unit, write, prefix))
    board.add("</g>")
    return Choropleth(
        board.svg(),
        title,
        board.description,
        (_("Région"), unit),
        tuple((region.name, region.value) for region in regions),
        tuple(LegendEntry(entry.mark, entry.text) for entry in classes if entry.mark),
        classes,
    )


def _link(
    region: MapRegion,
    projection: Projection,
    cut: Classes | None,
    unit: str,
    write: Write,
    prefix: str,
    beneath: float | None = None,
) -> str:
    """A region with its value and name in its middle, or `beneath` it, centred there."""
    rings = [projection.flat(ring) for ring in region.rings]
    value, dark, fill = _(UNKNOWN), False, UNKNOWN_SHADE.fill(prefix)
    if cut is not None and region.value is not None:
        shade = cut.shade(cut.of(region.value))
        value, dark, fill = write(region.value), shade.dark, shade.fill(prefix)
    aloud = with_unit(value, unit) if region.value is not None else value
    label = html.escape(f"{region.name}, {aloud}")
    anchor = ""
    if beneath is not None:
        x, top, dark, lines = beneath, HEIGHT - 58, False, [region.name]
    else:
        ring = largest(rings)
        tall = [place for place in middles(ring, VALUE + NAME)[:1] if place[2] > 1.5 * NARROW]
        x, y, width = (tall or middles(ring))[0]
        words = region.name.replace("-", "- ")
        lines = [line.replace("- ", "-") for line in wrap(words, max(width - 8, 92.0), NAME) or (region.name,)]
        top = y - (VALUE + NAME * LINE_HEIGHT * len(lines)) / 2
        if width < NARROW:
            x, anchor, dark = min(point[0] for point in ring) - 5, ' text-anchor="end"', False
    value_at, name_at = top + VALUE * 0.85, top + VALUE + NAME
    ink = f'class="cp-on-dark" fill="{PAPER}"' if dark else 'class="cp-ink"'
    outline = "".join(path(ring) for ring in rings)
    return (
        f'<a href="{html.escape(region.address)}" class="map-region" aria-label="{label}"><title>{label}</title>'
        f'<path d="{outline}" {fill}/>'
        f'<g aria-hidden="true" {ink}{anchor} stroke="none"><text class="map-value" x="{num(x)}" y="{num(value_at)}" '
        f'font-size="{num(VALUE)}" font-weight="bold">{html.escape(value)}</text>'
        f'<text class="map-name" font-size="{num(NAME)}">{spans(x, name_at, lines, NAME)}</text></g></a>'
    )


def _around(regions: Sequence[MapRegion]) -> BBox:
    return around([ring for region in regions for ring in region.rings])
