"""A map of thousands of territories by class: those of a class side by side are drawn as one shape.

A shape for each of 5,000 communes would weigh more than the page; their borders within a class say nothing. The
lines between them are simplified once, so that two classes always meet on the same points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copilote.ui.charts.choropleth import Area, Choropleth, Cut, Named, borders_of, map_classes, mark_of, sentence
from copilote.ui.charts.classes import UNKNOWN_SHADE, Write
from copilote.ui.charts.flat import STRAIGHT, BBox, Box, Flat, Place, Ring, area, fitted, middles, simplified
from copilote.ui.charts.palette import PAPER
from copilote.ui.charts.sketch import GRAIN, MARGIN, names_of, places_of, strong_lines
from copilote.ui.charts.svg import Board, LegendEntry, num
from copilote.words import _
from copilote.words.numbers import agreed, format_number, with_unit

Step = tuple[int, int]
MARKED = 3
"""Shapes of a class that its number is written on, at most."""
UNKNOWN_CLASS, NOT_DRAWN = -99, -100
"""No class has them: losses are numbered below 0."""
OUTSIDE = -1


@dataclass(frozen=True, eq=False)
class Tiles:
    """The lines between N territories, ready to be drawn. codes : of the territories; arcs : points in whole steps of
    1 / `GRAIN`; left, right : (A,) rank in `codes` of the territory on each side, `OUTSIDE` beyond the border.
    borders : `d` of the strong lines; names : those that are written, and where each may stand."""

    width: float
    height: float
    codes: tuple[str, ...]
    arcs: tuple[tuple[Step, ...], ...]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    borders: str = ""
    names: tuple[tuple[str, tuple[Place, ...]], ...] = ()


def tiles_of(
    lines: Sequence[Ring],
    sides: Mapping[int, str],
    bbox: BBox,
    *,
    width: float,
    most_height: float,
    borders: Sequence[Ring] = (),
    names: Sequence[Named] = (),
) -> Tiles:
    """Lines (longitude, latitude) and the code of the territory on each side: by number, `~number` for the other."""
    projection, wide, high = fitted(bbox, width, most_height, MARGIN, tight=True)
    codes = tuple(sorted(set(sides.values())))
    ranks = {code: rank for rank, code in enumerate(codes)}
    arcs, left, right = [], [], []
    for number in sorted({max(arc, ~arc) for arc in sides}):
        flat = simplified(projection.flat(lines[number]), STRAIGHT / GRAIN)
        points = [(round(x * GRAIN), round(y * GRAIN)) for x, y in flat]
        kept = tuple(point for rank, point in enumerate(points) if rank == 0 or point != points[rank - 1])
        if points[0] == points[-1] and len(kept) < 4:
            if lines[number][0] != lines[number][-1]:
                continue
            x, y = points[0]  # an islet too small to be seen: a small square
            kept = ((x, y), (x + 3, y), (x + 3, y + 3), (x, y + 3), (x, y))
        arcs.append(kept)
        left.append(ranks.get(sides.get(number, ""), OUTSIDE))
        right.append(ranks.get(sides.get(~number, ""), OUTSIDE))
    places = tuple((each.name, places_of([projection.flat(ring) for ring in each.rings])) for each in names)
    return Tiles(
        wide,
        high,
        codes,
        tuple(arcs),
        np.array(left, dtype=np.intp),
        np.array(right, dtype=np.intp),
        strong_lines(borders, projection),
        places,
    )


def mosaic(
    tiles: Tiles,
    areas: Sequence[Area],
    *,
    title: str,
    unit: str,
    what: str,
    cut: Cut,
    prefix: str = "carte",
    write: Write = format_number,
) -> Choropleth:
    """Draw territories by the class of their value. areas : without outlines, which the tiles have; cut : says classes,
    which other maps may share. The other parameters are those of `choropleth`."""

    def whole(value: float) -> str:
        return with_unit(write(value), agreed(unit, value))

    # Thousands of communes have the values of some hundred cells.
    classed = {value: UNKNOWN_CLASS if value is None else cut.of(value) for value in {each.value for each in areas}}
    held = {each.code: classed[each.value] for each in areas}
    classes_at = np.array([*(held.get(code, NOT_DRAWN) for code in tiles.codes), NOT_DRAWN])
    lefts, rights = classes_at[tiles.left], classes_at[tiles.right]
    between = np.flatnonzero(lefts != rights)
    outlines: dict[int, list[tuple[Step, ...]]] = {}
    for at, one, other in zip(between.tolist(), lefts[between].tolist(), rights[between].tolist(), strict=True):
        arc = tiles.arcs[at]
        if one != NOT_DRAWN:
            outlines.setdefault(one, []).append(arc)
        if other != NOT_DRAWN:
            outlines.setdefault(other, []).append(arc[::-1])
    lacking = sum(each.value is None for each in areas)
    classes = map_classes(cut, lacking, unit, write, prefix)
    board = Board(tiles.width, tiles.height, prefix, title, sentence(areas, what, whole))
    patterns = "".join(entry.shade.pattern(prefix) for entry in classes)
    board.add(f"<defs>{patterns}</defs>" if patterns else "")
    labels, taken = names_of(tiles.names, tiles.width)
    shapes, marks = [], []
    for number, arcs in sorted(outlines.items()):
        rings = _rings(arcs)
        shade = UNKNOWN_SHADE if number == UNKNOWN_CLASS else cut.shade(number)
        shapes.append(f'<path d="{"".join(map(_path, rings))}" {shade.fill(prefix)}/>')
        if number != UNKNOWN_CLASS:
            marks += _marks(rings, cut, number, taken)
    board.add(
        f'<g transform="scale({num(1 / GRAIN)})" stroke="{PAPER}" stroke-width=".5" stroke-linejoin="round" '
        f'fill-rule="evenodd" class="map-areas">{"".join(shapes)}</g>'
    )
    board.add(borders_of(tiles.borders))
    board.add(
        '<g class="map-texts" aria-hidden="true" pointer-events="none" text-anchor="middle" '
        f'font-weight="bold">{"".join(marks)}{labels}</g>'
    )
    return Choropleth(
        board.svg(),
        title,
        board.description,
        (_("Territoire"), unit, _("Classe")),
        tuple((each.name, each.value, None if each.value is None else held[each.code]) for each in areas),
        tuple(LegendEntry(entry.mark, entry.text) for entry in classes if entry.mark),
        classes,
    )


def _rings(arcs: Sequence[tuple[Step, ...]]) -> list[list[Step]]:
    """Directed lines as closed rings: as many come to a point as leave it."""
    starts: dict[Step, list[tuple[Step, ...]]] = {}
    for arc in arcs:
        starts.setdefault(arc[0], []).append(arc)
    rings = []
    while starts:
        first = next(iter(starts))
        ring, here = [first], first
        while here in starts:
            arc = starts[here].pop()
            if not starts[here]:
                del starts[here]
            ring.extend(arc[1:])
            here = arc[-1]
            if here == first:
                break
        rings.append(ring)
    return rings


def _path(ring: Sequence[Step]) -> str:
    x, y = ring[0]
    parts = [f"M{x} {y}l"]
    for nx, ny in ring[1:-1]:
        step = f"{nx - x} {ny - y}".replace(" -", "-")
        parts.append(step if len(parts) == 1 or step.startswith("-") else f" {step}")
        x, y = nx, ny
    return "".join(parts) + "z" if len(parts) > 2 else ""


def _marks(rings: Sequence[Sequence[Step]], cut: Cut, number: int, taken: Sequence[Box]) -> list[str]:
    """The number of a class in its largest shapes."""
    flats: list[Flat] = [[(x / GRAIN, y / GRAIN) for x, y in ring] for ring in rings if len(ring) > 3]
    largest = sorted(flats, key=lambda ring: -abs(area(ring)))[:MARKED]
    return [mark_of(middles(ring), cut, number, taken) for ring in largest]
