"""Rebuild the figures of the communes of 2026 that regional targets are shared by.

    python tools/build_communes.py SHARED [--out DATA]

SHARED holds `communes/` (INSEE's comparator of territories, communes of 2021, and the density grid) and
`occupation-des-sols-epci/` (land cover, forests and hedges by EPCI, through ALDO: see `_communes_land`). The communes,
their EPCI and the passage of former codes are read in the tables of territories, already built.

- A former commune's figures go to the communes of today that it became: added for a merger, shared by today's
  inhabitants for a split. A sum with an unknown part is unknown.
- Arrondissements of Paris, Lyon and Marseille are left out: their city has its own row, which their sum equals.
- Counts are rounded to 0.1 and hectares to 0.01 by largest remainder: the country's totals stay what was published.
- An empty cell is not known. Nothing is filled here.

`frame.npz` holds the same numbers and the memberships as arrays, to be read in milliseconds: whole numbers (the table's
last decimal), -1 for unknown, not compressed.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from _communes_about import DENSITY, FIGURES, Figure
from _communes_land import DISTRICTS, EDITION, Figures, land_figures
from _tables import build_asked, read_published, write_table
from copilote.reference.passage import current_communes
from copilote.reference.territories import Commune, load_communes

FOLDER = f"communes/{EDITION}"
YEAR = 2021
"""Of INSEE's communes: those that merged on 1 January 2022 are still apart."""
LEVELS = ("region", "departement", "epci", "arrondissement")
MIDNIGHT = (2026, 1, 1, 0, 0, 0)


def build(shared: Path, out: Path) -> None:
    """Write the tables and the frame below `out`."""
    communes = sorted(load_communes(), key=lambda row: row.code)
    found = carried(insee_rows(shared / "communes"), {row.code for row in communes})
    land, _totals = land_figures(shared / "occupation-des-sols-epci", {row.code: row for row in communes}, found)
    grid = {row["insee_com"]: row["niveau_densite"] for row in read_published(shared / "communes/grille-densite.csv")}
    for code, figures in found.items():
        figures.update(land.get(code, {}))
        figures["density_class"] = DENSITY.index(grid[code]) + 1
    units = {figure.id: rounded([found[row.code].get(figure.id) for row in communes], figure) for figure in FIGURES}
    rows = [
        {"code": row.code} | {figure.id: decimal(units[figure.id][rank], figure.decimals) for figure in FIGURES}
        for rank, row in enumerate(communes)
    ]
    write_table(out, f"{FOLDER}/figures.csv", ["code", *units], rows)
    write_table(
        out, f"{FOLDER}/density.csv", ["class", "name"],
        [{"class": rank, "name": name} for rank, name in enumerate(DENSITY, 1)],
    )  # fmt: skip
    write_about(out, units)
    write_frame(out / FOLDER / "frame.npz", communes, units)


def insee_rows(folder: Path) -> dict[str, Figures]:
    """INSEE's figures by commune of 2021; a secret or unknown cell is left out."""
    with zipfile.ZipFile(folder / "insee-comparateur-2022.zip") as archive:
        text = archive.read("base_cc_comparateur.CSV").decode("utf-8-sig")
    columns = {figure.id: figure.column for figure in FIGURES if figure.column}
    return {
        row["CODGEO"]: {ours: float(row[theirs]) for ours, theirs in columns.items() if row[theirs]}
        for row in csv.DictReader(io.StringIO(text), delimiter=";")
        if not any(row["CODGEO"].startswith(start) for start in DISTRICTS)
    }


def carried(published: Mapping[str, Figures], today: set[str]) -> dict[str, Figures]:
    """Figures of communes of 2021 brought to those of 2026."""
    parts: dict[str, list[tuple[Figures, float]]] = {code: [] for code in today}
    for code, figures in published.items():
        passage = current_communes(code, year=YEAR)
        for current, share in zip(passage.codes, passage.shares, strict=True):
            parts[current].append((figures, share))
    found: dict[str, Figures] = defaultdict(dict)
    for current, several in parts.items():
        for name in several[0][0]:
            if all(name in figures for figures, _share in several):
                found[current][name] = sum(figures[name] * share for figures, share in several)
    return {code: found[code] for code in today}


def rounded(values: Sequence[float | None], figure: Figure) -> list[int]:
    """Whole numbers of the figure's last decimal, -1 for unknown, adding up to the rounded total of all."""
    exact = [None if value is None else value * 10**figure.decimals for value in values]
    known = [rank for rank, value in enumerate(exact) if value is not None]
    # Noise of floating point neither adds a unit nor takes one.
    units = [-1 if value is None else int(value + 1e-6) for value in exact]
    lacking = round(sum(exact[rank] or 0.0 for rank in known)) - sum(units[rank] for rank in known)
    if lacking < 0:
        raise ValueError(f"{figure.id}: {-lacking} units too many")
    by_remainder = sorted(known, key=lambda rank: (round(units[rank] - (exact[rank] or 0.0), 6), rank))
    for rank in by_remainder[:lacking]:
        units[rank] += 1
    return units


def decimal(units: int, decimals: int) -> str:
    """A whole number of last decimals as text: (123, 1) is "12.3", (120, 1) is "12"; empty for unknown."""
    if units < 0:
        return ""
    whole, rest = divmod(units, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}".rstrip("0") if rest else str(whole)


def write_about(out: Path, units: Mapping[str, list[int]]) -> None:
    """What each figure is, and for how many communes it is known."""
    columns = ["id", "title", "unit", "year", "source", "level", "decimals", "rule", "communes", "known"]
    rows = [
        {name: getattr(figure, name, None) for name in columns}
        | {"communes": len(units[figure.id]), "known": sum(unit >= 0 for unit in units[figure.id])}
        for figure in FIGURES
    ]
    write_table(out, f"{FOLDER}/figures_about.csv", columns, rows)


def write_frame(path: Path, communes: Sequence[Commune], units: Mapping[str, list[int]]) -> None:
    """The same numbers as arrays, with the memberships."""
    people = [-1 if row.population is None else row.population for row in communes]
    arrays: dict[str, np.ndarray] = {
        "codes": np.array([row.code for row in communes], "S5"),
        "population": np.array(people, "<i4"),
        "figure_ids": np.array(list(units), "S"),
        "decimals": np.array([figure.decimals for figure in FIGURES], "<i4"),
        "figures": np.array(list(units.values()), "<i4"),
    }
    for level in LEVELS:
        held = [getattr(row, level) or "" for row in communes]
        codes = sorted(set(held) - {""})
        place = {code: rank for rank, code in enumerate(codes)} | {"": -1}
        arrays[f"{level}_codes"] = np.array(codes, "S")
        arrays[f"{level}_index"] = np.array([place[code] for code in held], "<i2")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.save(content, array)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", MIDNIGHT), content.getvalue())


if __name__ == "__main__":
    build_asked(__doc__, build)
