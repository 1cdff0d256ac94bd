"""From one topology of a whole zone to one TopoJSON a region, whose four layers share the same arcs.

An arc is a piece of border between two nodes; a ring is a list of arc numbers, `~n` for an arc walked backwards. The
border between two communes is one arc, so that whatever is drawn of it (commune, EPCI, département, region) fits.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[int, int]
Rings = list[list[int]]  # the rings of one polygon: outline first, then holes

GRID = 1e-4
"""Side of the coordinate grid, in degrees (11 m of latitude): the same for all regions, so that they fit together."""


@dataclass(frozen=True)
class Zone:
    """Communes over shared arcs: `shapes` is code -> polygons."""

    arcs: list[list[Point]]
    shapes: dict[str, list[Rings]]


def read_zone(topology: Mapping[str, Any]) -> Zone:
    """The zone held by a TopoJSON of one layer without quantization, put on the grid.

    Arcs that shrink to a point leave the rings, arcs that became the same line become one arc, and rings that shrink to
    nothing or to a line walked there and back leave their polygon.
    """
    arcs = [_on_grid(arc) for arc in topology["arcs"]]
    same = _same_lines(arcs)
    (layer,) = topology["objects"].values()
    shapes = {}
    for geometry in layer["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        kept = [_cleared(polygon, arcs, same) for polygon in polygons]
        shapes[geometry["id"]] = [polygon for polygon in kept if polygon]
        if not shapes[geometry["id"]]:
            raise ValueError(f"commune {geometry['id']} has no area left")
    return Zone(arcs, shapes)


def region_topology(
    zone: Zone, members: Mapping[str, Mapping[str, str | None]], region: str, partial: frozenset[str]
) -> dict[str, Any]:
    """The TopoJSON of one region.

    `members`: code of each commune of the region -> {"dep": …, "epci": … or None}; `partial`: EPCI that have communes
    in other regions too (their contour here is the part inside this one).
    """
    numbers: dict[int, int] = {}
    codes = sorted(members)

    def numbered(polygons: Iterable[Rings]) -> list[Rings]:
        def number(arc: int) -> int:
            new = numbers.setdefault(max(arc, ~arc), len(numbers))
            return new if arc >= 0 else ~new

        return [[[number(arc) for arc in ring] for ring in polygon] for polygon in polygons]

    communes = [_geometry(code, numbered(zone.shapes[code])) for code in codes]
    layers = {"communes": communes}
    for name, key in (("epci", "epci"), ("departements", "dep")):
        groups: dict[str, list[str]] = {}
        for code in codes:
            if group := members[code][key]:
                groups.setdefault(group, []).append(code)
        layers[name] = [
            _geometry(
                group,
                numbered(merge(zone, inside)),
                **({"communes": inside} if name == "epci" else {}),
                **({"partial": True} if group in partial else {}),
            )
            for group, inside in sorted(groups.items())
        ]
    layers["region"] = [_geometry(region, numbered(merge(zone, codes)))]
    arcs = [zone.arcs[old] for old in numbers]
    west, south = (min(point[axis] for arc in arcs for point in arc) for axis in (0, 1))
    east, north = (max(point[axis] for arc in arcs for point in arc) for axis in (0, 1))
    return {
        "type": "Topology",
        "bbox": [_degrees(v) for v in (west, south, east, north)],
        "transform": {"scale": [GRID, GRID], "translate": [_degrees(west), _degrees(south)]},
        "objects": {
            name: {"type": "GeometryCollection", "geometries": geometries} for name, geometries in layers.items()
        },
        "arcs": [_deltas(arc, west, south) for arc in arcs],
    }


def merge(zone: Zone, codes: Sequence[str]) -> list[Rings]:
    """The union of communes: the arcs that only one side of the union uses, tied into rings."""
    uses = Counter(arc for code in codes for polygon in zone.shapes[code] for ring in polygon for arc in ring)
    outline = [arc for arc in uses if ~arc not in uses]
    rings = _tie(outline, zone.arcs)
    areas = [ring_area(ring_points(ring, zone.arcs)) for ring in rings]
    sign = -1 if sum(areas) < 0 else 1
    shells = [([ring], area * sign) for ring, area in zip(rings, areas, strict=True) if area * sign > 0]
    shells.sort(key=lambda shell: shell[1])  # the smallest outline that surrounds a hole is the hole's own
    for ring, area in zip(rings, areas, strict=True):
        if area * sign > 0:
            continue
        points = ring_points(ring, zone.arcs)
        inside = ((points[0][0] + points[1][0]) / 2, (points[0][1] + points[1][1]) / 2)
        home = next(
            (
                polygon
                for polygon, size in shells
                if size > -area * sign and _surrounds(ring_points(polygon[0], zone.arcs), inside)
            ),
            None,
        )
        if home is not None:
            home.append(ring)
        elif area:
            raise ValueError("a hole without outline: the communes overlap")
    return [polygon for polygon, _ in reversed(shells)]


def ring_points(ring: Sequence[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
    """The closed line of a ring."""
    points: list[Point] = []
    for arc in ring:
        line = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
        points.extend(line[1:] if points else line)
    return points


def ring_area(points: Sequence[tuple[float, float]]) -> float:
    """Signed area of a closed line, in square units of its coordinates."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(points)) / 2


