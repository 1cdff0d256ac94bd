"""The files of a dossier: the page, PDF, JSON, one CSV per table and a workbook, all made from the same tables."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path
from typing import Any

from copilote.dossier.model import Dossier
from copilote.dossier.pdf import dossier_pdf
from copilote.dossier.render import render_page
from copilote.publish.table import Book
from copilote.publish.to_csv import csv_bytes
from copilote.publish.to_json import json_bytes
from copilote.publish.to_xlsx import xlsx_bytes
from copilote.reference.errors import InputError
from copilote.words import FRENCH, speaking

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


@speaking(FRENCH)
def write_dossier(dossier: Dossier, folder: Path) -> list[Path]:
    """Write every file of a dossier in `folder`, made if need be; returns the paths, the page first.

    Raises
    ------
    InputError : the folder cannot be made or written.
    """
    book = dossier_book(dossier)
    files = {
        f"{book.name}.html": render_page(dossier).encode(),
        f"{book.name}.json": json_bytes(dossier_record(dossier)),
        **{f"{book.name}-csv/{table.key}.csv": csv_bytes(table, machine=True) for table in book.tables},
        f"{book.name}.xlsx": xlsx_bytes(book),
        f"{book.name}.pdf": dossier_pdf(dossier),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{book.name}-csv").mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise InputError(
            f"Impossible d’écrire dans « {folder} » : {_REASONS.get(error.errno or 0, 'erreur du système')}. "
            "Choisissez un autre dossier avec --output."
        ) from None
    return [folder / name for name in files]


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
                "columns": {column.key: column.title for column in table.columns},
                "rows": list(table.records()),
            }
            for table in (table.for_files for table in dossier.tables)
        },
    }


def dossier_book(dossier: Dossier) -> Book:
    """The tables as a book, with a first sheet to read before the others."""
    opening = (dossier.title, *([dossier.warning] if dossier.warning else []), *dossier.lead, "", "Comment lire")
    tables = tuple(replace(table, sheet=SHEETS[table.key]) for table in dossier.tables)
    return Book(f"dossier-{dossier.region.slug}", dossier.title, tables, opening=(*opening, *dossier.cautions))


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
    "climate": "Climat qui vient",
    "climat": "Climat, toutes les valeurs",
    "catastrophes": "Catastrophes reconnues",
    "resources": "Nature et ressources",
    "key_figures": "Chiffres du résumé",
    "sources": "Sources",
}
