"""The CRTE perimeters of January 2023, out of the list that the ANCT published.

    python tools/build_crte.py SHARED

A CRTE over several départements is repeated, row by row, under each of them: its members count once. A member is an
EPCI, an EPT of Greater Paris, or a commune where its EPCI is split between two CRTE (Finistère) or does not exist
(islands). Names take the apostrophe, the ligature and the dash of French; what a rule cannot know (accents on
capitals, missing hyphens) is in `crte_corrections.csv`, by hand, with the reason.
"""

from __future__ import annotations

import re
from pathlib import Path

from _tables import DATA, build_asked, clean, read_published, write_table

PUBLISHED = "crte-2023/epci-crte-2023-01.csv"
EDITION = "perimeters/2026"
CORRECTIONS = f"{EDITION}/crte_corrections.csv"
COLUMNS = ("id", "name", "departement", "epci", "source", "note", "listed", "loaded")
LISTED = "2023-01"
SOURCE = "anct-crte-2023"


def mended(name: str) -> str:
    """A published name with the apostrophe, the ligature and the dash of French.

    >>> mended("CRTE Coeur d'Yvelines - Rives de l'Orge")
    'CRTE Cœur d’Yvelines – Rives de l’Orge'
    """
    text = clean(name).replace("''", "’").replace("'", "’").replace(" - ", " – ")
    return re.sub(r"\b([CcSs])oeur", r"\1œur", text)


def build(shared: Path, out: Path) -> None:
    corrections = {row["id"]: row for row in read_published(DATA / CORRECTIONS)}
    held: dict[str, dict[str, str]] = {}
    members: dict[str, dict[str, None]] = {}
    for row in read_published(shared / PUBLISHED):
        code = row["id_crte"]
        if code not in held:
            held[code] = {"name": mended(row["lib_crte"]), "departement": row["dep_chef_file"]}
        members.setdefault(code, {})[row["siren_groupement"]] = None
    for code, correction in corrections.items():
        if code not in held or clean(correction["published"]) not in held[code]["name"]:
            raise SystemExit(f"{CORRECTIONS}: {code} no longer reads {correction['published']!r}.")
        held[code]["name"] = held[code]["name"].replace(correction["published"], correction["value"])
    rows = (
        {
            "id": code.lower(),
            "name": held[code]["name"],
            "departement": held[code]["departement"],
            "epci": " ".join(members[code]),
            "source": SOURCE,
            "listed": LISTED,
        }
        for code in held
    )
    write_table(out, f"{EDITION}/crte.csv", COLUMNS, rows)


if __name__ == "__main__":
    build_asked(__doc__, build)
