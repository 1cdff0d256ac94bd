"""Outlines on a flat drawing: projection, short paths, and where a name stands in a shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Ring = Sequence[Point]
Flat = list[Point]
Place = tuple[float, float, float]
"""Where a text may stand, and the room that it has."""
BBox = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

STRAIGHT = 1.2
"""How far from its points, in whole units of its grid, a line may run: under a stroke's width, and half the bytes."""


@dataclass(frozen=True, slots=True)
class Projection:
    """Equirectangular, true to scale at the middle latitude: x = left + (longitude − west) × shrink × scale."""

    west: float
    north: float
    shrink: float
    scale: float
    left: float
    top: float

    def flat(self, ring: Ring) -> Flat:
        """A ring of (longitude, latitude) in the drawing's units; y grows downwards."""
        across = self.shrink * self.scale
        return [(self.left + (x - self.west) * across, self.top + (self.north - y) * self.scale) for x, y in ring]


def framed(bbox: BBox, frame: Box) -> Projection:
    """The largest map of `bbox` (west, south, east, north in degrees) in a frame, centred."""
    west, south, east, north = bbox
    left, top, right, bottom = frame
    shrink = math.cos(math.radians((south + north) / 2))
    across, down = (east - west) * shrink, north - south
    scale = min((right - left) / across, (bottom - top) / down)
    x, y = left + (right - left - across * scale) / 2, top + (bottom - top - down * scale) / 2
    return Projection(west, north, shrink, scale, x, y)


def fitted(
    bbox: BBox, width: float, most_height: float, margin: float, *, tight: bool = False
) -> tuple[Projection, float, float]:
    """The largest map of `bbox` in so much room; and its width and height.

    Centred in the width, or no wider than it is when `tight`.
    """
    west, south, east, north = bbox
    shrink = math.cos(math.radians((south + north) / 2))
    across, down = (east - west) * shrink, north - south
    scale = min((width - 2 * margin) / across, (most_height - 2 * margin) / down)
    width, height = across * scale + 2 * margin if tight else width, down * scale + 2 * margin
    return framed(bbox, (margin, margin, width - margin, height - margin)), width, height


def around(rings: Sequence[Ring]) -> BBox:
    """West, south, east and north of rings; raises ValueError without any."""
    xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    return min(xs), min(ys), max(xs), max(ys)


def path(ring: Sequence[tuple[float, float]], grain: float = 1.0, *, closed: bool = True) -> str:
    """The `d` of a line, in relative steps of whole units after multiplying by `grain`: short, and the same points for
    two shapes that share a border. Empty when a closed one has less than three points left."""
    points = [(round(x * grain), round(y * grain)) for x, y in simplified(list(ring), STRAIGHT / grain)]
    x, y = points[0]
    parts, steps = [f"M{x} {y}l"], 0
    for nx, ny in points[1:-1] if closed else points[1:]:
        if (nx, ny) != (x, y):
            step = f"{nx - x} {ny - y}".replace(" -", "-")
            parts.append(step if steps == 0 or step.startswith("-") else f" {step}")
            x, y, steps = nx, ny, steps + 1
    if steps < (2 if closed else 1):
        return ""
    return "".join(parts) + ("z" if closed else "")


def simplified(line: Flat, most: float) -> Flat:
    """A line without the points that lie within `most` of it (Douglas and Peucker); a ring is cut at its far end.

    Two shapes may keep other points of the border that they share: a stroke of twice `most` hides it."""
    if len(line) < 3:
        return line
    start, end = line[0], line[-1]
    across, down = end[0] - start[0], end[1] - start[1]
    length = math.hypot(across, down)
    away = [
        abs(across * (y - start[1]) - down * (x - start[0])) / length if length else math.dist((x, y), start)
        for x, y in line[1:-1]
    ]
    far = max(range(len(away)), key=away.__getitem__)
    if away[far] <= most:
        return [start, end]
    return simplified(line[: far + 2], most)[:-1] + simplified(line[far + 1 :], most)


def shape(rings: Sequence[Flat], grain: float = 1.0) -> str:
    """The `d` of a shape of closed rings; one too small to be seen is a small square."""
    drawn = "".join(path(ring, grain) for ring in rings)
    if drawn or not rings:
        return drawn
    x, y = rings[0][0]
    return f"M{round(x * grain) - 2} {round(y * grain) - 2}h4v4h-4z"


def area(ring: Sequence[tuple[float, float]]) -> float:
    """Signed area."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def middles(ring: Flat, tall: float = 0.0) -> list[Place]:
    """Where a text of a height may stand in a closed ring (x, y) and the room that it has, the widest first: middles of
    the level lines at seven heights."""
    ys = [y for _, y in ring]
    low, high = min(ys), max(ys)
    places = []
    for part in (0.5, 0.38, 0.62, 0.26, 0.74, 0.15, 0.85):
        y = low + (high - low) * part + 1e-4
        # Away from the middle, a line must be clearly wider to be taken.
        lines = _inside(ring, y)
        for other in (y - tall / 2, y + tall / 2) if tall else ():
            parts = [(max(a, c), min(b, d)) for a, b in lines for c, d in _inside(ring, other)]
            lines = [(a, b) for a, b in parts if a < b]
        places += [((a + b) / 2, y, b - a, (b - a) * (1.2 - abs(part - 0.5))) for a, b in lines]
    return [(x, y, room) for x, y, room, _weight in sorted(places, key=lambda place: -place[3])]


def _inside(ring: Flat, y: float) -> list[tuple[float, float]]:
    """The parts of a level line that are inside a closed ring."""
    crossings = sorted(
        a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) for a, b in pairwise(ring) if (a[1] > y) != (b[1] > y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def largest(rings: Sequence[Flat]) -> Flat:
    """The ring of the greatest area."""
    return max(rings, key=lambda ring: abs(area(ring)))


def overlap(box: Box, other: Box) -> bool:
    """Whether two boxes have a common part."""
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
