"""What surrounds a territory's share: what is measured there, territories like it, those inside it, what is funded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copilote.exchange.allocated import Drawn
from copilote.exchange.perimeters import crte_members, place_of, places
from copilote.exchange.place import Place
from copilote.reference.communes import load_about, load_density_names, load_frame
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.projects import Project, in_territory, load_projects
from copilote.reference.territory_sheets import find_all

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
    figures, abouts = load_frame().figures, load_about()

    def measure(figure: str, levers: tuple[str, ...]) -> Measured:
        value, about = float(figures[figure][place.ranks].sum()), abouts[figure]
        known = value if np.isfinite(value) else None
        local = about.level == "commune"
        return Measured(figure, about.title, about.unit, about.year, known, about.source, local, levers)

    return tuple(
        measure(figure, levers)
        for figure, levers in FOLLOWED
        if abouts[figure].level != "epci" or place.grain != "commune"
    )


def density_of(place: Place) -> tuple[int, str]:
    """The density class where most of its inhabitants live, and its name."""
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
    members = load_frame().levels[level]
    communes = np.flatnonzero(members.index >= 0)
    return members.codes, communes, members.index[communes].astype(np.intp)


@kept_while_loaded(maxsize=8, texts=False)
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


def similar(place: Place) -> tuple[Place, ...]:
    """The territories of the same level and density class whose population is nearest, in the mainland or overseas
    like it; none for a commune or a list of one's own."""
    if place.level not in ("departement", "crte", "epci", "arrondissement") or not place.population:
        return ()
    every = _all_of(place.level)
    return tuple(place_of(place.level, str(every.codes[rank])) for rank in _nearest(place, every)[:LIKE])


@kept_while_loaded(maxsize=2000, texts=False)
def similar_within(level: str, code: str, region: str) -> tuple[str, ...]:
    """The codes of all the territories of a region that are like one of them, by level and density class, that of the
    nearest population first."""
    place = place_of(level, code)
    if level not in ("departement", "crte", "epci") or not place.population:
        return ()
    own = {other.code for other in places(region, level)}
    every = _all_of(level)
    return tuple(code for rank in _nearest(place, every) if (code := str(every.codes[rank])) in own)


def _nearest(place: Place, every: _Everyone) -> list[int]:
    """The ranks of the territories of a density class, mainland or overseas, from the nearest population on."""
    people = np.where(every.people > 0, every.people, np.nan)
    like = (
        (every.density == density_of(place)[0])
        & (every.overseas == (place.regions[0] < "10"))
        & np.isfinite(people)
        & (every.codes != place.code)
    )
    gap = np.where(like, np.abs(np.log(people / (place.population or 1))), np.inf)
    return [int(rank) for rank in np.lexsort((every.codes, gap)) if like[rank]]


def containing(place: Place, drawn: Drawn) -> tuple[Place, ...]:
    """The territories below the region that a territory lies in, the narrowest first; where it is astride, all those
    of the level. drawn : the CRTE that the COP of a region drew in the place of the listed ones."""
    return tuple(
        wider
        for level in WIDER.get(place.level, ())
        for wider in (_crte_around(place, drawn) if level == "crte" else _around(place, level))
    )


def _crte_around(place: Place, drawn: Drawn) -> list[Place]:
    """Those that have some of its communes, by how many of its inhabitants they hold."""
    people = load_frame().population
    known = {crte.code: crte for region in place.regions for crte in places(region, "crte", drawn(region))}
    shared = {code: np.intersect1d(crte.ranks, place.ranks) for code, crte in known.items()}
    around = [crte for code, crte in known.items() if shared[code].size]
    return sorted(around, key=lambda crte: (-float(np.nansum(people[shared[crte.code]])), crte.ranks.size))


def _around(place: Place, level: str) -> list[Place]:
    codes, communes, index = _members_at(level)
    own = np.isin(communes, place.ranks)
    weight = np.bincount(index[own], np.nan_to_num(load_frame().population[communes[own]]) + 1e-6)
    return [place_of(level, codes[rank]) for rank in np.argsort(-weight, kind="stable") if weight[rank] > 0]


def inside(place: Place, region: str) -> tuple[Place, ...]:
    """The territories of the level beneath that have communes in a territory, in a region."""
    level = INSIDE.get(place.level)
    if level is None:
        return ()
    own = _communes(place)
    return tuple(inner for inner in places(region, level) if own[inner.ranks].any())


def _communes(place: Place) -> NDArray[np.bool_]:
    """Whether each commune of the frame is in a territory."""
    own = np.zeros(len(load_frame().codes), dtype=np.bool_)
    own[place.ranks] = True
    return own


def funded_in(place: Place) -> tuple[Project, ...]:
    """The projects of the Fonds vert 2023 known to be in a territory, the largest first.

    One whose commune is only its holder's seat counts in its département, in an EPCI when that is the holder.
    """
    kept = {
        (project.region, project.id): project
        for region in place.regions
        for project in _within(place, load_projects(region))
    }
    return tuple(sorted(kept.values(), key=lambda project: (-project.amount_eur, project.id)))


def _within(place: Place, projects: tuple[Project, ...]) -> tuple[Project, ...]:
    if place.level in ("region", "departement", "epci", "ept", "commune"):
        own = find_all(f"{place.level}:{place.code}")
        return in_territory(projects, own[0]) if own else ()
    codes, inner = set(place.codes), _communes(place)
    bodies = {epci.code for region in place.regions for epci in places(region, "epci") if inner[epci.ranks].all()}
    return tuple(
        project for project in projects if (project.commune in codes if project.located else project.epci in bodies)
    )
