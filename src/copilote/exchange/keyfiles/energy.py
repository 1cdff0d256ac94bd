"""What homes and offices are heated by: fuels (census), local consumption of energy, and heat networks.

**INSEE's census**: main residences by heating fuel ("combustible principal") and commune. Columns are told by the
fuel's number in their name (`P20_RP_CMBL3`, `CMBL3`, `CATL1_CMBL3_TYPLR1`…): 1 heat network, 2 network gas, 3 fuel oil,
4 electricity, 5 bottled gas, 6 other. Columns of the same fuel are added up.

**Local energy consumption** (SDES, gas and power grid operators): MWh and delivery points by commune and sector.
Layouts, as programs that read the ministry's files name their columns:

- since 2018, a row for each operator, commune, category and activity: `OPERATEUR;ANNEE;FILIERE;CODE_COMMUNE_CODE;
  CODE_COMMUNE_LIBELLE;CODE_CATEGORIE_CONSOMMATION;CODE_SECTEUR_NAF2_CODE;…;CODE_GRAND_SECTEUR;CONSO;PDL;INDQUAL;…`
  (established for EPCI, regions and IRIS: `CODE_EPCI_CODE`, `CODE_REGION_CODE`, `CODE_IRIS_CODE`; that of the commune
  is taken to follow, and `code_commune` of the operators' own portals is read as well: `conso_totale_mwh`, `nb_sites`);
- before, a row for each operator and territory, sectors as columns: `OPERATEUR;ANNEE;FILIERE;TYPE;CODE;CONSOA;PDLA;…;
  CONSOI;…;CONSOT;PDLT;…;CONSOR;PDLR;…`.

Several files (gas, power, heat) may be given together. Figures that the secret of statistics hides are not known.

**The yearly survey of heat networks** (Fedene and Amorce, overseen by SDES): what each delivers, and how much of it is
renewable or recovered. It is published as a workbook, sheet "BDD - complète": `ID EARCF, Commune, Nom, …, Contenu CO₂
en kg CO₂ / kWh, Taux EnR&R, …, Livraisons nettes MWh, …`; France Chaleur Urbaine publishes the same networks with
`Identifiant reseau, communes, Taux EnR&R, contenu CO2, livraisons_totale_MWh` (names of both from the service's own
program, which imports the one and serves the other). Networks are numbered by département ("9101C"; "F" is cold).
Neither gives commune codes: they are found by name in the département of the number; a column of codes is read when
there is one. Carbonised heat, the State's key, is what is delivered × (1 − the renewable and recovered rate).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from copilote.exchange.intake import FileError, FileRow, FileSheet
from copilote.exchange.intake.notes import some_of
from copilote.exchange.keyfiles.carry import commune_named
from copilote.exchange.keyfiles.figures import (
    COMMUNE,
    Figures,
    Once,
    commune_code,
    gathered,
    key_layout,
    of_communes,
    one_year,
    statistic,
)
from copilote.exchange.keyfiles.model import Draft, KeyDraft, KeyEntry, Options
from copilote.reference.communes import load_frame
from copilote.reference.errors import InputError

FUEL = re.compile(r"\bcmbl ?([1-6])\b")
YEAR = re.compile(r"[pc](\d\d) .*")
FUELS = {"1": "reseau", "2": "gaz", "3": "fioul"}
"""Those that a lever acts upon, and the suffix of their key."""
ENERGIES = {"e": "power", "electricite": "power", "elec": "power", "g": "gas", "gaz": "gas", "gaz naturel": "gas",
            "c": "heat", "chaleur": "heat", "r": "heat", "reseau de chaleur": "heat"}  # fmt: skip
COLD = ("f", "froid", "reseau de froid")
HOMES, OFFICES = "R", "T"
ALL_ENERGY = {HOMES: "energie-logements", OFFICES: "energie-tertiaire"}
GAS = {HOMES: "gaz-logements", OFFICES: "gaz-tertiaire"}
NUMBERED = re.compile(r"(97\d|\d\d|2[AB])\w*?([CF])?")
WHOLE = 1.0
SPREAD = " Un réseau qui dessert plusieurs communes est partagé entre elles selon leurs habitants : B dans une commune."


def read_heating(sheet: FileSheet, options: Options) -> Draft:
    """A fuel is not known where one of its columns is empty."""
    fuels = {rank: FUELS[fuel] for rank in sheet.places["fuels"] if (fuel := _fuel(sheet.titles[rank])) in FUELS}
    years = [2000 + int(dated[1]) for title in sheet.titles if (dated := YEAR.fullmatch(title))]
    keys = [HEATING.key(suffix) for suffix in FUELS.values() if suffix in fuels.values()]

    def figures(row: FileRow) -> Figures:
        return ((suffix, row.at(rank, statistic)) for rank, suffix in fuels.items())

    year = options.year or (years[-1] if years else None)
    return gathered(HEATING, sheet, sheet, year, figures, keys=keys, single=True)


def _fuel(title: str) -> str:
    fuel = FUEL.search(title)
    return fuel[1] if fuel else ""


HEATING = key_layout(
    "chauffage", read_heating, also=lambda titles: len({fuel for title in titles if (fuel := _fuel(title))}) > 1
)


def read_consumption(sheet: FileSheet, options: Options) -> Draft:
    """Gas of the tertiary sector and of homes; all energies of both where power and gas are there."""
    rows, years = [], set()
    for table in (sheet, *sheet.beside):
        lines, year = one_year(table, of_communes(table), options)
        rows += lines
        years.add(year)
    if len(years) > 1:
        listed = ", ".join(map(str, years))
        raise FileError(f"Ces fichiers ne sont pas de la même année ({listed}) : ajoutez --year.")
    energies: set[str] = set()
    draft = gathered(CONSUMPTION, sheet, rows, years.pop(), lambda row: _figures(row, energies), keys=CONSUMPTION.keys)
    if "gas" not in energies:
        raise FileError(f"« {sheet.file} » ne dit rien du gaz : donnez aussi le fichier du gaz.")
    if "power" in energies:
        return draft
    sheet.notes.remark("Sans le fichier de l’électricité, l’énergie des logements et du tertiaire n’est pas chargée.")
    return replace(draft, keys=(CONSUMPTION.key(GAS[OFFICES]), CONSUMPTION.key(GAS[HOMES])))


def _figures(row: FileRow, energies: set[str]) -> Figures | None:
    """What a row says of homes and offices: of one of them, or of both in columns; None when it says nothing."""
    by_row = row.sheet.has("sector")
    if not by_row and not COMMUNE.fullmatch(commune_code(row.text("commune"))):
        return None  # a region, an EPCI, a part of a commune
    energy, sector = _energy(row), _sector(row.folded("sector"))
    if energy is None or (by_row and not sector):
        return None
    energies.add(energy)
    figures = []
    for use, suffix in ((sector, ""),) if by_row else ((HOMES, "_r"), (OFFICES, "_t")):
        mwh, points = row[f"mwh{suffix}"], row[f"points{suffix}"]
        figures.append((ALL_ENERGY[use], mwh))
        if energy == "gas":
            figures.append((GAS[use], points if use == HOMES else mwh))
    return figures


def _energy(row: FileRow) -> str | None:
    word = row.folded("energy")
    if word not in ENERGIES and word not in COLD:
        row.sheet.notes.remark(f"Filière « {row.text('energy')[:30]} » inconnue, laissée de côté.")
    return ENERGIES.get(word)


def _sector(word: str) -> str:
    """Homes, or offices and shops, small businesses included; "" for the others."""
    if word == "r" or word.startswith("resi"):
        return HOMES
    return OFFICES if word == "t" or word.startswith(("terti", "petits prof", "petit prof")) else ""


CONSUMPTION = key_layout("energie", read_consumption)
CONSUMPTION = replace(CONSUMPTION, beside=CONSUMPTION)


def _rate(cell: str) -> float | None:
    return statistic(cell.replace("%", ""))


def read_networks(sheet: FileSheet, options: Options) -> Draft:
    """Carbonised heat by commune; heat in all, or its CO2, where no rate is given."""
    place = "commune" if sheet.has("commune") else "names"
    rows, year = one_year(sheet, of_communes(sheet, place), options)
    carbonised, emitted, delivered = NETWORKS.keys
    key = carbonised if sheet.has("rate") else emitted if sheet.has("content") else delivered
    percent = _percent(rows) if key is carbonised else WHOLE
    entries: dict[str, KeyEntry] = {}
    once, cold, lost, spread = Once(), 0, [], False
    for row in rows:
        number = row.text("network").upper()
        if number.endswith("F"):
            cold += 1
            continue
        if number and once.again(row, "network", number, f"même réseau ({number})"):
            continue
        heat = _heat(row, key, percent)
        communes = _communes(row, number)
        if not communes:
            lost.append(f"{row.text(place) or 'sans commune'} ({number or f'ligne {row.line}'})")
            continue
        spread = spread or len(communes) > 1
        for commune, part in _parts(communes):
            entry = entries.setdefault(commune, KeyEntry(row.line, commune))
            entry.add(key.suffix, None if heat is None else heat * part)
    if cold:
        sheet.notes.remark(f"Réseaux de froid laissés de côté : {cold}.")
    if lost:
        sheet.notes.remark(f"Réseaux dont la commune n’est pas reconnue, laissés de côté : {some_of(lost)}.")
    if spread:
        key = replace(key, grade_commune="B", reason=key.reason + SPREAD)
    return Draft(NETWORKS, sheet, place, year, (key,), tuple(entries.values()))


def _percent(rows: Sequence[FileRow]) -> float:
    """100 where the rates are percentages, 1 where they are fractions."""
    return 100.0 if any("%" in row.text("rate") or _safe_rate(row.text("rate")) > WHOLE for row in rows) else WHOLE


def _safe_rate(cell: str) -> float:
    try:
        return (_rate(cell) or 0.0) if cell else 0.0
    except InputError:  # told when the row is read
        return 0.0


def _heat(row: FileRow, key: KeyDraft, percent: float) -> float | None:
    """What a network counts for: its heat, × its carbonised part or its CO2 where the file tells them."""
    heat: float | None = row["delivered"]
    if heat is None or key is NETWORKS.keys[2]:
        return heat
    factor: float | None = row["rate" if key is NETWORKS.keys[0] else "content"]
    if factor is None or key is NETWORKS.keys[1]:
        return None if factor is None else heat * factor
    if factor > percent:
        row.problem("rate", f"{row.text('rate')} : un taux ne passe pas 100 %")
        return None
    return heat * (1 - factor / percent)


def _communes(row: FileRow, number: str) -> list[str]:
    """The communes of a network: by its codes, else by their names in the département of its number."""
    codes = row.text("commune").strip(" []")
    if codes:
        return [commune_code(code) for code in re.split(r"[,;/ ]+", codes) if code.strip()]
    numbered = NUMBERED.fullmatch(number)
    if numbered is None:
        return []
    names = [name.strip(" []'\"") for name in re.split(r"[,;/]", row.text("names"))]
    communes = [commune_named(name, numbered[1]) for name in names if name]
    return [code for code in communes if code is not None] if all(communes) else []


def _parts(communes: Sequence[str]) -> list[tuple[str, float]]:
    """What each commune takes of a network: all of it, or a part by its inhabitants."""
    if len(communes) == 1 or not all(COMMUNE.fullmatch(code) for code in communes):
        return [(code, 1 / len(communes)) for code in communes]
    frame = load_frame()
    people = dict(zip(frame.codes.tolist(), np.nan_to_num(frame.population).tolist(), strict=True))
    heads = [people.get(code, 0.0) for code in communes]
    total = sum(heads)
    return [(code, head / total if total else 1 / len(communes)) for code, head in zip(communes, heads, strict=True)]


NETWORKS = key_layout("reseaux-chaleur", read_networks, rate=_rate)
