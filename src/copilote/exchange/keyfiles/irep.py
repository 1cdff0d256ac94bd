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

from copilote.exchange.keyfiles.cells import commune_code, folded, number
from copilote.exchange.keyfiles.gather import YEAR, Once, Sums, one_year
from copilote.exchange.keyfiles.locate import commune_named
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
    counted,
)

UNIT = "tCO2e"
GWP = {"ch4": 28.0, "n2o": 265.0}
TONNES = {"kg an": 0.001, "kg": 0.001, "t an": 1.0, "t": 1.0, "tonnes an": 1.0}
INDUSTRY = {7, 8, *range(10, 19), *range(20, 34), 41, 42, 43}
ENERGY, WASTE = {5, 6, 9, 19, 35}, {36, 37, 38, 39}
EPRTR = {"1": "energie", "2": "industrie", "3": "industrie", "4": "industrie", "5": "dechets", "6": "industrie",
         "8": "industrie", "9": "industrie"}  # fmt: skip
"""What the groups of the European register are; 7 is farming."""
NAMED = 5
KEYS = (
    KeyDraft(
        "industrie",
        "Émissions déclarées par les usines",
        UNIT,
        ("co2_indus", "co2_industrie"),
        "B",
        "B",
        "La clé de l’État est l’inventaire du Citepa ; ce que déclarent les usines en dit les plus grosses, là où "
        "elles sont, sans celles qui émettent moins de 10 000 tonnes par an.",
        zero_elsewhere=True,
        magnitude=Magnitude(58e6, "baromètre de l’État : 58,4 Mt en 2025, petites usines comprises"),
    ),
    KeyDraft(
        "decharges",
        "Méthane déclaré par les décharges",
        UNIT,
        ("co2_isdnd",),
        "B",
        "B",
        "La clé de l’État est le méthane de tous les déchets ; celui que déclarent les décharges en dit les plus "
        "grosses, là où elles sont, sans les anciennes ni les eaux usées.",
        zero_elsewhere=True,
        magnitude=Magnitude(15.7e6, "baromètre de l’État : 15,7 Mt en 2024 pour tous les déchets"),
    ),
    KeyDraft(
        "energie",
        "Émissions déclarées par les centrales et les raffineries",
        UNIT,
        (),
        "B",
        "B",
        "Les émissions déclarées des centrales, des raffineries et des cokeries : aucun levier n’en dépend par défaut.",
        zero_elsewhere=True,
    ),
)


def accepts(titles: Sequence[str]) -> bool:
    """The plant, its pollutant and how much."""
    return {"identifiant", "milieu", "polluant", "quantite", "unite"} <= set(titles)


def accepts_plants(titles: Sequence[str]) -> bool:
    """The plant and its activity."""
    return {"identifiant", "code ape"} <= set(titles) and "polluant" not in titles


@dataclass
class _Plant:
    """A plant. kind : "industrie", "energie", "dechets" or "". landfill : it stores waste. gases : tonnes, by gas."""

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


def read(sheet: Sheet, options: Options, notes: Notes) -> Draft:
    """What the plants of each commune let out into the air in one year."""
    if not sheet.beside:
        raise KeyFileError(
            f"« {sheet.name} » ne dit pas l’activité des établissements, ni toujours leur commune : donnez aussi "
            "etablissements.csv, ou le zip de l’année."
        )
    plants = _plants(sheet.beside, notes)
    rows, year = one_year(sheet, sheet.filled(), options, notes)
    _emissions(sheet, rows, plants, notes)
    sums = Sums()
    lost: list[tuple[float, str]] = []
    for plant in plants.values():
        held = {"industrie": "industrie", "energie": "energie"}.get(plant.kind)
        methane = plant.gases.get("ch4", 0.0) * GWP["ch4"] if plant.landfill else 0.0
        if plant.commune is None:
            if held or methane:
                lost.append((plant.warming if held else methane, plant.name))
            continue
        sums.see(plant.commune, plant.line)
        if held:
            sums.add(plant.commune, plant.line, held, plant.warming)
        sums.add(plant.commune, plant.line, "decharges", methane)
    _say_lost(sorted(lost, reverse=True), notes)
    place = sheet.beside[0].column("code insee", "commune") or 0
    return LAYOUT.draft(year, sheet.beside[0].where(place), KEYS, sums.entries(KEYS))


