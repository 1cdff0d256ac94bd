"""Records of what is funded in a region: the projects of the Fonds vert, and what they add up to, in euros.

A person asks for a region, and perhaps a lever or a territory, by the names that people use.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from copilote.exchange.records.model import About, TypedDict, filled
from copilote.exchange.records.places import CodeName, TerritoryName
from copilote.exchange.records.simulator import RegionRecord
from copilote.reference.errors import AmbiguousNameError, InputError, fold
from copilote.reference.projects import (
    FLAGS,
    PLACES,
    SOURCE,
    LeverFunding,
    Project,
    by_departement,
    by_lever,
    closest,
    in_territory,
    load_procedures,
    load_projects,
    of_lever,
    region_links,
    total,
)
from copilote.reference.simulator import find_lever, find_region
from copilote.reference.territories import (
    RegionBody,
    Territory,
    commune_or_none,
    load_collectivities,
    load_departements,
    load_epci,
    load_regions,
)
from copilote.reference.territory_sheets import find_all, unknown
from copilote.words import _


class LeverRef(TypedDict):
    """Le levier demandé."""

    id: str
    label: str


class ProcedureLinkRecord(TypedDict):
    """Une démarche du Fonds vert qui sert un levier."""

    procedure: str
    kind: str
    reason: str


class LeverFundingRecord(TypedDict):
    """Ce qui sert un levier ; un projet peut en servir plusieurs, ces sommes ne s’ajoutent pas."""

    lever: str | None
    label: str
    count: int
    amount_eur: float
    kind: str | None
    kind_label: str | None
    procedures: Annotated[list[ProcedureLinkRecord], About(at="links")]


class DepartementFundingRecord(CodeName):
    """Ce qui est financé dans un département."""

    count: int
    amount_eur: float


class ProjectRecord(TypedDict):
    """Un projet financé."""

    id: str
    name: str
    procedure: str
    procedure_title: str
    levers: list[str]
    departement: str
    commune: str | None
    commune_name: str | None
    epci: str | None
    epci_name: str | None
    place: str
    place_label: str
    published_commune: str | None
    beneficiary: str | None
    siren: str | None
    amount_eur: float
    flags: list[str]
    remarks: list[str]


class ProjectsRecord(TypedDict):
    """Les projets du Fonds vert 2023, en euros engagés."""

    region: RegionRecord
    lever: LeverRef | None
    territory: TerritoryName | None
    count: int
    amount_eur: float
    by_lever: list[LeverFundingRecord]
    by_departement: list[DepartementFundingRecord]
    projects: list[ProjectRecord]
    source: str


def projects_asked(region: str, lever: str | None = None, territory: str | None = None) -> ProjectsRecord:
    """The projects of a region, all, or those of a lever or of a territory inside it, and their sums in euros.

    Raises UnknownNameError for a name that nothing bears, InputError for the fictional region or a territory outside.
    """
    where = region_of(region)
    asked_lever = find_lever(where.code, lever) if lever is not None else None
    place = place_in(where, territory) if territory is not None else None
    projects = load_projects(where.code)
    if asked_lever:
        projects = of_lever(projects, asked_lever.id)
    if place:
        projects = in_territory(projects, place)
    names = {row.code: row.name for row in load_departements()} | {row.code: row.name for row in load_collectivities()}
    return filled(
        ProjectsRecord,
        total(projects),
        region={"code": where.code, "slug": fold(where.name).replace(" ", "-"), "name": where.name},
        lever=asked_lever,
        territory=place,
        by_lever=[lever_funding_record(row) for row in by_lever(projects, where.code)],
        by_departement=[
            filled(DepartementFundingRecord, funding, code=code, name=names[code])
            for code, funding in by_departement(projects, where.code).items()
            # Within a smaller territory, the region's other départements are out of the question, not at zero.
            if funding.count or place is None
        ],
        projects=project_records(projects, where.code),
        source=SOURCE,
    )


def region_of(text: str) -> RegionBody:
    """The region that a person means, or a collectivity overseas by its code or name."""
    for body in load_collectivities():
        if fold(text) in (body.code, fold(body.name)):
            return body
    named = find_region(text)
    for region in load_regions():
        if region.code == named.code:
            return region
    raise InputError(_("« Région exemple » est fictive : aucun projet financé. Donnez une région, comme 24."))


def place_in(region: RegionBody, code: str) -> Territory:
    """The territory with this code that lies in the region; a code shared by two levels is the one inside it."""
    candidates = find_all(code)
    if not candidates:
        raise unknown(code)
    inside = [row for row in candidates if lies_in(row, region.code)]
    if not inside:
        names = ", ".join(f"{row.name} ({row.code})" for row in candidates)
        own = ", ".join(f"{row.code} ({row.name})" for row in load_departements(region.code))
        if not own:
            raise InputError(_("%(place)s : hors de la région %(region)s.", place=names, region=region.name))
        sentence = _(
            "%(place)s : hors de la région %(region)s. Départements de la région : %(names)s.",
            place=names,
            region=region.name,
            names=own,
        )
        raise InputError(sentence)
    if len(inside) > 1:
        raise AmbiguousNameError("territoires", code, [f"{row.level}:{row.code} ({row.name})" for row in inside])
    return inside[0]


def lies_in(territory: Territory, region: str) -> bool:
    """Whether a territory is at least partly in a region."""
    if isinstance(territory, RegionBody):
        return territory.code == region
    regions = territory.regions if hasattr(territory, "regions") else (territory.region,)
    return region in regions


def lever_funding_record(row: LeverFunding) -> LeverFundingRecord:
    """What serves a lever: `kind` is the closest of its links."""
    kind = closest(row.links) if row.links else None
    return filled(LeverFundingRecord, row, row.funding, kind=kind, kind_label=kind and kind.label)


def project_records(projects: Iterable[Project], region: str) -> list[ProjectRecord]:
    """Projects, names beside codes; `levers` are those of 2023 that the procedure serves."""
    procedures = {row.number: row.title for row in load_procedures()}
    links = region_links(region)
    bodies = {row.code: row.name for row in load_epci()}

    def commune_name(code: str | None) -> str | None:
        commune = commune_or_none(code) if code else None
        return commune.name if commune else None

    return [
        filled(
            ProjectRecord,
            project,
            procedure_title=procedures[project.procedure],
            levers=[link.lever for link in links.get(project.procedure, ())],
            commune_name=commune_name(project.commune),
            epci_name=bodies.get(project.epci or ""),
            place_label=PLACES[project.place],
            remarks=[FLAGS[flag] for flag in project.flags],
        )
        for project in projects
    ]
