"""The territorial inventory of greenhouse gases (ADEME, Citepa): tCO2e by commune and sector, a sector a column."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.exchange.keyfiles.cells import number
from copilote.exchange.keyfiles.model import Draft, Entry, Layout, Notes, Options, Sheet, counted, folded_title
from copilote.exchange.keyfiles.sectors import SECTORS, TOTAL, Sector, is_aside, sector_key, sector_of, total_key

UNIT = "tCO2e"
CODE = "insee commune"
NAMES = (CODE, "commune")


def accepts(titles: Sequence[str]) -> bool:
    """The code's column and at least three of the inventory's sectors."""
    return (
        CODE in titles and sum(title in ("agriculture", "residentiel", "routier", "tertiaire") for title in titles) > 2
    )


def read(sheet: Sheet, options: Options, notes: Notes) -> Draft:
    """An empty cell of a commune that is listed means that nothing of this sector was counted there: 0."""
    code, name = sheet.column(CODE), sheet.column("commune")
    assert code is not None  # noqa: S101 (accepts)
    columns: list[tuple[int, Sector]] = []
    for rank, title in enumerate(sheet.header):
        if folded_title(title) in NAMES or is_aside(title) or not title.strip():
            continue
        sector = sector_of(title)
        if sector is None:
            notes.remark(f"Colonne « {title} » : secteur inconnu, laissée de côté.")
        else:
            columns.append((rank, sector))
    entries = []
    blanks = 0
    for row in sheet.filled():
        cells = row.cells
        values: dict[str, float | None] = {}
        for rank, sector in columns:
            value = number(cells[rank], row.line, sheet.header[rank], notes)
            blanks += value is None
            values[sector.suffix] = values.get(sector.suffix, 0.0) or 0.0
            values[sector.suffix] = (values[sector.suffix] or 0.0) + (value or 0.0)
        values[TOTAL] = sum(value or 0.0 for value in values.values())
        entries.append(Entry(row.line, cells[code], cells[name] if name is not None else "", values))
    if blanks:
        empty = counted(blanks, "case vide", "cases vides")
        notes.remark(f"{empty} dans des communes inventoriées : aucune émission de ce secteur, soit 0.")
    kept = dict.fromkeys(sector for _rank, sector in columns)
    notes.remark("Le CO2 de la biomasse et les transports internationaux, hors du total, ne sont pas repris.")
    keys = (*(sector_key(sector, UNIT) for sector in kept), total_key(UNIT))
    return LAYOUT.draft(options.year, sheet.header[code], keys, entries)


LAYOUT = Layout(
    "igt",
    "Inventaire territorial de l’ADEME et du Citepa (commune × secteur)",
    accepts,
    read,
    name="igt",
    file_title="Inventaire de gaz à effet de serre territorialisé",
    publisher="ADEME, Citepa",
    keys=tuple(sector_key(one, UNIT) for one in SECTORS),
)
