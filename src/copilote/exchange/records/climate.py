"""Records of the climate of a territory."""

from __future__ import annotations

from typing import Annotated

from copilote.exchange.climate import DEFAULT, TerritoryClimate, climate_of
from copilote.exchange.named import place_asked
from copilote.exchange.place import Place
from copilote.exchange.records.model import About, TypedDict, filled
from copilote.exchange.records.places import TerritoryName
from copilote.exchange.risks import Disasters, disasters_of
from copilote.reference.climate import find_index


class ClimateLevelRecord(TypedDict):
    """Un indice à un niveau de réchauffement de la France."""

    level: Annotated[str, About("Réchauffement de la France : +2.0, +2.7 ou +4.0 °C.", examples=["+2.7"])]
    horizon: Annotated[int, About("Année pour laquelle ce niveau est attendu.", examples=[2050])]
    median: Annotated[float, About("Médiane des modèles.")]
    low: Annotated[float | None, About("Le plus bas des modèles ; vide : non publié.")]
    high: Annotated[float | None, About("Le plus haut des modèles ; vide : non publié.")]


class ClimateIndexRecord(TypedDict):
    """Un indice du climat."""

    id: Annotated[str, About(at="index.id", examples=["jours_30"])]
    label: Annotated[str, About(at="index.label")]
    unit: Annotated[str, About(at="index.unit")]
    reference: Annotated[float, About("Moyenne de 1976 à 2005.")]
    levels: list[ClimateLevelRecord]


class DisastersRecord(TypedDict):
    """Les catastrophes naturelles reconnues."""

    total: Annotated[int, About("Reconnaissances depuis 1982, une par arrêté et par commune.")]
    last_ten_years: Annotated[int, About("Dont celles des dix ans jusqu’à 2025.")]
    last_year: Annotated[int | None, About("Année du dernier événement ; vide : aucun.")]
    by_kind: Annotated[
        dict[str, int], About("Par nature : inondation, secheresse, mouvement_terrain, tempete, autres.")
    ]


class ClimateRecord(TypedDict):
    """Le climat qui vient d’un territoire."""

    territory: TerritoryName
    cells: Annotated[int, About("Mailles de 8 km dont viennent les valeurs ; 0 : aucune projection.")]
    weighting: Annotated[str, About("population, area (surface), ou cell pour une seule commune.")]
    indices: list[ClimateIndexRecord]
    events: DisastersRecord
    cautions: Annotated[list[str], About("Ce qu’il faut lire avec les chiffres.")]


def climate_record(place: Place, climate: TerritoryClimate, disasters: Disasters) -> ClimateRecord:
    """The climate of a territory and what has struck it."""
    note = (place.note,) if place.note else ()
    return filled(
        ClimateRecord, climate, territory=filled(TerritoryName, place), events=disasters,
        cautions=[*note, *climate.cautions, *disasters.cautions],
    )  # fmt: skip


def climate_asked(territory: str, index: str | None = None, weighting: str = DEFAULT) -> ClimateRecord:
    """The record of a territory and, if asked, of one index, as people name them.

    Raises UnknownNameError, AmbiguousNameError or InputError with the nearest names.
    """
    only = (find_index(index).id,) if index is not None else ()
    place = place_asked(territory)
    return climate_record(place, climate_of(place, weighting, only), disasters_of(place))
