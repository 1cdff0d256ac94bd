"""Contours of the territories of a region, for maps: communes, EPCI, départements, the region itself.

One TopoJSON a region: the four levels are drawn with the same arcs, so that a border shared by two territories is the
same line for both. Coordinates are longitudes and latitudes in degrees (WGS 84) on a grid of 0.0001°, common to all
regions. They are simplified for maps on a screen or a page (in metropolitan France, details under about 350 m are lost,
and islets of communes that have a mainland): not for measuring areas, nor for telling where a house stands.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, Literal, get_args

from copilote.reference.errors import InputError, UnknownNameError, nearest
from copilote.reference.tables import data_roots, latest, table_path
from copilote.words import _

Level = Literal["region", "departements", "epci", "communes"]
Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]
BBox = tuple[float, float, float, float]

_DOMAIN = "contours"
_LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True)
class Feature:
    """A territory that has a contour; its name is in the tables of territories.

    `communes` are the members drawn in this region (of an EPCI only, else empty); `partial` says that the EPCI goes on
    in another region, and that its contour here is only its part in this one.
    """

    level: Level
    code: str
    communes: tuple[str, ...] = ()
    partial: bool = False


class Contours:
    """The contours of one region; coordinates are computed when first asked for."""

    def __init__(self, region: str, path: Path) -> None:
        self.region = region
        self.path = path

    def features(self, level: Level) -> tuple[Feature, ...]:
        """The territories of a level ("region", "departements", "epci" or "communes"), by code."""
        about = {code: shape.get("properties", {}) for code, shape in self._shapes(level).items()}
        return tuple(
            Feature(level, code, tuple(known.get("communes", ())), known.get("partial", False))
            for code, known in about.items()
        )

    def polygons(self, level: Level, code: str) -> list[Polygon]:
        """The polygons of a territory: each a list of closed rings, outline first, then holes.

        A ring is a list of (longitude, latitude) in degrees, whose last point is the first.

        Raises
        ------
        UnknownNameError : the region has no such territory.
        InputError : there is no such level.
        """
        return [[self._line(ring) for ring in polygon] for polygon in self._arc_polygons(self._shape(level, code))]

    def rings(self, level: Level, code: str) -> list[Ring]:
        """All rings of a territory in one list, for a path filled by the even-odd rule (SVG `fill-rule="evenodd"`)."""
        return [ring for polygon in self.polygons(level, code) for ring in polygon]

    def arcs(self, level: Level, code: str) -> list[list[list[int]]]:
        """The numbers of the arcs of each ring of each polygon; `~n` (below 0) is arc `n` walked backwards."""
        return self._arc_polygons(self._shape(level, code))

    def borders(self, level: Level, *, inner: bool = True, outer: bool = True) -> list[Ring]:
        """The lines between territories of a level (`inner`) and around them (`outer`), each once: for thin strokes.

        Lines are open lists of (longitude, latitude) in degrees, in the order of the file.
        """
        uses: dict[int, int] = {}
        for shape in self._shapes(level).values():
            for polygon in self._arc_polygons(shape):
                for ring in polygon:
                    for arc in ring:
                        uses[max(arc, ~arc)] = uses.get(max(arc, ~arc), 0) + 1
        wanted = [arc for arc, count in sorted(uses.items()) if (inner if count > 1 else outer)]
        return [list(self.lines[arc]) for arc in wanted]

    def bbox(self, level: Level | None = None, code: str | None = None) -> BBox:
        """West, south, east and north in degrees: of the whole region, or of one territory."""
        if level is None or code is None:
            west, south, east, north = self._topology["bbox"]
            return (west, south, east, north)
        points = [point for ring in self.rings(level, code) for point in ring]
        longitudes, latitudes = zip(*points, strict=True)
        return (min(longitudes), min(latitudes), max(longitudes), max(latitudes))

    @cached_property
    def _topology(self) -> dict[str, Any]:
        topology: dict[str, Any] = json.loads(self.path.read_bytes())
        return topology

    @cached_property
    def lines(self) -> tuple[tuple[Point, ...], ...]:
        """The points (longitude, latitude), in degrees, of every arc, by its number."""
        (scale_x, scale_y), (west, south) = (self._topology["transform"][name] for name in ("scale", "translate"))
        arcs = self._topology["arcs"]
        columns = [list(accumulate(step[0] for step in arc)) for arc in arcs]
        rows = [list(accumulate(step[1] for step in arc)) for arc in arcs]
        # The grid has far fewer columns and rows than points: each is rounded, and kept, once.
        longitudes = {x: round(west + x * scale_x, 6) for x in set(chain.from_iterable(columns))}
        latitudes = {y: round(south + y * scale_y, 6) for y in set(chain.from_iterable(rows))}
        return tuple(
            tuple(zip(map(longitudes.__getitem__, xs), map(latitudes.__getitem__, ys), strict=True))
            for xs, ys in zip(columns, rows, strict=True)
        )

    @cached_property
    def _by_level(self) -> dict[str, dict[str, dict[str, Any]]]:
        objects = self._topology["objects"]
        return {level: {shape["id"]: shape for shape in objects[level]["geometries"]} for level in _LEVELS}

    def _shapes(self, level: Level) -> dict[str, dict[str, Any]]:
        if level not in _LEVELS:
            text = _(
                "Niveau de carte « %(level)s » : inconnu. Niveaux acceptés : %(names)s.",
                level=level,
                names=", ".join(_LEVELS),
            )
            raise InputError(text)
        return self._by_level[level]

    def _shape(self, level: Level, code: str) -> dict[str, Any]:
        shapes = self._shapes(level)
        if code not in shapes:
            accepted = _("Il faut un code INSEE ou SIREN de cette région.")
            raise UnknownNameError(_("Contour"), code, nearest(code, shapes), accepted)
        return shapes[code]

    @staticmethod
    def _arc_polygons(shape: dict[str, Any]) -> list[list[list[int]]]:
        arcs: list[Any] = shape["arcs"]
        return arcs if shape["type"] == "MultiPolygon" else [arcs]

    def _line(self, ring: Sequence[int]) -> Ring:
        points: Ring = []
        for arc in ring:
            line = self.lines[arc] if arc >= 0 else self.lines[~arc][::-1]
            points.extend(line[1:] if points else line)
        return points


def load_contours(region_code: str) -> Contours:
    """The contours of a region by its INSEE code ("24"); the file is read when something is first asked of it.

    Raises
    ------
    UnknownNameError : no contour for this code.
    """
    known = regions_with_contours()
    if region_code not in known:
        accepted = _("Il faut un code INSEE de région : 24, 04…")
        raise UnknownNameError(_("Région"), region_code, nearest(region_code, known), accepted)
    return _contours(region_code, table_path(_DOMAIN, f"{region_code}.topojson"))


@lru_cache(maxsize=2)
def _contours(region_code: str, path: Path) -> Contours:
    """Kept for the next level of the same region only: a region's points weigh some 10 MB."""
    return Contours(region_code, path)


def regions_with_contours() -> list[str]:
    """The INSEE codes of the regions that have contours."""
    newest = latest(_DOMAIN)
    return sorted({path.stem for root in data_roots() for path in (root / _DOMAIN / newest).glob("*.topojson")})


def project(longitude: float, latitude: float, bbox: BBox) -> Point:
    """Flat coordinates of a point for a map of `bbox`, in degrees of latitude; y grows to the south as in SVG.

    .. math:: x = (\\lambda - \\lambda_W) \\cos \\varphi_m, \\quad y = \\varphi_N - \\varphi

    with the cosine of the middle latitude, so that shapes keep their proportions: a kilometre is as long eastwards as
    northwards in the middle of the map (and within 4 % on the edges of the largest region). Source: equirectangular
    projection with its true-scale parallel in the middle of the map.

    >>> x, y = project(56.0, -21.0, (55.0, -22.0, 57.0, -20.0))
    >>> round(x, 4), y
    (0.9336, 1.0)
    """
    west, south, _, north = bbox
    return ((longitude - west) * math.cos(math.radians((south + north) / 2)), north - latitude)
