"""Shapes of territories ready to be painted: made once, or read from the tables, and drawn with any values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from copilote.ui.charts.flat import (
    BBox,
    Box,
    Flat,
    Place,
    Point,
    Projection,
    Ring,
    fitted,
    largest,
    middles,
    overlap,
    path,
    shape,
)
from copilote.ui.charts.metrics import LINE_HEIGHT, text_width, wrap
from copilote.ui.charts.svg import HALO, num, spans

MARGIN = 4.0
GRAIN = 1.25
"""Points of outlines are on a grid of 0.8 unit: a pixel of a wide screen."""
NAME = 13.0
SPILL = 1.25
"""How much wider than its shape a name may be: its halo keeps it readable over a border."""

Outline = tuple[str, tuple[Place, ...]]
"""The `d` of a shape, and where its mark may stand."""


@dataclass(frozen=True, eq=False)
class Sketch:
    """Shapes in the drawing's units. shapes : by code; borders : `d` of the strong lines; names : those that are
    written, and where each may stand."""

    width: float
    height: float
    shapes: Mapping[str, Outline]
    borders: str = ""
    names: tuple[tuple[str, tuple[Place, ...]], ...] = field(default=())


def sketch_of(
    rings: Mapping[str, Sequence[Ring]],
    bbox: BBox,
    *,
    width: float,
    most_height: float,
    tight: bool = True,
    borders: Sequence[Ring] = (),
    names: Sequence[tuple[str, Sequence[Ring]]] = (),
) -> Sketch:
    """Outlines (longitude, latitude) by code, on the largest map of `bbox` in so much room; tight : no wider than it
    is. borders : lines drawn stronger. names : with their outlines."""
    projection, wide, high = fitted(bbox, width, most_height, MARGIN, tight=tight)
    shapes = {code: drawn(tuple(tuple(ring) for ring in own), projection) for code, own in rings.items()}
    return Sketch(
        wide,
        high,
        shapes,
        strong_lines(borders, projection),
        tuple((name, places_of([projection.flat(ring) for ring in own])) for name, own in names),
    )


def strong_lines(lines: Sequence[Ring], projection: Projection) -> str:
    """The `d` of lines drawn stronger."""
    return "".join(path(projection.flat(line), GRAIN, closed=False) for line in lines)


@lru_cache(maxsize=2000)
def drawn(rings: tuple[tuple[Point, ...], ...], projection: Projection) -> Outline:
    """A shape: kept, for pages draw the same outlines with other values."""
    flat = [projection.flat(ring) for ring in rings]
    return shape(flat, GRAIN), places_of(flat)


def places_of(rings: Sequence[Flat]) -> tuple[Place, ...]:
    """Where a text may stand in a shape of flat rings, to a hundredth of a unit."""
    spots = middles(largest(rings)) if rings else ()
    return tuple((round(x, 2), round(y, 2), round(room, 2)) for x, y, room in spots)


def names_of(named: Sequence[tuple[str, Sequence[Place]]], width: float) -> tuple[str, list[Box]]:
    """Names with a halo, each where it has the most room and covers no other; and the boxes that they take.

    A name that its shape has no room for is left out: the table beneath has it.
    """
    shapes: list[str] = []
    boxes: list[Box] = []
    for name, places in named:
        for x, y, room in places:
            lines = wrap(name.replace("-", "- ").replace("'", "’"), room * SPILL, NAME * 1.06)
            if not lines:
                continue
            lines = tuple(line.replace("- ", "-") for line in lines)
            half = max(text_width(line, NAME * 1.06) for line in lines) / 2 + 2
            top, height = y - len(lines) * NAME * LINE_HEIGHT / 2, len(lines) * NAME * LINE_HEIGHT
            x = min(max(x, half), width - half)
            box = (x - half, top, x + half, top + height)
            if not any(overlap(box, other) for other in boxes):
                boxes.append(box)
                text = spans(x, top + 0.8 * NAME * LINE_HEIGHT, lines, NAME)
                shapes.append(f'<text class="cp-halo map-name" font-size="{num(NAME)}" {HALO}>{text}</text>')
                break
    return "".join(shapes), boxes
