"""INSEE's census: main residences by heating fuel ("combustible principal") and commune.

Columns are told by the fuel's number in their name (`P20_RP_CMBL3`, `CMBL3`, `CATL1_CMBL3_TYPLR1`…): 1 heat network,
2 network gas, 3 fuel oil, 4 electricity, 5 bottled gas, 6 other. Columns of the same fuel are added up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilote.exchange.keyfiles.cells import COMMUNE_COLUMNS, number
from copilote.exchange.keyfiles.model import Draft, Entry, KeyDraft, Layout, Notes, Options, Sheet, folded_title

FUEL = re.compile(r"(?:^|[ ])cmbl ?([1-6])(?=$| )")
YEAR = re.compile(r"^[pc](\d\d) ")
UNIT = "logements"
KEYS = {
    "1": KeyDraft(
        "reseau",
        "Résidences principales raccordées à un réseau de chaleur",
        UNIT,
        ("reduc_chal",),
        "B",
        "B",
        "La clé de l’État est la chaleur carbonée livrée ; les logements raccordés disent où sont les réseaux, sans "
        "les bureaux ni ce qu’ils brûlent.",
    ),
    "2": KeyDraft(
        "gaz",
        "Résidences principales chauffées au gaz de réseau",
        UNIT,
        ("reduc_rgaz",),
        "A",
        "A",
        "La clé de l’État, mesurée dans chaque commune par le recensement (gaz de réseau).",
    ),
    "3": KeyDraft(
        "fioul",
        "Résidences principales chauffées au fioul",
        UNIT,
        ("reduc_rfioul",),
        "A",
        "A",
        "La clé de l’État, mesurée dans chaque commune par le recensement.",
    ),
}


def accepts(titles: Sequence[str]) -> bool:
    """A commune's code and at least two fuels."""
    return (
        any(title in COMMUNE_COLUMNS for title in titles)
        and len({found[1] for one in titles if (found := FUEL.search(one))}) > 1
    )


def read(sheet: Sheet, options: Options, notes: Notes) -> Draft:
    """The three fuels that a lever acts upon; a fuel is not known where one of its columns is empty."""
    code, name = sheet.column(*COMMUNE_COLUMNS), sheet.column("libgeo", "libelle", "commune", "nom")
    assert code is not None  # noqa: S101 (accepts)
    fuels: dict[str, list[int]] = {}
    year = options.year
    for rank, title in enumerate(sheet.header):
        found = FUEL.search(folded_title(title))
        if found and found[1] in KEYS:
            fuels.setdefault(found[1], []).append(rank)
        dated = YEAR.match(folded_title(title))
        if dated and options.year is None:
            year = 2000 + int(dated[1])
    entries = []
    for row in sheet.filled():
        cells = row.cells
        values: dict[str, float | None] = {}
        for fuel, ranks in fuels.items():
            held = [number(cells[rank], row.line, sheet.header[rank], notes) for rank in ranks]
            known = [one for one in held if one is not None]
            values[KEYS[fuel].suffix] = sum(known) if len(known) == len(held) else None
        entries.append(Entry(row.line, cells[code], cells[name] if name is not None else "", values))
    return LAYOUT.draft(year, sheet.header[code], [KEYS[fuel] for fuel in sorted(fuels)], entries)


LAYOUT = Layout(
    "chauffage",
    "Recensement de l’Insee : logements par combustible de chauffage (CMBL)",
    accepts,
    read,
    name="chauffage",
    file_title="Résidences principales selon le combustible de chauffage (recensement)",
    publisher="Insee",
    licence="Réutilisation libre avec mention de la source",
    keys=tuple(KEYS.values()),
)
