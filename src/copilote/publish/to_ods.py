"""A book as an OpenDocument spreadsheet, with the same sheets as the XLSX one."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from copilote.publish.sheets import names_of, source_lines, sources_told
from copilote.publish.table import Book, Plain

_FIXED = datetime(2026, 1, 1)
"""A document needs dates: a constant keeps its bytes the same."""
_EMPTY = "<office:spreadsheet/>"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = re.compile(r"  +")


def ods_bytes(book: Book) -> bytes:
    """A sheet for each table and one with the sources; numbers are numbers, what is not known is empty.

    odfdo makes the document, but its cells one by one are objects: 4,000 rows took minutes. They are written as text.
    """
    from odfdo import Document

    book = book.mentioned
    names, sheets = names_of(book), []
    if book.opening:
        sheets.append(_sheet(names.pop(0), [[text] for text in book.opening]))
    for table, name in zip((table.for_files for table in book.tables), names, strict=False):
        sheets.append(_sheet(name, [[column.head for column in table.columns], *table.rows]))  # type: ignore[list-item]
    if not sources_told(book):
        texts, rows = source_lines(book)
        sheets.append(_sheet(names[-1], [*([text] for text in texts), [], *rows]))
    document = Document("spreadsheet")
    document.meta.title = book.title
    document.meta.creation_date = document.meta.date = _FIXED
    document.body.clear()
    out = io.BytesIO()
    document.save(out)
    return _filled(out, "".join(sheets))


def _sheet(name: str, rows: Iterable[Sequence[Plain]]) -> str:
    lines = "".join(f"<table:table-row>{''.join(map(_cell, cells or ('',)))}</table:table-row>" for cells in rows)
    return f"<table:table table:name={quoteattr(name)}>{lines}</table:table>"


def _cell(cell: Plain) -> str:
    if isinstance(cell, bool):
        cell = "oui" if cell else "non"
    if isinstance(cell, int | float):
        number = repr(int(cell) if isinstance(cell, int) else float(cell))  # also numpy's
        told = f'office:value-type="float" office:value="{number}"'
        return f"<table:table-cell {told}><text:p>{number}</text:p></table:table-cell>"
    if not cell:
        return "<table:table-cell/>"
    text = _SPACES.sub(lambda found: f' <text:s text:c="{len(found[0]) - 1}"/>', escape(_NOT_XML.sub("", cell)))
    lines = "".join(f"<text:p>{line}</text:p>" for line in text.splitlines())
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _filled(archive: io.BytesIO, sheets: str) -> bytes:
    """The archive with its sheets, and constant dates on its members; the type of the document stays first and
    uncompressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, _FIXED.timetuple()[:6])
            member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            content = source.read(name)
            if name == "content.xml":
                before, found, after = content.decode().partition(_EMPTY)
                if not found:
                    raise RuntimeError("odfdo writes an empty body in another way")
                content = f"{before}<office:spreadsheet>{sheets}</office:spreadsheet>{after}".encode()
            target.writestr(member, content)
    return out.getvalue()
