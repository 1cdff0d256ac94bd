"""Territories of today: find one by code, describe it, search by name. The face of this part of `reference`.

Tables and their dataclasses are in `territory_tables`, former commune codes in `passage`, search in
`territory_search`; what other rooms need is named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from copilote.reference.errors import AmbiguousNameError, UnknownNameError, fold
from copilote.reference.passage import FormerCode, Passage, current_communes, former_codes
from copilote.reference.territory_search import Match, search
from copilote.reference.territory_tables import (
    SOURCE,
    Commune,
    Departement,
    District,
    Epci,
    Region,
    commune_or_none,
    load_collectivities,
    load_communes,
    load_departements,
    load_districts,
    load_epci,
    load_ept,
    load_regions,
)

__all__ = [
    "SOURCE",
    "Commune",
    "Departement",
    "District",
    "Epci",
    "FormerCode",
    "Match",
    "Passage",
    "Region",
    "Sheet",
    "Territory",
    "commune_or_none",
    "communes_of",
    "current_communes",
    "describe",
    "find",
    "find_all",
    "former_codes",
    "load_collectivities",
    "load_communes",
    "load_departements",
    "load_districts",
    "load_epci",
    "load_ept",
    "load_regions",
    "search",
]

Territory = Region | Departement | Epci | Commune

LEVEL_NAMES = {
    "region": "région",
    "collectivite": "collectivité d’outre-mer",
    "departement": "département",
    "epci": "EPCI",
    "ept": "établissement public territorial",
    "commune": "commune",
}


@dataclass(frozen=True)
class Sheet:
    """What is known of a territory, its memberships as (code, name).

    population_year : None when the tables do not say. communes : how many; None for a commune.
    former : codes and names of the past that lead to it (communes only). notes : French sentences.
    """

    level: str
    level_name: str
    code: str
    name: str
    type_name: str | None
    population: int | None
    population_year: int | None
    communes: int | None
    regions: tuple[tuple[str, str], ...]
    departements: tuple[tuple[str, str], ...]
    epci: tuple[str, str] | None
    ept: tuple[str, str] | None
    postcodes: tuple[str, ...]
    former: tuple[FormerCode, ...]
    notes: tuple[str, ...]


def find_all(code: str, edition: str | None = None) -> tuple[Territory, ...]:
    """Every territory of today with this code; "01" is both a region (Guadeloupe) and a département (Ain).

    `code` may name its level: "departement:01", "region:01". A former commune code leads to the communes of today.
    Empty when nothing has this code.
    """
    level, colon, rest = code.partition(":")
    wanted = (rest if colon else code).strip().upper()
    asked = _level(level) if colon else None
    if colon and asked is None:
        raise UnknownNameError("Niveau", level, accepted="Niveaux acceptés : " + ", ".join(LEVEL_NAMES) + ".")
    found: list[Territory] = [row for row in _bodies(edition).get(wanted, []) if asked in (None, row.level)]
    if asked in (None, "commune"):
        found += _communes(wanted, edition)
    return tuple(found)


def find(code: str, edition: str | None = None) -> Territory:
    """The one territory of today with this code (see `find_all`).

    Raises
    ------
    AmbiguousNameError : two levels share the code, or a former commune is now several.
    UnknownNameError : nothing has this code; the nearest names are given.
    """
    found = find_all(code, edition)
    if not found:
        raise unknown(code, edition)
    if len(found) > 1:
        raise AmbiguousNameError("territoires", code, [f"{row.level}:{row.code} ({row.name})" for row in found])
    return found[0]


def unknown(code: str, edition: str | None = None) -> UnknownNameError:
    """The error for a code that no territory has, with the nearest right values."""
    near = search(code, 3, edition) if fold(code) else ()
    return UnknownNameError(
        "Territoire",
        code,
        [f"{match.level}:{match.code} ({match.name})" for match in near],
        "Donnez un code de commune (45234), d’EPCI (SIREN), de département ou de région, ou cherchez un nom avec "
        "« copilote territories search ».",
    )


def communes_of(territory: Territory, edition: str | None = None) -> tuple[Commune, ...]:
    """The communes of a territory, by code within each region; reads only the regions that it lies in."""
    if isinstance(territory, Commune):
        return (territory,)
    if isinstance(territory, Region):
        return load_communes(territory.code, edition)
    if isinstance(territory, Departement):
        return tuple(row for row in load_communes(territory.region, edition) if row.departement == territory.code)
    return tuple(
        row
        for region in sorted(territory.regions)
        for row in load_communes(region, edition)
        if territory.code in (row.epci, row.ept)
    )


def describe(code: str, edition: str | None = None) -> tuple[Sheet, ...]:
    """The sheet of every territory with this code (see `find_all`): one, or several when levels share the code.

    Raises UnknownNameError, with the nearest names, when nothing has it.
    """
    found = find_all(code, edition)
    if not found:
        raise unknown(code, edition)
    return tuple(sheet(row, _passage_note(code, row, edition), edition) for row in found)


def sheet(territory: Territory, notes: tuple[str, ...] = (), edition: str | None = None) -> Sheet:
    """What is known of a territory."""
    level = territory.level
    regions: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    epci = ept = None
    postcodes: tuple[str, ...] = ()
    former: tuple[FormerCode, ...] = ()
    type_name = None
    communes = None if isinstance(territory, Commune) else territory.communes
    year_of: str | None = None
    if isinstance(territory, Commune):
        regions, departements = (territory.region,), (territory.departement,)
        epci, ept, postcodes = territory.epci, territory.ept, territory.postcodes
        former = former_codes(territory.code, edition)
        year_of = territory.departement
        if epci is None and level == "commune" and departements != regions:
            notes += ("Cette commune n’appartient à aucun EPCI à fiscalité propre.",)
    elif isinstance(territory, Epci):
        regions, departements = territory.regions, territory.departements
        type_name, year_of = territory.type_name, territory.departements[0]
    elif isinstance(territory, Departement):
        regions, year_of = (territory.region,), territory.code
    else:
        own = load_departements(territory.code, edition)
        departements = tuple(row.code for row in own)
        year_of = own[0].code if own else None
    year = next((row.population_year for row in load_departements(edition=edition) if row.code == year_of), None)
    names = _names(edition)
    return Sheet(
        level=level,
        level_name=LEVEL_NAMES[level],
        code=territory.code,
        name=territory.name,
        type_name=type_name,
        population=territory.population,
        population_year=year,
        communes=communes,
        regions=tuple((each, names["region", each]) for each in regions),
        departements=tuple((each, names["departement", each]) for each in departements if each not in regions or year),
        epci=(epci, names["epci", epci]) if epci else None,
        ept=(ept, names["epci", ept]) if ept else None,
        postcodes=postcodes,
        former=former,
        notes=notes,
    )


def _level(text: str) -> str | None:
    wanted = fold(text)
    for level, name in LEVEL_NAMES.items():
        if wanted in (level, fold(name)):
            return level
    return None


@lru_cache(maxsize=2)
def _bodies(edition: str | None) -> dict[str, list[Territory]]:
    found: dict[str, list[Territory]] = {}
    rows: list[Territory] = [*load_regions(edition), *load_collectivities(edition)]
    rows += [*load_departements(edition=edition), *load_epci(edition=edition), *load_ept(edition)]
    for row in rows:
        found.setdefault(row.code, []).append(row)
    return found


@lru_cache(maxsize=2)
def _names(edition: str | None) -> dict[tuple[str, str], str]:
    """Names by level and code; a collectivity counts as a region and as its own département."""
    names = {}
    for rows in _bodies(edition).values():
        for row in rows:
            kinds = {"collectivite": ("region", "departement"), "ept": ("epci",)}.get(row.level, (row.level,))
            names.update({(kind, row.code): row.name for kind in kinds})
    return names


def _communes(code: str, edition: str | None) -> list[Territory]:
    commune = commune_or_none(code, edition)
    if commune:
        return [commune]
    try:
        passage = current_communes(code, edition=edition)
    except UnknownNameError:
        return []
    present = (commune_or_none(each, edition) for each in passage.codes)
    return [row for row in present if row]


def _passage_note(code: str, territory: Territory, edition: str | None) -> tuple[str, ...]:
    """What to say of a commune reached by a former code, or whose code once meant a larger one."""
    if not isinstance(territory, Commune):
        return ()
    asked = code.rpartition(":")[2].strip().upper()
    passage = current_communes(asked, edition=edition)
    return () if passage.kind == "same" else (passage.note,)
