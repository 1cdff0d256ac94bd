"""Bytes of a file → its tables as text: CSV whatever its encoding and separator, XLSX, XLS, ODS, alone or zipped."""

from __future__ import annotations

import csv
import datetime
import io
import json
import zipfile
from collections import Counter
from pathlib import Path
from sys import intern
from typing import Any

from copilote.exchange.keyfiles.model import KeyFileError, Notes, Row

LARGEST = 50_000_000
"""Bytes of a file, and of what a zip holds."""
SEPARATORS = ";\t,|"
MOJIBAKE = ("Ã©", "Ã¨", "Ã‰", "Ãª", "Â ")
"""UTF-8 that some program read as Latin-1 and wrote anew: names of columns are lost with it."""

Table = list[Row]


def read_file(path: Path) -> tuple[str, bytes]:
    """A file's name and bytes. Raises KeyFileError when it cannot be read or is too large."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise KeyFileError(f"« {path} » est un dossier : donnez un fichier.")
        if size > LARGEST:
            raise _too_large(path.name, size)
        return path.name, path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"« {path} » ne peut pas être lu ({error.strerror}).") from error


def _too_large(name: str, size: int) -> KeyFileError:
    return KeyFileError(
        f"« {name} » fait {size // 1_000_000} Mo, {LARGEST // 1_000_000} au plus : gardez-en les colonnes utiles ou "
        "une seule année."
    )


def unpacked(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """The tables that a zip holds; the file itself when it is no zip, or a workbook (which is one)."""
    if not content.startswith(b"PK\x03\x04"):
        return [(name, content)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = {one.filename: one for one in packed.infolist() if not one.is_dir()}
            total = sum(one.file_size for one in names.values())
            if "[Content_Types].xml" in names or "mimetype" in names:
                if total > 10 * LARGEST:
                    raise _too_large(name, total)
                return [(name, content)]
            useful = [one for one in names if not one.startswith("__MACOSX/") and not Path(one).name.startswith(".")]
            held = [one for one in useful if one.lower().endswith((".csv", ".txt", ".tsv"))] or useful
            if not held:
                raise KeyFileError(f"« {name} » est un zip vide.")
            bodies, left = [], LARGEST
            for one in held:
                with packed.open(one) as inside:  # a header may lie about the size
                    body = inside.read(left + 1)
                left -= len(body)
                if left < 0:
                    raise _too_large(name, total)
                bodies.append((Path(one).name, body))
            return bodies
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise KeyFileError(f"« {name} » est un zip abîmé ou chiffré : reprenez-le à la source.") from error


def is_json(content: bytes) -> bool:
    """Whether the bytes look like JSON."""
    return content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[")


def json_of(name: str, content: bytes) -> Any:
    """The JSON of a file; raises KeyFileError with the line."""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, RecursionError) as error:
        raise KeyFileError(f"« {name} » n’est pas du JSON en UTF-8.") from error
    except json.JSONDecodeError as error:
        raise KeyFileError(f"« {name} » n’est pas du JSON : erreur à la ligne {error.lineno}.") from error


def tables_of(name: str, content: bytes, notes: Notes) -> list[Table]:
    """The tables of a file: one for a CSV, one a sheet for a workbook. Empty rows are left out."""
    if not content.strip():
        raise KeyFileError(f"« {name} » est vide.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _workbook(name, content)
    text = _decoded(name, content, notes)
    separator = _separator(text)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        # The same words stand in most rows: each is kept once.
        return [[Row(rows.line_num, tuple(map(intern, cells))) for cells in rows if any(map(str.strip, cells))]]
    except csv.Error as error:
        raise KeyFileError(
            f"« {name} » n’est pas un CSV lisible : guillemets non fermés, ou ligne trop longue."
        ) from error


def _decoded(name: str, content: bytes, notes: Notes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    elif b"\x00" in content:
        raise KeyFileError(f"« {name} » n’est ni un tableau (CSV, XLSX, ODS) ni du JSON.")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
            notes.remark("Le fichier n’est pas en UTF-8 : lu en Windows-1252.")
    spoilt = next((mark for mark in MOJIBAKE if mark in text[:5000]), None)
    if spoilt or "\ufffd" in text[:5000]:
        raise KeyFileError(
            f"« {name} » a perdu ses accents (« {spoilt or '�'} ») : un programme l’a relu dans un autre encodage. "
            "Reprenez le fichier d’origine, ou enregistrez-le en UTF-8."
        )
    return text


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


def _workbook(name: str, content: bytes) -> list[Table]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(one).to_python(skip_empty_area=False) for one in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise KeyFileError(f"« {name} » est un classeur abîmé, ou protégé par un mot de passe.") from error
    return [_sheet_rows(sheet) for sheet in sheets]


def _sheet_rows(sheet: list[list[Any]]) -> Table:
    rows = [Row(line, tuple(_text(cell) for cell in raw)) for line, raw in enumerate(sheet, start=1)]
    return [row for row in rows if any(cell.strip() for cell in row.cells)]


def _text(cell: Any) -> str:
    """A cell of a workbook as a CSV would hold it."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
