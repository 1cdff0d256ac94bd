"""The State's register of polluting emissions (IREP, Géorisques): what each plant declares to have let out in a year.

A zip a year (`https://files.georisques.fr/irep/2024.zip`), of which two files are read, `;` or `,` between columns:

- `emissions.csv`: `identifiant;nom_etablissement;annee_emission;milieu;polluant;quantite;unite`, since 2020 or so with
  `code_insee` and `code_departement`;
- `etablissements.csv`: `identifiant;nom_etablissement;numero_siret;adresse;code_postal;code_insee;commune;departement;
  region;…;code_ape;libelle_ape;code_eprtr;libelle_eprtr`, older years without `code_insee`.

The names come from programs that read the register, and from one that measured that nine quantities out of ten are
"< seuil" (declared, under the threshold of declaration), and that CO2 is there three times: from biomass, not from it,
and in all. Older years write "CO2 Total d'origine non biomasse uniquement".

Industry is told by the plant's activity (NAF): manufacturing and mines (07-08, 10-33) and building (41-43), without
coke and refining (19), energy (05, 06, 09, 35) nor waste and water (36-39), as Citepa's inventory parts them; where no
activity is given, by the group of the European register. CH4 and N2O are counted in CO2e by the IPCC's fifth report
(28 and 265), as the national inventory does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from copilote.exchange.intake import FileError, FileLayout, FileRow, FileSheet, Notes
from copilote.exchange.intake.cells import folded
from copilote.exchange.intake.notes import some_of
from copilote.exchange.keyfiles.carry import commune_named
from copilote.exchange.keyfiles.figures import Once, columns_of, commune_code, key_layout, one_year
from copilote.exchange.keyfiles.model import Draft, KeyEntry, Options, declared
from copilote.words.numbers import counted

GWP = {"ch4": 28.0, "n2o": 265.0}
TONNES = {"kg an": 0.001, "kg": 0.001, "t an": 1.0, "t": 1.0, "tonnes an": 1.0}
INDUSTRY, ENERGY, WASTE = "industrie", "energie", "dechets"
DIVISIONS = {
    **dict.fromkeys((7, 8, *range(10, 19), *range(20, 34), 41, 42, 43), INDUSTRY),
    **dict.fromkeys((5, 6, 9, 19, 35), ENERGY),
    **dict.fromkeys((36, 37, 38, 39), WASTE),
}
"""What the divisions of the classification of activities are."""
EPRTR = {"1": ENERGY, **dict.fromkeys("234689", INDUSTRY), "5": WASTE}
"""What the groups of the European register are; 7 is farming."""
LANDFILLS = "decharges"


@dataclass
class _Plant:
    """A plant. kind : industry, energy, waste or "". landfill : it stores waste. gases : tonnes, by gas."""

    line: int
    name: str
    commune: str | None
    kind: str
    landfill: bool
    gases: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def warming(self) -> float:
        """tCO2e of what it lets out, CO2 of biomass aside."""
        gases = self.gases
        fossil = gases.get("fossil", max(0.0, gases.get("all", 0.0) - gases.get("biomass", 0.0)))
        return fossil + sum(GWP[gas] * gases.get(gas, 0.0) for gas in GWP)


def read(sheet: FileSheet, options: Options) -> Draft:
    """What the plants of each commune let out into the air in one year."""
    if not sheet.beside:
        raise FileError(
            f"« {sheet.file} » ne dit pas l’activité des établissements, ni toujours leur commune : donnez aussi "
            "etablissements.csv, ou le zip de l’année."
        )
    plants = _plants(sheet.beside)
    rows, year = one_year(sheet, sheet, options)
    _emissions(rows, plants, sheet.notes)
    entries: dict[str, KeyEntry] = {}
    lost: list[tuple[float, str]] = []
    for plant in plants.values():
        counts = plant.kind in (INDUSTRY, ENERGY)
        methane = plant.gases.get("ch4", 0.0) * GWP["ch4"] if plant.landfill else 0.0
        if plant.commune is None:
            lost.append((plant.warming if counts else methane, plant.name))
            continue
        entry = entries.setdefault(plant.commune, KeyEntry(plant.line, plant.commune))
        entry.add(LANDFILLS, methane)
        if counts:
            entry.add(plant.kind, plant.warming)
    names = [f"{name} ({warming:.0f} tCO2e)" for warming, name in sorted(lost, reverse=True) if warming > 0]
    if names:
        sheet.notes.remark(f"Établissements sans commune connue, laissés de côté : {some_of(names)}.")
    places = sheet.beside[0]
    column = "code insee" if places.has("code insee") else "commune"
    return Draft(LAYOUT, places, column, year, LAYOUT.keys, tuple(entries.values()))


def _plants(sheets: Sequence[FileSheet]) -> dict[str, _Plant]:
    """The plants by identifier; one that two files give is that of the first."""
    plants: dict[str, _Plant] = {}
    for row in (row for sheet in sheets for row in sheet):
        if not row.text("identifiant"):
            row.problem("identifiant", "identifiant manquant")
        plants.setdefault(row.text("identifiant"), _plant(row))
    return plants


def _plant(row: FileRow) -> _Plant:
    division, group = row.text("code ape")[:2], row.folded("code eprtr")
    kind = DIVISIONS.get(int(division), "") if division.isdecimal() else EPRTR.get(group[:1], "")
    code = commune_code(row.text("code insee")) or None
    if code is None:
        postcode = commune_code(row.text("code postal"))
        first = postcode[: 3 if postcode[:2] == "97" else 2]
        code = commune_named(row.text("commune"), row.text("code departement") or row.text("departement") or first)
    storing = group.startswith("5 d") or row.folded("libelle eprtr").startswith("decharge")
    return _Plant(row.line, row.text("nom etablissement"), code, kind, storing or (kind == WASTE and not group))


def _gas(label: str) -> str | None:
    """What a pollutant's label means: CO2 in all, of biomass or not, CH4, N2O; None for others."""
    words = folded(label)
    if "monoxyde de carbone" in words:
        return None
    if "co2" in words:
        if "biomasse et non biomasse" in words or "biomasse" not in words:
            return "all"
        return "fossil" if "non biomasse" in words else "biomass"
    return next((gas for gas in GWP if gas in words.split()), None)


