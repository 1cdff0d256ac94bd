"""Rebuild the tables of the barometer of 2026: sectors, worksites, levers, national indicators, targets, paces.

python tools/build_barometer.py PUBLISHED [OUT]
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from _barometer_fixes import DIRECTIONS, DOUBTS, EMPTIED, RELABELLED, RUNNING_TOTALS, TRUE_ZEROS, UNITS
from _barometer_words import COMMITMENTS, WORKSITE_SPELLINGS
from _numbers import as_written, parse_number
from _tables import DATA, clean, read_published, write_table

FOLDER = "barometre-planification-ecologique"
EDITION = "barometer/2026"
AXES = (
    ("attenuation", "Atténuation"),
    ("adaptation", "Adaptation"),
    ("eau", "Eau"),
    ("economie_circulaire", "Economie circulaire"),
    ("pollution", "Pollution"),
    ("biodiversite", "Biodiversité"),
)
# What the column "Levier" holds beside levers: where an indicator stands in the barometer.
ROLES = {
    "Indicateur d'impact": "impact",
    "Indicateur d'impact - autres": "impact",
    "Indicateur de chantier": "worksite",
    "Autres indicateurs": "other",
}
PACES = ("Rythme annuel sur un an", "Rythme annuel sur trois ans", "Rythme annuel requis d'ici 2030")
YEARS = range(2010, 2027)
Row = dict[str, str]


def names(cell: str) -> list[str]:
    """Names separated by commas, those that hold a comma being quoted."""
    text = clean(cell)
    return [clean(n) for n in next(csv.reader([text], skipinitialspace=True))] if text else []


def axes_of(cell: str) -> str:
    keys = {label: key for key, label in AXES}
    return ";".join(keys[name] for name in names(cell))


class Levers:
    """Names of levers and worksites, and the identifiers that our tables give them."""

    def __init__(self, published: list[Row], listed: list[Row]) -> None:
        self.rows = published
        self.worksites = list(dict.fromkeys(clean(r["chantier"]) for r in published))
        self.listed = {clean(r["chantier"]): axes_of(r["axe"]) for r in listed}
        self.ids: dict[str, list[str]] = {}
        for rank, row in enumerate(published, 1):
            self.ids.setdefault(clean(row["levier"]), []).append(f"2026-{rank:03d}")

    def worksite(self, name: str) -> str:
        return str(self.worksites.index(name) + 1)

    def lever_ids(self, name: str, worksites: list[str]) -> list[str]:
        """The levers of that name; where two worksites share it, those of the indicator's worksites."""
        found = self.ids[name]
        here = [i for i in found if self.worksite(clean(self.rows[int(i[5:]) - 1]["chantier"])) in worksites]
        return here or found


def lever_tables(levers: Levers, out: Path) -> None:
    sectors = list(dict.fromkeys(clean(r["secteur"]) for r in levers.rows))
    write_table(out, f"{EDITION}/sectors.csv", ["id", "name"], [{"id": i, "name": n} for i, n in enumerate(sectors, 1)])
    write_table(out, f"{EDITION}/axes.csv", ["id", "name"], [{"id": k, "name": n} for k, n in AXES])
    sector_of = {clean(r["chantier"]): clean(r["secteur"]) for r in levers.rows}
    back = {new: old for old, new in WORKSITE_SPELLINGS.items()}
    write_table(
        out,
        f"{EDITION}/worksites.csv",
        ["id", "name", "sector", "axes", "other_name"],
        [
            {
                "id": rank,
                "name": name,
                "sector": sector_of[name],
                "axes": levers.listed[back.get(name, name)],
                "other_name": back.get(name),
            }
            for rank, name in enumerate(levers.worksites, 1)
        ],
    )
    write_table(
        out,
        f"{EDITION}/levers.csv",
        ["id", "name", "short_name", "sector", "worksite", "territorial", "axes", "target_source"],
        [
            {
                "id": f"2026-{rank:03d}",
                "name": clean(r["levier"]),
                "short_name": clean(r["nom_court"]),
                "sector": clean(r["secteur"]),
                "worksite": levers.worksite(clean(r["chantier"])),
                "territorial": r["territorial"] == "true",
                "axes": axes_of(r["axes"]),
                "target_source": ";".join(n.strip('"') for n in names(r["source_objectif"])),
            }
            for rank, r in enumerate(levers.rows, 1)
        ],
    )


