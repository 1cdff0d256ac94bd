"""Records of what is already known of a territory's actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from copilote.exchange.intake import FileProblem
from copilote.exchange.known.funded import CAUTIONS
from copilote.exchange.known.model import KnownAction, Origin
from copilote.exchange.records.model import About, TypedDict, filled
from copilote.exchange.records.places import TerritoryName
from copilote.reference.territories import Territory
from copilote.words import _


class FunderRecord(TypedDict):
    """Qui finance une action."""

    name: str
    amount_eur: Annotated[float | None, About("Ce qui est donné ; absent quand le montant n’est pas dit.")]


class KnownActionRecord(TypedDict):
    """Une action déjà connue, telle que sa source la donne : à confirmer."""

    origin: Annotated[str, About("fonds-vert, pcaet, tet ou api.")]
    origin_id: Annotated[str, About("Le même à chaque lecture.")]
    title: str
    description: str
    holder: Annotated[str | None, About("Qui la porte.")]
    siren: str | None
    level: Annotated[str | None, About("Niveau du territoire de l’action.")]
    code: str | None
    communes: list[str]
    status: Annotated[str | None, About("idea, decided, under_way, done ou stopped ; absent quand rien ne le dit.")]
    phase: str | None
    stated: Annotated[str | None, About("Le statut, dans les mots de la source.")]
    start: str | None
    end: str | None
    amount_eur: Annotated[float | None, About("Ce que coûte l’action, pas ce qu’un fonds lui donne.")]
    funders: list[FunderRecord]
    levers: Annotated[list[str], About("Leviers auxquels un lien du projet rattache ce que dit la source.")]
    named_levers: Annotated[list[str], About("Leviers dans les mots de la source.")]
    quantity: float | None
    unit: str | None
    part_of: str | None
    also: Annotated[list[str], About("Identifiants du même projet, ou d’un projet proche, ailleurs.")]
    pool: str | None
    link: str | None
    source: str
    dated: str | None


class CellProblemRecord(TypedDict):
    """Ce qui est faux dans une cellule d’un fichier."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    message: str


class KnownRecord(TypedDict):
    """Ce qui est déjà connu d’un territoire."""

    territory: TerritoryName
    count: int
    actions: list[KnownActionRecord]
    cautions: list[str]
    errors: list[CellProblemRecord]


def known_record(
    territory: Territory, actions: Iterable[KnownAction], problems: Iterable[FileProblem] = ()
) -> KnownRecord:
    """The known actions of a territory, what must be kept in mind, and what was wrong in files."""
    known = tuple(actions)
    funded = any(action.origin is Origin.FUNDED for action in known)
    return filled(
        KnownRecord,
        territory=territory,
        count=len(known),
        actions=[filled(KnownActionRecord, action) for action in known],
        cautions=[_(caution) for caution in CAUTIONS] if funded else [],
        errors=[filled(CellProblemRecord, problem, row=problem.line, message=problem.what) for problem in problems],
    )
