"""Records of what is funded in a region: the projects, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from copilote.reference.errors import AmbiguousNameError, InputError, fold
from copilote.reference.projects import (
    FLAGS,
    PLACES,
    SOURCE,
    Funding,
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
    Region,
    Territory,
    commune_or_none,
    find_all,
    load_collectivities,
    load_departements,
    load_epci,
    load_regions,
    unknown,
)


def projects_answer(region: str, lever: str | None = None, territory: str | None = None) -> dict[str, Any]:
    """The projects of a region, all, or those of a lever or of a territory inside it, and their sums in euros.

    Raises UnknownNameError for a name that nothing bears, InputError for the fictional region or a territory outside.
    """
    found = region_of(region)
    chosen_lever = find_lever(found.code, lever) if lever is not None else None
    chosen_place = place_in(found, territory) if territory is not None else None
    kept = load_projects(found.code)
    if chosen_lever:
        kept = of_lever(kept, chosen_lever.id)
    if chosen_place:
        kept = in_territory(kept, chosen_place)
    place = chosen_place
    return {
        "region": {"code": found.code, "slug": fold(found.name).replace(" ", "-"), "name": found.name},
        "lever": {"id": chosen_lever.id, "label": chosen_lever.label} if chosen_lever else None,
        "territory": {"level": place.level, "code": place.code, "name": place.name} if place else None,
        **funding_record(total(kept)),
        "by_lever": [lever_funding_record(row) for row in by_lever(kept, found.code)],
        "by_departement": [
            row
            for row in departement_records(by_departement(kept, found.code))
            # Within a smaller territory, the region's other départements are out of the question, not at zero.
            if row["count"] or not chosen_place
        ],
        "projects": project_records(kept, found.code),
        "source": SOURCE,
    }


def region_of(text: str) -> Region:
    """The region that a person means, or a collectivity overseas by its code or name."""
    for body in load_collectivities():
        if fold(text) in (body.code, fold(body.name)):
            return body
    found = find_region(text)
    for region in load_regions():
        if region.code == found.code:
            return region
    raise InputError(f"« {found.name} » est fictive : aucun projet financé. Donnez une région, comme 24.")


def place_in(region: Region, code: str) -> Territory:
    """The territory with this code that lies in the region; a code shared by two levels is the one inside it."""
    candidates = find_all(code)
    if not candidates:
        raise unknown(code)
    inside = [row for row in candidates if lies_in(row, region.code)]
    if not inside:
        named = ", ".join(f"{row.name} ({row.code})" for row in candidates)
        own = ", ".join(f"{row.code} ({row.name})" for row in load_departements(region.code))
        accepted = f" Départements de la région : {own}." if own else ""
        raise InputError(f"{named} : hors de la région {region.name}.{accepted}")
    if len(inside) > 1:
        raise AmbiguousNameError("territoires", code, [f"{row.level}:{row.code} ({row.name})" for row in inside])
    return inside[0]


def lies_in(territory: Territory, region: str) -> bool:
    """Whether a territory is at least partly in a region."""
    if isinstance(territory, Region):
        return territory.code == region
    regions = territory.regions if hasattr(territory, "regions") else (territory.region,)
    return region in regions


def funding_record(funding: Funding) -> dict[str, Any]:
    """A count and a sum in euros, which is exact to the cent."""
    return {"count": funding.count, "amount_eur": float(funding.amount_eur)}


def lever_funding_record(row: LeverFunding) -> dict[str, Any]:
    """What serves a lever as JSON: `kind` is the closest of its links."""
    kind = closest(row.links)
    return {
        "lever": row.lever,
        "label": row.label,
        **funding_record(row.funding),
        "kind": kind.value if row.links else None,
        "kind_label": kind.label if row.links else None,
        "procedures": [
            {"procedure": link.procedure, "kind": link.kind.value, "reason": link.reason} for link in row.links
        ],
    }


def departement_records(rows: dict[str, Funding]) -> list[dict[str, Any]]:
    """What is funded in each département as JSON."""
    names = {row.code: row.name for row in load_departements()} | {row.code: row.name for row in load_collectivities()}
    return [{"code": code, "name": names[code], **funding_record(funding)} for code, funding in rows.items()]


def project_records(projects: Iterable[Project], region: str) -> list[dict[str, Any]]:
    """Projects as JSON and CSV, names beside codes; `levers` are those of 2023 that the procedure serves."""
    procedures = {row.number: row.title for row in load_procedures()}
    links = region_links(region)
    bodies = {row.code: row.name for row in load_epci()}

    def commune_name(code: str | None) -> str | None:
        commune = commune_or_none(code) if code else None
        return commune.name if commune else None

    return [
        {
            "id": project.id,
            "name": project.name,
            "procedure": project.procedure,
            "procedure_title": procedures[project.procedure],
            "levers": [link.lever for link in links.get(project.procedure, ())],
            "departement": project.departement,
            "commune": project.commune,
            "commune_name": commune_name(project.commune),
            "epci": project.epci,
            "epci_name": bodies.get(project.epci or ""),
            "place": project.place,
            "place_label": PLACES[project.place],
            "published_commune": project.published_commune,
            "beneficiary": project.beneficiary,
            "siren": project.siren,
            "amount_eur": float(project.amount_eur),
            "flags": list(project.flags),
            "remarks": [FLAGS[flag] for flag in project.flags],
        }
        for project in projects
    ]
