"""All layouts, our own plain one, and which of them a file is in, with the other files that go with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from copilote.exchange.intake import INSTALLED, FileError, FileSheet, Notes
from copilote.exchange.intake.notes import some_of
from copilote.exchange.intake.rows import Progress, headed
from copilote.exchange.intake.tables import TextTable, tables_of
from copilote.exchange.keyfiles import (
    budgets,
    crte,
    energy,
    fires,
    heat,
    inventories,
    irep,
    irpe,
    land,
    nature,
    prevention,
    vehicles,
    waste,
    water,
)
from copilote.exchange.keyfiles.figures import SIREN, gathered, key_layout, siren_code, statistic
from copilote.exchange.keyfiles.model import Draft, KeyDraft, KeyLayout, Options
from copilote.reference.errors import fold
from copilote.reference.keys import load_lever_keys

NAMED = 12


def read_own(sheet: FileSheet, options: Options) -> Draft:
    """A key for the levers that the person names; without any, a COP may choose it."""
    rank = next(rank for rank, column in enumerate(sheet.header) if rank and column.strip())
    title = options.title or sheet.header[rank]
    sirens = sum(bool(SIREN.fullmatch(siren_code(row.text("code")))) for row in sheet)
    level = "epci" if sirens * 2 > len(sheet.body) else "commune"
    grade = options.grade or "B"
    for lever in options.levers if grade == "A" else ():
        official = load_lever_keys()[lever].official_key or "non dite"
        sheet.notes.remark(f"Certitude A pour {lever} : « {title} » doit être la clé de l’État, « {official} ».")
    if not options.levers:
        sheet.notes.remark("Aucun levier nommé (--lever) : la clé ne remplace rien, une COP pourra la choisir.")
    key = KeyDraft(
        title=title,
        unit=options.unit,
        reason=f"« {title} », clé apportée par l’installation.",
        grade_commune=grade if level == "commune" else "B",
        grade_epci=grade,
        levers=options.levers,
        zero_elsewhere=options.zero_elsewhere,
    )
    name = re.sub(r"[^a-z0-9]+", "-", fold(Path(sheet.file).stem)).strip("-")[:40] or "cle"
    layout = replace(OWN, name=name, file_title=title)
    return gathered(layout, sheet, sheet, options.year, lambda row: [("", row.at(rank, statistic))], keys=(key,),
                    single=True, place="code", level=level)  # fmt: skip


def _two(titles: Sequence[str]) -> bool:
    """Two columns, the first a code's."""
    return len([title for title in titles if title]) == 2 and bool(OWN.columns[0].among({titles[0]: [0]}))


OWN = key_layout("simple", read_own, also=_two)
LAYOUTS: tuple[KeyLayout, ...] = (
    crte.LAYOUT, budgets.LAYOUT, inventories.INVENTORY, energy.HEATING, land.LIVESTOCK, irep.LAYOUT, land.LAND_TAKE,
    vehicles.LAYOUT, energy.CONSUMPTION, energy.NETWORKS, land.PARCELS, fires.LAYOUT, prevention.PLANS,
    prevention.FORMER_PLANS, prevention.CLAY, heat.LAYOUT, water.SERVICES, water.WITHDRAWALS, nature.WATER_BODIES,
    nature.PROTECTED, land.ORGANIC, waste.LAYOUT,
    inventories.OBSERVATORY, OWN,
)  # fmt: skip
"""In the order in which a file is held against them."""


def recognised(
    files: Sequence[tuple[str, bytes]], notes: Notes, on_progress: Progress | None = None
) -> tuple[KeyLayout, FileSheet]:
    """The first layout that accepts a file, its table, and those of the other files that the layout asks for.

    Raises FileError: no file in a known layout, or several that do not go together.
    """
    opened = [(name, _tables(name, content, len(files) == 1, notes)) for name, content in files]
    sheets = [(name, tables, headed(tables, LAYOUTS, notes)) for name, tables in opened]
    main = next((sheet for _name, _tables, sheet in sheets if sheet is not None), None)
    if main is None:
        raise _unknown(opened)
    layout = cast(KeyLayout, main.layout)
    beside, left = [], []
    for name, tables, sheet in sheets:
        if sheet is main:
            continue
        companion = None if layout.beside is None else headed(tables, [layout.beside], notes)
        if companion is not None:
            beside.append(replace(companion, among=True, on_progress=on_progress))
        elif sheet is not None:
            raise FileError(
                f"« {main.file} » et « {name} » ne vont pas ensemble ({layout.title} ; {sheet.layout.title}) : "
                "chargez-les à part."
            )
        else:
            left.append(name)
    if left:
        notes.remark(f"Fichiers laissés de côté, inconnus : {some_of(left, NAMED)}.")
    return layout, replace(main, beside=tuple(beside), among=bool(beside), on_progress=on_progress)


def _tables(name: str, content: bytes, alone: bool, notes: Notes) -> list[TextTable]:
    """The tables of a file; none when it cannot be read and others may do without it."""
    try:
        return tables_of(name, content, INSTALLED, notes)
    except FileError:
        if alone:
            raise
        return []


def _unknown(opened: Sequence[tuple[str, Sequence[TextTable]]]) -> FileError:
    first = next((table.rows[0][1] for _name, tables in opened for table in tables if table.rows), ())
    titles = [title.strip()[:40] for title in first[:NAMED] if title.strip()]
    return FileError(
        f"« {', '.join(name for name, _tables in opened[:NAMED])} » : présentation inconnue. "
        f"Colonnes trouvées : {', '.join(titles) or 'aucune'}. "
        f"Connues : {' ; '.join([*(layout.title for layout in LAYOUTS), irpe.ABOUT['title']])}."
    )
