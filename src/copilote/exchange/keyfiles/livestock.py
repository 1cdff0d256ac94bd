"""Agreste's heads of cattle by commune: the long file of the agricultural census, or a plain column of cattle.

The long file (`FDS_G_2141`) has a row for each territory (ANNREF, FRANCE, FRDOM, REGION, DEP, COM, dots where it is a
total), size of farm, animal and unit (…_LIB_DIM1 to 3), VALEUR and QUALITE ("S": secret).
"""

from __future__ import annotations

from collections.abc import Sequence

from copilote.exchange.keyfiles.cells import COMMUNE_COLUMNS, commune_code, number, year_of
from copilote.exchange.keyfiles.model import (
    Draft,
    Entry,
    KeyDraft,
    KeyFileError,
    Layout,
    Notes,
    Options,
    Sheet,
    counted,
)
from copilote.exchange.keyfiles.model import folded_title as fold
from copilote.reference.territories import load_departements

CANTONS = ("canton", "code canton", "cod canton", "pseudo canton")
CATTLE = ("total bovins", "ensemble des bovins", "bovins total", "bovins", "nombre de bovins", "cheptel bovin")
KEY = KeyDraft(
    "bovins",
    "Cheptel bovin",
    "têtes",
    ("co2_elevage",),
    "A",
    "A",
    "La clé de l’État : les bovins, comptés dans la commune où l’exploitation a son siège.",
)


def accepts(titles: Sequence[str]) -> bool:
    """The census's long file, or a code and a column of cattle."""
    return _long(titles) or (
        any(one in (*COMMUNE_COLUMNS, *CANTONS) for one in titles) and any(_cattle(one) for one in titles)
    )


def _long(titles: Sequence[str]) -> bool:
    return {"annref", "com", "valeur"} <= set(titles) and any(title.endswith("lib dim2") for title in titles)


def _cattle(title: str) -> bool:
    return any(title.startswith(one) for one in CATTLE) and "ugb" not in title and "exploitation" not in title


def read(sheet: Sheet, options: Options, notes: Notes) -> Draft:
    """Heads of cattle; a commune whose figure is secret is not known."""
    titles = sheet.titles
    code = sheet.column(*COMMUNE_COLUMNS)
    if code is None:
        raise KeyFileError(
            f"« {sheet.name} » est par canton : Copilote ne sait pas quelles communes les composaient. "
            "Chargez le fichier par commune."
        )
    entries, year = _census(sheet, code, notes) if _long(titles) else _plain(sheet, code, notes)
    return LAYOUT.draft(options.year or year, sheet.header[code], (KEY,), entries)


def _plain(sheet: Sheet, code: int, notes: Notes) -> tuple[list[Entry], int | None]:
    titles = sheet.titles
    cattle = next(rank for rank, title in enumerate(titles) if _cattle(title))
    entries = []
    for row in sheet.filled():
        cells = row.cells
        heads = number(cells[cattle], row.line, sheet.header[cattle], notes)
        entries.append(Entry(row.line, cells[code], "", {KEY.suffix: heads}))
    return entries, year_of(sheet.header[cattle][-4:])


def _census(sheet: Sheet, code: int, notes: Notes) -> tuple[list[Entry], int | None]:
    """The rows of communes (not of totals), all farms together, all cattle, in heads."""
    titles = sheet.titles
    value, annref, region = titles.index("valeur"), titles.index("annref"), sheet.column("dep", "region")
    dims = [next((rank for rank, one in enumerate(titles) if one.endswith(f"lib dim{n}")), None) for n in (1, 2, 3)]
    entries, years, secret = [], set(), 0
    departements = {one.code for one in load_departements()}
    for row in sheet.filled():
        cells = row.cells
        farm, animal, unit = (fold(cells[rank]) if rank is not None else "" for rank in dims)
        text = commune_code(cells[code])
        if not text.strip(". ") or animal not in CATTLE or "tete" not in unit or "ensemble" not in farm:
            continue
        # Some editions give the commune's number within its département.
        if region is not None and len(text) < 4 and cells[region].strip() in departements:
            text = cells[region].strip() + text.zfill(5 - len(cells[region].strip()))
        heads = number(cells[value], row.line, sheet.header[value], notes)
        secret += heads is None
        found = year_of(cells[annref])
        years |= {found} if found else set()
        entries.append(Entry(row.line, text, "", {KEY.suffix: heads}))
    if not entries:
        raise KeyFileError(
            f"« {sheet.name} » : aucune ligne de commune pour le total des bovins, en têtes, toutes exploitations."
        )
    if secret:
        notes.remark(f"{counted(secret, 'commune', 'communes')} de cheptel secret : estimé par la règle.")
    return entries, max(years) if years else None


LAYOUT = Layout(
    "bovins",
    "Agreste : cheptel bovin par commune",
    accepts,
    read,
    name="bovins",
    file_title="Cheptel bovin (recensement agricole)",
    publisher="Agreste, ministère chargé de l’agriculture",
    keys=(KEY,),
)
