"""The territories of one edition, as tables: regions, départements, EPCI, EPT, communes, arrondissements of cities.

Populations are the legal municipal ones, and those of every level are the sum of its communes'. The collectivities
without region status (Saint-Pierre-et-Miquelon, Polynésie française…) are apart: `load_collectivities`, and
`load_communes("com")`. A level reads the one file it needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from copilote.reference.errors import UnknownNameError
from copilote.reference.tables import read_rows, table_path, whole

DOMAIN = "territories"
SOURCE = "decoupage-2026"
COM = "com"
"""Name of the file of the communes that belong to no region."""

EPCI_TYPES = {
    "CC": "communauté de communes",
    "CA": "communauté d’agglomération",
    "CU": "communauté urbaine",
    "METRO": "métropole",
    "MET69": "métropole de Lyon",
    "EPT": "établissement public territorial",
}


@dataclass(frozen=True)
class Region:
    """One of the 18 regions, or a collectivity without region status (`kind` "collectivite").

    seat : commune code, None for uninhabited lands. population : None where nobody is counted.
    """

    code: str
    name: str
    seat: str | None
    population: int | None
    communes: int
    kind: str = "region"

    @property
    def level(self) -> str:
        """ "region" or "collectivite"."""
        return self.kind


@dataclass(frozen=True)
class Departement:
    """One of the 101 départements. population_year : year of the census or legal population."""

    code: str
    name: str
    region: str
    seat: str
    population: int
    population_year: int
    communes: int
    level: str = "departement"


@dataclass(frozen=True)
class Epci:
    """A grouping of communes with its own taxes, or an EPT of Greater Paris (`type` "EPT").

    regions, departements : all those it lies in, that with the most of its inhabitants first.
    """

    code: str
    name: str
    type: str
    regions: tuple[str, ...]
    departements: tuple[str, ...]
    population: int
    communes: int

    @property
    def level(self) -> str:
        """ "epci" or "ept"."""
        return "ept" if self.type == "EPT" else "epci"

    @property
    def type_name(self) -> str:
        """The French name of its type."""
        return EPCI_TYPES.get(self.type, self.type)


@dataclass(frozen=True)
class Commune:
    """A commune. region : code of the region or collectivity. population : None where nobody is counted.

    epci : None for the four island communes without EPCI and for the COM; ept : only in Greater Paris, Paris excepted.
    """

    code: str
    name: str
    population: int | None
    region: str
    departement: str
    epci: str | None
    ept: str | None
    arrondissement: str | None
    siren: str | None
    postcodes: tuple[str, ...]
    level: str = "commune"


@dataclass(frozen=True)
class District:
    """A municipal arrondissement of Paris, Lyon or Marseille: already counted in its city."""

    code: str
    name: str
    commune: str
    population: int
    postcodes: tuple[str, ...]
    level: str = "district"


@lru_cache(maxsize=4)
def load_regions(edition: str | None = None) -> tuple[Region, ...]:
    """The 18 regions, by code."""
    return _regions("regions.csv", "region", edition)


@lru_cache(maxsize=4)
def load_collectivities(edition: str | None = None) -> tuple[Region, ...]:
    """The collectivities and lands without region status, by code."""
    return _regions("com.csv", "collectivite", edition)


def _regions(name: str, kind: str, edition: str | None) -> tuple[Region, ...]:
    return tuple(
        Region(
            code=row["code"],
            name=row["name"],
            seat=row["seat"] or None,
            population=whole(row["population"]),
            communes=int(row["communes"]),
            kind=kind,
        )
        for row in read_rows(table_path(DOMAIN, edition, name))
    )


@lru_cache(maxsize=4)
def _departements(edition: str | None) -> tuple[Departement, ...]:
    return tuple(
        Departement(
            code=row["code"],
            name=row["name"],
            region=row["region"],
            seat=row["seat"],
            population=int(row["population"]),
            population_year=int(row["population_year"]),
            communes=int(row["communes"]),
        )
        for row in read_rows(table_path(DOMAIN, edition, "departements.csv"))
    )


def load_departements(region: str | None = None, edition: str | None = None) -> tuple[Departement, ...]:
    """The 101 départements, or those of a region (INSEE code), by code."""
    return tuple(row for row in _departements(edition) if region in (None, row.region))


@lru_cache(maxsize=8)
def _groupings(name: str, edition: str | None) -> tuple[Epci, ...]:
    return tuple(
        Epci(
            code=row["code"],
            name=row["name"],
            type=row["type"],
            regions=tuple(row["regions"].split()),
            departements=tuple(row["departements"].split()),
            population=int(row["population"]),
            communes=int(row["communes"]),
        )
        for row in read_rows(table_path(DOMAIN, edition, name))
    )


def load_epci(region: str | None = None, edition: str | None = None) -> tuple[Epci, ...]:
    """The EPCI, or those with at least one commune in a region (INSEE code), by SIREN.

    An EPCI may lie in several regions: its population and number of communes are those of the whole.
    """
    return tuple(row for row in _groupings("epci.csv", edition) if region is None or region in row.regions)


def load_ept(edition: str | None = None) -> tuple[Epci, ...]:
    """The EPT of the Métropole du Grand Paris, by SIREN."""
    return _groupings("ept.csv", edition)


@lru_cache(maxsize=4)
def load_districts(edition: str | None = None) -> tuple[District, ...]:
    """The 45 municipal arrondissements of Paris, Lyon and Marseille, by code; never add them to communes."""
    return tuple(
        District(
            code=row["code"],
            name=row["name"],
            commune=row["commune"],
            population=int(row["population"]),
            postcodes=tuple(row["postcodes"].split()),
        )
        for row in read_rows(table_path(DOMAIN, edition, "districts.csv"))
    )


@lru_cache(maxsize=64)
def _communes(region: str, edition: str | None) -> tuple[Commune, ...]:
    return tuple(
        Commune(
            code=row["code"],
            name=row["name"],
            population=whole(row["population"]),
            region=row["departement"] if region == COM else region,
            departement=row["departement"],
            epci=row["epci"] or None,
            ept=row["ept"] or None,
            arrondissement=row["arrondissement"] or None,
            siren=row["siren"] or None,
            postcodes=tuple(row["postcodes"].split()),
        )
        for row in read_rows(table_path(DOMAIN, edition, f"communes/{region}.csv"))
    )


def load_communes(region: str | None = None, edition: str | None = None) -> tuple[Commune, ...]:
    """The communes of a region (INSEE code), of the COM ("com" or a collectivity's code), or of all 18 regions.

    Sorted by code within a region. Raises UnknownNameError for an unknown code.
    """
    if region is None:
        return tuple(row for each in load_regions(edition) for row in _communes(each.code, edition))
    if region == COM or any(row.code == region for row in load_regions(edition)):
        return _communes(region, edition)
    if any(row.code == region for row in load_collectivities(edition)):
        return tuple(row for row in _communes(COM, edition) if row.region == region)
    raise UnknownNameError(
        "Code de région", region, accepted="Codes acceptés : " + ", ".join(row.code for row in load_regions(edition))
    )


def departement_of(commune: str) -> str:
    """The département (or collectivity) that a commune code begins with; "75" for "75056", "971" for "97105"."""
    return commune[:3] if commune[:2] in ("97", "98") else commune[:2]


def home_file(commune: str, edition: str | None = None) -> str | None:
    """The file where a commune code would be: a region's code, "com", or None when no département begins so."""
    wanted = departement_of(commune)
    for row in _departements(edition):
        if row.code == wanted:
            return row.region
    return COM if any(row.code == wanted for row in load_collectivities(edition)) else None


@lru_cache(maxsize=64)
def _by_code(file: str, edition: str | None) -> dict[str, Commune]:
    return {row.code: row for row in _communes(file, edition)}


def commune_or_none(code: str, edition: str | None = None) -> Commune | None:
    """The commune of the edition with this very code, reading its region's file only."""
    file = home_file(code, edition)
    return _by_code(file, edition).get(code) if file else None
