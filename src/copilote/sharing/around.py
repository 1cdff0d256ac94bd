"""What surrounds a territory's share: what is measured there, territories like it, those inside it, what is funded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from copilote.exchange.perimeters import Place, place_of, places
from copilote.reference.communes import load_about, load_density_names, load_frame
from copilote.reference.projects import Project, in_territory, load_projects
from copilote.reference.territories import find_all

FOLLOWED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("main_residences", ("reduc_rconso",)),
    ("owner_residences", ("reduc_rfioul", "reduc_rgaz")),
    ("households", ("augm_voitelec",)),
    ("jobs", ("reduc_tconso",)),
    ("arable_ha", ("reduc_azote", "augm_couverts")),
    ("pastures_ha", ("augm_prairies", "co2_elevage")),
    ("hedges_ha", ("augm_haies",)),
    ("forest_ha", ("co2_foret", "co2_prodbois")),
    ("artificial_ha", ("reduc_artif",)),
    ("land_take_ha", ("reduc_artif",)),
)
"""Figures measured by commune or EPCI, and the levers that each says something of."""
LIKE = 5
"""How many similar territories are shown."""
INSIDE = {"departement": "epci", "crte": "epci", "arrondissement": "epci", "epci": "commune", "perimetre": "epci"}
"""The level shown inside a territory of a level."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure measured in a territory; value None where one of its communes' is not known.

    levers : ids of those that it says something of. local : measured at the commune, else at the EPCI and shared.
    """

    figure: str
    title: str
    unit: str
    year: int | None
    value: float | None
    source: str
    local: bool
    levers: tuple[str, ...]


def measured(place: Place) -> tuple[Measured, ...]:
    """What is measured in a territory, from the tables of communes."""
    frame, about = load_frame(), load_about()
    found = []
    for figure, levers in FOLLOWED:
        value = float(frame.figures[figure][place.ranks].sum())
        one = about[figure]
        found.append(
            Measured(
                figure,
                one.title,
                one.unit,
                one.year,
                value if np.isfinite(value) else None,
                one.source,
                one.level == "commune",
                levers,
            )
        )
    return tuple(found)


def density_of(place: Place) -> tuple[int, str]:
    """The density class where most of its inhabitants live, and its French name."""
    frame = load_frame()
    classes = np.nan_to_num(frame.figures["density_class"][place.ranks]).astype(np.intp)
    heads = np.bincount(classes, np.nan_to_num(frame.population[place.ranks]), 8)
    most = int(np.argmax(heads))
    return most, load_density_names().get(most, "")


@lru_cache(maxsize=8)
def _all_of(level: str) -> tuple[tuple[Place, int, int], ...]:
    """Every territory of a level in the country, once each, with its density class and inhabitants."""
    seen: dict[str, Place] = {}
    for region in load_frame().levels["region"].codes:
        for one in places(region, level):
            seen.setdefault(one.code, one)
    return tuple((one, density_of(one)[0], one.population or 0) for one in seen.values())


def similar(place: Place, count: int = LIKE) -> tuple[Place, ...]:
    """The territories of the same level and density class whose population is nearest, in the mainland or overseas
    like it; none for a commune or a list of one's own."""
    if place.level not in ("departement", "crte", "epci", "arrondissement") or not place.population:
        return ()
    own, people = density_of(place)[0], place.population
    overseas = place.regions[0] < "10"
    near = [
        (abs(np.log(heads / people)), one)
        for one, density, heads in _all_of(place.level)
        if density == own and heads and one.code != place.code and (one.regions[0] < "10") == overseas
    ]
    return tuple(one for _gap, one in sorted(near, key=lambda pair: (pair[0], pair[1].code))[:count])


def inside(place: Place, region: str) -> tuple[Place, ...]:
    """The territories of the level beneath that have communes in a territory, in a region."""
    level = INSIDE.get(place.level)
    if level is None:
        return ()
    own = np.zeros(len(load_frame().codes), dtype=np.bool_)
    own[place.ranks] = True
    return tuple(one for one in places(region, level) if own[one.ranks].any())


def funded_in(place: Place) -> tuple[Project, ...]:
    """The projects of the Fonds vert 2023 known to be in a territory, the largest first.

    One whose commune is only its holder's seat counts in its département, in an EPCI when that is the holder.
    """
    kept: dict[str, Project] = {}
    for region in place.regions:
        projects = load_projects(region)
        for project in _within(place, projects):
            kept[f"{project.region}/{project.id}"] = project
    return tuple(sorted(kept.values(), key=lambda one: (-one.amount_eur, one.id)))


def _within(place: Place, projects: tuple[Project, ...]) -> tuple[Project, ...]:
    if place.level in ("region", "departement", "epci", "ept", "commune"):
        own = find_all(f"{place.level}:{place.code}")
        return in_territory(projects, own[0]) if own else ()
    codes = set(place.codes)
    bodies = {one.code for region in place.regions for one in inside_epci(place, region)}
    return tuple(
        one
        for one in projects
        if (one.located and one.commune in codes) or (not one.located and one.epci is not None and one.epci in bodies)
    )


def inside_epci(place: Place, region: str) -> tuple[Place, ...]:
    """The EPCI all of whose communes are in a territory."""
    own = np.zeros(len(load_frame().codes), dtype=np.bool_)
    own[place.ranks] = True
    return tuple(one for one in places(region, "epci") if own[one.ranks].all())


def epci_of_commune(place: Place) -> Place | None:
    """The EPCI that a commune belongs to; None for the few islands without one."""
    level = load_frame().levels["epci"]
    rank = int(level.index[place.ranks[0]])
    return place_of("epci", level.codes[rank]) if rank >= 0 else None
