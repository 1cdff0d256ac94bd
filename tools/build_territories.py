"""Rebuild the tables of the territories of 2026 from the editions of @etalab/decoupage-administratif.

    python tools/build_territories.py SOURCES [--fetch] [--out DATA]

SOURCES holds `decoupage/<version>/data/*.json`, one folder per edition of the npm package (EDITIONS below: one a year;
that of 2019 also holds the history of communes since 1943). `--fetch` first gets the missing ones with `npm pack`
(network and npm needed; about 120 MB unpacked).

What the published files get wrong, and what is done:

- the population of an EPCI is that of an older census than its communes': here it is the sum of its communes;
- Mayotte's populations are of 2017: `population_year` says so, département by département (empty: not known);
- the 45 arrondissements of Paris, Lyon and Marseille repeat their city: they have their own table, never counted;
- the collectivities without region status (COM) come as regions: they are kept apart, in com.csv and communes/com.csv.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from _passage import EDITIONS, Edition, passage_rows
from _tables import DATA, clean, write_table

PACKAGE = "@etalab/decoupage-administratif"
FOLDER = "territories/2026"
CURRENT = 2026

Row = dict[str, Any]

# "Populations de référence 2023", in force in 2026 (page 8680726 of INSEE, named by the package's README); Mayotte:
# census of 2017. Those of the COM come from several censuses that the package does not date.
POPULATION_YEAR = 2023
POPULATION_YEAR_MAYOTTE = 2017


def fetch(sources: Path) -> None:
    """Get with `npm pack` the editions that `sources` lacks."""
    for version in EDITIONS.values():
        target = sources / "decoupage" / version
        if (target / "data" / "communes.json").exists():
            continue
        with tempfile.TemporaryDirectory() as folder:
            command = ["npm", "pack", "--silent", f"{PACKAGE}@{version}"]
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
            (archive,) = Path(folder).glob("*.tgz")
            with tarfile.open(archive) as tar:
                tar.extractall(folder, filter="data")
            (target / "data").mkdir(parents=True, exist_ok=True)
            for path in sorted((Path(folder) / "package" / "data").glob("*.json")):
                (target / "data" / path.name).write_bytes(path.read_bytes())


def read(sources: Path, year: int, name: str) -> list[Row]:
    """One file of one edition, as published."""
    path = sources / "decoupage" / EDITIONS[year] / "data" / name
    rows: list[Row] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def build(sources: Path, out: Path) -> None:
    """Write every table of FOLDER below `out` from the editions below `sources`."""
    published = read(sources, CURRENT, "communes.json")
    departements = read(sources, CURRENT, "departements.json")
    epci = read(sources, CURRENT, "epci.json")
    ept = read(sources, CURRENT, "ept.json")

    epci_of = {member["code"]: body["code"] for body in epci for member in body["membres"]}
    ept_of = {member["code"]: body["code"] for body in ept for member in body["membres"]}
    communes = sorted(
        (commune_row(row, epci_of, ept_of) for row in published if row["type"] == "commune-actuelle"),
        key=lambda row: str(row["code"]),
    )
    for row in communes:
        # The search of territories reads these names as text, line by line.
        if set(row["name"]) & set(',"'):
            raise ValueError(f"{row['code']}: a name with a comma or a quote")
    zone = {row["code"]: row["zone"] for row in departements}
    in_regions = [row for row in communes if zone[row["departement"]] != "com"]
    overseas = [row for row in communes if zone[row["departement"]] == "com"]

    write_communes(out, in_regions, overseas)
    write_regions(out, read(sources, CURRENT, "regions.json"), in_regions, overseas)
    write_departements(out, [row for row in departements if row["zone"] != "com"], in_regions)
    write_groupings(out, "epci.csv", epci, "epci", in_regions)
    write_groupings(out, "ept.csv", ept, "ept", in_regions)
    write_districts(out, published)

    editions = {year: Edition.read(read(sources, year, "communes.json")) for year in EDITIONS}
    history = read(sources, 2019, "historique-communes.json")
    population = {str(row["code"]): row["population"] for row in communes}
    write_table(
        out,
        f"{FOLDER}/passage.csv",
        ["old_code", "old_name", "year_from", "year_to", "kind", "new_code", "share"],
        passage_rows(editions, history, population),
    )


def commune_row(row: Row, epci_of: dict[str, str], ept_of: dict[str, str]) -> Row:
    return {
        "code": row["code"],
        "name": clean(row["nom"]),
        "region": row["region"],
        "departement": row["departement"],
        "epci": epci_of.get(row["code"]),
        "ept": ept_of.get(row["code"]),
        "arrondissement": row.get("arrondissement"),
        "population": row.get("population"),
        "siren": row.get("siren"),
        "postcodes": " ".join(sorted(row.get("codesPostaux", []))),
    }


def write_communes(out: Path, in_regions: list[Row], overseas: list[Row]) -> None:
    columns = ["code", "name", "departement", "epci", "ept", "arrondissement", "population", "siren", "postcodes"]
    by_region: dict[str, list[Row]] = defaultdict(list)
    for row in in_regions:
        by_region[row["region"]].append(row)
    for region, rows in sorted(by_region.items()):
        write_table(out, f"{FOLDER}/communes/{region}.csv", columns, rows)
    write_table(out, f"{FOLDER}/communes/com.csv", columns, overseas)


def total(rows: Iterable[Row]) -> int | None:
    """Population of a set of communes; None when none of them is known (uninhabited lands)."""
    known = [row["population"] for row in rows if row["population"] is not None]
    return sum(known) if known else None


def write_regions(out: Path, published: list[Row], in_regions: list[Row], overseas: list[Row]) -> None:
    columns = ["code", "name", "seat", "population", "communes"]
    for name, kept, communes in (
        ("regions.csv", lambda zone: zone != "com", in_regions),
        ("com.csv", lambda zone: zone == "com", overseas),
    ):
        rows = []
        for region in sorted(published, key=lambda row: str(row["code"])):
            if not kept(region["zone"]):
                continue
            own = [row for row in communes if row["region"] == region["code"]]
            seat = region["chefLieu"]
            rows.append(
                {
                    "code": region["code"],
                    "name": clean(region["nom"]),
                    # The published seat of the Terres australes is in another collectivity.
                    "seat": seat if any(row["code"] == seat for row in own) else None,
                    "population": total(own),
                    "communes": len(own),
                }
            )
        write_table(out, f"{FOLDER}/{name}", columns, rows)


def write_departements(out: Path, published: list[Row], communes: list[Row]) -> None:
    rows = []
    for departement in sorted(published, key=lambda row: str(row["code"])):
        own = [row for row in communes if row["departement"] == departement["code"]]
        rows.append(
            {
                "code": departement["code"],
                "name": clean(departement["nom"]),
                "region": departement["region"],
                "seat": departement["chefLieu"],
                "population": total(own),
                "population_year": POPULATION_YEAR_MAYOTTE if departement["code"] == "976" else POPULATION_YEAR,
                "communes": len(own),
            }
        )
    columns = ["code", "name", "region", "seat", "population", "population_year", "communes"]
    write_table(out, f"{FOLDER}/departements.csv", columns, rows)


def write_groupings(out: Path, name: str, published: list[Row], column: str, communes: list[Row]) -> None:
    """EPCI or EPT: what they are and where; who belongs to them is said by the communes."""
    members: dict[str, list[Row]] = defaultdict(list)
    for row in communes:
        members[row[column]].append(row)
    rows = []
    for body in sorted(published, key=lambda row: str(row["code"])):
        own = members[body["code"]]
        if {row["code"] for row in own} != {row["code"] for row in body["membres"]}:
            raise ValueError(f"{body['code']}: a member is not a commune of {CURRENT}, or belongs twice")
        rows.append(
            {
                "code": body["code"],
                "name": clean(body["nom"]).replace("''", '"'),
                "type": body["type"],
                "regions": " ".join(by_weight(own, "region")),
                "departements": " ".join(by_weight(own, "departement")),
                "population": total(own),
                "communes": len(own),
            }
        )
    columns = ["code", "name", "type", "regions", "departements", "population", "communes"]
    write_table(out, f"{FOLDER}/{name}", columns, rows)


def by_weight(communes: list[Row], column: str) -> list[str]:
    """The values of a column, that with the most inhabitants first."""
    weight: dict[str, int] = defaultdict(int)
    for row in communes:
        weight[row[column]] += row["population"] or 0
    return sorted(weight, key=lambda value: (-weight[value], value))


def write_districts(out: Path, published: list[Row]) -> None:
    rows = [
        {
            "code": row["code"],
            "name": clean(row["nom"]),
            "commune": row["commune"],
            "population": row.get("population"),
            "postcodes": " ".join(sorted(row.get("codesPostaux", []))),
        }
        for row in sorted(published, key=lambda row: str(row["code"]))
        if row["type"] == "arrondissement-municipal"
    ]
    write_table(out, f"{FOLDER}/districts.csv", ["code", "name", "commune", "population", "postcodes"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sources", type=Path, help="folder that holds decoupage/<version>/data")
    parser.add_argument("--fetch", action="store_true", help="get the missing editions with npm first")
    parser.add_argument("--out", type=Path, default=DATA)
    options = parser.parse_args()
    if options.fetch:
        fetch(options.sources)
    build(options.sources, options.out)


if __name__ == "__main__":
    main()
