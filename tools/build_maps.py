"""Rebuild the maps of the regions, projected and simplified once (edition 2026), from our own contours.

    python tools/build_maps.py [OUT]

A page that drew them anew would take a second at the first visit of a region after each start. One compressed JSON a
region and level: shapes of EPCI and départements, lines between communes, at the size of the maps of the climate.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import get_args

from _tables import DATA
from copilote.adaptation.maps.shapes import stored_sketch, stored_tiles
from copilote.reference.contours import regions_with_contours
from copilote.reference.maps import Level

EDITION = "maps/2026"


def build(out: Path) -> None:
    """Write `maps/2026/<level>/<region>.gz` below `out`."""
    for region in regions_with_contours():
        write(out, f"commune/{region}", stored_tiles(region))
        for level in get_args(Level):
            write(out, f"{level}/{region}", stored_sketch(region, level))


def write(out: Path, name: str, content: object) -> None:
    path = out / EDITION / f"{name}.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