def _say_lost(lost: list[tuple[float, str]], notes: Notes) -> None:
    lost = [(warming, name) for warming, name in lost if warming > 0]
    if lost:
        names = ", ".join(f"{name} ({warming:.0f} tCO2e)" for warming, name in lost[:NAMED])
        more = f" et {len(lost) - NAMED} autres" if len(lost) > NAMED else ""
        notes.remark(f"Établissements sans commune connue, laissés de côté : {names}{more}.")


def _plants(sheets: Sequence[Sheet], notes: Notes) -> dict[str, _Plant]:
    """The plants by identifier; one that two files give is that of the first."""
    plants: dict[str, _Plant] = {}
    for sheet in sheets:
        ranks = {
            name: sheet.column(name)
            for name in ("identifiant", "nom etablissement", "code insee", "commune", "code departement", "departement",
                         "code postal", "code ape", "code eprtr", "libelle eprtr")
        }  # fmt: skip
        for row in sheet.filled():
            cells = {name: row.cells[rank].strip() if rank is not None else "" for name, rank in ranks.items()}
            if not cells["identifiant"]:
                notes.problem(row.line, f"{sheet.name} : identifiant", "identifiant manquant")
            plants.setdefault(cells["identifiant"], _plant(row.line, cells))
    return plants


def _plant(line: int, cells: dict[str, str]) -> _Plant:
    division = cells["code ape"][:2]
    group = folded(cells["code eprtr"])
    kind = EPRTR.get(group[:1], "")
    if division.isdecimal():
        kind = next(
            (name for name, held in (("industrie", INDUSTRY), ("energie", ENERGY), ("dechets", WASTE))
             if int(division) in held), ""
        )  # fmt: skip
    code = commune_code(cells["code insee"]) or None
    if code is None:
        postcode = commune_code(cells["code postal"])
        place = cells["code departement"] or cells["departement"] or postcode[: 3 if postcode[:2] == "97" else 2]
        code = commune_named(cells["commune"], place)
    storing = group.startswith("5 d") or folded(cells["libelle eprtr"]).startswith("decharge")
    return _Plant(line, cells["nom etablissement"], code, kind, storing or (kind == "dechets" and not group))


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


def _emissions(sheet: Sheet, rows: Sequence[Row], plants: dict[str, _Plant], notes: Notes) -> None:
    """Add to each plant what it let out into the air."""
    ranks = [sheet.column(name) or 0 for name in ("identifiant", "milieu", "polluant", "quantite", "unite")]
    named = sheet.column("nom etablissement")
    once, below = Once(notes), 0
    years = sheet.column(*YEAR)
    for row in rows:
        plant_id, medium, label, amount, unit = (row.cells[rank].strip() for rank in ranks)
        gas = _gas(label) if folded(medium) == "air" else None
        if gas is None:
            continue
        same = (plant_id, gas, row.cells[years] if years is not None else "")
        if once.again(row.line, sheet.where(ranks[0]), same, "même établissement et même polluant"):
            continue
        if plant_id not in plants:
            plants[plant_id] = _Plant(
                row.line, row.cells[named] if named is not None else plant_id, None, "industrie", False
            )
        if amount.startswith("<"):
            below += 1
            continue
        tonnes = TONNES.get(folded(unit))
        if tonnes is None:
            notes.problem(row.line, sheet.where(ranks[4]), f"unité « {unit[:20]} » inconnue (kg/an attendu)")
            continue
        value = number(amount, row.line, sheet.where(ranks[3]), notes)
        if value is not None:
            plants[plant_id].gases[gas] = value * tonnes
    if below:
        many = counted(below, "déclaration", "déclarations")
        notes.remark(f"{many} sous le seuil du registre, sans quantité : comptées 0.")
    alone = sum("all" in one.gases and not {"fossil", "biomass"} & set(one.gases) for one in plants.values())
    if alone:
        many = counted(alone, "établissement ne donne", "établissements ne donnent")
        notes.remark(f"{many} que le CO2 total, biomasse comprise : compté en entier.")


LAYOUT = Layout(
    "irep",
    "Registre des émissions polluantes (IREP, Géorisques) : emissions.csv et etablissements.csv, ou leur zip",
    accepts,
    read,
    name="irep",
    file_title="Registre des émissions polluantes",
    publisher="Géorisques, ministère chargé de l’environnement",
    keys=KEYS,
    beside=accepts_plants,
)
