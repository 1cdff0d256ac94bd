"""Rebuild what the forest of each region grows, loses and gives (edition 2026), from the inventory's own balances.

    python tools/build_forest.py [SOURCES_FOLDER [OUT]]

SOURCES_FOLDER (`.sources` beside the repository by default) holds `aldo/`: the two files of IGN's national forest
inventory that the public repository of ALDO (ADEME, github.com/incubateur-ademe/aldo) keeps under `data/dataByEpci`,
one a publication (FILES below). Kept: the rows of the 13 regions of metropolitan France, all species together, poplars
left out; figures are not touched. What is not at hand is left as it is, and said.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from _tables import DATA, read_published, write_table

TABLE = "uses/2026/forest.csv"
SOURCES = Path(os.environ.get("COPILOTE_SOURCES") or Path(__file__).resolve().parents[1] / ".sources")
FILES = {
    2022: "bilan-carbone-foret-par-localisation.csv",
    2026: "bilan-carbone-foret-par-localisation.IGN-2026.csv",
}
"""The year of each publication: survey campaigns 2016 to 2020, then the table handed over in 2026."""
WHOLE = ("rad13", "total hors peupleraie hors indetermine")
REGIONS = {
    "ARA": "84", "BFC": "27", "BRE": "53", "COR": "94", "CVL": "24", "GES": "44", "HDF": "32", "IDF": "11",
    "NAQ": "75", "NOR": "28", "OCC": "76", "PAC": "93", "PDL": "52",
}  # fmt: skip
"""INSEE codes of the inventory's regions."""
COLUMNS = {
    "area_ha": "surface_(ha)",
    "growth_m3": "production_volume_(m3∙an-1)",
    "growth_tc": "production_carbone_(tC∙an-1)",
    "harvest_m3": "prelevement_volume_(m3∙an-1)",
    "mortality_m3": "mortalite_volume_(m3∙an-1)",
}
"""Our columns, and those published."""


def build(sources: Path, out: Path) -> None:
    """Write the table below `out`; leave it as it is when a publication is absent."""
    paths = {year: sources / "aldo" / name for year, name in FILES.items()}
    if absent := [str(path) for path in paths.values() if not path.exists()]:
        print(f"Forests left as they are: no {', '.join(absent)}.")
        return
    rows = [row for year, path in paths.items() for row in balances(path, year)]
    rows.sort(key=lambda row: (str(row["region"]), str(row["published"])))
    write_table(out, TABLE, ["region", "published", *COLUMNS], rows)


def balances(path: Path, year: int) -> list[dict[str, object]]:
    """The balance of each region in a publication; exits when one is missing."""
    rows = [row for row in read_published(path) if (row["type_localisation"], row["composition"]) == WHOLE]
    if {row["code_localisation"] for row in rows} != set(REGIONS):
        raise SystemExit(f"{path.name} does not hold the 13 regions.")
    return [
        {"region": REGIONS[row["code_localisation"]], "published": year}
        | {column: float(row[published]) for column, published in COLUMNS.items()}
        for row in rows
    ]


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCES, Path(sys.argv[2]) if len(sys.argv) > 2 else DATA)
