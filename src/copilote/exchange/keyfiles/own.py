"""Our own plain layout: two columns, the code of a commune (or of an EPCI) and a value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from copilote.exchange.keyfiles.cells import SIREN, number, siren_code
from copilote.exchange.keyfiles.model import Draft, Entry, KeyDraft, Layout, Notes, Options, Sheet
from copilote.reference.errors import fold
from copilote.reference.keys import load_lever_keys

CODES = (
    "code",
    "code commune",
    "commune",
    "insee",
    "code insee",
    "codgeo",
    "com",
    "depcom",
    "insee com",
    "siren",
    "code epci",
    "epci",
)  # fmt: skip


def accepts(titles: Sequence[str]) -> bool:
    """Two columns, the first a code's."""
    return len([title for title in titles if title]) == 2 and titles[0] in CODES


def read(sheet: Sheet, options: Options, notes: Notes) -> Draft:
    """A key for the levers that the person names; without any, a COP may choose it."""
    value = next(rank for rank, column in enumerate(sheet.header) if rank and column.strip())
    column = sheet.header[value]
    title = options.title or column
    sirens = sum(bool(SIREN.fullmatch(siren_code(row.cells[0]))) for row in sheet.rows)
    level = "epci" if sirens * 2 > len(sheet.rows) else "commune"
    entries = []
    for row in sheet.rows:
        cells = row.cells + ("",) * (value + 1 - len(row.cells))
        code = siren_code(cells[0]) if level == "epci" else cells[0]
        entries.append(Entry(row.line, code, "", {"": number(cells[value], row.line, column, notes)}))
    grade = options.grade or "B"
    for lever in options.levers if grade == "A" else ():
        official = load_lever_keys()[lever].official_key
        notes.remark(
            f"Certitude A pour {lever} : « {title} » doit être la clé de l’État, « {official or 'non dite'} »."
        )
    if not options.levers:
        notes.remark("Aucun levier nommé (--lever) : la clé ne remplace rien, une COP pourra la choisir.")
    key = KeyDraft(
        suffix="",
        title=title,
        unit=options.unit,
        levers=options.levers,
        grade_commune=grade if level == "commune" else "B",
        grade_epci=grade,
        reason=f"« {title} », clé apportée par l’installation.",
        zero_elsewhere=options.zero_elsewhere,
    )
    return Draft(
        layout=LAYOUT.id,
        name=re.sub(r"[^a-z0-9]+", "-", fold(Path(sheet.name).stem)).strip("-")[:40] or "cle",
        title=title,
        publisher=options.publisher or "À préciser",
        licence=options.licence or "À préciser",
        address=options.address,
        year=options.year,
        level=level,
        code_column=sheet.header[0],
        keys=(key,),
        entries=tuple(entries),
    )


LAYOUT = Layout("simple", "Deux colonnes : code de commune (ou d’EPCI) et valeur", accepts, read)
