"""Exports of regional observatories: emissions by EPCI, sector and year, in tCO2e or ktCO2e.

A row for each sector, or a column for each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilote.exchange.keyfiles.cells import SIREN, number, siren_code
from copilote.exchange.keyfiles.gather import Once, Sums, one_year
from copilote.exchange.keyfiles.model import (
    Draft,
    Entry,
    KeyFileError,
    Layout,
    Notes,
    Options,
    Row,
    Sheet,
    folded_title,
)
from copilote.exchange.keyfiles.sectors import SECTORS, TOTAL, is_aside, sector_key, sector_of, total_key

CODES = ("siren", "siren epci", "code epci", "epci code", "codeepci", "code siren", "epci siren", "id epci", "epci")
NAMES = ("nom epci", "libelle epci", "lib epci", "epci nom", "libepci", "nom", "libelle", "territoire", "epci")
SECTOR = ("secteur", "secteurs", "secteur d activite", "secteur pcaet", "sector")
UNITS = ("unite", "unit")
VALUES = ("valeur", "emissions", "emission", "emissions ges", "ges", "value", "total")
KILOTONNES = re.compile(r"\bkt|\bkilotonne|\bmilliers de t")
TONNES = re.compile(r"\bt ?(?:eq ?)?co2|\bteq|\btonne")
UNIT = "tCO2e"


def accepts(titles: Sequence[str]) -> bool:
    """An EPCI's code, and a column of sectors with one of values, or three columns of sectors."""
    if not any(title in CODES for title in titles):
        return False
    if any(title in SECTOR for title in titles):
        return any(_is_value(title) for title in titles)
    return len(_sector_columns(titles)) > 2


def _is_value(title: str) -> bool:
    return any(title == one or title.startswith(f"{one} ") for one in VALUES) or _scale(title) is not None


def _sector_columns(titles: Sequence[str]) -> dict[int, str]:
    found = {}
    for rank, title in enumerate(titles):
        sector = None if title in (*CODES, *NAMES) else sector_of(title)
        if sector is not None:
            found[rank] = sector.suffix
    return found


def _scale(text: str) -> float | None:
    """How many tonnes the unit that a text names is: 1,000 for "ktCO2e", 1 for "teqCO2"."""
    if KILOTONNES.search(folded_title(text)):
        return 1000.0
    return 1.0 if TONNES.search(folded_title(text)) else None


def read(sheet: Sheet, options: Options, notes: Notes) -> Draft:
    """One year (the one asked for, else the newest), in tonnes."""
    code = _code_column(sheet)
    rows, year = one_year(sheet, sheet.filled(), options, notes)
    long = sheet.column(*SECTOR) is not None
    sums, names = (_long if long else _wide)(sheet, sheet.titles, code, rows, options, notes)
    present = dict.fromkeys(suffix for held in sums.values.values() for suffix in held)
    keys = [key for key in LAYOUT.keys if key.suffix in present]
    entries = [
        Entry(sums.lines[siren], siren, names.get(siren, ""), held | {TOTAL: _total(held)})
        for siren, held in sums.values.items()
    ]
    return LAYOUT.draft(year, sheet.header[code], (*keys, total_key(UNIT)), entries, "epci")


def _total(held: dict[str, float | None]) -> float | None:
    """The sum of an EPCI's sectors; not known when one is not."""
    known = [value for value in held.values() if value is not None]
    return sum(known) if len(known) == len(held) else None


def _code_column(sheet: Sheet) -> int:
    """The column that holds SIREN codes: "epci" may be a name or a code."""
    titles = sheet.titles
    ranks = [titles.index(one) for one in CODES if one in titles]
    for rank in ranks:
        if any(SIREN.fullmatch(siren_code(row.cells[rank])) for row in sheet.rows[:50] if rank < len(row.cells)):
            return rank
    raise KeyFileError(
        f"« {sheet.name} » : la colonne « {sheet.header[ranks[0]]} » ne contient aucun code SIREN d’EPCI."
    )


Found = tuple[Sums, dict[str, str]]


def _named(sheet: Sheet, code: int) -> int | None:
    titles = sheet.titles
    return next((titles.index(one) for one in NAMES if one in titles and titles.index(one) != code), None)


def _long(sheet: Sheet, titles: list[str], code: int, rows: list[Row], options: Options, notes: Notes) -> Found:
    sector_at, unit_at, name_at = sheet.column(*SECTOR), sheet.column(*UNITS), _named(sheet, code)
    value_at = next(rank for rank, title in enumerate(titles) if _is_value(title) and rank not in (code, unit_at))
    sums, once = Sums(), Once(notes)
    names: dict[str, str] = {}
    whole = _scale(sheet.header[value_at]) or _scale(options.unit)
    for row in rows:
        cells = row.cells
        siren, label = siren_code(cells[code]), cells[sector_at or 0]
        sector = sector_of(label)
        if sector is None:
            if not is_aside(label):
                notes.remark(f"Secteur « {label} » inconnu, laissé de côté.")
            continue
        scale = _scale(cells[unit_at]) if unit_at is not None else whole
        if scale is None and unit_at is not None:
            if cells[unit_at].strip():  # energy, pollutants…
                notes.remark(f"Lignes en « {cells[unit_at]} » laissées de côté : seules les tonnes de CO2e servent.")
                continue
            scale = whole
        # Other dimensions (energy, gas) are added up: only the very same row twice is a mistake.
        same = tuple(cell for rank, cell in enumerate(cells) if rank != value_at)
        if once.again(row.line, sheet.header[code], same, "même territoire, secteur et année"):
            continue
        value = number(cells[value_at], row.line, sheet.header[value_at], notes)
        names.setdefault(siren, cells[name_at] if name_at is not None else "")
        sums.add(siren, row.line, sector.suffix, None if value is None else value * (scale or 1.0))
        if scale is None:
            raise _no_unit(sheet)
    return sums, names


def _wide(sheet: Sheet, titles: list[str], code: int, rows: list[Row], options: Options, notes: Notes) -> Found:
    columns, name_at = _sector_columns(titles), _named(sheet, code)
    unit_at = sheet.column(*UNITS)
    sums = Sums()
    names: dict[str, str] = {}
    for row in rows:
        cells = row.cells
        siren = siren_code(cells[code])
        if siren in sums.lines:
            notes.problem(row.line, sheet.header[code], f"{siren} est déjà donné ligne {sums.lines[siren]}")
            continue
        for rank, suffix in columns.items():
            scale = _scale(sheet.header[rank]) or _scale(options.unit)
            scale = scale or (_scale(cells[unit_at]) if unit_at is not None else None)
            if scale is None:
                raise _no_unit(sheet)
            value = number(cells[rank], row.line, sheet.header[rank], notes)
            sums.add(siren, row.line, suffix, None if value is None else value * scale)
        names[siren] = cells[name_at] if name_at is not None else ""
    return sums, names


def _no_unit(sheet: Sheet) -> KeyFileError:
    return KeyFileError(f"« {sheet.name} » ne dit pas son unité : ajoutez --unit ktCO2e ou --unit tCO2e.")


LAYOUT = Layout(
    "observatoire",
    "Observatoire régional : émissions par EPCI, secteur et année",
    accepts,
    read,
    name="observatoire",
    file_title="Émissions par intercommunalité et secteur (observatoire régional)",
    publisher="Observatoire régional",
    licence="À préciser par l’observatoire",
    keys=tuple(sector_key(one, UNIT, observed=True) for one in SECTORS),
)
