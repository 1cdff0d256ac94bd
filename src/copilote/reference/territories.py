"""The territories of one edition, as tables: regions, départements, EPCI, EPT, communes, arrondissements of cities.

Populations are the legal municipal ones, and those of every level are the sum of its communes'. The collectivities
without region status (Saint-Pierre-et-Miquelon, Polynésie française…) are apart: `load_collectivities`, and
`load_communes("com")`. A level reads the one file it needs. To find and describe a territory: `territory_sheets`,
`territory_search`; former commune codes: `passage`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from copilote.reference.errors import UnknownNameError
from copilote.reference.records import keyed, load
from copilote.words import N_, _

DOMAIN = "territories"
SOURCE = "decoupage-2026"
COM = "com"
"""Name of the file of the communes that belong to no region."""

EPCI_TYPES = {
    "CC": N_("communauté de communes"),
    "CA": N_("communauté d’agglomération"),
    "CU": N_("communauté urbaine"),
    "METRO": N_("métropole"),
    "MET69": N_("métropole de Lyon"),
    "EPT": N_("établissement public territorial"),
}


@dataclass(frozen=True)
class RegionBody:
    """One of the 18 regions, or a collectivity without region status (`level` "collectivite").

    seat : commune code, None for uninhabited lands. population : None where nobody is counted.
    """

    code: str
    name: str
    seat: str | None
    population: int | None
    communes: int
    level: str = "region"


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
        """The name of its type."""
        return _(EPCI_TYPES.get(self.type, self.type))


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


Territory = RegionBody | Departement | Epci | Commune


@lru_cache(maxsize=4)
def load_regions() -> tuple[RegionBody, ...]:
    """The 18 regions, by code."""
    return load(RegionBody, DOMAIN, "regions.csv")


@lru_cache(maxsize=4)
def load_collectivities() -> tuple[RegionBody, ...]:
    """The collectivities and lands without region status, by code."""
    return load(RegionBody, DOMAIN, "com.csv", level="collectivite")


@lru_cache(maxsize=32)
def load_departements(region: str | None = None) -> tuple[Departement, ...]:
    """The 101 départements, or those of a region (INSEE code), by code."""
    departements = load(Departement, DOMAIN, "departements.csv")
    return tuple(departement for departement in departements if region in (None, departement.region))


@lru_cache(maxsize=32)
def load_epci(region: str | None = None) -> tuple[Epci, ...]:
    """The EPCI, or those with at least one commune in a region (INSEE code), by SIREN.

    An EPCI may lie in several regions: its population and number of communes are those of the whole.
    """
    if region is None:
        return load(Epci, DOMAIN, "epci.csv")
    return tuple(epci for epci in load_epci() if region in epci.regions)


@lru_cache(maxsize=4)
def load_ept() -> tuple[Epci, ...]:
    """The EPT of the Métropole du Grand Paris, by SIREN."""
    return load(Epci, DOMAIN, "ept.csv")


@lru_cache(maxsize=4)
def load_districts() -> tuple[District, ...]:
    """The 45 municipal arrondissements of Paris, Lyon and Marseille, by code; never add them to communes."""
    return load(District, DOMAIN, "districts.csv")


def load_bodies() -> tuple[RegionBody | Departement | Epci, ...]:
    """Every territory above the communes: regions, collectivities, départements, EPCI, then EPT."""
    regions = (*load_regions(), *load_collectivities())
    return (*regions, *load_departements(), *load_epci(), *load_ept())


@lru_cache(maxsize=64)
def _communes(file: str) -> dict[str, Commune]:
    """The communes of a region's file, or of the COM's, by code."""
    communes = load(Commune, DOMAIN, f"communes/{file}.csv", region=file)
    if file == COM:
        communes = tuple(replace(commune, region=commune.departement) for commune in communes)
    return keyed("code", communes)


def load_communes(region: str | None = None) -> tuple[Commune, ...]:
    """The communes of a region (INSEE code), of the COM ("com" or a collectivity's code), or of all 18 regions.

    Sorted by code within a region. Raises UnknownNameError for an unknown code.
    """
    regions = [known.code for known in load_regions()]
    if region is None:
        return tuple(commune for code in regions for commune in _communes(code).values())
    if region == COM or region in regions:
        return tuple(_communes(region).values())
    if any(collectivity.code == region for collectivity in load_collectivities()):
        return tuple(commune for commune in _communes(COM).values() if commune.region == region)
    accepted = _("Codes acceptés : %(names)s.", names=", ".join(regions))
    raise UnknownNameError(_("Code de région"), region, accepted=accepted)


def communes_of(territory: Territory) -> tuple[Commune, ...]:
    """The communes of a territory, by code within each region; reads only the regions that it lies in."""
    if isinstance(territory, Commune):
        return (territory,)
    if isinstance(territory, RegionBody):
        return load_communes(territory.code)
    regions = (territory.region,) if isinstance(territory, Departement) else sorted(territory.regions)
    inside = (commune for region in regions for commune in load_communes(region))
    return tuple(commune for commune in inside if territory.code in (commune.departement, commune.epci, commune.ept))


def departement_of(commune: str) -> str:
    """The département (or collectivity) that a commune code begins with; "75" for "75056", "971" for "97105"."""
    return commune[:3] if commune[:2] in ("97", "98") else commune[:2]


@lru_cache(maxsize=4)
def _files() -> dict[str, str]:
    """The file of the communes of each département (its region's), and of each collectivity ("com")."""
    collectivities = {collectivity.code: COM for collectivity in load_collectivities()}
    return collectivities | {departement.code: departement.region for departement in load_departements()}


def commune_or_none(code: str) -> Commune | None:
    """The commune of the edition with this very code, reading its region's file only."""
    file = _files().get(departement_of(code))
    return _communes(file).get(code) if file else None
