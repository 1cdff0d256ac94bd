"""What surrounds a territory's share: what is measured there, territories like it, those inside it, what is funded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copilote.exchange.perimeters import Place, crte_members, place_of, places
from copilote.exchange.shares import grain
from copilote.reference.communes import load_about, load_density_names, load_frame
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.projects import Project, in_territory, load_projects
from copilote.reference.territories import find_all
from copilote.sharing.recorded import places_of

FOLLOWED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("main_residences", ("reduc_rconso",)),
    ("owner_residences", ("reduc_rfioul", "reduc_rgaz")),
    ("households", ("augm_voitelec",)),
    ("jobs", ("reduc_tconso",)),
    ("arable_ha", ("reduc_azote", "augm_couverts")),
    ("pastures_ha", ("augm_prairies", "co2_elevage")),
    ("forest_ha", ("co2_foret", "co2_prodbois")),
    ("artificial_ha", ("reduc_artif",)),
    ("land_take_ha", ("reduc_artif",)),
)
"""Figures measured by commune or EPCI, and the levers that each says something of."""
LIKE = 5
"""How many similar territories are shown."""
INSIDE = {
    "departement": "epci",
    "crte": "epci",
    "arrondissement": "epci",
    "perimetre": "epci",
    "epci": "commune",
    "ept": "commune",
}
"""The level shown inside a territory of a level."""
WIDER = {
    "commune": ("epci", "crte", "arrondissement", "departement"),
    "epci": ("crte", "departement"),
    "ept": ("departement",),
    "crte": ("departement",),
    "arrondissement": ("departement",),
}
"""The levels that hold a territory of a level, the narrowest first."""
CLASSES = 8
"""Density classes, 1 to 7; 0 stands for not known."""


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
    """What is measured in a territory, from the tables of communes.

    What is measured by EPCI is left out where the territory is less than that: shared by area, it would be no measure.
    """
    frame, about = load_frame(), load_about()
    found = []
    for figure, levers in FOLLOWED:
        if about[figure].level == "epci" and grain(place) == "commune":
            continue
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
    heads = np.bincount(classes, np.nan_to_num(frame.population[place.ranks]), CLASSES)
    most = int(np.argmax(heads))
    return most, load_density_names().get(most, "")


@dataclass(frozen=True, eq=False)
class _Everyone:
    """Every territory of a level in the country, as arrays (T,): code, most frequent density class, inhabitants (NaN
    where not known), whether overseas."""

    codes: NDArray[np.str_]
    density: NDArray[np.intp]
    people: NDArray[np.float64]
    overseas: NDArray[np.bool_]


def _members_at(level: str) -> tuple[tuple[str, ...], NDArray[np.intp], NDArray[np.intp]]:
    """The codes of a level's territories, then (M,) ranks of communes and (M,) of the territory that each is in."""
    if level == "crte":
        return crte_members()
    found = load_frame().levels[level]
    communes = np.flatnonzero(found.index >= 0)
    return found.codes, communes, found.index[communes].astype(np.intp)


@kept_while_loaded(maxsize=8)
def _all_of(level: str) -> _Everyone:
    """In sums over the communes: a `Place` for each of 1,250 territories would take two seconds."""
    frame = load_frame()
    codes, known, at = _members_at(level)
    count, people = len(codes), frame.population[known]
    classes = np.nan_to_num(frame.figures["density_class"][known]).astype(np.intp)
    heads = np.bincount(at * CLASSES + classes, np.nan_to_num(people), count * CLASSES).reshape(count, CLASSES)
    region = frame.levels["region"]
    beyond = np.array([code < "10" for code in region.codes])[region.index[known]]
    return _Everyone(
        np.array(codes),
        heads.argmax(axis=1).astype(np.intp),
        np.bincount(at, people, count).astype(np.float64),
        np.bincount(at, beyond, count) > 0,
    )


def similar(place: Place, count: int = LIKE) -> tuple[Place, ...]:
    """The territories of the same level and density class whose population is nearest, in the mainland or overseas
    like it; none for a commune or a list of one's own."""
    if place.level not in ("departement", "crte", "epci", "arrondissement") or not place.population:
        return ()
    every = _all_of(place.level)
    people = np.where(every.people > 0, every.people, np.nan)
    like = (
        (every.density == density_of(place)[0])
        & (every.overseas == (place.regions[0] < "10"))
        & np.isfinite(people)
        & (every.codes != place.code)
    )
    gap = np.where(like, np.abs(np.log(people / place.population)), np.inf)
    nearest = np.lexsort((every.codes, gap))[:count]
    return tuple(place_of(place.level, str(every.codes[rank])) for rank in nearest if like[rank])


def containing(place: Place) -> tuple[Place, ...]:
    """The territories below the region that a territory lies in, the narrowest first; where it is astride, all those
    of the level. Its CRTE are those that the COP of its regions have."""
    found: list[Place] = []
    for level in WIDER.get(place.level, ()):
        if level == "crte":
            people = load_frame().population
            known = {(one.level, one.code): one for region in place.regions for one in places_of(region, level)}
            held = [one for one in known.values() if np.isin(place.ranks, one.ranks).any()]
            within = [float(np.nansum(people[np.intersect1d(one.ranks, place.ranks)])) for one in held]
            order = sorted(range(len(held)), key=lambda at: (-within[at], held[at].ranks.size))
            found += [held[at] for at in order]
            continue
        codes, communes, index = _members_at(level)
        own = np.isin(communes, place.ranks)
        weight = np.bincount(index[own], np.nan_to_num(load_frame().population[communes[own]]) + 1e-6)
        found += [place_of(level, codes[rank]) for rank in np.argsort(-weight, kind="stable") if weight[rank] > 0]
    return tuple(found)


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