def _emissions(rows: Sequence[FileRow], plants: dict[str, _Plant], notes: Notes) -> None:
    """Add to each plant what it let out into the air."""
    once, below = Once(), 0
    for row in rows:
        gas = _gas(row.text("polluant")) if row.folded("milieu") == "air" else None
        plant_id, year = row.text("identifiant"), row.text("year")
        if gas is None or once.again(row, "identifiant", (plant_id, gas, year), "même établissement et même polluant"):
            continue
        name = row.text("nom etablissement") or plant_id
        plant = plants.setdefault(plant_id, _Plant(row.line, name, None, INDUSTRY, False))
        tonnes = TONNES.get(row.folded("unite"))
        if row.text("quantite").startswith("<"):
            below += 1
        elif tonnes is None:
            row.problem("unite", f"unité « {row.text('unite')[:20]} » inconnue (kg/an attendu)")
        elif (amount := row["quantite"]) is not None:
            plant.gases[gas] = amount * tonnes
    if below:
        many = counted(below, "déclaration", "déclarations")
        notes.remark(f"{many} sous le seuil du registre, sans quantité : comptées 0.")
    alone = sum("all" in plant.gases and not {"fossil", "biomass"} & set(plant.gases) for plant in plants.values())
    if alone:
        many = counted(alone, "établissement ne donne", "établissements ne donnent")
        notes.remark(f"{many} que le CO2 total, biomasse comprise : compté en entier.")


PLANTS = FileLayout(
    "Établissements du registre",
    columns_of(declared()["irep-plants"]["columns"]),
    also=lambda titles: "polluant" not in titles,
)
LAYOUT = key_layout("irep", read, beside=PLANTS)
