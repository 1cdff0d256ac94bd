"""A book as an XLSX workbook: numbers stay numbers, texts stay texts; the same bytes whenever it is made."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from copilote.publish.cells import decimals_of
from copilote.publish.sheets import names_of, source_lines, sources_told
from copilote.publish.table import Book, Column, Kind, Table

_FIXED = datetime(2026, 1, 1)
"""A workbook needs a date of creation: a constant keeps its bytes the same."""


def xlsx_bytes(book: Book) -> bytes:
    """A sheet for each table (frozen head, filters, formats of numbers), and one with the sources and licences."""
    import xlsxwriter

    book = book.mentioned
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": book.title, "author": "Copilote", "created": _FIXED})
    bold = {"bold": True, "text_wrap": True, "valign": "top"}
    styles = {
        "head": workbook.add_format(bold | {"bottom": 2, "bg_color": "#E8ECF3"}),
        "bold": workbook.add_format(bold),
        "wrap": workbook.add_format({"text_wrap": True, "valign": "top"}),
    }
    sheets = [workbook.add_worksheet(name) for name in names_of(book)]
    if book.opening:
        opening = sheets.pop(0)
        opening.set_column(0, 0, 110, styles["wrap"])
        for line, text in enumerate(book.opening):
            opening.write_string(line, 0, text, styles["wrap" if line else "bold"])
    for table, sheet in zip(book.tables, sheets, strict=False):
        _sheet(workbook, sheet, table.for_files, styles)
    if not sources_told(book):
        _source_sheet(sheets[-1], book, styles)
    workbook.close()
    return out.getvalue()


def _sheet(workbook: Any, sheet: Any, table: Table, styles: dict[str, Any]) -> None:
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column.head, styles["head"])
        cells = [row[at] for row in table.rows]
        longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
        sheet.set_column(at, at, min(60, max(12, longest + 1)))
        shown = workbook.add_format({"num_format": _number_format(column)})
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
    decimals = decimals_of(column)
    if column.kind is Kind.YEAR:
        return "0"
    return "#,##0.######" if decimals is None else "#,##0" + ("." + "0" * decimals) * bool(decimals)


def _source_sheet(sheet: Any, book: Book, styles: dict[str, Any]) -> None:
    texts, rows = source_lines(book)
    sheet.set_column(0, 0, 50, styles["wrap"])
    sheet.set_column(1, 4, 32, styles["wrap"])
    for line, text in enumerate(texts):
        sheet.write_string(line, 0, text, styles["wrap" if line else "bold"])
    for line, row in enumerate(rows, start=len(texts) + 1):
        for at, text in enumerate(row):
            sheet.write_string(line, at, text, styles["wrap" if line > len(texts) + 1 else "bold"])
