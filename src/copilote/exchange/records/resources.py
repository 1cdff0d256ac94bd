"""Records of the second panorama: nature, water, resources, pollution and health."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from copilote.exchange.records.model import About, TypedDict, filled
from copilote.exchange.records.simulator import RegionRecord, SoundnessKey
from copilote.planning.observation import Observation
from copilote.planning.resources import Place, ResourceLever
from copilote.reference.simulator import Region

GradeKey = Annotated[str, About("ahead, on_pace, too_slow, wrong_way, uncertain ou unknown.")]


class GapRecord(TypedDict):
    """Ce qui sépare la dernière valeur de la cible, dans l’unité de la série."""

    kind: Annotated[
        str,
        About("lacking : à gagner ; excess : à réduire ; left : ce qui reste avant le plafond ; met : cible tenue."),
    ]
    amount: float


class StateRecord(TypedDict):
    """Où en est une grandeur : sa dernière valeur, sa cible, son rythme."""

    indicator: Annotated[str, About("Numéro régional (23) ou national (fr-106), levier du simulateur, ou grandeur.")]
    unit: str | None
    year: Annotated[int | None, About("Année de la dernière valeur.")]
    value: float | None
    target_2030: Annotated[float | None, About("null : pas de cible.")]
    grade: GradeKey
    ceiling: Annotated[bool, About("La cible est un plafond : « too_slow » veut alors dire trop vite.")]
    reached: Annotated[bool, About("La cible est déjà atteinte ; grade dit alors si elle le reste.")]
    reason: Annotated[str | None, About("Pourquoi le rythme est incertain ou inconnu.")]
    soundness: SoundnessKey
    source: Annotated[str, About("Clé de la source.")]
    producer: str | None
    warnings: list[str]


class RegionalState(StateRecord):
    """La grandeur dans la région."""

    rule: Annotated[
        str,
        About(
            "D’où vient la cible : rate (taux national), share_observed, share_population (clés), state (publiée par "
            "l’État pour la région) ou none."
        ),
    ]
    key_grade: Annotated[str | None, About("A : cible nationale telle quelle ; B, C : clé approchée.")]
    gap: GapRecord | None


class AdditionRecord(TypedDict):
    """Ce que l’État veut en plus d’ici 2030, quand la grandeur actuelle n’est pas mesurée par région."""

    value: float
    unit: str | None


class ResourceLeverRecord(TypedDict):
    """Un levier du panorama et la grandeur qu’il change."""

    id: str
    group: Annotated[str, About("biodiversity, water, materials ou health.")]
    group_name: str
    name: str
    quantity: Annotated[str, About("Ce qui est compté.")]
    lever: Annotated[str | None, About("Levier de 2026.", examples=["2026-073"])]
    place: Annotated[str, About("Où la grandeur est mesurée : region, france (seulement) ou none.")]
    region: Annotated[RegionalState | None, About("null : pas mesurée dans la région.")]
    france: Annotated[StateRecord | None, About("null : pas suivie au niveau national.")]
    added_2030: Annotated[AdditionRecord | None, About("Objectif de l’État compté en plus de 2019.")]
    why: Annotated[str, About("Par quelle règle la région a une cible, ou pourquoi elle n’en a pas.")]


class ResourcePanoramaRecord(TypedDict):
    """Le panorama nature et ressources d’une région."""

    region: RegionRecord
    measured: Annotated[int, About("Leviers mesurés dans la région.")]
    with_target: Annotated[int, About("Leviers qui y ont un objectif pour 2030.")]
    levers: list[ResourceLeverRecord]


def resource_panorama_record(region: Region, levers: Sequence[ResourceLever]) -> ResourcePanoramaRecord:
    """The second panorama of a region."""
    return filled(
        ResourcePanoramaRecord,
        region=region,
        measured=sum(lever.place is Place.REGION for lever in levers),
        with_target=sum(lever.aimed for lever in levers),
        levers=[_lever(lever) for lever in levers],
    )


def _lever(lever: ResourceLever) -> ResourceLeverRecord:
    own, tile, addition = lever.regional, lever.tile, lever.addition
    regional = own and filled(
        RegionalState, own, own.pace, year=own.pace.last_year, value=own.pace.last_value, gap=lever.gap
    )
    added = addition and filled(AdditionRecord, value=addition.value, unit=addition.lever.unit)
    return filled(
        ResourceLeverRecord,
        tile,
        group_name=lever.group,
        place=lever.place,
        region=regional,
        france=lever.national and _national(lever.national),
        added_2030=added,
        why=lever.why,
    )


def _national(seen: Observation) -> StateRecord:
    return filled(StateRecord, seen, seen.pace, year=seen.pace.last_year, value=seen.pace.last_value)
