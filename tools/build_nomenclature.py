"""Rebuild the nomenclatures: the worksites of 2022 and the 72 levers shared between the State's tools.

python tools/build_nomenclature.py PUBLISHED [OUT]
"""

from __future__ import annotations

import sys
from pathlib import Path

from _tables import DATA, clean, read_published, write_table

FOLDER = "nomenclature"
BLOCKS = {
    "attenuation, biodiversite, ressources": "attenuation_biodiversite_ressources",
    "adaptation": "adaptation",
}
# The five issues of the "rosace" of October 2022; the published file names the themes only.
ISSUES = (
    ("climat", "Climat"),
    ("biodiversite", "Biodiversité"),
    ("adaptation", "Adaptation"),
    ("ressources", "Ressources"),
    ("sante", "Santé"),
)


def build(shared: Path, out: Path) -> None:
    """Write the tables of both editions below `out` from the published files of `shared`."""
    worksites = read_published(shared / FOLDER / "chantiers-2022.csv")
    themes = list(dict.fromkeys(clean(r["thematique"]) for r in worksites))
    folder = "nomenclature/2022"
    write_table(out, f"{folder}/themes.csv", ["id", "name"], [{"id": i, "name": n} for i, n in enumerate(themes, 1)])
    write_table(out, f"{folder}/issues.csv", ["id", "name"], [{"id": k, "name": n} for k, n in ISSUES])
    write_table(
        out,
        f"{folder}/worksites.csv",
        ["number", "theme", "name"],
        [
            {"number": r["numero"], "theme": clean(r["thematique"]), "name": clean(r["chantier"]).replace("'", "’")}
            for r in worksites
        ],
    )
    write_table(
        out,
        "nomenclature/2026/levers72.csv",
        ["number", "name", "block"],
        [
            {
                "number": r["numero"],
                "name": clean(r["levier"]).replace("'", "’"),
                "block": BLOCKS[clean(r["bloc"])],
            }
            for r in read_published(shared / FOLDER / "leviers-72.csv")
        ],
    )


def main() -> None:
    build(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else DATA)


if __name__ == "__main__":
    main()
