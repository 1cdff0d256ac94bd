"""Rebuild the outlines of the 18 regions for a map of the whole country (edition 2026), from our own contours.

    python tools/build_outlines.py [OUT]

The contours of the regions weigh 7 MB and hold every commune; a map of France needs 2,000 points. Lines are
simplified by the algorithm of Douglas and Peucker, border by border (a border between two regions is cut where a third
one begins), so that neighbours keep the same line.
"""

from __future__ import annotations

import itertools
import math
import sys
from collections.abc import Iterator
from pathlib import Path

from _contours_topology import ring_area
from _tables import DATA, write_table
from copilote.reference.contours import Point, Ring, load_contours, regions_with_contours

EDITION = "outlines/2026"
METROPOLE_STEP = 0.018
"""Largest distance, in degrees of latitude (2 km), between a border of metropolitan France and its simplified line."""
STEPS_OVERSEAS = 160
"""Overseas regions are drawn at a scale of their own: the same, as the greatest side over this."""
SMALLEST = {"metropole": 25, "overseas": 4}
"""Islands under this many squared steps are not drawn (a region's largest part always is)."""

Edge = tuple[Point, Point]


def build(out: Path) -> None:
    """Write `outlines/2026/regions.csv` below `out`."""
    rings = {code: _rings(code) for code in regions_with_contours()}
    users: dict[Edge, set[str]] = {}
    for code, lines in rings.items():
        for line in lines:
            for a, b in itertools.pairwise(line):
                users.setdefault((min(a, b), max(a, b)), set()).add(code)
    rows = []
    for code, lines in rings.items():
        step = _step(code)
        largest = max(lines, key=lambda line: abs(ring_area(line)))
        smallest = SMALLEST["metropole" if _metropolitan(code) else "overseas"] * step * step
        for line in lines:
            if line is not largest and abs(ring_area(line)) < smallest:
                continue
            kept = [point for chain in _chains(line, users) for point in _simplified(chain, step)[:-1]]
            if len(kept) < 3:
                continue
            text = " ".join(f"{x:.3f},{y:.3f}" for x, y in [*kept, kept[0]])
            rows.append({"region": code, "ring": sum(row["region"] == code for row in rows) + 1, "points": text})
    write_table(out, f"{EDITION}/regions.csv", ["region", "ring", "points"], rows)


def _rings(code: str) -> list[Ring]:
    return load_contours(code).rings("region", code)


def _metropolitan(code: str) -> bool:
    return not code.startswith("0")


def _step(code: str) -> float:
    if _metropolitan(code):
        return METROPOLE_STEP
    west, south, east, north = load_contours(code).bbox()
    return max(east - west, north - south) / STEPS_OVERSEAS


def _chains(ring: Ring, users: dict[Edge, set[str]]) -> Iterator[list[Point]]:
    """The ring cut where the region on its other side changes; a ring that never changes is cut at its two far ends."""
    edges = list(itertools.pairwise(ring))
    sides = [frozenset(users[(min(edge), max(edge))]) for edge in edges]
    starts = [i for i in range(len(edges)) if sides[i] != sides[i - 1]]
    if not starts:
        first = min(range(len(edges)), key=lambda i: edges[i][0])
        far = max(range(len(edges)), key=lambda i: math.dist(edges[first][0], edges[i][0]))
        starts = sorted({first, far})
    for start, end in zip(starts, [*starts[1:], starts[0] + len(edges)], strict=True):
        yield [edges[i % len(edges)][0] for i in range(start, end + 1)]


def _simplified(chain: list[Point], step: float) -> list[Point]:
    """Douglas and Peucker, from the lesser end, so that both sides of a border keep the same points."""
    if chain[0] > chain[-1]:
        return _simplified(chain[::-1], step)[::-1]
    keep = {0, len(chain) - 1}
    pending = [(0, len(chain) - 1)]
    while pending:
        first, last = pending.pop()
        far, where = 0.0, first
        for i in range(first + 1, last):
            distance = _distance(chain[i], chain[first], chain[last])
            if distance > far:
                far, where = distance, i
        if far > step:
            keep.add(where)
            pending += [(first, where), (where, last)]
    return [chain[i] for i in sorted(keep)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to a segment, in degrees of latitude."""
    shrink = math.cos(math.radians(point[1]))
    (px, py), (ax, ay), (bx, by) = ((x * shrink, y) for x, y in (point, start, end))
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = 0.0 if not length else max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
    return math.dist((px, py), (ax + along * (bx - ax), ay + along * (by - ay)))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
