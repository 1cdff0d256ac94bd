"""Outlines of a region's perimeters, made of its communes' contours: what maps draw, and small vector files.

The borders inside a perimeter are left out, and what is left is cut where three perimeters meet: a border between two
of them is one line, the same for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from copilote.exchange.perimeters import Redrawn, places
from copilote.reference.communes import load_frame
from copilote.reference.contours import BBox, Contours, Point, Ring, load_contours
from copilote.reference.loaded import kept_while_loaded

GRID = 10_000
"""Steps of the vector files in a degree: that of the contours."""
OUTSIDE = ""
"""Who lies beyond the region's border."""


@dataclass(frozen=True, eq=False)
class Shapes:
    """The perimeters of a level in a region. lines : of (longitude, latitude) in degrees; rings : by code, each closed
    ring's line numbers in order, `~n` (below 0) for line `n` walked backwards.
    """

    region: str
    level: str
    bbox: BBox
    lines: tuple[tuple[Point, ...], ...]
    rings: Mapping[str, tuple[tuple[int, ...], ...]]

    def outline(self, code: str) -> tuple[Ring, ...]:
        """The closed rings of a perimeter, to be filled by the even-odd rule; none when it is not drawn."""
        return tuple(self._ring(ring) for ring in self.rings.get(code, ()))

    def _ring(self, numbers: Sequence[int]) -> Ring:
        points: Ring = []
        for number in numbers:
            line = self.lines[number] if number >= 0 else self.lines[~number][::-1]
            points.extend(line[1:] if points else line)
        return points


@kept_while_loaded(maxsize=90, texts=False)
def shapes_of(region: str, level: str, redrawn: tuple[Redrawn, ...] = ()) -> Shapes:
    """The outlines of a level's perimeters in a region; a perimeter of several regions has its part in this one.

    A commune of two perimeters is drawn in that of fewer communes, which the larger one would hide. redrawn : of a COP.
    """
    contours = load_contours(region)
    codes = load_frame().codes
    largest_first = sorted(places(region, level, redrawn), key=lambda place: -place.ranks.size)
    owner = {str(codes[rank]): place.code for place in largest_first for rank in place.within(region).tolist()}
    sides = _sides(contours, owner)
    arcs = {
        arc: (sides.get(arc, OUTSIDE), sides.get(~arc, OUTSIDE))
        for arc in sorted({max(arc, ~arc) for arc in sides})
        if sides.get(arc, OUTSIDE) != sides.get(~arc, OUTSIDE)
    }
    chains, pairs = _chained(arcs, contours.lines)
    own: dict[str, list[int]] = {}
    for side in (0, 1):
        for number, pair in enumerate(pairs):
            own.setdefault(pair[side], []).append(~number if side else number)
    rings = {code: _closed(own[code], chains) for code in dict.fromkeys(owner.values()) if code in own}
    by_code = {code: tuple(rings[code]) for code in sorted(rings)}
    return Shapes(region, level, contours.bbox(), tuple(chains), by_code)


def commune_sides(region: str) -> dict[int, str]:
    """The commune on each side of every arc of a region's contours: by arc, walked one way or (`~`) the other."""
    contours = load_contours(region)
    return _sides(contours, {feature.code: feature.code for feature in contours.features("communes")})


def _sides(contours: Contours, owner: Mapping[str, str]) -> dict[int, str]:
    """The perimeter on each side of every arc of a commune: by arc, walked one way or the other."""
    return {
        arc: owner[feature.code]
        for feature in contours.features("communes")
        if feature.code in owner
        for polygon in contours.arcs("communes", feature.code)
        for ring in polygon
        for arc in ring
    }


