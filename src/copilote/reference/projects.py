"""Projects funded by the Fonds vert, region by region: what they are, where, for whom, how much.

Amounts are commitments in euros, exact to the cent (`Decimal`). The list says neither what a project avoids nor whether
it is finished: nothing here does. A project may serve several levers, so that sums by lever are never added together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from copilote.reference.errors import UnknownNameError
from copilote.reference.links import LinkKind, ProcedureLink, procedure_levers
from copilote.reference.records import Text, load
from copilote.reference.simulator import load_levers
from copilote.reference.territories import (
    Commune,
    Departement,
    RegionBody,
    Territory,
    communes_of,
    load_collectivities,
    load_departements,
    load_regions,
)
from copilote.words import N_, _, per_language

DOMAIN = "projects"
SOURCE = "fonds-vert-2023"

PLACES = {
    "commune": N_("commune du projet"),
    "beneficiary": N_("commune bénéficiaire"),
    "epci": N_("intercommunalité bénéficiaire"),
    "seat": N_("siège du bénéficiaire ; lieu connu par département"),
    "departement": N_("lieu connu par département"),
}
FLAGS = {
    "person": N_("bénéficiaire non affiché : peut être une personne"),
    "shared_file_number": N_("plusieurs lignes pour un même dossier"),
    "no_file_number": N_("dossier sans numéro"),
}


@dataclass(frozen=True)
class Procedure:
    """One of the procedures of the fund, by which files were submitted; `axis` "1" to "3"."""

    number: str
    title: Text
    axis: str


@dataclass(frozen=True)
class Project:
    """A row of the published list.

    id : file number, with a rank where several rows share one. amount_eur : euros committed.
    commune : code of today; the seat of the beneficiary when `place` is "seat"; None when not known.
    epci : that of the place, None for a seat. departement : where the project is; place : a key of PLACES.
    published_commune : as the list gives it, when it differs.
    beneficiary, siren : None when withheld (flag "person"); siren also when unreadable. flags : keys of FLAGS.
    """

    id: str
    name: str
    procedure: str
    axis: str
    region: str
    departement: str
    epci: str | None
    commune: str | None
    place: str
    published_commune: str | None
    beneficiary: str | None
    siren: str | None
    amount_eur: Decimal
    flags: tuple[str, ...]
    source: str = SOURCE

    @property
    def located(self) -> bool:
        """True when the commune is that of the project itself."""
        return self.place in ("commune", "beneficiary")


@dataclass(frozen=True)
class Funding:
    """How many projects, and the exact sum committed, in euros."""

    count: int
    amount_eur: Decimal


@dataclass(frozen=True)
class LeverFunding:
    """What the fund gives to the procedures that serve a lever (id None: procedures that serve none of the region's).

    links : the procedures present, and how close each is to the lever; empty for id None.
    """

    lever: str | None
    label: str
    funding: Funding
    links: tuple[ProcedureLink, ...]


@per_language
def load_procedures() -> tuple[Procedure, ...]:
    """The procedures, by number."""
    return load(Procedure, DOMAIN, "procedures.csv")


@lru_cache(maxsize=32)
def load_projects(region_code: str) -> tuple[Project, ...]:
    """The projects of a region (INSEE code) or collectivity ("988"; "com" for all of these), by file number.

    A collectivity without project gives an empty tuple. Raises UnknownNameError for an unknown code.
    """
    if any(region.code == region_code for region in load_regions()):
        return load(Project, DOMAIN, f"{region_code}.csv")
    own = [collectivity.code for collectivity in load_collectivities() if region_code in ("com", collectivity.code)]
    if not own:
        raise UnknownNameError(_("Code de région"), region_code)
    return tuple(project for project in load(Project, DOMAIN, "com.csv") if project.region in own)


def total(projects: Iterable[Project]) -> Funding:
    """Number of projects and exact sum, in euros."""
    amounts = [project.amount_eur for project in projects]
    return Funding(len(amounts), sum(amounts, Decimal("0.00")))


def region_links(region_code: str) -> dict[str, tuple[ProcedureLink, ...]]:
    """For each procedure, its links with levers of 2023 that the region has."""
    own = {lever.id for lever in load_levers(region_code)}
    return {
        procedure: tuple(link for link in links if link.lever in own) for procedure, links in procedure_levers().items()
    }


def of_lever(projects: Iterable[Project], lever: str) -> tuple[Project, ...]:
    """The projects whose procedure serves a lever of 2023 (official id), however closely."""
    links = procedure_levers()
    return tuple(
        project for project in projects if any(link.lever == lever for link in links.get(project.procedure, ()))
    )


def in_territory(projects: Iterable[Project], territory: Territory) -> tuple[Project, ...]:
    """The projects known to be in a territory.

    A project whose commune is only the seat of its beneficiary, or unknown, counts in its département and region; in
    an EPCI when the EPCI is the beneficiary; in no commune.
    """
    if isinstance(territory, RegionBody):
        return tuple(project for project in projects if project.region == territory.code)
    if isinstance(territory, Departement):
        return tuple(project for project in projects if project.departement == territory.code)
    if isinstance(territory, Commune):
        return tuple(project for project in projects if project.located and project.commune == territory.code)
    if territory.level == "ept":
        communes = {commune.code for commune in communes_of(territory)}
        return tuple(project for project in projects if project.located and project.commune in communes)
    return tuple(project for project in projects if project.epci == territory.code)


def by_lever(projects: Sequence[Project], region_code: str) -> tuple[LeverFunding, ...]:
    """What serves each lever of the region, largest sum first, and last what serves none of its levers.

    A project counts under each lever that its procedure serves: these sums overlap.
    """
    links = region_links(region_code)
    present = {project.procedure for project in projects}
    serving = [link for procedure, own in links.items() if procedure in present for link in own]
    rows = []
    for lever in load_levers(region_code):
        own = tuple(link for link in serving if link.lever == lever.id)
        procedures = {link.procedure for link in own}
        if own:
            served = total(project for project in projects if project.procedure in procedures)
            rows.append(LeverFunding(lever.id, lever.label, served, own))
    rows.sort(key=lambda row: (-row.funding.amount_eur, row.lever or ""))
    rest = [project for project in projects if not links.get(project.procedure)]
    if rest:
        rows.append(LeverFunding(None, _("Hors des leviers du simulateur"), total(rest), ()))
    return tuple(rows)


def by_departement(projects: Sequence[Project], region_code: str) -> dict[str, Funding]:
    """What is funded in each département of the region, by code, those without project included.

    A project of a collectivity counts under its own code. These sums add up to the region's.
    """
    own = {departement.code for departement in load_departements(region_code)}
    codes = own | {project.departement for project in projects}
    return {code: total(project for project in projects if project.departement == code) for code in sorted(codes)}


def by_lever_and_departement(projects: Sequence[Project], region_code: str) -> dict[str | None, dict[str, Funding]]:
    """What is funded by lever (None: no lever of 2023), then by département; rows in the order of `by_lever`."""
    links = region_links(region_code)
    parts: dict[str | None, list[Project]] = {row.lever: [] for row in by_lever(projects, region_code)}
    for project in projects:
        for lever in {link.lever for link in links.get(project.procedure, ())} or {None}:
            parts[lever].append(project)
    return {lever: by_departement(part, region_code) for lever, part in parts.items()}


def closest(links: Iterable[ProcedureLink]) -> LinkKind:
    """The closest kind among links; NONE without any."""
    return min((link.kind for link in links), key=lambda kind: kind.rank, default=LinkKind.NONE)
