"""What kind of document a file is, told by what it holds: the name and the type that a browser gives prove nothing."""

from __future__ import annotations

import io
import zipfile

from copilote.diagnostic.actions import LARGEST
from copilote.exchange.intake.opening import INFLATED, WORKBOOKS
from copilote.reference.errors import InputError

_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "png": "image/png",
    "jpg": "image/jpeg",
}
"""The kinds of documents that are kept, each an ending, and the type that each is served with."""
STARTS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
INSIDE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
"""What a zip of each kind holds."""
ACCEPTED = "PDF, DOCX, XLSX, ODS, PNG ou JPEG"


def kind_of(content: bytes) -> str:
    """The kind of a file, one of `KINDS`. Raises InputError for any other, and for what is too large or damaged."""
    if not content:
        raise InputError("Ce fichier est vide : choisissez-en un autre.")
    if len(content) > LARGEST:
        raise InputError("Ce fichier est trop gros : 10 Mo au plus. Donnez plutôt son adresse, dans « Lien ».")
    kind = next((kind for start, kind in STARTS.items() if content.startswith(start)), "")
    if not kind and content.startswith(WORKBOOKS[0]):
        kind = _packed(content)
    if not kind:
        raise InputError(f"Ce fichier n’est pas un document que le site garde : {ACCEPTED}.")
    return kind


def _packed(content: bytes) -> str:
    """The kind of a zip; "" for none of ours. Only its list is read: nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = {member.filename: member for member in packed.infolist()}
            if sum(member.file_size for member in members.values()) > INFLATED * LARGEST:
                raise InputError(
                    "Ce document, une fois ouvert, prendrait trop de place : allégez-le, ou passez au PDF."
                )
            if any(name.lower().endswith("vbaproject.bin") for name in members):
                raise InputError("Ce document contient des macros : enregistrez-le sans elles (DOCX, XLSX) ou en PDF.")
            if "mimetype" in members and members["mimetype"].file_size < 100:
                told = packed.read("mimetype").decode("ascii", "replace").strip()
                return next((kind for kind, type_ in KINDS.items() if type_ == told), "")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise InputError("Ce document est abîmé ou chiffré : reprenez-le à la source.") from None
    if "[Content_Types].xml" not in members:
        return ""
    return next((kind for name, kind in INSIDE.items() if name in members), "")