def indicator_rows(published: list[Row], levers: Levers) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The table of indicators, and the corrections of units among it."""
    rows: list[dict[str, object]] = []
    corrections: list[dict[str, object]] = []
    relabelled = {r.row: r for r in RELABELLED}
    known_unit: dict[str, str] = {}
    for r in published:
        label, unit_published = clean(r["Indicateur"]), clean(r["Unité"])
        if unit_published:
            known_unit.setdefault(label, unit_published)
    for rank, r in enumerate(published, 1):
        ident, label, unit_published = f"fr-{rank:03d}", clean(r["Indicateur"]), clean(r["Unité"])
        fix, inherited = relabelled.get(rank), known_unit.get(label, "")
        if fix:
            unit, reason = fix.unit, fix.reason
        elif not unit_published and inherited:
            unit, reason = (
                UNITS[inherited],
                "Unité absente de cette série : celle de l’indicateur dont elle fait partie.",
            )
        else:
            unit, reason = UNITS[unit_published] if unit_published else "", ""
        if reason:
            corrections.append(
                {"table": "indicators", "id": ident, "published": unit_published, "corrected": unit, "reason": reason}
            )
        worksites = [levers.worksite(n.split(" / ", 1)[1]) for n in names(r["Chantier"])]
        parts = names(r["Levier"])
        lever_ids = [i for n in parts if n not in ROLES for i in levers.lever_ids(n, worksites)]
        soundness, note = DOUBTS.get(rank, ("measured", ""))
        if not kept_cells(rank, r, "values"):
            soundness, note = "unknown", note or "Aucune valeur connue."
        rows.append(
            {
                "id": ident,
                "uuid": r["ID"] if len(r["ID"]) == 36 else None,
                "label": label,
                "series": clean(r["Sous-niveau (graphique)"]),
                "unit": unit,
                "unit_published": unit_published,
                "perimeter": clean(r["Périmètre"]),
                "roles": ";".join(dict.fromkeys(ROLES[n] for n in parts if n in ROLES)),
                "worksites": ";".join(worksites),
                "levers": ";".join(lever_ids),
                "axes": axes_of(r["Axes taxonomie"]),
                "direction": direction(rank, r),
                "running_total": rank in RUNNING_TOTALS,
                "irpe": ";".join(names(r["IRPE ids"])),
                "soundness": soundness,
                "note": note,
                "source": clean(r["Sources"]),
                "target_source": clean(r["Source de la cible"]),
            }
        )
    return rows, corrections


def published_cells(r: Row, kind: str) -> dict[int, float]:
    """Year → published number, of the yearly values or of the yearly targets."""
    columns = {y: str(y) for y in YEARS} if kind == "values" else {}
    if kind == "targets":
        columns = {int(c[6:]): c for c in r if c.startswith("cible_")}
    numbers = {year: parse_number(r[column]) for year, column in columns.items()}
    return {year: value for year, value in sorted(numbers.items()) if value is not None}


def emptied(rank: int, kind: str, year: int) -> str:
    """Why that cell is emptied; "" when it stands."""
    for fix in EMPTIED:
        if fix.row == rank and fix.kind == kind and (not fix.years or year in fix.years):
            return fix.reason
    return ""


def kept_cells(rank: int, r: Row, kind: str) -> dict[int, float]:
    cells = published_cells(r, kind)
    return {y: v for y, v in cells.items() if not (v == 0 and emptied(rank, kind, y))}


def direction(rank: int, r: Row) -> str:
    """ "up" or "down": what is wanted of the indicator; "" when it has no target or it cannot be said."""
    if rank in DIRECTIONS:
        return DIRECTIONS[rank]
    values, targets = kept_cells(rank, r, "values"), kept_cells(rank, r, "targets")
    if not values or not targets:
        return ""
    goal, start = targets.get(2030, list(targets.values())[-1]), next(iter(values.values()))
    return "up" if goal > start else "down" if goal < start else ""


def number_tables(published: list[Row], corrections: list[dict[str, object]], out: Path) -> None:
    for kind in ("values", "targets"):
        rows: list[dict[str, object]] = []
        for rank, r in enumerate(published, 1):
            ident = f"fr-{rank:03d}"
            for year, value in published_cells(r, kind).items():
                reason = emptied(rank, kind, year) if value == 0 else ""
                if value == 0 and not reason and rank not in TRUE_ZEROS:
                    raise ValueError(f"{ident}: 0 in {year} ({kind}) was never looked at")
                shown = as_written(value)
                if reason:
                    corrections.append({"table": kind, "id": ident, "year": year, "published": shown, "reason": reason})
                    rows.append({"id": ident, "year": year, "published": shown})
                else:
                    rows.append({"id": ident, "year": year, "value": shown})
        write_table(out, f"{EDITION}/{kind}.csv", ["id", "year", "value", "published"], rows)
    paces: list[dict[str, object]] = []
    for rank, r in enumerate(published, 1):
        one, three, required = (parse_number(r[c]) for c in PACES)
        if one is not None or three is not None or required is not None:
            paces.append({"id": f"fr-{rank:03d}", "pace_1y": one, "pace_3y": three, "pace_required": required})
    write_table(out, f"{EDITION}/published_paces.csv", ["id", "pace_1y", "pace_3y", "pace_required"], paces)


def left_out(published: list[Row], listed: list[Row], levers: Levers) -> list[dict[str, object]]:
    """What the published tables hold and ours do not, with the reason."""
    columns = [c for c in published[0] if c.startswith("projection")]
    cells = [v for r in published for c in columns if (v := parse_number(r[c])) is not None]
    gone = [
        clean(r["chantier"])
        for r in listed
        if WORKSITE_SPELLINGS.get(clean(r["chantier"]), clean(r["chantier"])) not in levers.worksites
    ]
    return [
        {
            "what": "indicateurs.csv, colonnes projection_2020 à projection 2025",
            "cells": len(cells),
            "reason": f"{cells.count(0.0)} cellules sur {len(cells)} valent 0 faute de calcul ; d’autres sont dans "
            "une autre unité que leur indicateur. Les cibles annuelles publiées suffisent.",
        },
        {
            "what": "indicateurs.csv, colonne Rythme annuel sur trois ans",
            "cells": 0,
            "reason": "Vide pour tous les indicateurs : le rythme sur trois ans est calculé par Copilote.",
        },
        *(
            {
                "what": f"chantiers.csv, « {name} »",
                "cells": 1,
                "reason": "Aucun des 133 leviers n’y est rattaché : 36 chantiers portent des leviers.",
            }
            for name in gone
        ),
    ]


def build(shared: Path, out: Path) -> None:
    """Write every table of the edition below `out` from the published files of `shared`."""
    folder = shared / FOLDER
    published, listed = read_published(folder / "indicateurs.csv"), read_published(folder / "chantiers.csv")
    levers = Levers(read_published(folder / "leviers.csv"), listed)
    lever_tables(levers, out)
    rows, corrections = indicator_rows(published, levers)
    write_table(out, f"{EDITION}/indicators.csv", list(rows[0]), rows)
    number_tables(published, corrections, out)
    for old, new in WORKSITE_SPELLINGS.items():
        corrections.append(
            {
                "table": "worksites",
                "id": levers.worksite(new),
                "published": old,
                "corrected": new,
                "reason": "Deux écritures du même chantier : celle de la liste des leviers est gardée.",
            }
        )
    columns = ["table", "id", "year", "published", "corrected", "reason"]
    write_table(out, f"{EDITION}/corrections.csv", columns, corrections)
    commitments = read_published(folder / "engagements.csv")
    if [clean(r["thematique"]) for r in commitments] != [c["theme"] for c in COMMITMENTS]:
        raise ValueError("the published commitments are no longer those that were worded")
    keys = {label: key for key, label in AXES}
    write_table(
        out,
        f"{EDITION}/commitments.csv",
        ["id", "theme", "axis", "summary", "quantity", "low", "high", "unit", "year", "reference"],
        [
            {**c, "id": rank, "axis": keys[clean(r["axe"])]}
            for rank, (c, r) in enumerate(zip(COMMITMENTS, commitments, strict=True), 1)
        ],
    )
    write_table(out, f"{EDITION}/left_out.csv", ["what", "cells", "reason"], left_out(published, listed, levers))


def main() -> None:
    build(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else DATA)


if __name__ == "__main__":
    main()
