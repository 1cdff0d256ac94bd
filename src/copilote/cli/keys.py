"""`copilote keys`: what each lever is shared by, tested on the State's published regional targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from copilote.cli.output import Format, FormatOption, bold, column, emit, say
from copilote.exchange.records.keys import flat_record, key_records
from copilote.words.numbers import NBSP, format_number, format_percent

GRADES_SAID = (
    "A : la clé de l’État, mesurée à ce niveau. B : une autre, qui place mal 10 % au plus de l’objectif entre les "
    "régions. C : 20 % au plus, ou la population faute de mieux. D : à ne pas partager sous la région."
)
TEST_SAID = (
    "Mal placé : l’objectif de la métropole est partagé par la clé et comparé à celui que l’État a publié pour chaque "
    "région ; c’est la part qui irait ailleurs. Ce test est nécessaire, non suffisant."
)


def keys(
    lever: Annotated[str | None, typer.Option("--lever", help="Un seul levier, par identifiant ou nom.")] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Par quelle clé chaque levier est partagé, celle de l’État, et la part qu’elle place mal entre les régions."""
    records = key_records(lever)
    if output is Format.TABLE and lever is not None:
        _print(records[0])
        return
    rows = [flat_record(record) for record in records]
    title = "Les clés de partage, éprouvées sur les objectifs régionaux publiés"
    emit(output, records, rows=rows, columns=COLUMNS, title=title, notes=[GRADES_SAID, TEST_SAID])


COLUMNS = [
    column("Levier", lambda row: row["label"]),
    column("Clé de l’État", lambda row: row["state_key"] or "non publiée"),
    column("Clé de Copilote", lambda row: row["key_title"]),
    column("Commune", lambda row: row["grade_commune"]),
    column("EPCI", lambda row: row["grade_epci"]),
    column("Mal placé", lambda row: _percent(row["misplaced"]), right=True),
]


def _percent(part: float | None) -> str:
    return "non testé" if part is None else format_percent(part)


def _print(record: Mapping[str, Any]) -> None:
    """One lever, in words: a table of one row would be wider than a terminal."""
    print(bold(f"{record['label']} ({record['lever']})"))
    unit, source = record["state_unit"], record["state_source"]
    about = ", ".join(part for part in (unit, source) if part)
    say(f"Clé de l’État : {record['state_key'] or 'non publiée'}{f' ({about})' if about else ''}.", "  ")
    say(
        f"Clé de Copilote : {record['key_title']} ({record['key']}), {record['grade_epci']} à l’intercommunalité et "
        f"au-dessus, {record['grade_commune']} à la commune.",
        "  ",
    )
    say(record["reason"], "  ")
    if record["misplaced"] is not None:
        say(
            f"Mal placé entre {record['tested_regions']} régions : {format_percent(record['misplaced'])} "
            f"({format_percent(record['misplaced_without_worst'])} sans la région qui s’écarte le plus).",
            "  ",
        )
        worst = ", ".join(f"{row['name']} × {format_number(row['ratio'], 2)}" for row in record["worst"])
        say(f"Ce que donne la clé, rapporté à l’objectif publié : {worst}.", "  ")
        others = ", ".join(f"{row['title']} {format_percent(row['misplaced'])}" for row in record["alternatives"])
        say(f"Autres clés : {others}.", "  ")
    for row in record["regions"]:
        say(f"{row['name']} : {row['grade_epci']} à l’intercommunalité, {row['grade_commune']} à la commune.", "  ")
    if record["localised_by"]:
        say(f"Ce qui dirait mieux : {record['localised_by']}.", "  ")
    say(GRADES_SAID.replace(" : ", f"{NBSP}: "), "  ")
