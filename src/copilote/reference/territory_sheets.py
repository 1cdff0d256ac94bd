"""Territories of today: find one by code, and describe it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from copilote.reference.errors import AmbiguousNameError, UnknownNameError, fold
from copilote.reference.passage import FormerCode, current_communes, former_codes
from copilote.reference.territories import (
    Commune,
    Departement,
    Epci,
    Territory,
    commune_or_none,
    load_bodies,
    load_departements,
)
from copilote.reference.territory_search import search
from copilote.words import N_, _

LEVEL_NAMES = {
    "region": N_("région"),
    "collectivite": N_("collectivité d’outre-mer"),
    "departement": N_("département"),
    "epci": N_("EPCI"),
    "ept": N_("établissement public territorial"),
    "commune": N_("commune"),
}

Named = tuple[str, str]
"""Code and name."""


@dataclass(frozen=True)
class Sheet:
    """What is known of a territory, its memberships as (code, name).

    population_year : None when the tables do not say. communes : how many; None for a commune.
    former : codes and names of the past that lead to it (communes only). notes : sentences.
    """

    level: str
    level_name: str
    code: str
    name: str
    type_name: str | None
    population: int | None
    population_year: int | None
    communes: int | None
    regions: tuple[Named, ...]
    departements: tuple[Named, ...]
    epci: Named | None
    ept: Named | None
    postcodes: tuple[str, ...]
    former: tuple[FormerCode, ...]
    notes: tuple[str, ...]


def find_all(code: str) -> tuple[Territory, ...]:
    """Every territory of today with this code; "01" is both a region (Guadeloupe) and a département (Ain).

    `code` may name its level: "departement:01", "region:01". A former commune code leads to the communes of today.
    Empty when nothing has this code. Raises UnknownNameError for a level that does not exist.
    """
    level, colon, rest = code.partition(":")
    wanted = (rest if colon else code).strip().upper()
    levels = [key for key, name in LEVEL_NAMES.items() if not colon or fold(level) in (key, fold(name))]
    if not levels:
        accepted = _("Niveaux acceptés : %(levels)s.", levels=", ".join(LEVEL_NAMES))
        raise UnknownNameError(_("Niveau"), level, accepted=accepted)
    bodies = [body for body in _bodies().get(wanted, ()) if body.level in levels]
    return (*bodies, *(_communes(wanted) if "commune" in levels else ()))


def find(code: str) -> Territory:
    """The one territory of today with this code (see `find_all`).

    Raises
    ------
    AmbiguousNameError : two levels share the code, or a former commune is now several.
    UnknownNameError : nothing has this code; the nearest names are given.
    """
    territories = find_all(code)
    if not territories:
        raise unknown(code)
    if len(territories) > 1:
        same = [f"{territory.level}:{territory.code} ({territory.name})" for territory in territories]
        raise AmbiguousNameError(_("territoires"), code, same)
    return territories[0]


def unknown(code: str) -> UnknownNameError:
    """The error for a code that no territory has, with the nearest right values."""
    matches = search(code, 3) if fold(code) else ()
    near = [f"{match.level}:{match.code} ({match.name})" for match in matches]
    accepted = _(
        "Donnez un code de commune (45234), d’EPCI (SIREN), de département ou de région, ou cherchez un nom avec "
        "« copilote territories search »."
    )
    return UnknownNameError(_("Territoire"), code, near, accepted)


def describe(code: str) -> tuple[Sheet, ...]:
    """The sheet of every territory with this code (see `find_all`): one, or several when levels share the code.

    Raises UnknownNameError, with the nearest names, when nothing has it.
    """
    territories = find_all(code)
    if not territories:
        raise unknown(code)
    return tuple(sheet(territory, _passage_note(code, territory)) for territory in territories)


def sheet(territory: Territory, notes: tuple[str, ...] = ()) -> Sheet:
    """What is known of a territory."""
    commune = territory if isinstance(territory, Commune) else None
    regions, departements, counted_in = _around(territory)
    if commune and commune.epci is None and commune.departement != commune.region:  # those of the COM have none
        notes += (_("Cette commune n’appartient à aucun EPCI à fiscalité propre."),)
    years = {departement.code: departement.population_year for departement in load_departements()}
    year = years.get(counted_in or "")
    names = _names()
    return Sheet(
        level=territory.level,
        level_name=_(LEVEL_NAMES[territory.level]),
        code=territory.code,
        name=territory.name,
        type_name=territory.type_name if isinstance(territory, Epci) else None,
        population=territory.population,
        population_year=year,
        communes=None if isinstance(territory, Commune) else territory.communes,
        regions=tuple((region, names["region", region]) for region in regions),
        departements=tuple((code, names["departement", code]) for code in departements if code not in regions or year),
        epci=(commune.epci, names["epci", commune.epci]) if commune and commune.epci else None,
        ept=(commune.ept, names["epci", commune.ept]) if commune and commune.ept else None,
        postcodes=commune.postcodes if commune else (),
        former=former_codes(commune.code) if commune else (),
        notes=notes,
    )


def _around(territory: Territory) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """The codes of a territory's regions and of its départements, besides itself, and of one that it is counted in."""
    if isinstance(territory, Commune):
        return (territory.region,), (territory.departement,), territory.departement
    if isinstance(territory, Epci):
        return territory.regions, territory.departements, territory.departements[0]
    if isinstance(territory, Departement):
        return (territory.region,), (), territory.code
    own = tuple(departement.code for departement in load_departements(territory.code))
    return (), own, own[0] if own else None


@lru_cache(maxsize=2)
def _bodies() -> dict[str, list[Territory]]:
    """The territories above the communes, by code."""
    bodies: dict[str, list[Territory]] = {}
    for body in load_bodies():
        bodies.setdefault(body.code, []).append(body)
    return bodies


@lru_cache(maxsize=2)
def _names() -> dict[Named, str]:
    """Names by level and code; a collectivity counts as a region and as its own département."""
    levels = {"collectivite": ("region", "departement"), "ept": ("epci",)}
    bodies = load_bodies()
    return {(level, body.code): body.name for body in bodies for level in levels.get(body.level, (body.level,))}


def _communes(code: str) -> tuple[Commune, ...]:
    """The communes of today that a code means, or meant."""
    commune = commune_or_none(code)
    if commune:
        return (commune,)
    try:
        codes = current_communes(code).codes
    except UnknownNameError:
        return ()
    return tuple(present for each in codes if (present := commune_or_none(each)))


def _passage_note(code: str, territory: Territory) -> tuple[str, ...]:
    """What to say of a commune reached by a former code, or whose code once meant a larger one."""
    if not isinstance(territory, Commune):
        return ()
    passage = current_communes(code.rpartition(":")[2].strip().upper())
    return () if passage.kind == "same" else (passage.note,)
