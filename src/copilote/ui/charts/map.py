"""The map of the regions: metropolitan France, and the overseas regions in boxes at a scale of their own.

Every region is a link with its name, reachable by keyboard, so that the map is a way to choose one; the same regions
stand in the table. Colours are those of the page's style sheet (classes `map-…`), with plain ones as attributes for
where there is none.
"""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from copilote.ui.charts.metrics import FONT_FAMILY, LINE_HEIGHT, wrap
from copilote.ui.charts.palette import INK
from copilote.ui.charts.svg import Chart, num
from copilote.ui.translation import say, t

Ring = Sequence[tuple[float, float]]
BBox = tuple[float, float, float, float]

WIDTH, HEIGHT, MARGIN = 720.0, 596.0, 6.0
BOX = 104.0
"""Width of the boxes of overseas regions, in a column on the left (the Atlantic leaves room there)."""
FILL, EDGE = "#e5edf6", "#4a6583"
SIZE = 14.0


@dataclass(frozen=True, slots=True)
class MapRegion:
    """A region to draw: `rings` of (longitude, latitude) in degrees; `note` is said after its name, "" for nothing."""

    name: str
    address: str
    rings: tuple[Ring, ...]
    overseas: bool = False
    note: str = ""


def region_map(regions: Sequence[MapRegion], *, title: str, prefix: str = "carte") -> Chart:
    """The map and its table (region, note). Regions are reached in the order given.

    Raises ValueError when no region is given.
    """
    mainland = [region for region in regions if not region.overseas]
    overseas = [region for region in regions if region.overseas]
    if not regions:
        raise ValueError("a map needs a region")
    left = BOX + 2 * MARGIN if overseas else 0.0
    frame = (left, MARGIN, WIDTH - left - MARGIN, HEIGHT - 2 * MARGIN)
    bbox = _around(mainland) if mainland else (0.0, 0.0, 1.0, 1.0)
    places = {region.name: (bbox, frame) for region in mainland}
    height = (HEIGHT - MARGIN) / max(1, len(overseas))
    boxes = []
    for rank, region in enumerate(overseas):
        top = MARGIN + rank * height
        boxes.append((MARGIN, top, BOX, height - MARGIN))
        places[region.name] = (_around([region]), (MARGIN + 9, top + 24, BOX - 18, height - MARGIN - 32))
    shapes = [f'<rect class="map-box" {_box(*box)} fill="none" stroke="{EDGE}"/>' for box in boxes]
    shapes += [_link(region, *places[region.name], box_top=_top(region, overseas, height)) for region in regions]
    description = say("%(count)s régions, chacune est un lien. La liste les donne aussi.", count=len(regions))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {num(WIDTH)} {num(HEIGHT)}" role="group" class="map" '
        f'aria-labelledby="{prefix}-title" font-family="{FONT_FAMILY}" fill="{INK}">'
        f'<title id="{prefix}-title">{html.escape(title)}</title>{"".join(shapes)}</svg>'
    )
    rows = tuple((region.name, region.note or None) for region in regions)
    return Chart(svg, title, description, (t("Région"), t("Précision")), rows)


def _top(region: MapRegion, overseas: Sequence[MapRegion], height: float) -> float | None:
    return MARGIN + overseas.index(region) * height if region.overseas else None


def _link(region: MapRegion, bbox: BBox, frame: tuple[float, float, float, float], *, box_top: float | None) -> str:
    flat = [_flat(ring, bbox, frame) for ring in region.rings]
    path = "".join(_path(ring) for ring in flat)
    said = f"{region.name}, {region.note}" if region.note else region.name
    if box_top is None:
        x, y, room = _middle(max(flat, key=lambda ring: abs(_area(ring))))
        words = region.name.replace("-", "-\u200b").replace("\u200b", " ")
        lines = [line.replace("- ", "-") for line in wrap(words, max(room, 62.0), SIZE) or (region.name,)]
    else:
        x, y, lines = MARGIN + BOX / 2, box_top + 11, [region.name]
    step = SIZE * LINE_HEIGHT
    first = y - step * (len(lines) - 1) / 2 + SIZE * 0.35
    spans = "".join(
        f'<tspan x="{num(x)}" y="{num(first + i * step)}">{html.escape(line)}</tspan>' for i, line in enumerate(lines)
    )
    return (
        f'<a href="{html.escape(region.address)}" class="map-region" aria-label="{html.escape(said)}">'
        f"<title>{html.escape(said)}</title>"
        f'<path d="{path}" fill="{FILL}" fill-rule="evenodd" stroke="{EDGE}" stroke-linejoin="round"/>'
        f'<text class="map-name" font-size="{num(SIZE)}" text-anchor="middle" aria-hidden="true">{spans}</text></a>'
    )


def _around(regions: Sequence[MapRegion]) -> BBox:
    points = [point for region in regions for ring in region.rings for point in ring]
    longitudes, latitudes = [x for x, _ in points], [y for _, y in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _flat(ring: Ring, bbox: BBox, frame: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    """Equirectangular, true to scale at the middle latitude, as large as the frame allows and centred in it."""
    west, south, east, north = bbox
    left, top, width, height = frame
    shrink = math.cos(math.radians((south + north) / 2))
    scale = min(width / ((east - west) * shrink), height / (north - south))
    dx = left + (width - (east - west) * shrink * scale) / 2
    dy = top + (height - (north - south) * scale) / 2
    return [(dx + (x - west) * shrink * scale, dy + (north - y) * scale) for x, y in ring]


def _path(ring: Sequence[tuple[float, float]]) -> str:
    """Relative steps on whole units: a third of the bytes of absolute coordinates."""
    x0, y0 = round(ring[0][0]), round(ring[0][1])
    parts, x, y = [f"M{x0} {y0}l"], x0, y0
    for point in ring[1:-1]:
        nx, ny = round(point[0]), round(point[1])
        if (nx, ny) != (x, y):
            step = f"{nx - x} {ny - y}".replace(" -", "-")
            parts.append(step if parts[-1].endswith("l") or step.startswith("-") else f" {step}")
            x, y = nx, ny
    return "" if len(parts) < 3 else "".join(parts) + "z"


def _area(ring: Sequence[tuple[float, float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def _middle(ring: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Where a name stands in a shape, and the room it has: the middle of the widest level line near its centroid."""
    area = _area(ring)
    cy = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(ring)) / (6 * area)
    best = (0.0, cy, 0.0)
    for y in (cy, cy - 12, cy + 12, cy - 24, cy + 24):
        for left, right in _inside(ring, y):
            if right - left > best[2] * 1.15:
                best = ((left + right) / 2, y, right - left)
    return best[0], best[1], best[2] - 8


def _inside(ring: Sequence[tuple[float, float]], y: float) -> list[tuple[float, float]]:
    """The parts of a level line that are inside a closed ring."""
    crossings = sorted(
        a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) for a, b in pairwise(ring) if (a[1] > y) != (b[1] > y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def _box(x: float, y: float, width: float, height: float) -> str:
    return f'x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}" rx="3"'
