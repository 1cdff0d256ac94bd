"""Bytes of a file → its tables as text: CSV whatever its encoding and separator, XLSX, XLS, ODS, JSON rows."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from copilote.exchange.intake.notes import FileError, Notes
from copilote.exchange.intake.opening import WORKBOOKS, Limits
from copilote.exchange.intake.workbook_reader import CODES
from copilote.words import _
from copilote.words.numbers import format_decimals

SEPARATORS = ";\t,|"
MOJIBAKE = ("Ã©", "Ã¨", "Ã‰", "Ãª", "Â ")
"""UTF-8 that some program read as Latin-1 and wrote anew: names of columns are lost with it."""
OLDER = {"cp1252": "Windows-1252", "mac_roman": "Mac OS Roman", "cp850": "DOS 850"}
"""Encodings of one byte a character that French spreadsheets have written; the first where none is likelier."""
READER = Path(__file__).with_name("workbook_reader.py")
MEMORY, SECONDS = 2_000_000_000, 120
"""What reading a workbook may take."""
CHARACTERS = 4
"""Times a workbook's size that its texts may have: they are compressed, and one may stand in many cells."""

TextRow = tuple[int, tuple[str, ...]]
"""A row: its line, from 1 as an editor or a spreadsheet counts them, and its cells."""


@dataclass
class TextTable:
    """A table of a file as text, without its empty rows.

    file, sheet : names; sheet "" where the file is one table. called : the sheet's name even there, "" without sheets.
    """

    file: str
    sheet: str = ""
    rows: list[TextRow] = field(default_factory=list)
    called: str = ""


def tables_of(name: str, content: bytes, limits: Limits, notes: Notes) -> list[TextTable]:
    """The tables of a file: one for a CSV, one a sheet for a workbook. Raises FileError."""
    if not content.strip():
        raise FileError(_("« %(name)s » est vide.", name=name))
    if content.startswith(WORKBOOKS):
        return _workbook(name, content, limits)
    head = content[:500].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(b"%pdf"):
        raise FileError(_("« %(name)s » est un PDF, pas un tableau : enregistrez le tableau en XLSX, ODS ou CSV.",
                          name=name))  # fmt: skip
    if head.startswith((b"<!doctype html", b"<html")):
        raise FileError(_("« %(name)s » est une page web, pas un tableau : ouvrez-la dans un tableur et "
                          "enregistrez-la en XLSX, ODS ou CSV.", name=name))  # fmt: skip
    return [csv_table(name, decoded(name, content, notes), limits)]


def csv_table(name: str, text: str, limits: Limits) -> TextTable:
    """The table of a text, whatever its separator."""
    table, left = TextTable(name), limits.cells
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    first = ended = 0
    try:
        for cells in reader:
            first, ended, left = ended + 1, reader.line_num, left - len(cells)
            if len(cells) > limits.columns or left < 0 or len(table.rows) >= limits.rows:
                raise _too_many(name, limits)
            if any(map(str.strip, cells)):
                # The same words stand in most rows: each is kept once.
                table.rows.append((first, tuple(map(sys.intern, cells))))
    except csv.Error as error:
        raise _unclosed(name, ended + 1) from error
    if first and _is_open(islice(io.StringIO(text, newline=""), first - 1, None), reader.dialect.delimiter):
        raise _unclosed(name, first)
    return table


