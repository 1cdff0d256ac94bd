"""Shapes of what the operations of the sharing answer and take, from the records of `exchange.records.shares`."""

from __future__ import annotations

from pydantic import Field

from copilote.site.api.schemas import RegionName, Shape

GRADE = (
    "Certitude : A, la clé de l’État mesurée à ce niveau ; B, une autre qui place mal 10 % au plus de l’objectif entre "
    "les régions ; C, 20 % au plus, ou la population ; D, à ne pas partager sous la région."
)
LEVEL = "region, departement, crte, arrondissement, epci, commune ; perimetre pour une liste."
SHARE = "Part de l’objectif régional, de 0 à 1 ; vide sur plusieurs régions."


class TerritoryName(Shape):
    """Un territoire, tel que chaque ligne le nomme."""

    code: str = Field(examples=["200030385"])
    name: str
    level: str = Field(description=LEVEL)


class AllocationRow(Shape):
    """Un levier dans un territoire : la part indicative de l’objectif régional."""

    territory: TerritoryName
    lever: str = Field(description="Identifiant officiel.", examples=["augm_voitelec"])
    target_kt: float | None = Field(description="ktCO2e à éviter par an en 2030, à la tonne ; vide si non connu.")
    physical: float | None = Field(description="Grandeur atteinte en 2030, dans l’unité ; vide sans traduction.")
    unit: str | None
    key: str = Field(description="Clé de répartition.", examples=["owner_residences"])
    grade: str = Field(description=GRADE)
    share: float | None = Field(description=SHARE)


class ShownQuantity(Shape):
    """Les grandeurs d’un levier dans l’unité des pages du territoire, à sa mesure, avec tous leurs chiffres."""

    unit: str = Field(examples=["véhicules"])
    factor: float = Field(description="Par quoi la grandeur dans l’unité du simulateur est multipliée.")
    baseline_2019: float | None = Field(description="La grandeur de la région en 2019, répartie par la clé.")
    physical: float = Field(description="La grandeur en 2030.")
    rate: bool = Field(description="Un taux : celui de la région, que rien ne mesure dans le territoire.")


class LeverShare(Shape):
    """Un levier dans un territoire, avec ses raisons."""

    lever: str
    label: str
    theme: str
    target_kt: float | None = Field(description="ktCO2e à éviter par an en 2030, à la tonne ; vide si non connu.")
    quantity: str | None = Field(description="Grandeur physique.")
    baseline_2019: float | None = Field(description="La grandeur en 2019 ; vide quand la traduction compte un ajout.")
    physical: float | None = Field(description="La grandeur en 2030.")
    unit: str | None
    shown: ShownQuantity | None = Field(description="Les mêmes, comme les pages les disent ; vide sans traduction.")
    caution: str | None = Field(description="Ce que la source ou les autres régions contredisent dans ces chiffres.")
    key: str
    key_title: str
    grade: str = Field(description=GRADE)
    share: float | None = Field(description=SHARE)
    chosen: bool = Field(description="Vrai quand la COP a décidé de cette clé.")
    reason: str = Field(description="Pourquoi cette clé.")
    decided_on: str | None = Field(description="Date de la décision.")


class Grades(Shape):
    """Le poids de chaque certitude dans la part calculée, de 0 à 1."""

    A: float
    B: float
    C: float
    D: float


class UnplacedLever(Shape):
    """Un levier connu en région seulement, que le total du territoire ne compte pas."""

    lever: str
    region_kt: float | None = Field(description="Objectif de la région, en ktCO2e.")
    limit: str | None = Field(description="Pourquoi rien n’est compté ici.")
    localised_by: str | None = Field(description="Ce qui dirait où il se joue.")


class ToLocalise(Shape):
    """Ce qui est connu en région, et que rien ne place dans le territoire."""

    region_kt: float = Field(description="Somme des objectifs de ces leviers dans les régions du territoire.")
    levers: list[UnplacedLever]


class TerritoryShares(Shape):
    """La part d’un territoire, levier par levier."""

    territory: TerritoryName
    level_name: str
    regions: list[RegionName] = Field(description="Celle de la plupart de ses habitants d’abord.")
    communes: int
    population: int | None
    area_km2: float | None
    target_kt: float = Field(description="Somme des leviers connus et localisés ; ce n’est pas une réduction nette.")
    to_localise: ToLocalise
    grade: str = Field(description="La plus faible certitude qui pèse au moins un dixième du total.")
    grades: Grades
    missing: list[str] = Field(description="Leviers dont l’objectif n’est pas connu, absents du total.")
    levers: list[LeverShare]
    notes: list[str] = Field(description="Ce qu’il faut savoir du périmètre.")
    remarks: list[str] = Field(description="Ce qui a été compris autrement dans la liste (anciens codes, doublons).")
    refused: list[str] = Field(description="Ce qui n’a pas été compris, et ne compte pas.")
    source: str = Field(description="Source du périmètre.")
    listed: str | None = Field(description="Date de la liste des CRTE (année et mois) ; vide pour un autre niveau.")


class PerimeterAsked(Shape):
    """Un périmètre : des communes, EPCI, départements ou CRTE, ensemble."""

    name: str | None = Field(None, max_length=200, description="Son nom.")
    codes: list[str] = Field(description="2 000 codes au plus ; chaque commune compte une fois.")
