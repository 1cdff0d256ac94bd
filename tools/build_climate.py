"""Carry over the climate of each cell by warming level, and the cell of each commune of today.

    python tools/build_climate.py SHARED [--out DATA]

SHARED holds `climat-tracc/` (Météo-France, DRIAS: medians, lowest and highest of the models by cell of 8 km; the cell
nearest to each commune). Figures are not touched.

- `cells.npz` holds every value of every cell as whole numbers of its last published decimal, compressed: ten times
  lighter than the same in text, and read at once by what looks for the nearest climate in the whole country.
- `communes/<region>.csv` : a commune of today has the cell of its own code; rows of codes that merged since are left
  out, as are arrondissements of Paris, Lyon and Marseille, whose city has its own row.
- `main_commune` of a cell is the most populous of those that have it: how a cell is named.

The words of the indices (`indices.csv`) are by hand; that they are those published is checked here.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from pathlib import Path

import numpy as np

from _tables import DATA, build_asked, read_published, write_table
from copilote.reference.territories import Commune, load_communes

EDITION = "climate/2026"
FOLDER = "climat-tracc"
LEVELS = {"reference": "1976-2005", "+2.0": "2030", "+2.7": "2050", "+4.0": "2100"}
"""Published levels of warming, in order, and the years that stand for them."""
MIDNIGHT = (2026, 1, 1, 0, 0, 0)
PLACES = 4
"""Decimals of latitudes and longitudes."""


def build(shared: Path, out: Path) -> None:
    """Write the tables below `out`."""
    communes = sorted(load_communes(), key=lambda commune: commune.code)
    cell_of = {row["insee"]: row for row in read_published(shared / FOLDER / "communes-mailles.csv.gz")}
    regions: dict[str, list[dict[str, object]]] = defaultdict(list)
    for commune in communes:
        row = cell_of.get(commune.code)
        if row:
            place = {"code": commune.code, "cell": row["maille"], "distance_km": float(row["distance_km"])}
            regions[commune.region].append(place)
    for region, rows in regions.items():
        write_table(out, f"{EDITION}/communes/{region}.csv", ["code", "cell", "distance_km"], rows)
    write_cells(shared / FOLDER, out / EDITION / "cells.npz", main_communes(communes, cell_of))


def main_communes(communes: list[Commune], cell_of: dict[str, dict[str, str]]) -> dict[str, str]:
    """The most populous commune of each cell."""
    by_people = sorted(communes, key=lambda commune: (commune.population or 0, commune.code))
    return {cell_of[commune.code]["maille"]: commune.code for commune in by_people if commune.code in cell_of}


def write_cells(folder: Path, path: Path, main: dict[str, str]) -> None:
    """Medians (levels, indices, cells), lowest and highest (levels but the reference, indices, cells)."""
    medians = read_published(folder / "tracc-mailles-mediane.csv.gz")
    ranges = read_published(folder / "tracc-mailles-min-max-modeles.csv.gz")
    if {(row["niveau_france"], row["horizon"]) for row in medians} != set(LEVELS.items()):
        raise SystemExit("The published levels of warming are others.")
    cells = sorted({row["maille"] for row in medians}, key=int)
    indices = list(medians[0])[5:]
    ranged = [name.removesuffix("_min") for name in list(ranges[0])[2:] if name.endswith("_min")]
    declared = [row["id"] for row in read_published(DATA / EDITION / "indices.csv")]
    if declared != indices:
        raise SystemExit(f"{EDITION}/indices.csv does not hold the published indices, in their order.")
    first = {row["maille"]: row for row in medians}
    arrays: dict[str, np.ndarray] = {
        "cells": np.array(cells, "<i4"),
        "lat": np.array([scaled(first[cell]["lat"], PLACES) for cell in cells], "<i4"),
        "lon": np.array([scaled(first[cell]["lon"], PLACES) for cell in cells], "<i4"),
        "main_commune": np.array([main.get(cell, "") for cell in cells], "S5"),
        "levels": np.array(list(LEVELS), "S"),
        "indices": np.array(indices, "S"),
        "ranged": np.array(ranged, "S"),
    }
    arrays["median_decimals"], arrays["median"] = block(medians, list(LEVELS), indices, cells)
    for end, kept in (("min", "low"), ("max", "high")):
        names = [f"{name}_{end}" for name in ranged]
        arrays[f"{kept}_decimals"], arrays[kept] = block(ranges, list(LEVELS)[1:], names, cells)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.save(content, array)
            entry = zipfile.ZipInfo(f"{name}.npy", MIDNIGHT)
            archive.writestr(entry, content.getvalue(), zipfile.ZIP_DEFLATED, 9)


def block(
    rows: list[dict[str, str]], levels: list[str], names: list[str], cells: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Decimals (names,) and whole numbers of the last decimal (levels, names, cells), every one of them known."""
    decimals = [max(len(row[name].partition(".")[2]) for row in rows) for name in names]
    at, level_at = {cell: rank for rank, cell in enumerate(cells)}, {level: rank for rank, level in enumerate(levels)}
    unknown = np.iinfo("<i2").min
    values = np.full((len(levels), len(names), len(cells)), unknown, "<i4")
    for row in rows:
        for rank, name in enumerate(names):
            values[level_at[row["niveau_france"]], rank, at[row["maille"]]] = scaled(row[name], decimals[rank])
    if (values <= unknown).any() or (values > np.iinfo("<i2").max).any():
        raise SystemExit("A value is missing, or does not fit.")
    return np.array(decimals, "i1"), values.astype("<i2")


def scaled(text: str, decimals: int) -> int:
    """A published decimal as a whole number of its last decimal: ("12.5", 2) is 1250."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    whole, _point, rest = digits.partition(".")
    return sign * int(whole + rest.ljust(decimals, "0"))


if __name__ == "__main__":
    build_asked(__doc__, build)
