"""Local energy consumption (SDES, gas and power grid operators): MWh and delivery points by commune and sector.

Layouts, as programs that read the ministry's files name their columns:

- since 2018, a row for each operator, commune, category and activity: `OPERATEUR;ANNEE;FILIERE;CODE_COMMUNE_CODE;
  CODE_COMMUNE_LIBELLE;CODE_CATEGORIE_CONSOMMATION;CODE_SECTEUR_NAF2_CODE;…;CODE_GRAND_SECTEUR;CONSO;PDL;INDQUAL;…`
  (established for EPCI, regions and IRIS: `CODE_EPCI_CODE`, `CODE_REGION_CODE`, `CODE_IRIS_CODE`; that of the commune
  is taken to follow, and `code_commune` of the operators' own portals is read as well: `conso_totale_mwh`, `nb_sites`);
- before, a row for each operator and territory, sectors as columns: `OPERATEUR;ANNEE;FILIERE;TYPE;CODE;CONSOA;PDLA;…;
  CONSOI;…;CONSOT;PDLT;…;CONSOR;PDLR;…`.

Several files (gas, power, heat) may be given together. Figures that the secret of statistics hides are not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copilote.exchange.keyfiles.cells import COMMUNE, COMMUNE_COLUMNS, commune_code, folded, number
from copilote.exchange.keyfiles.gather import Repeats, Sums, of_communes, one_year
from copilote.exchange.keyfiles.model import (
    Draft,
    KeyDraft,
    KeyFileError,
    Layout,
    Magnitude,
    Notes,
    Options,
    Row,
    Sheet,
)

SECTOR = ("code grand secteur", "grand secteur", "libelle grand secteur", "grand secteur code")
USED = ("conso", "conso totale mwh", "consototale", "conso totale", "consommation", "consommation annuelle mwh",
        "conso mwh", "consommation mwh")  # fmt: skip
POINTS = ("pdl", "nb pdl", "nb sites", "nombre de points de livraison", "nombre de sites", "nb points livraison")
ENERGIES = {"e": "power", "electricite": "power", "elec": "power", "g": "gas", "gaz": "gas", "gaz naturel": "gas",
            "c": "heat", "chaleur": "heat", "r": "heat", "reseau de chaleur": "heat"}  # fmt: skip
COLD = ("f", "froid", "reseau de froid")
OFFICES = ("terti", "petits prof", "petit prof")
WIDE = {"consot", "consor"}
UNIT = "MWh"
KEYS = (
    KeyDraft(
        "gaz-tertiaire",
        "Gaz consommé par le tertiaire",
        UNIT,
        ("reduc_tgaz",),
        "A",
        "A",
        "La clé de l’État : le gaz naturel que le tertiaire consomme, relevé par les réseaux dans chaque commune.",
        zero_elsewhere=True,
        magnitude=Magnitude(64e6, "baromètre de l’État : 63,6 TWh en 2024"),
    ),
    KeyDraft(
        "gaz-logements",
        "Logements raccordés au gaz",
        "points de livraison",
        ("reduc_rgaz",),
        "B",
        "B",
        "La clé de l’État est la résidence principale chauffée au gaz ; le point de livraison compte aussi celles qui "
        "ne font qu’y cuisiner, et un immeuble à chaudière commune comme un seul.",
        zero_elsewhere=True,
        magnitude=Magnitude(10.7e6, "baromètre de l’État : 35,8 % des résidences principales en 2023"),
    ),
    KeyDraft(
        "energie-logements",
        "Électricité, gaz et chaleur des logements",
        UNIT,
        ("reduc_rconso",),
        "B",
        "B",
        "La clé de l’État est toute l’énergie des logements ; celle des réseaux ne laisse de côté que bois et fioul.",
    ),
    KeyDraft(
        "energie-tertiaire",
        "Électricité, gaz et chaleur du tertiaire",
        UNIT,
        ("reduc_tconso",),
        "B",
        "B",
        "La clé de l’État est toute l’énergie du tertiaire ; celle des réseaux n’en laisse de côté que le fioul.",
    ),
)


@dataclass(frozen=True)
class _Use:
    """What a row says: a commune, an energy, a sector ("R" or "T"), MWh and delivery points, None where hidden."""

    line: int
    commune: str
    energy: str
    sector: str
    mwh: float | None
    points: float | None


def accepts(titles: Sequence[str]) -> bool:
    """An energy, and a commune's sectors by row or by column."""
    by_row = any(title in COMMUNE_COLUMNS for title in titles) and any(title in SECTOR for title in titles)
    by_column = {"type", "code", *WIDE} <= set(titles)
    return "filiere" in titles and ((by_row and any(title in USED for title in titles)) or by_column)


