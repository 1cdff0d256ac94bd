"""Tables out: what a page shows, as CSV, XLSX or JSON; the same bytes for the same numbers, whenever they are made.

CSV comes in two spellings. The default is what a French spreadsheet opens by itself: semicolons, decimal comma, a byte
order mark, titles in French. "machine" is what a program expects: commas, decimal point, English keys. A text that a
spreadsheet would take for a formula is written with an apostrophe before it; numbers are numbers.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from copilote.reference.sources import Source, find_source

Cell = str | int | float | bool | None

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings that spreadsheets read as a formula, their full-width forms too."""
NARROW = (str.maketrans({"\u202f": " ", "\u00a0": " "}), 31)
_FIXED = datetime(2026, 1, 1)
"""A workbook needs a date of creation: a constant keeps its bytes the same."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` is its English name with its unit ("target_kt"), `title` the French one, `unit` as people say it.

    decimals : what a spreadsheet shows of a number; None for all that there are. `year` keeps "2 019" from being shown.
    """

    key: str
    title: str
    unit: str = ""
    decimals: int | None = None
    year: bool = False

    @property
    def head(self) -> str:
        """Title and unit in one."""
        return f"{self.title} ({self.unit})" if self.unit else self.title


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns; None is "not known". `sources` are keys of sources.toml."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """What a page offers to download: its tables, the main one first, what must be read with them, and its address.

    name : of the files, without ending. address : of the page, as its reader sees it.
    """

    name: str
    title: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    address: str = ""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of all the tables, in order, once each."""
        return tuple(find_source(key) for key in dict.fromkeys(k for table in self.tables for k in table.sources))


def safe(cell: Cell) -> Cell:
    """The cell, with an apostrophe before a text that a spreadsheet would run as a formula.

    >>> safe("=HYPERLINK(…)"), safe(-3.5)
    ("'=HYPERLINK(…)", -3.5)
    """
    return "'" + cell if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA) else cell


def csv_bytes(table: Table, *, machine: bool = False) -> bytes:
    """One table as CSV, UTF-8; the last column names its sources."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="," if machine else ";", lineterminator="\n" if machine else "\r\n")
    sources = " ; ".join(key if machine else find_source(key).title for key in table.sources)
    writer.writerow([*((column.key if machine else column.head) for column in table.columns), "source"])
    for row in table.rows:
        cells = [_written(safe(cell), machine) for cell in row]
        writer.writerow([*cells, safe(sources)])
    return out.getvalue().encode("utf-8" if machine else "utf-8-sig", "replace")


def _written(cell: Cell, machine: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower() if machine else ("oui" if cell else "non")
    if isinstance(cell, float):
        text = repr(cell).removesuffix(".0")
        return text if machine else text.replace(".", ",")
    return str(cell)


def book_record(book: Book) -> dict[str, Any]:
    """The book as JSON: tables as records by English key, with their columns and sources."""
    return {
        "title": book.title,
        "address": book.address or None,
        "notes": list(book.notes),
        "tables": {
            table.key: {
                "title": table.title,
                "columns": [
                    {"key": column.key, "title": column.title, "unit": column.unit or None} for column in table.columns
                ],
                "rows": [
                    {column.key: cell for column, cell in zip(table.columns, row, strict=True)} for row in table.rows
                ],
                "sources": list(table.sources),
            }
            for table in book.tables
        },
        "sources": [
            {
                "id": source.key,
                "title": source.title,
                "publisher": source.publisher,
                "year": source.year,
                "licence": source.licence,
                "address": source.address or None,
                "note": source.note or None,
            }
            for source in book.sources
        ],
    }


def json_bytes(book: Book) -> bytes:
    """The record, indented, UTF-8."""
    return (json.dumps(book_record(book), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode(
        "utf-8", "replace"
    )


def xlsx_bytes(book: Book) -> bytes:
    """A workbook: a sheet for each table, then one with what must be read, the sources and their licences."""
    import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    made.set_properties({"title": book.title, "author": "Copilote", "created": _FIXED})
    names = sheet_names([table.title for table in book.tables] + ["Sources"])
    for table, name in zip(book.tables, names, strict=False):
        _sheet(made, made.add_worksheet(name), table)
    _source_sheet(made, made.add_worksheet(names[-1]), book)
    made.close()
    return out.getvalue()


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Titles as names of sheets: 31 characters at most, none of []:*?/\\, no two the same.

    >>> sheet_names(["Leviers : 2030", "Leviers : 2030"])
    ['Leviers 2030', 'Leviers 2030 2']
    """
    table, most = NARROW
    found: list[str] = []
    for title in titles:
        words = re.sub(r"[\[\]:*?/\\]", " ", title.translate(table)).replace("'", "’").split()
        base = _shortened(words, most)
        name, rank = base, 2
        while name.lower() in (other.lower() for other in found):
            name, rank = f"{_shortened(base.split(), most - 4)} {rank}", rank + 1
        found.append(name)
    return found


def _shortened(words: Sequence[str], most: int) -> str:
    """As many whole words as fit."""
    kept = ""
    for word in words:
        if kept and len(kept) + 1 + len(word) > most:
            break
        kept = f"{kept} {word}".strip()
    return kept[:most] or "Table"


def _sheet(book: Any, sheet: Any, table: Table) -> None:
    """Titles on the first row, then the rows; numbers stay numbers, empty cells stay empty, texts stay texts."""
    header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2, "bg_color": "#E8ECF3"})
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column.head, header)
        cells = [row[at] for row in table.rows]
        longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
        sheet.set_column(at, at, min(60, max(12, longest + 1)))
        shown = book.add_format({"num_format": _number_format(column)})
        for line, cell in enumerate(cells, start=1):
            if isinstance(cell, bool):
                sheet.write_string(line, at, "oui" if cell else "non")
            elif isinstance(cell, int | float):
                sheet.write_number(line, at, cell, shown)
            elif cell:
                sheet.write_string(line, at, cell)
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _number_format(column: Column) -> str:
    if column.year:
        return "0"
    return (
        "#,##0.######" if column.decimals is None else "#,##0" + ("." + "0" * column.decimals) * bool(column.decimals)
    )


def _source_sheet(book: Any, sheet: Any, made: Book) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 50, wrap)
    sheet.set_column(1, 4, 32, wrap)
    sheet.write_string(0, 0, made.title, bold)
    line = 1
    for text in (*made.notes, *([f"Page : {made.address}"] if made.address else [])):
        sheet.write_string(line, 0, text, wrap)
        line += 1
    for at, head in enumerate(("Source", "Producteur", "Année", "Licence", "Adresse")):
        sheet.write_string(line + 1, at, head, bold)
    for rank, source in enumerate(made.sources, start=line + 2):
        for at, text in enumerate((source.title, source.publisher, str(source.year), source.licence, source.address)):
            sheet.write_string(rank, at, text, wrap)
