"""Write the tables of docs/cles-de-repartition.md: every lever with its keys and their test, and every key.

    python tools/write_key_tables.py

What stands between the marks <!-- leviers --> and <!-- fin -->, and <!-- cles --> and <!-- fin -->, is replaced.
"""

from __future__ import annotations

import re
from pathlib import Path

from copilote.exchange.records.keys import key_records
from copilote.reference.communes import load_about
from copilote.reference.keys import Key, load_own_keys
from copilote.words.numbers import format_percent

DOC = Path(__file__).resolve().parents[1] / "docs/cles-de-repartition.md"


def levers() -> str:
    """The table of the levers."""
    lines = [
        "| levier | clé de l’État | clé de Copilote | mal placé | EPCI | commune | pourquoi, et ce qui dirait mieux |",
        "|---|---|---|---|---|---|---|",
    ]
    for record in key_records():
        state = record["state_key"]
        source = f" ({record['state_source']})" if record["state_source"] else ""
        misplaced = "non testé" if record["misplaced"] is None else format_percent(record["misplaced"])
        better = f" Ce qui dirait mieux : {record['localised_by']}." if record["localised_by"] else ""
        cells = (
            f"{record['label']}<br>`{record['lever']}`",
            f"{state}{source}" if state else "non publiée",
            record["key_title"],
            misplaced,
            record["grade_epci"],
            record["grade_commune"],
            record["reason"] + better,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def keys() -> str:
    """The table of the keys."""
    lines = ["| identifiant | clé | unité | calcul | mesurée à |", "|---|---|---|---|---|"]
    for key in load_own_keys().values():
        level = "la commune" if key.level == "commune" else "l’intercommunalité"
        lines.append(f"| `{key.id}` | {key.title} | {key.unit} | {_made(key)} | {level} |")
    return "\n".join(lines)


def _made(key: Key) -> str:
    about = load_about()

    def title(name: str) -> str:
        return about[name].title if name in about else "Population municipale"

    told = " + ".join(map(title, key.figures))
    if key.share_of:
        part = " + ".join(map(title, key.share_of))
        told += f" × ({part}) ÷ {title(key.share_in)}"
    if key.density_classes:
        first, last = key.density_classes[0], key.density_classes[-1]
        told += f", dans les classes de densité {first} à {last}, 0 ailleurs"
    if key.added:
        told += f" + autant, au total du pays, selon : {title(key.added)}"
    return told


def written(text: str) -> str:
    """The page with its tables made anew."""
    for mark, table in (("leviers", levers()), ("cles", keys())):
        pattern = rf"(<!-- {mark} -->\n).*?(\n<!-- fin -->)"
        text, count = re.subn(pattern, lambda found, table=table: found[1] + table + found[2], text, flags=re.DOTALL)
        if count != 1:
            raise SystemExit(f"{DOC.name}: marks of « {mark} » not found once")
    return text


if __name__ == "__main__":
    DOC.write_text(written(DOC.read_text(encoding="utf-8")), encoding="utf-8")