def _is_open(last: Iterable[str], separator: str) -> bool:
    """Whether the lines of the last row open a quote that nothing closes."""
    try:
        list(csv.reader(last, delimiter=separator, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _unclosed(name: str, line: int) -> FileError:
    what = _("ce n’est pas un CSV lisible, guillemets non fermés ou cellule trop longue")
    return FileError(_("« %(name)s », ligne %(line)s : %(what)s.", name=name, line=line, what=what))


def _too_many(name: str, limits: Limits) -> FileError:
    most = {kind: format_decimals(getattr(limits, kind), 0) for kind in ("rows", "columns", "cells")}
    limit = _("%(rows)s lignes, %(columns)s colonnes et %(cells)s cellules au plus", **most)
    return FileError(_("« %(name)s » est trop grand : %(limit)s.", name=name, limit=limit))


def decoded(name: str, content: bytes, notes: Notes) -> str:
    """The text of a file in UTF-8, UTF-16 or an older encoding; raises FileError for what is no text."""
    encoding = _encoding(content)
    text = content.decode(encoding, "replace").removeprefix("\ufeff")
    if encoding in OLDER:
        notes.remark(_("Le fichier n’est pas en UTF-8 : lu en %(encoding)s.", encoding=OLDER[encoding]))
    if "\x00" in text or (encoding.startswith("utf-16") and "\ufffd" in text):
        raise FileError(_("« %(name)s » n’est ni un tableau (CSV, XLSX, XLS, ODS) ni du texte.", name=name))
    spoilt = next((mark for mark in (*MOJIBAKE, "\ufffd") if mark in text[:5000]), None)
    if spoilt:
        lost = _("« %(name)s » a perdu ses accents (« %(sign)s ») : un programme l’a relu dans un autre encodage. "
                 "Reprenez le fichier d’origine, ou enregistrez-le en UTF-8.", name=name, sign=spoilt)  # fmt: skip
        raise FileError(lost)
    return text


def _encoding(content: bytes) -> str:
    """UTF-16 by its mark or its zeros, else UTF-8 if it is, else the older one that gives most French accents."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = content[:1000]
    odd, even = start[1::2].count(0), start[::2].count(0)
    if len(start) // 4 < max(odd, even):
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        content.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        sample = content[:200_000]
        accents = {encoding: sum(map(sample.decode(encoding, "replace").count, "éèàêç")) for encoding in OLDER}
        return max(accents, key=lambda encoding: accents[encoding])


def _separator(text: str) -> str:
    """The one that the first lines agree on: most columns, most often the same number."""
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    best, chosen = (0, 0), ";"
    for separator in SEPARATORS:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=separator) if len(cells) > 1)
        if widths:
            width, times = widths.most_common(1)[0]
            best, chosen = max(((times, width), separator), (best, chosen), key=lambda pair: pair[0])
    return chosen


def _workbook(name: str, content: bytes, limits: Limits) -> list[TextTable]:
    """The sheets of a workbook, read by a program of its own within its limits (see `workbook_reader`)."""
    bounds = (limits.rows, limits.cells, limits.columns, CHARACTERS * limits.size, MEMORY, SECONDS)
    tables: list[TextTable] = []
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        command = [sys.executable, str(READER), *map(str, bounds)]
        with subprocess.Popen(command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reader:
            assert reader.stdout is not None  # noqa: S101 (asked for)
            for line in reader.stdout:
                if not line.endswith(b"\n"):
                    break  # it was stopped
                part = json.loads(line)
                if isinstance(part, str):
                    tables.append(TextTable(name, part, called=part))
                else:
                    tables[-1].rows.append((part[0], tuple(map(sys.intern, part[1]))))
    if reader.returncode in (CODES["damaged"], CODES["locked"]):
        raise FileError(_("« %(name)s » est un classeur abîmé, ou protégé par un mot de passe : enregistrez-le de "
                          "nouveau depuis votre tableur, sans mot de passe.", name=name))  # fmt: skip
    if reader.returncode:
        raise _too_many(name, limits)
    if len(tables) == 1:
        tables[0].sheet = ""
    return tables


def is_json(content: bytes) -> bool:
    """Whether the bytes look like JSON."""
    return content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[")


def json_of(name: str, content: bytes) -> Any:
    """The JSON of a file; raises FileError with the line."""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise FileError(
            _("« %(name)s » n’est pas du JSON : erreur à la ligne %(line)s.", name=name, line=error.lineno)
        ) from error
    except UnicodeDecodeError as error:
        raise FileError(_("« %(name)s » n’est pas du JSON en UTF-8.", name=name)) from error
    except (RecursionError, ValueError) as error:
        raise FileError(_("« %(name)s » : JSON trop imbriqué, ou nombre trop long.", name=name)) from error


def records_table(name: str, records: Sequence[dict[str, Any]]) -> TextTable:
    """JSON objects as a table: their keys above, each object a row whose line is its rank from 1."""
    header = tuple(dict.fromkeys(key for record in records for key in record))
    rows = [(rank, tuple(_text(record.get(key)) for key in header)) for rank, record in enumerate(records, start=1)]
    return TextTable(name, rows=[(0, header), *rows])


def _text(value: Any) -> str:
    """A value of JSON as a cell; one that holds others, however deep, is not written out."""
    return "" if value is None else "[…]" if isinstance(value, list | dict) else str(value)