def read(sheet: Sheet, options: Options, notes: Notes) -> Draft:
    """Gas of the tertiary sector and of homes; all energies of both where power and gas are there."""
    sums, energies, years = Sums(), set(), set()
    for table in (sheet, *sheet.beside):
        uses, year = _uses(table, options, notes)
        years.add(year)
        for use in uses:
            energies.add(use.energy)
            home = use.sector == "R"
            sums.see(use.commune, use.line)
            sums.add(use.commune, use.line, KEYS[2 if home else 3].suffix, use.mwh)
            if use.energy == "gas" and home:
                sums.add(use.commune, use.line, KEYS[1].suffix, use.points)
            elif use.energy == "gas":
                sums.add(use.commune, use.line, KEYS[0].suffix, use.mwh)
    if len(years) > 1:
        listed = ", ".join(map(str, years))
        raise KeyFileError(f"Ces fichiers ne sont pas de la même année ({listed}) : ajoutez --year.")
    keys = [*(KEYS[:2] if "gas" in energies else ()), *(KEYS[2:] if {"gas", "power"} <= energies else ())]
    if not keys:
        raise KeyFileError(f"« {sheet.name} » ne dit rien du gaz : donnez aussi le fichier du gaz.")
    if len(keys) < len(KEYS):
        notes.remark("Sans le fichier de l’électricité, l’énergie des logements et du tertiaire n’est pas chargée.")
    code = sheet.column(*COMMUNE_COLUMNS, "code") or 0
    return LAYOUT.draft(next(iter(years)), sheet.header[code], keys, sums.entries(keys))


def _uses(sheet: Sheet, options: Options, notes: Notes) -> tuple[Iterator[_Use], int | None]:
    sector = sheet.column(*SECTOR)
    code = sheet.column("code") if sector is None else sheet.column(*COMMUNE_COLUMNS)
    assert code is not None  # noqa: S101 (accepts)
    rows, year = one_year(sheet, of_communes(sheet, code, notes), options, notes)
    repeats = Repeats(notes, sheet.where(code))
    for row in rows:
        repeats.see(row)
    repeats.check()
    return (_by_column(sheet, rows, code, notes) if sector is None else _by_row(sheet, rows, code, sector, notes)), year


def _energy(cell: str, notes: Notes) -> str | None:
    word = folded(cell)
    if word not in ENERGIES and word not in COLD:
        notes.remark(f"Filière « {cell.strip()[:30]} » inconnue, laissée de côté.")
    return ENERGIES.get(word)


def _by_row(sheet: Sheet, rows: Sequence[Row], code: int, sector: int, notes: Notes) -> Iterator[_Use]:
    filiere, used, points = sheet.column("filiere") or 0, sheet.column(*USED), sheet.column(*POINTS)
    for row in rows:
        cells = row.cells
        energy, held = _energy(cells[filiere], notes), _sector(cells[sector])
        if energy is not None and held:
            figures = _figures(sheet, row, (used, points), notes)
            yield _Use(row.line, commune_code(cells[code]), energy, held, *figures)


def _sector(cell: str) -> str:
    """ "R" for homes, "T" for offices and shops, small businesses included, "" for the others."""
    word = folded(cell)
    if word == "r" or word.startswith("resi"):
        return "R"
    return "T" if word == "t" or word.startswith(OFFICES) else ""


def _by_column(sheet: Sheet, rows: Sequence[Row], code: int, notes: Notes) -> Iterator[_Use]:
    """The rows of communes among those of regions, départements, EPCI and IRIS."""
    filiere = sheet.column("filiere") or 0
    columns = {held: (sheet.column(f"conso{held.lower()}"), sheet.column(f"pdl{held.lower()}")) for held in "RT"}
    for row in rows:
        place = commune_code(row.cells[code])
        if not COMMUNE.fullmatch(place):
            continue
        energy = _energy(row.cells[filiere], notes)
        if energy is None:
            continue
        for held, pair in columns.items():
            yield _Use(row.line, place, energy, held, *_figures(sheet, row, pair, notes))


def _figures(sheet: Sheet, row: Row, ranks: Sequence[int | None], notes: Notes) -> list[float | None]:
    return [number(row.cells[at], row.line, sheet.where(at), notes) if at is not None else None for at in ranks]


LAYOUT = Layout(
    "energie",
    "Données locales de consommation d’énergie par commune et secteur (SDES, gestionnaires de réseaux)",
    accepts,
    read,
    name="energie",
    file_title="Données locales de consommation d’énergie",
    publisher="Service des données et études statistiques (SDES), gestionnaires de réseaux",
    keys=KEYS,
    beside=accepts,
)
