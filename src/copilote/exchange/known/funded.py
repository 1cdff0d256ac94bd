"""The projects of the Fonds vert 2023 as actions that are known, by who holds them.

What the list does not say is not said here either: no quantity, no kt, no dates, no progress after the decision. Its
amounts are what the fund gives, not what a project costs. The holder is the published beneficiary, which a delegated
works owner may be in the place of who decided; two rows of one file are two actions; a joint project is under the
holder of its file alone; a commune code may be that of a seat, and then covers nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from copilote.exchange.known.model import Funder, KnownAction, Origin
from copilote.planning.actions import Status
from copilote.reference.errors import UnknownNameError, fold
from copilote.reference.links import LinkKind
from copilote.reference.passage import current_communes
from copilote.reference.projects import (
    SOURCE,
    Project,
    in_territory,
    load_procedures,
    load_projects,
    region_links,
)
from copilote.reference.territories import (
    Territory,
    commune_or_none,
    load_collectivities,
    load_communes,
    load_departements,
    load_epci,
    load_ept,
    load_regions,
)
from copilote.reference.territory_sheets import find_all
from copilote.words import N_, _, per_language

EXPORTED = date(2024, 7, 1)
"""The list was exported in July 2024: the day is not said."""
YEAR = 2023
FUND = "Fonds vert"
CAUTIONS = (
    N_("Le Fonds vert dit qu’un projet a été retenu en 2023, pas ce qu’il est devenu : le statut est à confirmer."),
    N_("Le montant est la subvention engagée, pas le coût du projet ; aucune quantité n’est publiée."),
    N_("Un projet est rangé chez son bénéficiaire publié : un projet commun n’apparaît que chez un seul."),
)
CLOSE = (LinkKind.SAME, LinkKind.PART)
"""Links that say that an action of a procedure is one of the lever; looser ones are left to the words."""

Holder = tuple[str, str]
"""Level and code of who holds a project; level "" for a body that is no territory's (its SIREN)."""


def known_of(region_code: str, level: str, code: str, *, within: bool = False) -> tuple[KnownAction, ...]:
    """The projects that a territory's own body holds: a commune, an EPCI, a département or a region.

    region_code : INSEE code of the region whose COP asks. within : those that other bodies hold in the territory too.
    A territory without project gives an empty tuple. Raises UnknownNameError for a region that does not exist.
    """
    own = _by_holder(region_code).get((level, code), ())
    if not within:
        return own
    territory = next((each for each in find_all(f"{level}:{code}")), None) if level in _WITHIN else None
    if territory is None:
        return own
    held = {action.origin_id for action in own}
    return own + tuple(action for action in _inside(region_code, territory) if action.origin_id not in held)


_WITHIN = ("commune", "epci", "ept", "departement", "region", "collectivite")


def _inside(region: str, territory: Territory) -> tuple[KnownAction, ...]:
    known = _by_id(region)
    return tuple(known[project.id] for project in in_territory(load_projects(region), territory))


@per_language
def _by_id(region: str) -> Mapping[str, KnownAction]:
    """Every project of a region as an action, by its id."""
    _checked(region)
    procedures = {each.number: each.title for each in load_procedures()}
    tied = {
        procedure: tuple(dict.fromkeys(link.lever for link in links if link.lever and link.kind in CLOSE))
        for procedure, links in region_links(region).items()
    }
    return {project.id: _action(project, procedures, tied) for project in load_projects(region)}


@per_language
def _by_holder(region: str) -> Mapping[Holder, tuple[KnownAction, ...]]:
    """The actions of a region by level and code of their holder, in the order of the list."""
    known = _by_id(region)
    held: dict[Holder, list[KnownAction]] = {}
    for project in load_projects(region):
        held.setdefault(holder_of(project), []).append(known[project.id])
    return {holder: tuple(actions) for holder, actions in held.items()}


def _checked(region: str) -> None:
    real = [each.code for each in (*load_regions(), *load_collectivities())]
    if region not in (*real, "com"):
        accepted = _("Codes acceptés : %(names)s.", names=", ".join(each.code for each in load_regions()))
        raise UnknownNameError(_("Code de région"), region, accepted=accepted)


def _action(project: Project, procedures: Mapping[str, str], tied: Mapping[str, tuple[str, ...]]) -> KnownAction:
    level, code = holder_of(project)
    located = project.located and project.commune
    return KnownAction(
        Origin.FUNDED,
        project.id,
        project.name,
        project.source,
        description=procedures[project.procedure],
        holder=project.beneficiary or "",
        siren=project.siren,
        level=level or ("commune" if located else ""),
        code=code if level else (project.commune or "") if located else "",
        communes=(project.commune,) if located and project.commune else (),
        status=Status.DECIDED,
        funders=(Funder(FUND, float(project.amount_eur)),),
        levers=tied.get(project.procedure, ()),
        dated=EXPORTED if project.source == SOURCE else None,
    )


def holder_of(project: Project) -> Holder:
    """Who holds a project, by its SIREN: that of a commune that merged, where its place agrees; those of départements
    and regions tell which in their digits; those of new regions are found by name. ("", SIREN) for any other body,
    ("", "") where it is withheld.
    """
    siren = project.siren or ""
    if siren in _groupings():
        return _groupings()[siren], siren
    if siren in _communes(project.region):
        return "commune", _communes(project.region)[siren]
    if siren.startswith("21") and project.commune and _commune_before(siren) == project.commune:
        return "commune", project.commune
    if siren.startswith("22"):
        code = siren[2:5] if siren[2:4] == "97" else siren[2:4]
        if code in _departements():
            return "departement", code
    name = fold(project.beneficiary or "")
    if siren.startswith("23") or name in _region_names().get(project.region, ()):
        return "region", project.region
    return "", siren


@lru_cache(maxsize=1)
def _groupings() -> Mapping[str, str]:
    """The level of each EPCI and EPT, by SIREN."""
    return {each.code: each.level for each in (*load_epci(), *load_ept())}


@lru_cache(maxsize=32)
def _communes(region: str) -> Mapping[str, str]:
    """The communes of a region by SIREN."""
    return {each.siren: each.code for each in load_communes(region) if each.siren}


@lru_cache(maxsize=1)
def _departements() -> frozenset[str]:
    return frozenset(each.code for each in load_departements())


@lru_cache(maxsize=1)
def _region_names() -> Mapping[str, tuple[str, ...]]:
    return {each.code: (fold(f"Région {each.name}"), fold(f"Reg {each.name}")) for each in load_regions()}


@lru_cache(maxsize=2000)
def _commune_before(siren: str) -> str | None:
    """The commune of today of one whose SIREN is no longer in use: most hold the INSEE code, 93059 in 219300597. In
    some départements they hold a rank instead: whoever asks must know the commune by other means too."""
    try:
        codes = current_communes(siren[2:4] + siren[5:8], YEAR).codes
    except UnknownNameError:
        return None
    return codes[0] if len(codes) == 1 and commune_or_none(codes[0]) else None
