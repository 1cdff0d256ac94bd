"""Outlines on a flat drawing: projection, short paths, and where a name stands in a shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Ring = Sequence[tuple[float, float]]
Flat = list[tuple[float, float]]
BBox = tuple[float, float, float, float]
Box = tuple[float, float, float, float]


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


def fitted(
    bbox: BBox, width: float, most_height: float, margin: float, *, tight: bool = False
) -> tuple[Projection, float, float]:
    """The largest map of `bbox` (west, south, east, north in degrees) in so much room; and its width and height.

    Centred in the width, or no wider than it is when `tight`.
    """
    west, south, east, north = bbox
    shrink = math.cos(math.radians((south + north) / 2))
    across, down = (east - west) * shrink, north - south
    scale = min((width - 2 * margin) / across, (most_height - 2 * margin) / down)
    if tight:
        width = across * scale + 2 * margin
    projection = Projection(west, north, shrink, scale, (width - across * scale) / 2, margin)
    return projection, width, down * scale + 2 * margin


def around(rings: Sequence[Ring]) -> BBox:
    """West, south, east and north of rings; raises ValueError without any."""
    xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    return min(xs), min(ys), max(xs), max(ys)


def path(ring: Sequence[tuple[float, float]], grain: float = 1.0, *, closed: bool = True) -> str:
    """The `d` of a line, in relative steps of whole units after multiplying by `grain`: short, and the same points for
    two shapes that share a border. Empty when a closed one has less than three points left."""
    points = [(round(x * grain), round(y * grain)) for x, y in ring]
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


def shape(rings: Sequence[Flat], grain: float = 1.0) -> str:
    """The `d` of a shape of closed rings; one too small to be seen is a small square."""
    found = "".join(path(ring, grain) for ring in rings)
    if found or not rings:
        return found
    x, y = rings[0][0]
    return f"M{round(x * grain) - 2} {round(y * grain) - 2}h4v4h-4z"


def area(ring: Sequence[tuple[float, float]]) -> float:
    """Signed area."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def middles(ring: Flat) -> list[tuple[float, float, float]]:
    """Where a text may stand in a closed ring (x, y) and the room that it has, the widest first: middles of the level
    lines at seven heights."""
    ys = [y for _, y in ring]
    low, high = min(ys), max(ys)
    found = []
    for part in (0.5, 0.38, 0.62, 0.26, 0.74, 0.15, 0.85):
        y = low + (high - low) * part + 1e-4
        # Away from the middle, a line must be clearly wider to be taken.
        found += [((a + b) / 2, y, b - a, (b - a) * (1.2 - abs(part - 0.5))) for a, b in _inside(ring, y)]
    return [(x, y, room) for x, y, room, _weight in sorted(found, key=lambda one: -one[3])]


def _inside(ring: Flat, y: float) -> list[tuple[float, float]]:
    """The parts of a level line that are inside a closed ring."""
    crossings = sorted(
        a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) for a, b in pairwise(ring) if (a[1] > y) != (b[1] > y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes (left, top, right, bottom) have a common part."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
