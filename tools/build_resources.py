"""Rebuild what the second panorama measures by itself: wetlands, small streams that dry up, pesticides bought.

    python tools/build_resources.py PUBLISHED [OUT]

Reads `cours-d-eau-onde/onde-departements-2012-2019.csv` and `pesticides/pesticides-achats-departements-2015-2018.csv`
of PUBLISHED, and the tables of the communes and of the départements, already built. A region is left out where its
figure would stand for a part of it only; a département is told as it is published.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from _tables import DATA, read_published, write_table
from copilote.reference.communes import load_frame
from copilote.reference.territories import load_departements

ONDE = "cours-d-eau-onde/onde-departements-2012-2019.csv"
BOUGHT = "pesticides/pesticides-achats-departements-2015-2018.csv"
LEAST_KNOWN = 0.99
"""Share of a region's communes whose wetlands are known, below which it has no figure."""
LEAST_STATIONS = 20
"""Stations followed in a region, below which a share of them says nothing."""


def build(shared: Path, out: Path) -> None:
    """Write the tables below `out`."""
    rows = [*_wetlands(), *_dry_streams(shared)]
    rows.sort(key=lambda row: (str(row["measure"]), str(row["region"]), str(row["year"])))
    write_table(out, "resources/2026/measures.csv", ["measure", "region", "year", "value"], rows)
    local = [*_dry_stations(shared), *_pesticides(shared)]
    local.sort(key=lambda row: (str(row["measure"]), str(row["departement"]), str(row["year"])))
    columns = ["measure", "departement", "year", "value", "among"]
    write_table(out, "resources/2026/departements.csv", columns, local)


def _wetlands() -> list[dict[str, object]]:
    """Hectares of Corine Land Cover 2018 by region (classes 411 to 423)."""
    frame = load_frame()
    level, figure = frame.levels["region"], frame.figures["wetlands_ha"]
    rows: list[dict[str, object]] = []
    for code in level.codes:
        values = figure[level.members(code)]
        if np.isfinite(values).mean() >= LEAST_KNOWN:
            total = math.fsum(values[np.isfinite(values)].tolist())
            rows.append({"measure": "wetlands", "region": code, "year": 2018, "value": round(total, 1)})
    return rows


def _dry_streams(shared: Path) -> list[dict[str, object]]:
    """Percent of the stations that were dry at least once in the usual campaigns of a summer, by region and year."""
    region_of = {departement.code: departement.region for departement in load_departements()}
    stations: dict[tuple[str, int], int] = defaultdict(int)
    dry: dict[tuple[str, int], int] = defaultdict(int)
    for row in read_published(shared / ONDE):
        at = region_of[row["departement"]], int(row["annee"])
        stations[at] += int(row["stations"])
        dry[at] += int(row["stations_a_sec"])
    return [
        {"measure": "dry_streams", "region": region, "year": year, "value": round(100 * dry[region, year] / count, 2)}
        for (region, year), count in stations.items()
        if count >= LEAST_STATIONS
    ]


def _dry_stations(shared: Path) -> list[dict[str, object]]:
    """Stations that were dry at least once in the usual campaigns of a summer, among those followed, by département."""
    return [
        {
            "measure": "dry_streams",
            "departement": row["departement"],
            "year": int(row["annee"]),
            "value": int(row["stations_a_sec"]),
            "among": int(row["stations"]),
        }
        for row in read_published(shared / ONDE)
    ]


def _pesticides(shared: Path) -> list[dict[str, object]]:
    """Tonnes of active substances bought in a year, by département of the buyer.

    What is not located is left out, and so is overseas: La Réunion goes from 150 tonnes to 1 and 0, no real fall.
    """
    known = {departement.code for departement in load_departements() if not departement.code.startswith("97")}
    return [
        {
            "measure": "pesticides",
            "departement": row["departement"],
            "year": int(row["annee"]),
            "value": float(row["toutes_substances"]),
        }
        for row in read_published(shared / BOUGHT)
        if row["departement"] in known
    ]


def main() -> None:
    build(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else DATA)


if __name__ == "__main__":
    main()
