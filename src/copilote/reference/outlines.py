"""Outlines of the 18 regions, light enough for a map of the whole country: about 2,500 points in all.

Made from our contours (`reference.contours`, which are the ones to draw one region with); neighbours share the points
of their border. Not for measuring.
"""

from __future__ import annotations

from functools import lru_cache

from copilote.reference.contours import BBox, Ring
from copilote.reference.tables import read_rows, table_path

DOMAIN = "outlines"


@lru_cache(maxsize=2)
def load_outlines() -> dict[str, tuple[Ring, ...]]:
    """Closed rings of (longitude, latitude) in degrees, by region code; fill them by the even-odd rule."""
    outlines: dict[str, list[Ring]] = {}
    for row in read_rows(table_path(DOMAIN, "regions.csv")):
        ring = []
        for pair in row["points"].split():
            longitude, _, latitude = pair.partition(",")
            ring.append((float(longitude), float(latitude)))
        outlines.setdefault(row["region"], []).append(ring)
    return {region: tuple(rings) for region, rings in outlines.items()}


def around(*outlines: tuple[Ring, ...]) -> BBox:
    """West, south, east and north of outlines together, in degrees."""
    points = [point for rings in outlines for ring in rings for point in ring]
    longitudes, latitudes = [x for x, _ in points], [y for _, y in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)
