"""The files of a dossier: the page, PDF, JSON, one CSV per table and a workbook, all made from the same tables."""

from __future__ import annotations

import csv
import errno
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from copilote.dossier.model import Cell, Column, Dossier, Kind, Shown, Table
from copilote.dossier.pdf import dossier_pdf
from copilote.dossier.render import render_page
from copilote.reference.errors import InputError

_REASONS = {
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EROFS: "disque en lecture seule",
    errno.ENOSPC: "disque plein",
    errno.EEXIST: "ce n’est pas un dossier",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.EISDIR: "un dossier y porte le nom d’un fichier à écrire",
    errno.ENAMETOOLONG: "nom trop long",
}
Plain = str | int | float | None


def plain(cell: Cell) -> Plain:
    """A cell as files hold it: the whole number, not its written form."""
    return cell.value if isinstance(cell, Shown) else cell


def write_dossier(dossier: Dossier, folder: Path) -> list[Path]:
    """Write every file of a dossier in `folder`, made if need be; returns the paths, the page first.

    Raises
    ------
    InputError : the folder cannot be made or written.
    """
    name = f"dossier-{dossier.region.slug}"
    texts = {f"{name}.html": render_page(dossier), f"{name}.json": dossier_json(dossier)}
    texts |= {f"{name}-csv/{table.key}.csv": table_csv(table) for table in dossier.tables}
    made = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}-csv").mkdir(exist_ok=True)
        for path, text in texts.items():
            (folder / path).write_text(text, encoding="utf-8", newline="\n")
            made.append(folder / path)
        for ending, content in (("xlsx", dossier_workbook(dossier)), ("pdf", dossier_pdf(dossier))):
            (folder / f"{name}.{ending}").write_bytes(content)
            made.append(folder / f"{name}.{ending}")
    except OSError as error:
        raise InputError(
            f"Impossible d’écrire dans « {folder} » : {_REASONS.get(error.errno or 0, 'erreur du système')}. "
            "Choisissez un autre dossier avec --output."
        ) from None
    return made


def _columns(table: Table) -> list[tuple[int, Column]]:
    return [(i, column) for i, column in enumerate(table.columns) if column.file]


def dossier_record(dossier: Dossier) -> dict[str, Any]:
    """The dossier as JSON: what it says, every table as records, and the sources."""
    return {
        "region": {"code": dossier.region.code, "slug": dossier.region.slug, "name": dossier.region.name},
        "edition": dossier.edition,
        "title": dossier.title,
        "warning": dossier.warning or None,
        "summary": list(dossier.lead),
        "heaviest": [
            {"id": lever.id, "label": lever.label, "target": lever.target, "meaning": lever.words}
            for lever in dossier.heaviest
        ],
        "cautions": list(dossier.cautions),
        "soundness": [{"mark": mark, "meaning": meaning} for mark, meaning in dossier.marks],
        "tables": {
            table.key: {
                "title": table.title,
                "origin": table.origin or None,
                "follow": table.follow or None,
                "sources": list(table.sources),
                "note": table.note or None,
                "columns": {column.key: column.title for _, column in _columns(table)},
                "rows": [{column.key: plain(row[i]) for i, column in _columns(table)} for row in table.rows],
            }
            for table in dossier.tables
        },
    }


def dossier_json(dossier: Dossier) -> str:
    """The record as indented JSON, UTF-8 text."""
    return json.dumps(dossier_record(dossier), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def table_csv(table: Table) -> str:
    """A table as CSV: comma, English keys, plain numbers, empty where not known."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for _, column in _columns(table)])
    for row in table.rows:
        writer.writerow(["" if plain(row[i]) is None else plain(row[i]) for i, _ in _columns(table)])
    return out.getvalue()


_FORMATS = {
    Kind.YEAR: "0",
    Kind.COUNT: "#,##0",
    Kind.NUMBER: "#,##0.####",
    Kind.KT: "#,##0.0",
    Kind.PERCENT: "0.0",
    Kind.EUR: "#,##0.00",
}
_FIXED = datetime(2026, 1, 1)
"""A workbook needs a date of creation: a constant keeps its bytes the same."""


def dossier_workbook(dossier: Dossier) -> bytes:
    """The tables as a workbook: a sheet each, frozen header, filters, number formats; first a sheet to read first."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": dossier.title, "author": "Copilote", "created": _FIXED})
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2, "bg_color": "#E8ECF3"})
    formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
    first = book.add_worksheet("À lire")
    first.set_column(0, 0, 110, wrap)
    lines = [dossier.title, *([dossier.warning] if dossier.warning else []), *dossier.lead, "", "Comment lire"]
    for i, line in enumerate([*lines, *dossier.cautions]):
        first.write_string(i, 0, line, bold if line in (dossier.title, "Comment lire") else wrap)
    for table in dossier.tables:
        _sheet(book.add_worksheet(SHEETS[table.key]), table, header, formats)
    book.close()
    return out.getvalue()


SHEETS = {
    "themes": "Thèmes",
    "sectors": "Secteurs",
    "levers": "Leviers",
    "trajectory": "Trajectoire",
    "observed": "Indicateurs",
    "observed_values": "Valeurs observées",
    "dated_by_quantity": "Simulateur 2019-2022",
    "dated_observations": "Observations datées",
    "funded_by_lever": "Fonds vert par levier",
    "funded_by_procedure": "Fonds vert par dispositif",
    "funded_by_departement": "Fonds vert par département",
    "key_figures": "Chiffres du résumé",
    "sources": "Sources",
}


def _sheet(sheet: Any, table: Table, header: Any, formats: dict[Kind, Any]) -> None:
    """Header on the first row, then the rows; numbers stay numbers, empty cells stay empty."""
    shown = _columns(table)
    for at, (i, column) in enumerate(shown):
        sheet.write_string(0, at, column.title, header)
        cells = [plain(row[i]) for row in table.rows]
        longest = max((len(str(cell)) for cell in cells if isinstance(cell, str)), default=10)
        sheet.set_column(at, at, min(60, max(11, longest + 1)) if not column.kind.numeric else 14)
        for line, cell in enumerate(cells, start=1):
            if isinstance(cell, str) and cell:
                sheet.write_string(line, at, cell)
            elif isinstance(cell, int | float):
                sheet.write_number(line, at, cell, formats.get(column.kind))
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(shown) - 1)
