"""Carry over what is known of natural risks by commune of today: disasters recognised, radon, coast, heat vigilance.

    python tools/build_risks.py SHARED [--out DATA]

SHARED holds `risques/`. Codes of the past lead to the communes of today:

- orders that recognise a disaster are added, so that their total stays the published one; the last year is the latest;
- the radon class is the highest of those of the former communes: one part of the commune has it;
- a commune is coastal when one that became part of it is; each kind of coast is kept.

A commune without an order has no line of orders in the publication: it had none, and has 0 here. A radon class that is
not published is empty.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from _tables import build_asked, clean, read_published, write_table
from copilote.reference.errors import UnknownNameError
from copilote.reference.passage import current_communes
from copilote.reference.territories import load_communes

EDITION = "risks/2026"
FOLDER = "risques"
COUNTS = {
    "orders": "arretes_total",
    "orders_10_years": "arretes_10_ans",
    "flood": "inondation",
    "drought": "secheresse",
    "landslide": "mouvement_terrain",
    "storm": "tempete",
}
"""Our columns, and those published."""
COAST = {"mer ou ocean": "sea", "estuaire": "estuary", "etang sale": "lagoon"}
RADON_YEAR = 2016
"""Of the communes that radon classes are given for."""


def build(shared: Path, out: Path) -> None:
    """Write the tables below `out`."""
    communes = sorted(load_communes(), key=lambda commune: commune.code)
    counts, last = disasters(read_published(shared / FOLDER / "catnat-communes.csv.gz"))
    radon = radon_classes(read_published(shared / FOLDER / "radon-communes.csv.gz"))
    today: set[str] = {commune.code for commune in communes}
    if lost := sorted(set(counts) - today):
        raise SystemExit(f"Orders of communes that no region holds: {', '.join(lost[:5])}.")
    rows: dict[str, list[dict[str, object]]] = defaultdict(list)
    for commune in communes:
        figures = counts.get(commune.code, dict.fromkeys(COUNTS, 0))
        rows[commune.region].append(
            {"code": commune.code, **figures, "last_year": last.get(commune.code), "radon": radon.get(commune.code)}
        )
    columns = ["code", "orders", "orders_10_years", "last_year", *list(COUNTS)[2:], "radon"]
    for region, own in rows.items():
        write_table(out, f"{EDITION}/communes/{region}.csv", columns, own)
    write_coast(shared / FOLDER, out)
    vigilance = read_published(shared / FOLDER / "vigilance-canicule-departements-2023-2025.csv")
    names = {"yellow": "jours_jaune", "orange": "jours_orange", "red": "jours_rouge", "recorded": "jours_releves"}
    write_table(
        out, f"{EDITION}/heat_vigilance.csv", ["departement", "year", *names],
        ({"departement": row["departement"], "year": row["annee"], **{ours: row[own] for ours, own in names.items()}}
         for row in vigilance),
    )  # fmt: skip


def disasters(published: list[dict[str, str]]) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Counts by commune of today, and the year of its last event."""
    counts: dict[str, dict[str, int]] = {}
    last: dict[str, int] = {}
    for row in published:
        # A code in force in the year of the data means that commune alone, whatever it held before.
        (code,) = current_communes(row["insee"], year=2025).codes
        figures = counts.setdefault(code, dict.fromkeys(COUNTS, 0))
        for ours, theirs in COUNTS.items():
            figures[ours] += int(row[theirs])
        last[code] = max(last.get(code, 0), int(row["derniere_annee"]))
    return counts, last


def radon_classes(published: list[dict[str, str]]) -> dict[str, int]:
    """The radon class by commune of today."""
    classes: dict[str, int] = {}
    for row in published:
        try:
            codes = current_communes(row["insee"], year=RADON_YEAR).codes
        except UnknownNameError:  # Saint-Barthélemy and Saint-Pierre-et-Miquelon as whole, in no region
            continue
        for code in codes:
            classes[code] = max(classes.get(code, 0), int(row["radon_classe"]))
    return classes


def write_coast(folder: Path, out: Path) -> None:
    """The coastal communes of the law, and the retreat of the coastline of those where it is published."""
    kinds: dict[str, dict[str, None]] = defaultdict(dict)
    for row in read_published(folder / "communes-littorales-2019.csv"):
        for code in current_communes(row["insee"], year=2019).codes:
            kinds[code][COAST[clean(row["classement"])]] = None
    retreat = {row["insee"]: row for row in read_published(folder / "recul-trait-de-cote-communes-partiel.csv")}
    write_table(
        out, f"{EDITION}/coast.csv", ["code", "kinds", "retreat_m_year", "segments"],
        (
            {
                "code": code,
                "kinds": " ".join(kinds.get(code, ())),
                "retreat_m_year": float(retreat[code]["recul_m_an"]) if code in retreat else None,
                "segments": retreat[code]["segments_mesures"] if code in retreat else None,
            }
            for code in sorted({*kinds, *retreat})
        ),
    )  # fmt: skip


if __name__ == "__main__":
    build_asked(__doc__, build)
