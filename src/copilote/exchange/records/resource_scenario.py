"""Records of a scenario of nature and resources: lever by lever, compared, and among territories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from copilote.exchange.land_budgets import budgeted_land, region_budget
from copilote.exchange.records.model import About, TypedDict, filled
from copilote.exchange.records.simulator import RegionRecord
from copilote.exchange.resource_scenario import encode_resources, resource_starts
from copilote.exchange.resource_shares import ResourceShares
from copilote.exchange.uses import land_budget
from copilote.planning.resource_scenario import LEAST, Reach, ResourceOutcome, ResourceScenario, evaluate
from copilote.reference.simulator import Region, find_region

Unit = Annotated[str, About("Celle des tables ; rien ne s’additionne d’un levier à l’autre.", at="start.unit")]
Name = Annotated[str, About(at="start.lever.tile.name")]
Id = Annotated[str, About("Celui de sa case du panorama.", at="start.id", examples=["organic_farming"])]
Target = Annotated[float | None, About("Objectif de 2030 ; null : aucun n’est publié.", at="start.target")]
ReachKey = Annotated[
    str, About("met : à la hauteur ; short : sous l’objectif ; no_target : sans objectif, sans avis ; no_ambition.")
]


class ResourceOutcomeLever(TypedDict):
    """Un levier d’un scénario évalué, dans son unité."""

    id: Id
    group: Annotated[str, About("biodiversity, water, materials ou health.", at="start.lever.tile.group")]
    name: Name
    quantity: Annotated[str, About("Ce qui est compté.", at="start.lever.tile.quantity")]
    unit: Unit
    kind: Annotated[
        str,
        About("level : un niveau ; ceiling : un total à ne pas passer ; addition : un ajout.", at="start.kind"),
    ]
    year: Annotated[int, About("Année de la dernière valeur.", at="start.year")]
    value: Annotated[float, About("Dernière valeur ; 0 pour un ajout.", at="start.value")]
    done: Annotated[float, About("Fait ou en cours depuis.")]
    target_2030: Target
    remaining: Annotated[float | None, About("Ce qui manque à l’objectif ; négatif : un plafond est dépassé.")]
    ambition: Annotated[float | None, About("Voulu en 2030 ; null : rien.")]
    own: Annotated[bool, About("L’ambition est dans le scénario ; sinon l’objectif, ou le niveau s’il est meilleur.")]
    reach: ReachKey
    margin: Annotated[float | None, About("De combien l’ambition passe l’objectif, dans le sens voulu.")]
    pace: Annotated[float | None, About("Ce qu’elle demande par an, de l’année de la valeur à 2030.")]
    times: Annotated[float | None, About("Combien de fois le rythme observé ; null là où il n’y a pas d’avis.")]


class LandRecord(TypedDict):
    """L’espace, de 2021 à 2030, en hectares."""

    law_low_ha: Annotated[float | None, About("Ce que la loi laisse à la région, au moins.")]
    law_high_ha: Annotated[float | None, About("Le même, au plus.")]
    budget_ha: Annotated[float | None, About("Budget du document de la région ; null : aucun n’est chargé.")]
    document: str | None
    over_ha: Annotated[float | None, About("De combien l’ambition passe ce budget, à défaut le haut de la loi.")]


class ResourceOutcomeRecord(TypedDict):
    """Un scénario de nature et de ressources, évalué."""

    region: RegionRecord
    edition: str
    name: str
    code: Annotated[str, About("Son code court : /s/<code> l’ouvre sur le site.")]
    counts: Annotated[dict[str, int], About("Leviers par `reach`.")]
    levers: list[ResourceOutcomeLever]
    land: LandRecord


class ComparedResourceLever(TypedDict):
    """Un levier dans des scénarios comparés, dans son unité."""

    id: Id
    name: Name
    unit: Unit
    target_2030: Target
    ambition: Annotated[list[float | None], About("Une par scénario.")]
    delta: Annotated[list[float | None], About("Écart au premier scénario.")]
    differ: bool


class ResourceComparison(TypedDict):
    """Des scénarios côte à côte."""

    region: RegionRecord
    scenarios: list[str]
    levers: list[ComparedResourceLever]


class SharedLever(TypedDict):
    """Une ambition partagée."""

    id: Annotated[str, About(at="outcome.start.id")]
    name: Annotated[str, About(at="outcome.start.lever.tile.name")]
    unit: str
    total: int
    outside: Annotated[int, About("Ce qui n’est dans aucun de ces territoires.")]
    key: str
    grade: Annotated[str, About("Certitude de la clé : A, B ou C.")]
    reason: str


class SharePlace(TypedDict):
    """Un territoire et ce qu’il prendrait de chaque ambition."""

    code: str
    name: str
    amounts: Annotated[dict[str, int], About("Par levier, dans l’unité de `levers`.")]


class SharedRate(TypedDict):
    """Un taux, le même partout."""

    id: Id
    name: Name
    unit: Unit
    ambition: float | None
    why: str


class UnsharedLever(TypedDict):
    """Une ambition que rien ne place dans ces territoires."""

    id: Id
    name: Name
    why: str


class LandPlace(TypedDict):
    """L’espace d’un territoire, de 2021 à 2030, en hectares."""

    code: Annotated[str, About(at="place.code")]
    name: Annotated[str, About(at="place.name")]
    share_ha: Annotated[int | None, About("Part de l’ambition.", at="share")]
    budget_ha: Annotated[float | None, About("Budget chargé.")]
    over_ha: Annotated[float | None, About("Ce qui le passe ; null sans l’un ou l’autre.", at="over")]
    guarantee_ha: Annotated[float, About("Un hectare par commune, qu’elle ait un plan ou non.", at="guarantee")]
    document: str | None


class ResourceSharesRecord(TypedDict):
    """Un scénario entre les territoires d’un niveau. Parts indicatives."""

    region: RegionRecord
    level: str
    levers: list[SharedLever]
    territories: list[SharePlace]
    rates: list[SharedRate]
    left: list[UnsharedLever]
    land: Annotated[list[LandPlace], About("Vide là où l’espace n’est ni partagé, ni budgété.")]


def outcomes_of(scenario: ResourceScenario) -> tuple[ResourceOutcome, ...]:
    """A scenario, evaluated."""
    return evaluate(scenario, resource_starts(find_region(scenario.region)))


def resource_outcome_record(scenario: ResourceScenario) -> ResourceOutcomeRecord:
    """A scenario, evaluated."""
    region, outcomes = find_region(scenario.region), outcomes_of(scenario)
    found = [outcome.reach for outcome in outcomes]
    return filled(
        ResourceOutcomeRecord,
        scenario,
        region=region,
        code=encode_resources(scenario),
        counts={reach.value: found.count(reach) for reach in Reach},
        levers=[filled(ResourceOutcomeLever, outcome) for outcome in outcomes],
        land=_land(region, outcomes),
    )


def _land(region: Region, outcomes: Sequence[ResourceOutcome]) -> LandRecord:
    law, own = land_budget(region), region_budget(region.code)
    most = own.hectares if own else law.high if law else None
    aim = next((outcome.ambition for outcome in outcomes if outcome.start.kind.value == "ceiling"), None)
    return filled(
        LandRecord,
        law_low_ha=law.low if law else None,
        law_high_ha=law.high if law else None,
        budget_ha=own.hectares if own else None,
        document=own.source if own else None,
        over_ha=None if most is None or aim is None else max(0.0, aim - most),
    )


def resource_comparison_record(region: Region, scenarios: Sequence[ResourceScenario]) -> ResourceComparison:
    """Two scenarios or more, lever by lever."""
    lines = list(zip(*map(outcomes_of, scenarios), strict=True))
    return filled(
        ResourceComparison,
        region=region,
        scenarios=[each.name or f"scénario {rank}" for rank, each in enumerate(scenarios, start=1)],
        levers=[_compared([outcome.ambition for outcome in line], line[0]) for line in lines],
    )


def _compared(ambitions: list[float | None], first: ResourceOutcome) -> ComparedResourceLever:
    start = ambitions[0]
    deltas = [None if aim is None or start is None else aim - start for aim in ambitions]
    differ = any((aim is None) != (start is None) for aim in ambitions) or any(
        abs(each or 0.0) >= LEAST for each in deltas
    )
    return filled(ComparedResourceLever, first, ambition=ambitions, delta=deltas, differ=differ)


def resource_shares_record(region: Region, level: str, shares: ResourceShares) -> ResourceSharesRecord:
    """A scenario among the territories of a level."""
    return filled(
        ResourceSharesRecord,
        region=region,
        level=level,
        levers=[filled(SharedLever, share) for share in shares.shares],
        territories=[
            filled(
                SharePlace,
                place,
                amounts={share.outcome.start.id: share.amounts[rank] for share in shares.shares},
            )
            for rank, place in enumerate(shares.places)
        ],
        rates=[filled(SharedRate, outcome, why=why) for outcome, why in shares.rates],
        left=[filled(UnsharedLever, outcome, why=why) for outcome, why in shares.left],
        land=[
            filled(
                LandPlace,
                row,
                budget_ha=row.budget.hectares if row.budget else None,
                document=row.budget.source if row.budget else None,
            )
            for row in budgeted_land(region.code, shares)
        ],
    )
