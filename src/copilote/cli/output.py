"""How commands answer: a table in French, JSON or CSV, from the same records."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from copilote.publish.table import Column, Kind, Table
from copilote.publish.to_csv import write_rows
from copilote.reference.errors import InputError


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

Rows = Sequence[Mapping[str, Any]]
PIPED_WIDTH = 240
GAP = "   "


Field = tuple[Column, Callable[[Mapping[str, Any]], str]]
"""A column of a printed table, and how a record's cell is written in it."""


def column(title: str, text: Callable[[Mapping[str, Any]], str], right: bool = False) -> Field:
    """A column under a French title; `right` is where numbers lean to."""
    return Column(title, title, Kind.NUMBER if right else Kind.TEXT), text


def emit(
    chosen: Format,
    answer: Any,
    *,
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[Field],
    title: str = "",
    notes: Sequence[str] = (),
    header: Sequence[str] = (),
) -> None:
    """Write `answer` as JSON, or its `rows` as CSV or as a French table with a title and notes beneath.

    `header` names the columns of a CSV that may have no row.
    """
    if chosen is Format.JSON:
        json.dump(answer, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
        sys.stdout.write("\n")
    elif chosen is Format.CSV:
        write_csv(list(rows), header)
    else:
        print_table(Table.of("answer", title, columns, rows), notes)


def write_csv(rows: Rows, header: Sequence[str] = ()) -> None:
    """Records as CSV: the keys of the first one as header, empty for unknown, lists joined by a space."""
    names = list(rows[0]) if rows else list(header)
    if not names:
        return
    write_rows(sys.stdout, names, ([_cell(row.get(name)) for name in names] for row in rows))


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


def width() -> int:
    """Columns of the terminal; COLUMNS decides when it is set; a file or a pipe takes what the content needs."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit():
        return max(20, shutil.get_terminal_size().columns)
    return PIPED_WIDTH


def clean(text: str) -> str:
    """Without control characters: a name from a file must not drive the terminal."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in text)


def bold(text: str) -> str:
    """Bold in a terminal, plain elsewhere."""
    return f"\033[1m{text}\033[0m" if sys.stdout.isatty() and "NO_COLOR" not in os.environ else text


def say(text: str = "", indent: str = "") -> None:
    """A paragraph, folded at the width of the terminal; a path or an address is left whole."""
    folded = textwrap.wrap(clean(text), width() - len(indent), break_long_words=False, break_on_hyphens=False)
    for line in folded or [""]:
        print(indent + line)


def print_table(table: Table, notes: Sequence[str] = ()) -> None:
    """A table when its columns can be read at this width, else a small card for each row."""
    if table.title:
        print(bold("\n".join(textwrap.wrap(clean(table.title), width()))))
        print()
    columns = table.columns
    cells = [[clean(str(cell)) for cell in row] for row in table.rows]
    widths = _widths(columns, cells)
    if widths is None:
        _print_cards(columns, cells)
    elif cells:
        _print_grid(columns, cells, widths)
    if notes:
        print()
    for note in notes:
        say(note)


def _widths(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> list[int] | None:
    """A width for each column: numbers and identifiers whole, texts folded between words; None when it is too much.

    A text may be folded down to a third of its longest cell, never under its longest word.
    """
    natural = [max([len(c.title), *(len(row[i]) for row in cells)]) for i, c in enumerate(columns)]
    least = []
    for i, column in enumerate(columns):
        texts = [column.title, *(row[i] for row in cells)]
        word = max(len(part) for text in texts for part in (text.split() or [""]))
        least.append(natural[i] if column.leans else max(word, -(-natural[i] // 3)))
    room = width() - len(GAP) * (len(columns) - 1)
    if sum(least) > room:
        return None
    widths = list(natural)
    while sum(widths) > room:
        # Take from the column that has most to give.
        widest = max(range(len(widths)), key=lambda i: widths[i] - least[i])
        widths[widest] -= 1
    return widths


def _print_grid(columns: Sequence[Column], cells: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as Printed

    table = Printed(
        box=SIMPLE_HEAD, pad_edge=False, padding=(0, len(GAP) - 1, 0, 0), show_edge=False
    )  # and a blank between columns
    for column, size in zip(columns, widths, strict=True):
        table.add_column(column.title, justify="right" if column.leans else "left", width=size, overflow="fold")
    for row in cells:
        table.add_row(*row)
    console = Console(highlight=False, markup=False, emoji=False, width=sum(widths) + len(GAP) * len(widths))
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        print(line.rstrip())


def _print_cards(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> None:
    """Each row under its name (the first cells that are no numbers), then "title : value" pairs: nothing is cut."""
    named = 2 if len(columns) > 1 and not columns[1].leans else 1
    for row in cells:
        head = "  ".join(text for text in row[:named] if text)
        print(bold("\n".join(textwrap.wrap(head, width()) or [""])))
        rest = zip(columns[named:], row[named:], strict=True)
        pairs = [f"{column.title} : {text}" for column, text in rest if text]
        for text in _packed(pairs, width() - 2):
            print(f"  {text}")


def _packed(pairs: Sequence[str], room: int) -> list[str]:
    """Pairs side by side as far as they fit; one that is longer than a line is folded."""
    lines: list[str] = []
    for pair in pairs:
        if lines and len(lines[-1]) + len(GAP) + len(pair) <= room:
            lines[-1] += GAP + pair
        else:
            lines += textwrap.wrap(pair, room) or [""]
    return lines


def warn(message: str) -> None:
    """A remark that does not stop the command, on the error output."""
    print(f"Remarque : {clean(message)}", file=sys.stderr)


def save_text(path: Path, text: str) -> None:
    """Write a file, and the folder that it goes in; raises InputError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError:
        raise InputError(f"Impossible d’écrire {path} : dossier absent ou protégé.") from None


@contextmanager
def progress(label: str, after: str = "", *, transient: bool = False) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on the error output, called with what is done and its total; None where that is no terminal.

    after : what is counted, said before the remaining time. transient : the bar goes once it is full.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TextColumn(after), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=transient) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
