"""The shapes that the maps of a region are painted on: read from the tables, or made where a deployment has newer
contours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from copilote.exchange.perimeters import places
from copilote.exchange.shapes import commune_sides, shapes_of
from copilote.reference.contours import load_contours
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.maps import Level, StoredSketch, StoredTiles, load_sketch, load_tiles
from copilote.ui.charts.choropleth import Named
from copilote.ui.charts.flat import Place, around
from copilote.ui.charts.mosaic import Tiles, tiles_of
from copilote.ui.charts.sketch import Sketch, sketch_of

WIDTH, HEIGHT = 400.0, 430.0
"""Most of a map, so that three stand side by side."""


@kept_while_loaded(maxsize=40, texts=False)
def sketch_for(region: str, by: Level) -> Sketch:
    """The EPCI or the départements of a region (INSEE code); the names of these are written on their own map."""
    held = load_sketch(region, by)
    if held is None:
        return made_sketch(region, by)
    shapes = {code: (outline, _places(spots)) for code, (outline, spots) in held["shapes"].items()}
    return Sketch(held["width"], held["height"], shapes, held["borders"], _names(held["names"]))


@kept_while_loaded(maxsize=20, texts=False)
def tiles_for(region: str, named: bool) -> Tiles:
    """The communes of a region; named : with the names of the départements."""
    held = load_tiles(region)
    if held is None:
        tiles = made_tiles(region)
    else:
        arcs = tuple(tuple(zip(arc[::2], arc[1::2], strict=True)) for arc in held["arcs"])
        left, right = (np.array(held[side], dtype=np.intp) for side in ("left", "right"))
        size = (held["width"], held["height"], tuple(held["codes"]))
        tiles = Tiles(*size, arcs, left, right, held["borders"], _names(held["names"]))
    return tiles if named else replace(tiles, names=())


def _names(stored: Iterable[tuple[str, list[Place]]]) -> tuple[tuple[str, tuple[Place, ...]], ...]:
    return tuple((name, _places(spots)) for name, spots in stored)


def _places(stored: Iterable[Place]) -> tuple[Place, ...]:
    return tuple((x, y, room) for x, y, room in stored)


def made_sketch(region: str, by: Level) -> Sketch:
    """As `sketch_for`, from the contours."""
    shapes, outer = shapes_of(region, by), shapes_of(region, "departement")
    rings = {code: shapes.outline(code) for code in shapes.rings}
    return sketch_of(
        rings,
        around([ring for own in rings.values() for ring in own]),
        width=WIDTH,
        most_height=HEIGHT,
        borders=outer.lines if by != "departement" else (),
        names=[(each.name, each.rings) for each in _named(region)] if by == "departement" else (),
    )


def made_tiles(region: str, width: float = WIDTH, most_height: float = HEIGHT) -> Tiles:
    """As `tiles_for`, with names, from the contours, in more room if asked."""
    contours, outer = load_contours(region), shapes_of(region, "departement")
    return tiles_of(
        contours.lines,
        commune_sides(region),
        contours.bbox(),
        width=width,
        most_height=most_height,
        borders=outer.lines,
        names=_named(region),
    )


def _named(region: str) -> tuple[Named, ...]:
    outer = shapes_of(region, "departement")
    return tuple(Named(place.name, outer.outline(place.code)) for place in places(region, "departement"))


def stored_tiles(region: str) -> StoredTiles:
    """The communes as the tables hold them (`tools/build_maps.py`)."""
    tiles = made_tiles(region)
    return {
        "width": tiles.width,
        "height": tiles.height,
        "codes": list(tiles.codes),
        "arcs": [[part for step in arc for part in step] for arc in tiles.arcs],
        "left": tiles.left.tolist(),
        "right": tiles.right.tolist(),
        "borders": tiles.borders,
        "names": [(name, list(spots)) for name, spots in tiles.names],
    }


def stored_sketch(region: str, by: Level) -> StoredSketch:
    """The EPCI or départements as the tables hold them."""
    sketch = made_sketch(region, by)
    return {
        "width": sketch.width,
        "height": sketch.height,
        "shapes": {code: (outline, list(spots)) for code, (outline, spots) in sketch.shapes.items()},
        "borders": sketch.borders,
        "names": [(name, list(spots)) for name, spots in sketch.names],
    }
