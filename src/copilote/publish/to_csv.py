"""A table as CSV, in two spellings; the same bytes for the same numbers.

The default is what a French spreadsheet opens by itself: semicolons, decimal comma, a byte order mark, titles in the
language in use. "machine" is what a program expects: commas, decimal point, English keys.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO

from copilote.publish.cells import safe
from copilote.publish.mention import said
from copilote.publish.table import Cell, Table
from copilote.reference.sources import find_source


def write_rows(out: IO[str], header: Sequence[str], rows: Iterable[Iterable[Cell]]) -> None:
    """Rows as a program expects them, written as they come: what commands print, however many there are."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(_plain, header))
    writer.writerows(map(_plain, row) for row in rows)


def csv_bytes(table: Table, *, machine: bool = False) -> bytes:
    """One table as CSV, UTF-8; the last column names its sources, when it has some."""
    table = table.for_files
    out = io.StringIO()
    writer = csv.writer(out, delimiter="," if machine else ";", lineterminator="\n" if machine else "\r\n")
    head, last = [(column.key if machine else column.head) for column in table.columns], []
    if table.sources:
        head.append("source")
        last = [" ; ".join(key if machine else find_source(key).title for key in table.sources)]
    if mention := said():
        head.append("mention")
        last.append(mention)
    safely = _plain if machine else safe
    writer.writerow(map(safely, head))
    for row in table.rows:
        writer.writerow([_written(safely(cell), machine) for cell in (*row, *last)])
    return out.getvalue().encode("utf-8" if machine else "utf-8-sig", "replace")


def _plain(cell: Cell) -> Cell:
    """The cell, safe, its line breaks those that end a line: a bare "\\r" is not quoted, and what follows it would be
    read as a cell of its own, a formula perhaps."""
    cell = safe(cell)
    return cell.replace("\r\n", "\n").replace("\r", "\n") if isinstance(cell, str) else cell


def _written(cell: Cell, machine: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower() if machine else ("oui" if cell else "non")
    if isinstance(cell, float):
        text = repr(cell).removesuffix(".0")
        return text if machine else text.replace(".", ",")
    return str(cell)
