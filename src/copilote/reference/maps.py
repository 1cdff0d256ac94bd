"""The maps of a region already projected and simplified: its EPCI, its départements, the lines between its communes.

Made from our contours (`reference.contours`) for a drawing of 400 by 430 units at most, so that a page does not draw
them anew. Not for measuring. A deployment that has newer contours has none: its maps are drawn from them.
"""

from __future__ import annotations

import gzip
import json
from typing import Any, Literal, TypedDict

from copilote.reference.errors import TableError
from copilote.reference.tables import latest, table_path

DOMAIN = "maps"
Level = Literal["epci", "departement"]


class StoredSketch(TypedDict):
    """Shapes by code: `d` in steps of 0.8 unit, and [x, y, room] where a mark may stand; borders : `d` of the strong
    lines; names : each with where it may stand."""

    width: float
    height: float
    shapes: dict[str, tuple[str, list[tuple[float, float, float]]]]
    borders: str
    names: list[tuple[str, list[tuple[float, float, float]]]]


class StoredTiles(TypedDict):
    """Lines between communes: x, y, x, y… in whole steps of 0.8 unit, and the rank in `codes` on each side, -1 beyond
    the border."""

    width: float
    height: float
    codes: list[str]
    arcs: list[list[int]]
    left: list[int]
    right: list[int]
    borders: str
    names: list[tuple[str, list[tuple[float, float, float]]]]


def load_sketch(region: str, by: Level) -> StoredSketch | None:
    """The EPCI or départements of a region (INSEE code); None where the contours at hand are of a newer edition."""
    stored: StoredSketch | None = _load(f"{by}/{region}.gz")
    return stored


def load_tiles(region: str) -> StoredTiles | None:
    """The lines between the communes of a region; None as for `load_sketch`."""
    stored: StoredTiles | None = _load(f"commune/{region}.gz")
    return stored


def _load(name: str) -> Any:
    try:
        return json.loads(gzip.decompress(table_path(DOMAIN, name, latest("contours")).read_bytes()))
    except TableError:
        return None
