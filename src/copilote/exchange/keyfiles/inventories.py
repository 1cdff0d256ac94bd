"""Inventories of greenhouse gases: emissions by sector, as inventories name them, and the levers that each serves.

Where the State's own key is the very emission, the grade is A. A sector of which only a part is what the lever acts
upon is B when it says more than the proxy (what homes and offices burn rather than how many there are), else it serves
no lever by default: a COP may still choose it. Sectors are declared in `layouts.toml`.

- The territorial inventory (ADEME, Citepa): tCO2e by commune and sector, a sector a column.
- Exports of regional observatories: emissions by EPCI, sector and year, in tCO2e or ktCO2e, a row or a column for each
  sector.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from copilote.exchange.intake import FileError, FileRow, FileSheet
from copilote.exchange.intake.cells import folded
from copilote.exchange.keyfiles.figures import (
    SIREN,
    Figures,
    Once,
    gathered,
    key_layout,
    one_year,
    siren_code,
    statistic,
)
from copilote.exchange.keyfiles.model import Draft, KeyDraft, Options, declared
from copilote.reference.errors import fold
from copilote.reference.loaded import EMISSIONS
from copilote.words.numbers import counted

TOTAL = "emissions"
UNIT = "tCO2e"
OBSERVED = (
    "La clé de l’État est l’inventaire du Citepa ; celui de l’observatoire compte les mêmes émissions à sa façon, "
    "parfois avec la branche énergie."
)
ASIDE = ("co2 biomasse", "autres transports international", "hors total", "utcatf", "uctf", "total", "tous secteurs")
"""Outside the total of an inventory, or the total itself: never added."""
TOLD = {"agriculture", "residentiel", "routier", "tertiaire"}
VALUES = ("valeur", "emissions", "emission", "emissions ges", "ges", "value", "total")
KILOTONNES = re.compile(r"\bkt|\bkilotonne|\bmilliers de t")
TONNES = re.compile(r"\bt ?(?:eq ?)?co2|\bteq|\btonne")
LEAST = 3


@dataclass(frozen=True)
class EmissionSector:
    """A sector. begins : how its folded name begins in the files that we know, the longest first among all sectors."""

    suffix: str
    title: str
    begins: tuple[str, ...]
    levers: tuple[str, ...] = ()
    grade: str = "B"
    reason: str = "Émissions inventoriées dans chaque commune."

    def key(self, *, observed: bool = False) -> KeyDraft:
        """Its key. observed : from a regional observatory, by EPCI: the State's own inventory is Citepa's."""
        reason = OBSERVED if observed and self.grade == "A" else self.reason
        grade = "B" if observed else self.grade
        return KeyDraft(self.title, UNIT, reason, grade, grade, self.suffix, self.levers)


SECTORS = tuple(
    EmissionSector(**{**row, "begins": tuple(row["begins"]), "levers": tuple(row.get("levers", ()))})
    for row in declared()["sectors"]
)
SECTOR_KEYS = tuple(sector.key() for sector in SECTORS)
OBSERVED_KEYS = tuple(sector.key(observed=True) for sector in SECTORS)
TOTAL_KEY = KeyDraft(
    "Émissions de gaz à effet de serre", UNIT, "Toutes les émissions inventoriées dans la commune.", "B", "B", TOTAL,
    role=EMISSIONS,
)  # fmt: skip
"""All emissions, to share "by emission" and to compare with."""


def sector_of(name: str) -> EmissionSector | None:
    """The sector that a name means: the one whose known beginning fits it best; None for those set aside or unknown."""
    wanted = fold(name)
    if is_aside(name):
        return None
    fits = [(len(start), sector) for sector in SECTORS for start in sector.begins if wanted.startswith(start)]
    return max(fits, key=lambda pair: pair[0])[1] if fits else None


def is_aside(name: str) -> bool:
    """Whether a name is one of those that no total holds."""
    wanted = fold(name)
    return wanted.startswith(ASIDE) or wanted.endswith("hors total")


def read_inventory(sheet: FileSheet, options: Options) -> Draft:
    """An empty cell of a commune that is listed means that nothing of this sector was counted there: 0."""
    columns = _sector_columns(sheet.header)
    for rank, title in enumerate(sheet.header):
        if title.strip() and not (rank in columns or (rank,) in sheet.places.values() or is_aside(title)):
            sheet.notes.remark(f"Colonne « {title} » : secteur inconnu, laissée de côté.")
    blanks = 0

    def figures(row: FileRow) -> Figures:
        nonlocal blanks
        for rank, suffix in columns.items():
            value = row.at(rank, statistic)
            blanks += value is None
            yield suffix, value or 0.0
            yield TOTAL, value or 0.0

    keys = [key for suffix in dict.fromkeys(columns.values()) for key in INVENTORY.keys if key.suffix == suffix]
    draft = gathered(INVENTORY, sheet, sheet, options.year, figures, keys=[*keys, TOTAL_KEY], single=True)
    if blanks:
        sheet.notes.remark(
            f"{counted(blanks, 'case vide', 'cases vides')} dans des communes inventoriées : aucune émission de ce "
            "secteur, soit 0."
        )
    sheet.notes.remark("Le CO2 de la biomasse et les transports internationaux, hors du total, ne sont pas repris.")
    return draft


INVENTORY = key_layout("igt", read_inventory, keys=SECTOR_KEYS, also=lambda titles: len(TOLD & set(titles)) >= LEAST)


def _is_value(title: str) -> bool:
    return f"{title} ".startswith(tuple(f"{word} " for word in VALUES)) or _scale(title) is not None


def _sector_columns(titles: Sequence[str]) -> dict[int, str]:
    sectors = {rank: sector_of(title) for rank, title in enumerate(titles)}
    return {rank: sector.suffix for rank, sector in sectors.items() if sector is not None}


def _has_figures(titles: Sequence[str]) -> bool:
    """A column of sectors with one of values, or three columns of sectors."""
    if OBSERVATORY.places(titles)["sector"]:
        return any(map(_is_value, titles))
    return len(_sector_columns(titles)) >= LEAST


def _scale(text: str) -> float | None:
    """How many tonnes the unit that a text names is: 1,000 for "ktCO2e", 1 for "teqCO2"."""
    if KILOTONNES.search(folded(text)):
        return 1000.0
    return 1.0 if TONNES.search(folded(text)) else None


def read_observatory(sheet: FileSheet, options: Options) -> Draft:
    """One year (the one asked for, else the newest), in tonnes; a total is not known when one of its sectors is not."""
    code = _code_column(sheet)
    rows, year = one_year(sheet, sheet, options)
    tonnes = (_long if sheet.has("sector") else _wide)(sheet, code, _scale(options.unit))

    def figures(row: FileRow) -> Figures | None:
        sectors = tonnes(row)
        return None if sectors is None else [(key, value) for suffix, value in sectors for key in (suffix, TOTAL)]

    named = next((rank for rank in sheet.places["names"] if rank != code), None)
    single = not sheet.has("sector")
    layout = replace(OBSERVATORY, keys=(*OBSERVATORY.keys, TOTAL_KEY))
    return gathered(layout, sheet, rows, year, figures, place=code, named=named, level="epci", single=single)


def _code_column(sheet: FileSheet) -> int:
    """The column that holds SIREN codes: "epci" may be a name or a code."""
    ranks = sheet.places["codes"]
    for rank in ranks:
        if any(SIREN.fullmatch(siren_code(cells[rank])) for _line, cells in sheet.body[:50] if rank < len(cells)):
            return rank
    raise FileError(f"« {sheet.file} » : la colonne « {sheet.title(ranks[0])} » ne contient aucun code SIREN d’EPCI.")


Tonnes = Callable[[FileRow], list[tuple[str, float | None]] | None]
"""The sectors of a row and their tonnes; None for a row that says nothing."""


def _long(sheet: FileSheet, code: int, asked_scale: float | None) -> Tonnes:
    """A row for each sector; other dimensions (energy, gas) are added up: only the very same row twice is a mistake."""
    aside = {code, *sheet.places["unit"]}
    value_at = next(rank for rank, title in enumerate(sheet.titles) if _is_value(title) and rank not in aside)
    whole, once = _scale(sheet.header[value_at]) or asked_scale, Once()

    def tonnes(row: FileRow) -> list[tuple[str, float | None]] | None:
        label, unit = row.text("sector"), row.text("unit")
        sector, scale = sector_of(label), _scale(unit) if unit else whole
        if sector is None and not is_aside(label):
            sheet.notes.remark(f"Secteur « {label} » inconnu, laissé de côté.")
        elif sector is not None and scale is None and unit:  # energy, pollutants…
            sheet.notes.remark(f"Lignes en « {unit} » laissées de côté : seules les tonnes de CO2e servent.")
        if sector is None or (scale is None and unit):
            return None
        same = tuple(cell for rank, cell in enumerate(row.cells) if rank != value_at)
        if once.again(row, code, same, "même territoire, secteur et année"):
            return None
        return [(sector.suffix, _times(row, value_at, scale))]

    return tonnes


def _wide(sheet: FileSheet, code: int, asked_scale: float | None) -> Tonnes:
    """A column for each sector."""
    columns = _sector_columns(sheet.titles)
    return lambda row: [
        (suffix, _times(row, rank, _scale(sheet.header[rank]) or asked_scale or _scale(row.text("unit"))))
        for rank, suffix in columns.items()
    ]


def _times(row: FileRow, rank: int, scale: float | None) -> float | None:
    if scale is None:
        raise FileError(f"« {row.sheet.file} » ne dit pas son unité : ajoutez --unit ktCO2e ou --unit tCO2e.")
    value: float | None = row.at(rank, statistic)
    return None if value is None else value * scale


OBSERVATORY = key_layout("observatoire", read_observatory, keys=OBSERVED_KEYS, also=_has_figures)
