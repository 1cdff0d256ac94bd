"""A book as JSON: tables as records by English key, with their columns and sources."""

from __future__ import annotations

import json
from typing import Any

from copilote.publish.table import Book, Table
from copilote.reference.sources import find_source


def table_record(table: Table) -> dict[str, Any]:
    """One table: title, columns, rows by key, sources."""
    table = table.for_files
    return {
        "title": table.title,
        "columns": [
            {"key": column.key, "title": column.heading, "unit": column.unit or None} for column in table.columns
        ],
        "rows": list(table.records()),
        "sources": list(table.sources),
    }


def book_record(book: Book) -> dict[str, Any]:
    """The book as JSON holds it."""
    book = book.mentioned
    return {
        "title": book.title,
        "address": book.address or None,
        "notes": list(book.notes),
        "tables": {table.key: table_record(table) for table in book.tables},
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
            for source in map(find_source, book.source_keys)
        ],
    }


def json_bytes(record: object) -> bytes:
    """A record, indented, UTF-8; a number that JSON does not know (NaN) is refused."""
    return (json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8", "replace")
