"""Rebuild the tables of the State's indicator service: catalogue, regional series, and one file of values a region.

python tools/build_indicators.py PUBLISHED [OUT]
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from _numbers import as_written
from _regional_series import DATED_A_YEAR_LATE, NO_DECLARATION, NOT_FIGURES, REGIONS, SERIES, TRUE_ZEROS, UNITS
from _tables import DATA, clean, read_published, write_table

FOLDER = "barometre-planification-ecologique"
EDITION = "indicators/2026"
LEVELS = ("commune", "ept", "epci", "crte", "departement", "region", "pays")
Row = dict[str, str]


def joined(items: Iterable[str]) -> str:
    return ";".join(dict.fromkeys(i for i in items if i))


def catalogue(published: list[Row], out: Path) -> None:
    by_number: dict[str, list[Row]] = defaultdict(list)
    for row in published:
        if row["indicateur"]:
            by_number[row["indicateur"]].append(row)
    rows = []
    for number_, rows_of in sorted(by_number.items(), key=lambda item: int(item[0])):
        dimensions = {d for r in rows_of for d in r["dimensions"].split()}
        unit = clean(rows_of[0]["unite"])
        rows.append(
            {
                "number": number_,
                "label": clean(rows_of[0]["libelle"]),
                "cubes": joined(r["cube"] for r in rows_of),
                "unit": UNITS.get(unit, unit),
                "summable": False if any(r["sommable"] == "False" for r in rows_of) else None,
                "levels": joined(level for level in LEVELS if f"geocode_{level}" in dimensions),
                "other_dimensions": joined(
                    sorted(d for d in dimensions if not d.startswith(("geocode", "libelle", "date", "annee")))
                ),
                "producers": joined(clean(r["responsable"]) for r in rows_of),
            }
        )
    write_table(out, f"{EDITION}/catalogue.csv", list(rows[0]), rows)
    unnumbered = sum(not r["indicateur"] for r in published)
    write_table(
        out,
        f"{EDITION}/left_out.csv",
        ["what", "cells", "reason"],
        [
            {
                "what": "catalogue-irpe.csv, mesures sans numéro d’indicateur",
                "cells": unnumbered,
                "reason": "Numérateurs, dénominateurs et intervalles qui servent aux indicateurs numérotés.",
            }
        ],
    )


def shown_dimension(cell: str) -> tuple[str, str]:
    """The one dimension that varies in a series, and its value: ("mode_transport", "Marche"); ("", "") when none."""
    dims: dict[str, str] = json.loads(cell) if cell else {}
    varying = {k: v for k, v in dims.items() if k in ("type_amenagement", "mode_transport")}
    return next(iter(varying.items()), ("", ""))


def not_figure(number_: str, region: str, year: int, value: float) -> str:
    """Why that cell is emptied; "" when it stands."""
    for rule in NOT_FIGURES:
        if (
            rule.number == number_
            and (not rule.regions or region in rule.regions)
            and (not rule.years or year in rule.years)
            and (not rule.zeros or value == 0)
        ):
            return rule.reason
    return ""


def series_tables(published: list[Row], names: dict[str, Row], out: Path) -> None:
    by_number: dict[str, list[Row]] = defaultdict(list)
    for row in published:
        by_number[row["indicateur"]].append(row)
    if set(by_number) != {s.number for s in SERIES}:
        raise ValueError("the published regional series are no longer those that were described")
    no_quality = {(r["code_region"], r["annee"]) for r in by_number["764"] if r["valeur"] and float(r["valeur"]) == 0}
    values: dict[str, list[dict[str, object]]] = {code: [] for code in REGIONS}
    corrections: list[dict[str, object]] = []
    described: list[dict[str, object]] = []
    for series in SERIES:
        keys: set[str] = set()
        for r in by_number[series.number]:
            region, year = r["code_region"], int(r["annee"])
            if region not in values or not r["valeur"]:
                continue
            value = float(r["valeur"])
            key, shown = shown_dimension(r["autres_dimensions"])
            keys.add(key)
            reason = not_figure(series.number, region, year, value)
            if series.number in ("763", "764") and (region, r["annee"]) in no_quality:
                reason = NO_DECLARATION
            if value == 0 and not reason and series.number not in TRUE_ZEROS:
                raise ValueError(f"series {series.number}, region {region}, {year}: this 0 was never looked at")
            written = as_written(value)
            if reason:
                corrections.append(
                    {"number": series.number, "region": region, "year": year, "published": written, "reason": reason}
                )
            else:
                true_year = year - (series.number in DATED_A_YEAR_LATE)
                values[region].append(
                    {"number": series.number, "dimension": shown, "year": true_year, "value": written}
                )
        unit = UNITS.get(clean(names[series.number]["unite"]), clean(names[series.number]["unite"]))
        described.append(
            {
                "number": series.number,
                "label": clean(names[series.number]["libelle"]),
                "unit": series.unit or unit,
                "unit_published": clean(names[series.number]["unite"]),
                "dimension": joined(sorted(keys)),
                "national": ";".join(f"fr-{n:03d}" for n in series.national),
                "kind": series.kind,
                "soundness": series.soundness,
                "note": series.note,
                "source": clean(names[series.number]["responsable"]),
            }
        )
    write_table(out, f"{EDITION}/series.csv", list(described[0]), described)
    order = {s.number: i for i, s in enumerate(SERIES)}
    for region, rows in values.items():
        rows.sort(key=lambda v: (order[str(v["number"])], str(v["dimension"]), int(str(v["year"]))))
        if len({(v["number"], v["dimension"], v["year"]) for v in rows}) != len(rows):
            raise ValueError(f"region {region}: two values for one series and year")
        write_table(out, f"{EDITION}/series_values/{region}.csv", ["number", "dimension", "year", "value"], rows)
    corrections += [
        {"number": number_, "region": "", "published": "année publiée", "corrected": "année d’avant", "reason": reason}
        for number_, reason in DATED_A_YEAR_LATE.items()
    ]
    corrections.sort(key=lambda c: (order[str(c["number"])], str(c["region"]), int(str(c.get("year", 0)))))
    columns = ["number", "region", "year", "published", "corrected", "reason"]
    write_table(out, f"{EDITION}/corrections.csv", columns, corrections)


def build(shared: Path, out: Path) -> None:
    """Write every table of the edition below `out` from the published files of `shared`."""
    folder = shared / FOLDER
    listed = read_published(folder / "catalogue-irpe.csv")
    catalogue(listed, out)
    published = read_published(folder / "series-regionales.csv")
    cubes = {(r["indicateur"], r["cube"]): r for r in listed}
    names = {r["indicateur"]: cubes[r["indicateur"], r["cube"]] for r in published}
    series_tables(published, names, out)


def main() -> None:
    build(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else DATA)


if __name__ == "__main__":
    main()
