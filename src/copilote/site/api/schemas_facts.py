"""Shapes of what is observed, explained, funded, and of territories."""

from __future__ import annotations

from pydantic import Field, create_model

from copilote.site.api.schemas import SOUNDNESS, RegionName, Shape


class Indicator(Shape):
    """Un indicateur national (une ligne du baromètre) ou régional (une série publiée par région)."""

    id: str = Field(examples=["826", "fr-059"])
    scope: str = Field(description="france ou region.")
    label: str
    part: str | None
    unit: str | None
    direction: str | None = Field(description="up : mieux quand il monte ; down : quand il baisse.")
    axes: list[str]
    levers: list[str] = Field(description="Leviers de 2026.")
    national: str = Field(description="Ligne du baromètre dont vient la cible.")
    values: int | None = Field(description="Nombre d’années connues (national).")
    target_2030: float | None
    producer: str | None
    source: str


class Point(Shape):
    """Une année et sa valeur."""

    year: int
    value: float


PaceWindow = create_model(  # "from" is no name that a class could give to a field
    "PaceWindow",
    __base__=Shape,
    __doc__="Une période : le rythme entre deux années, et ce qu’elle dit à elle seule de la cible.",
    **{
        "name": (str, Field(description="last_year, three_years, since_2019 ou trend (moindres carrés depuis 2019).")),
        "from": (int | None, Field(description="Année de départ.")),
        "to": (int | None, Field(description="Année d’arrivée.")),
        "pace": (float | None, Field(description="Rythme, dans l’unité par an.")),
        "ratio": (float | None, Field(description="Rythme observé sur rythme requis.")),
        "grade": (str, Field(description="Ce que la période dit seule ; unknown si elle n’est pas retenue.")),
        "used": (bool, Field(description="La période compte dans l’appréciation.")),
        "reason": (str | None, Field(description="Pourquoi elle ne compte pas.")),
        "mark": (str | None, Field(description="Ce qu’il faut savoir d’une période qui compte.")),
    },
)


class Observation(Shape):
    """Ce qui est observé, la cible de 2030, le rythme constaté et le rythme requis."""

    indicator: str
    label: str
    part: str | None = Field(description="Quelle série de l’indicateur, quand il en a plusieurs.")
    unit: str | None
    series: list[Point]
    target_2030: float | None
    target_soundness: str = Field(description=SOUNDNESS)
    pace_1y: float | None = Field(description="Rythme de la dernière année, dans l’unité par an.")
    pace_3y: float | None
    pace_least_squares: float | None
    pace_least_squares_error: float | None
    pace_observed: float | None = Field(description="Rythme montré ; absent quand l’appréciation est incertaine.")
    basis: str | None = Field(description="La période dont vient le rythme montré.")
    pace_required: float | None = Field(description="Rythme à tenir pour atteindre la cible.")
    ratio: float | None = Field(description="Rythme observé sur rythme requis.")
    year_reached: float | None = Field(description="Année où la cible serait atteinte à ce rythme.")
    direction: str | None
    grade: str = Field(description="ahead, on_pace, too_slow, wrong_way, uncertain ou unknown.")
    reason: str | None = Field(description="Pourquoi l’appréciation est incertaine ou inconnue.")
    windows: list[PaceWindow] = Field(description="Les périodes dont vient l’appréciation.")
    ceiling: bool = Field(description="La cible est un plafond : « too_slow » veut alors dire trop vite.")
    soundness: str = Field(description=SOUNDNESS)
    national: str | None
    rule: str = Field(description="Règle de la cible régionale.")
    rule_text: str | None
    key_grade: str | None = Field(description="A, B ou C.")
    warnings: list[str]
    source: str
    producer: str | None
    target_source: str | None
    link: str | None = Field(description="Nature du lien avec le levier demandé.")
    link_reason: str | None


class SourceOut(Shape):
    """Une publication."""

    id: str
    publisher: str
    year: int
    licence: str
    address: str
    source_year: int
    title: str
    note: str


class Figure(Shape):
    """Un chiffre et d’où il vient."""

    section: str
    key: str
    label: str
    value: float | None
    unit: str
    year: int | None
    soundness: str = Field(description=SOUNDNESS)
    formula: str = Field(description="La formule, avec ses nombres.")
    table: str
    row: str
    source: SourceOut


class Explanation(Shape):
    """D’où vient chaque chiffre d’un sujet."""

    region: RegionName
    subject: str
    label: str
    figures: list[Figure]


class Match(Shape):
    """Un territoire trouvé."""

    level: str = Field(description="region, collectivite, departement, epci, ept ou commune.")
    code: str
    name: str
    population: int | None
    departement: str | None
    via: str | None = Field(description="Ancien nom ou code postal par lequel il est trouvé.")


class CodeName(Shape):
    """Un code et son nom."""

    code: str
    name: str


class FormerCode(Shape):
    """Un ancien code ou nom."""

    code: str
    name: str
    kind: str
    year_from: int | None
    year_to: int | None
    share: float | None


class Territory(Shape):
    """Un territoire et ses appartenances."""

    level: str
    code: str
    name: str
    type: str | None
    population: int | None
    population_year: int | None
    communes: int | None
    regions: list[CodeName]
    departements: list[CodeName]
    epci: CodeName | None
    ept: CodeName | None
    postcodes: list[str]
    former: list[FormerCode]
    notes: list[str]
    source: str


class LeverRef(Shape):
    """Le levier demandé."""

    id: str
    label: str


class TerritoryRef(Shape):
    """Le territoire demandé."""

    level: str
    code: str
    name: str


class ProcedureLink(Shape):
    """Une démarche du Fonds vert qui sert un levier."""

    procedure: str
    kind: str
    reason: str


class LeverFunding(Shape):
    """Ce qui sert un levier ; un projet peut en servir plusieurs, ces sommes ne s’ajoutent pas."""

    lever: str | None
    label: str
    count: int
    amount_eur: float
    kind: str | None
    kind_label: str | None
    procedures: list[ProcedureLink]


class DepartementFunding(Shape):
    """Ce qui est financé dans un département."""

    code: str
    name: str
    count: int
    amount_eur: float


class Project(Shape):
    """Un projet financé."""

    id: str
    name: str
    procedure: str
    procedure_title: str
    levers: list[str]
    departement: str
    commune: str | None
    commune_name: str | None
    epci: str | None
    epci_name: str | None
    place: str
    place_label: str
    published_commune: str | None
    beneficiary: str | None
    siren: str | None
    amount_eur: float
    flags: list[str]
    remarks: list[str]


class Projects(Shape):
    """Les projets du Fonds vert 2023, en euros engagés."""

    region: RegionName
    lever: LeverRef | None
    territory: TerritoryRef | None
    count: int
    amount_eur: float
    by_lever: list[LeverFunding]
    by_departement: list[DepartementFunding]
    projects: list[Project]
    source: str