def _on_grid(arc: Sequence[Sequence[float]]) -> list[Point]:
    points: list[Point] = []
    for x, y in arc:
        point = (round(x / GRID), round(y / GRID))
        if not points or point != points[-1]:
            points.append(point)
    return points


def _same_lines(arcs: Sequence[Sequence[Point]]) -> list[int]:
    """For each arc, the first arc that is the same line (`~n`: walked backwards)."""
    first: dict[tuple[Point, ...], int] = {}
    same = []
    for number, arc in enumerate(arcs):
        forwards, backwards = tuple(arc), tuple(reversed(arc))
        if backwards in first and forwards not in first:
            same.append(~first[backwards])
        else:
            same.append(first.setdefault(forwards, number))
    return same


def _cleared(polygon: Rings, arcs: Sequence[Sequence[Point]], same: Sequence[int]) -> Rings:
    kept = []
    for position, ring in enumerate(polygon):
        left = [same[arc] if arc >= 0 else ~same[~arc] for arc in ring if len(arcs[max(arc, ~arc)]) > 1]
        if any(~arc not in left for arc in left):
            kept.append(left)
        elif position == 0:
            return []  # no outline, no holes
    return kept


def _tie(outline: Sequence[int], arcs: Sequence[Sequence[Point]]) -> Rings:
    """Tie arcs end to end into rings; a path that comes back to one of its nodes closes a ring there."""

    def start(arc: int) -> Point:
        return arcs[arc][0] if arc >= 0 else arcs[~arc][-1]

    leaving: dict[Point, list[int]] = {}
    for arc in reversed(outline):
        leaving.setdefault(start(arc), []).append(arc)
    rings = []
    for first in outline:
        if first not in leaving[start(first)]:
            continue
        path: list[int] = []
        position = {start(first): 0}
        arc = first
        while True:
            leaving[start(arc)].remove(arc)
            path.append(arc)
            node = start(~arc)
            if node in position:
                cut = position[node]
                rings.append(path[cut:])
                for done in path[cut:]:
                    position.pop(start(done), None)
                del path[cut:]
                position[node] = cut
                if not path:
                    break
            else:
                position[node] = len(path)
            arc = leaving[node][-1]
    return rings


def _surrounds(ring: Sequence[Point], point: tuple[float, float]) -> bool:
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _geometry(code: str, polygons: list[Rings], **properties: object) -> dict[str, Any]:
    shape: dict[str, Any] = (
        {"type": "Polygon", "id": code, "arcs": polygons[0]}
        if len(polygons) == 1
        else {"type": "MultiPolygon", "id": code, "arcs": polygons}
    )
    return shape | ({"properties": properties} if properties else {})


def _deltas(arc: Sequence[Point], west: int, south: int) -> list[list[int]]:
    previous, steps = (west, south), []
    for x, y in arc:
        steps.append([x - previous[0], y - previous[1]])
        previous = (x, y)
    return steps


def _degrees(grid: int) -> float:
    return round(grid * GRID, 4)
