"""How commands answer: a table in French, JSON or CSV, from the same records."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import typer


class Format(StrEnum):
    """What a command writes on its output."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[
    Format, typer.Option("--format", "-f", help="Forme de la réponse : table (par défaut), json ou csv.")
]
RegionArgument = Annotated[
    str, typer.Argument(metavar="REGION", help="Code (24), nom ou abréviation d’une région (PACA, Ile de France).")
]


@dataclass(frozen=True)
class Column:
    """A column of a printed table: its French title, how a record's cell is written, and which side it leans to."""

    title: str
    text: Callable[[Mapping[str, Any]], str]
    right: bool = False


def emit(
    chosen: Format,
    answer: Any,
    *,
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[Column],
    title: str = "",
    notes: Sequence[str] = (),
) -> None:
    """Write `answer` as JSON, or its `rows` as CSV or as a French table with a title and notes beneath."""
    if chosen is Format.JSON:
        json.dump(answer, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
        sys.stdout.write("\n")
    elif chosen is Format.CSV:
        write_csv(list(rows))
    else:
        print_table(list(rows), columns, title, notes)


def write_csv(rows: Sequence[Mapping[str, Any]]) -> None:
    """Records as CSV: the keys of the first one as header, empty for unknown, lists joined by a space."""
    if not rows:
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    names = list(rows[0])
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in names])


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return " ".join(str(_cell(part)) for part in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def print_table(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], title: str = "", notes: Sequence[str] = ()
) -> None:
    """A table for people, as wide as the terminal allows; piped, as wide as its content needs."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, emoji=False, width=220)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column.title, justify="right" if column.right else "left", no_wrap=column.right)
    for row in rows:
        table.add_row(*(column.text(row) for column in columns))
    if title:
        # Printed apart: a title given to the table would wrap at the table's own width.
        console.print(title, style="bold")
    console.print(table)
    for note in notes:
        console.print(note)


def warn(message: str) -> None:
    """A remark that does not stop the command, on the error output."""
    print(f"Remarque : {message}", file=sys.stderr)
