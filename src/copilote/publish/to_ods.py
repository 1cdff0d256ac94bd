"""A book as an OpenDocument spreadsheet, with the same sheets as the XLSX one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime

from copilote.publish.sheets import names_of, source_lines, sources_told
from copilote.publish.table import Book, Plain

_FIXED = datetime(2026, 1, 1)
"""A document needs dates: a constant keeps its bytes the same."""


def ods_bytes(book: Book) -> bytes:
    """A sheet for each table and one with the sources; numbers are numbers, what is not known is empty."""
    from odfdo import Document, Row, Table

    document = Document("spreadsheet")
    document.meta.title = book.title
    document.meta.creation_date = document.meta.date = _FIXED
    document.body.clear()

    def sheet(name: str, rows: Iterable[Iterable[Plain]]) -> None:
        ods_table = Table(name)
        for cells in rows:
            row = Row()
            row.set_values([("oui" if cell else "non") if isinstance(cell, bool) else cell for cell in cells])
            ods_table.append_row(row, clone=False)
        document.body.append(ods_table)

    names = names_of(book)
    if book.opening:
        sheet(names.pop(0), [[text] for text in book.opening])
    for table, name in zip((table.for_files for table in book.tables), names, strict=False):
        sheet(name, [[column.head for column in table.columns], *table.rows])  # type: ignore[list-item]
    if not sources_told(book):
        texts, rows = source_lines(book)
        sheet(names[-1], [*([text] for text in texts), [], *rows])
    out = io.BytesIO()
    document.save(out)
    return _same_each_time(out)


def _same_each_time(archive: io.BytesIO) -> bytes:
    """The archive with constant dates on its members; the type of the document stays first and uncompressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, _FIXED.timetuple()[:6])
            member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return out.getvalue()