def _chained(
    arcs: Mapping[int, tuple[str, str]], points: Sequence[tuple[Point, ...]]
) -> tuple[list[tuple[Point, ...]], list[tuple[str, str]]]:
    """Arcs joined where only two of them meet: lines, and the perimeters on their two sides."""
    at: dict[Point, list[int]] = {}
    for arc in arcs:
        at.setdefault(points[arc][0], []).append(arc)
        at.setdefault(points[arc][-1], []).append(~arc)
    chains: list[tuple[Point, ...]] = []
    pairs: list[tuple[str, str]] = []
    left = dict.fromkeys(arcs)

    def walk(start: int) -> None:
        line: list[Point] = []
        arc = start
        while max(arc, ~arc) in left:
            del left[max(arc, ~arc)]
            step = points[arc] if arc >= 0 else points[~arc][::-1]
            line.extend(step[1:] if line else step)
            beyond = [other for other in at[line[-1]] if other != ~arc]
            if len(at[line[-1]]) != 2 or not beyond:
                break
            arc = beyond[0]
        first = arcs[start] if start >= 0 else arcs[~start][::-1]
        chains.append(tuple(line))
        pairs.append(first)

    for node in at.values():
        if len(node) != 2:
            for arc in node:
                if max(arc, ~arc) in left:
                    walk(arc)
    while left:  # what meets nothing: an island
        walk(next(iter(left)))
    return chains, pairs


def _closed(numbers: Sequence[int], chains: Sequence[tuple[Point, ...]]) -> list[tuple[int, ...]]:
    """A perimeter's lines, in the order of its rings."""

    def end(number: int, last: bool) -> Point:
        line = chains[max(number, ~number)]
        return line[-1] if last == (number >= 0) else line[0]

    starts: dict[Point, list[int]] = {}
    for number in numbers:
        starts.setdefault(end(number, False), []).append(number)
    rings = []
    while starts:
        first = next(iter(starts))
        ring, here = [], first
        while here in starts:
            number = starts[here].pop()
            if not starts[here]:
                del starts[here]
            ring.append(number)
            here = end(number, True)
            if here == first:
                break
        rings.append(tuple(ring))
    return rings


def topology(shapes: Shapes, names: Mapping[str, str]) -> dict[str, Any]:
    """The outlines as TopoJSON: lines in whole steps of 0.0001°, each the difference with the point before."""
    west, south = shapes.bbox[0], shapes.bbox[1]
    arcs = []
    for line in shapes.lines:
        steps = [(round((x - west) * GRID), round((y - south) * GRID)) for x, y in line]
        arcs.append([list(steps[0]), *([b[0] - a[0], b[1] - a[1]] for a, b in pairwise(steps) if a != b)])
    geometries = [
        {
            "type": "MultiPolygon",
            "id": code,
            "properties": {"name": names.get(code, code)},
            "arcs": _nested(shapes, code),
        }
        for code in shapes.rings
    ]
    return {
        "type": "Topology",
        "bbox": list(shapes.bbox),
        "transform": {"scale": [1 / GRID, 1 / GRID], "translate": [west, south]},
        "objects": {shapes.level: {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": arcs,
    }


def _nested(shapes: Shapes, code: str) -> list[list[list[int]]]:
    """The rings of a perimeter as polygons: each outline with its holes."""
    rings = list(zip(shapes.rings[code], shapes.outline(code), strict=True))
    # The middle of a step, since a corner may be shared by two rings that touch there.
    middles = [((ring[0][0] + ring[1][0]) / 2, (ring[0][1] + ring[1][1]) / 2) for _numbers, ring in rings]
    holders = [
        [other for other, (_numbers, ring) in enumerate(rings) if other != at and _holds(ring, middle)]
        for at, middle in enumerate(middles)
    ]
    polygons = {at: [list(rings[at][0])] for at, around in enumerate(holders) if len(around) % 2 == 0}
    for at, around in enumerate(holders):
        if len(around) % 2:
            # The smallest outline around a hole is the one that the most others hold.
            outline = max((outer for outer in around if outer in polygons), key=lambda outer: len(holders[outer]))
            polygons[outline].append(list(rings[at][0]))
    return list(polygons.values())


def _holds(ring: Ring, point: Point) -> bool:
    """Whether a point is inside a closed ring (not on it)."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside
