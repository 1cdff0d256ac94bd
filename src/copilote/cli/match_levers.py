"""`copilote match-levers`: the levers that words propose."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from copilote.cli.output import Format, FormatOption, column, emit
from copilote.exchange.actions.titles import read_titles, suggestions
from copilote.exchange.records.matching import MatchRecord, match_record
from copilote.reference.errors import InputError
from copilote.reference.matching import USUAL
from copilote.reference.simulator import find_region, load_lever_names
from copilote.words.numbers import counted, format_decimals

FILES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".zip")
CAUTION = "Des propositions, à confirmer : elles ne sont jamais appliquées sans une personne."


def match_levers(
    source: Annotated[
        str,
        typer.Argument(metavar="FICHIER|TEXTE", help="Tableau avec une colonne titre (et description), ou un texte."),
    ],
    region: Annotated[
        str | None, typer.Option("--region", help="Les leviers de cette région (par défaut : ceux de la métropole).")
    ] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Les leviers que des mots évoquent, trois au plus, avec les mots qui les ont fait proposer."""
    code = USUAL if region is None else find_region(region).code
    path = Path(source) if len(source) < 1000 and "\n" not in source else None
    if path is not None and path.is_file():
        titles = read_titles(path)
    elif path is not None and path.suffix.lower() in FILES and " " not in source.strip():
        raise InputError(f"« {source} » : ce fichier n’existe pas. Donnez un fichier, ou un texte entre guillemets.")
    elif not source.strip():
        raise InputError("texte vide : donnez un fichier, ou un texte entre guillemets.")
    else:
        titles = ((source.strip(), ""),)
    records = [match_record(text, proposed) for text, proposed in suggestions(titles, code)]
    if output is Format.JSON:
        _write_lines(records)
        return
    labels = {lever.id: lever.label for lever in load_lever_names()}
    columns = [
        column("Texte", lambda row: row["text"]),
        column("Levier", lambda row: f"{labels[row['lever']]} ({row['lever']})" if row["lever"] else "aucun"),
        column("Score", lambda row: format_decimals(row["score"], 2, unknown=""), right=True),
        column("Mots", lambda row: ", ".join(row["words"])),
    ]
    rows = [row for record in records for row in _rows(record)]
    silent = sum(not record["suggestions"] for record in records)
    title = f"{counted(len(records), 'texte', 'textes')}, dont {silent} sans levier"
    header = ("text", "lever", "score", "words")
    emit(output, records, rows=rows, columns=columns, title=title, notes=[CAUTION], header=header)


def _rows(record: MatchRecord) -> list[dict[str, Any]]:
    """A row for each lever proposed, one without lever where none is."""
    if not record["suggestions"]:
        return [{"text": record["text"], "lever": "", "score": None, "words": []}]
    return [{"text": record["text"], **suggestion} for suggestion in record["suggestions"]]


def _write_lines(records: list[MatchRecord]) -> None:
    """A JSON list with one text a line."""
    lines = (json.dumps(record, ensure_ascii=False, allow_nan=False) for record in records)
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")
