"""From a path or an upload to bytes, within limits: a zip's files, never more than was allowed."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from copilote.exchange.intake.notes import FileError
from copilote.words import _
from copilote.words.numbers import format_number

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How XLSX and ODS (which are zips), and XLS begin."""
TABLES = (".csv", ".txt", ".tsv")
INFLATED = 10
"""Times its size that a workbook may take once unpacked."""


@dataclass(frozen=True)
class Limits:
    """The most that is read of a file. size : bytes, of what a zip holds too; columns : of a row, as a workbook has."""

    size: int
    rows: int
    cells: int
    columns: int = 16_384


INSTALLED = Limits(size=50_000_000, rows=5_000_000, cells=25_000_000)
"""What who installs the software may load."""
UPLOADED = Limits(size=10_000_000, rows=100_000, cells=1_000_000, columns=1_000)
"""What people may send."""


def read_file(path: Path, limits: Limits) -> tuple[str, bytes]:
    """A file's name and bytes. Raises FileError when it cannot be read or is too large."""
    try:
        if path.is_dir():
            raise FileError(_("« %(path)s » est un dossier : donnez un fichier.", path=path))
        with path.open("rb") as handle:
            content = handle.read(limits.size + 1)  # a pipe has no size
        if len(content) > limits.size:
            raise too_large(path.name, max(path.stat().st_size, len(content)), limits)
    except OSError as error:
        why = _("il n’existe pas") if isinstance(error, FileNotFoundError) else error.strerror
        raise FileError(_("« %(path)s » ne peut pas être lu (%(why)s).", path=path, why=why)) from error
    return path.name, content


def too_large(name: str, size: int, limits: Limits) -> FileError:
    """The error of a file beyond the limit."""
    sizes = {"size": format_number(size / 1e6, 4), "most": format_number(limits.size / 1e6)}
    advice = _("gardez les colonnes utiles, une seule année")
    return FileError(_("« %(name)s » est trop gros : %(size)s Mo, %(most)s au plus ; %(advice)s.", name=name,
                       advice=advice, **sizes))  # fmt: skip


def unpacked(name: str, content: bytes, limits: Limits, endings: tuple[str, ...] = TABLES) -> list[tuple[str, bytes]]:
    """The tables that a zip holds, by their endings; the file itself when it is no zip, or a workbook, which is one."""
    if len(content) > limits.size:
        raise too_large(name, len(content), limits)
    if not content.startswith(WORKBOOKS[0]):
        return [(name, content)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = {member.filename: member for member in packed.infolist() if not member.is_dir()}
            total = sum(member.file_size for member in members.values())
            if {"word/document.xml", "ppt/presentation.xml"} & set(members):
                raise FileError(_("« %(name)s » est un document de traitement de texte ou des diapositives : "
                                  "mettez son tableau dans un tableur, en XLSX, ODS ou CSV.", name=name))  # fmt: skip
            if "[Content_Types].xml" in members or "mimetype" in members:
                if total > INFLATED * limits.size:
                    raise too_large(name, total, limits)
                return [(name, content)]
            return _members(name, packed, list(members), limits, endings)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise FileError(
            _("« %(name)s » est un zip ou un classeur abîmé, ou chiffré : reprenez-le à la source.", name=name)
        ) from error


def _members(
    name: str, packed: zipfile.ZipFile, members: list[str], limits: Limits, endings: tuple[str, ...]
) -> list[tuple[str, bytes]]:
    useful = [
        member
        for member in members
        if not member.startswith("__MACOSX/") and not PurePosixPath(member).name.startswith(".")
    ]
    kept = [member for member in useful if member.lower().endswith(endings)] or useful
    if not kept:
        raise FileError(_("« %(name)s » est un zip vide.", name=name))
    bodies, left = [], limits.size
    for member in kept:
        with packed.open(member) as inside:  # a header may lie about the size
            body = inside.read(left + 1)
        left -= len(body)
        if left < 0:
            raise too_large(name, sum(packed.getinfo(each).file_size for each in kept), limits)
        bodies.append((PurePosixPath(member).name, body))
    return bodies
