"""Shapes of what the simulator's operations answer and take; they describe the records of `exchange.records`.

Answers are sent as the records are, not through these; a test holds the two together, no field more, none less.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

SOUNDNESS = "Nature du chiffre : measured, official_target, derived, estimated, incomplete ou unknown."


class Shape(BaseModel):
    """A record with these fields and no other."""

    model_config = ConfigDict(extra="forbid")


class RegionName(Shape):
    """La région, telle que chaque réponse la nomme."""

    code: str = Field(description="Code INSEE.", examples=["24"])
    slug: str = Field(examples=["centre-val-de-loire"])
    name: str = Field(examples=["Centre-Val de Loire"])


class RegionSummary(RegionName):
    """Une région et son objectif."""

    levers: int = Field(description="Nombre de leviers.")
    target_kt: float | None = Field(description="ktCO2e à éviter par an en 2030, par rapport à 2019.")
    soundness: str = Field(description=SOUNDNESS)
    missing: list[str] = Field(description="Leviers dont l’objectif n’est pas connu, absents du total.")


class LeverName(Shape):
    """Un levier, quelle que soit la région."""

    id: str = Field(description="Identifiant officiel, stable.", examples=["augm_voitelec"])
    name: str
    label: str = Field(description="Nom qu’aucun autre levier ne porte.")
    unit: str | None = Field(description="Unité de la grandeur physique ; vide sans traduction.")
    unit_short: str | None
    quantity: str | None = Field(description="Grandeur physique.")


class Lever(Shape):
    """Un levier dans une région : son objectif et sa traduction en grandeur physique."""

    id: str = Field(description="Identifiant officiel, stable.", examples=["augm_voitelec"])
    name: str
    label: str = Field(description="Nom qu’aucun autre levier ne porte.")
    sector: str
    theme: str
    target_kt: float | None = Field(description="ktCO2e évitées par an en 2030, par rapport à 2019.")
    unit: str | None = Field(description="Unité de la grandeur physique ; vide sans traduction.")
    ratio: float | None = Field(description="Unités physiques par ktCO2e ; négatif quand la grandeur doit baisser.")
    baseline_2019: float | None = Field(description="Grandeur en 2019 ; 0 quand la traduction compte un ajout.")
    counts_completed: bool = Field(description="Ce qui est déjà fait compte dans la grandeur physique.")
    editable: bool
    target_shown: bool = Field(description="L’État publie cet objectif pour la région.")
    reason: str | None = Field(description="Pourquoi le levier ne se modifie ou ne se convertit pas.")
    caution: str | None = Field(description="Ce que la source ou les autres régions contredisent dans ces chiffres.")
    soundness: str = Field(description=SOUNDNESS)
    source: str = Field(description="Clé de la source.")


class Group(Shape):
    """Une part de l’objectif : un secteur, un thème ou un levier."""

    name: str
    target_kt: float | None
    share: float | None = Field(description="Part de l’objectif de la région, entre 0 et 1.")
    soundness: str = Field(description=SOUNDNESS)
    levers: list[str] = Field(description="Identifiants des leviers.")


class Panorama(Shape):
    """Les objectifs d’une région en 2030."""

    region: RegionName
    target_kt: float | None = Field(description="ktCO2e à éviter par an en 2030, par rapport à 2019.")
    soundness: str = Field(description=SOUNDNESS)
    missing: list[str]
    edition: str = Field(description="Édition des chiffres.")
    levers: list[Lever]
    groups: list[Group] = Field(description="Par objectif décroissant.")


class Conversion(Shape):
    """Une conversion, à pleine précision."""

    region: str
    lever: str
    kt: float = Field(description="ktCO2e évitées par an en 2030.")
    completed_kt: float = Field(description="ktCO2e déjà faites ou en cours.")
    physical: float = Field(description="Grandeur physique en 2030, dans l’unité du levier.")
    physical_shown: float = Field(description="La même, arrondie à 0,1 comme sur le simulateur officiel.")
    unit: str | None
    note: str | None = Field(description="Ce qui a été ramené dans les limites du levier.")


class ConversionAsked(BaseModel):
    """Une conversion à faire : `kt` ou `physical`, l’un des deux."""

    region: str = Field(examples=["24"])
    lever: str = Field(examples=["augm_voitelec"])
    kt: float | None = None
    physical: float | None = None
    completed_kt: float | None = None


class ConversionDone(BaseModel):
    """Ce qui a été demandé, avec son résultat ou son erreur."""

    model_config = ConfigDict(extra="allow")

    region: Any = None
    lever: Any = None
    kt: Any = None
    physical: Any = None
    physical_shown: float | None = None
    unit: str | None = None
    note: str | None = None
    error: str | None = Field(None, description="Pourquoi cette conversion est impossible ; les autres sont faites.")


class ScenarioChange(Shape):
    """Ce qu’un scénario change à un levier. `new_target_kt` ou `new_physical`, l’un des deux."""

    completed_kt: float | None = Field(None, ge=0, description="ktCO2e faites ou en cours.")
    new_target_kt: float | None = Field(None, ge=0, description="Nouvel objectif en ktCO2e, en plus du fait.")
    new_physical: float | None = Field(None, ge=0, description="Le même, en grandeur atteinte en 2030, fait compris.")


class Scenario(Shape):
    """Un fichier de scénario Copilote."""

    format: str = Field(description="Toujours « copilote-scenario ».", examples=["copilote-scenario"])
    region: str = Field(examples=["24"])
    edition: str | None = Field(None, description="Édition des chiffres ; la dernière par défaut.")
    name: str | None = None
    levers: dict[str, ScenarioChange] | None = None
    unread: list[tuple[str, str]] | None = Field(None, description="Ce qu’un lien portait d’incompris, gardé.")


class OutcomeLever(Shape):
    """Un levier dans un scénario évalué."""

    id: str
    label: str
    target_kt: float | None = Field(description="Objectif de l’État.")
    completed_kt: float
    new_target_kt: float | None
    remaining_kt: float | None = Field(description="Ce qui reste de l’objectif de l’État, jamais sous 0.")
    physical_2030: float | None = Field(description="Grandeur physique atteinte en 2030, ce qui est fait compris.")
    unit: str | None
    note: str | None = Field(description="Ce qu’il faut savoir du levier : au-delà du stock, de l’objectif…")


class OutcomeNote(Shape):
    """Ce qu’il faut savoir d’un scénario."""

    kind: str = Field(
        description="not_in_region, clamped, beyond_stock, beyond_target, not_editable, estimated_target, "
        "unknown_target ou caution."
    )
    lever: str
    text: str


class Totals(Shape):
    """Sommes sur les leviers, en ktCO2e par an."""

    target_kt: float | None
    completed_kt: float
    new_target_kt: float | None
    gap_kt: float | None = Field(description="Positif : reste à assigner ; négatif : l’objectif est dépassé.")
    share_of_target: float | None
    soundness: str = Field(description=SOUNDNESS)
    missing: list[str]


class UnreadParameter(Shape):
    """Un paramètre d’un lien qui n’est pas compris, gardé tel quel."""

    parameter: str
    value: str


class EditionChange(Shape):
    """Ce qui change pour un levier d’une édition à l’autre."""

    lever: str
    label: str
    what: str
    before: JsonValue
    after: JsonValue


class Outcome(Shape):
    """Un scénario évalué."""

    region: RegionName
    edition: str
    name: str
    levers: list[OutcomeLever]
    totals: Totals
    unread: list[UnreadParameter]
    not_in_region: list[str] = Field(description="Leviers que la région n’a pas.")
    notes: list[OutcomeNote] = Field(description="Ce qu’il faut savoir du scénario, levier par levier.")
    edition_changes: list[EditionChange]
    link: str = Field(description="Lien du simulateur officiel qui ouvre ce scénario.")
    remarks: list[str] = Field(description="Ce qui n’a pas été compris dans le lien.")


class Fault(Shape):
    """Une faute, et où elle est."""

    where: str
    detail: str


class Problem(Shape):
    """Une erreur (RFC 9457)."""

    type: str = Field(description="Page qui explique ce genre d’erreur.")
    title: str
    status: int
    detail: str = Field(description="Ce qui n’allait pas, en une phrase.")
    instance: str = Field(description="L’adresse demandée.")
    suggestions: list[str] = Field(description="Les noms les plus proches.")
    errors: list[Fault] | None = Field(None, description="Les fautes, paramètre par paramètre.")
