"""Records of the matrix of levers and issues, a cell each: what its file says, in the same keys."""

from __future__ import annotations

from typing import Annotated

from copilote.exchange.issues import IssueCell, IssueRow
from copilote.exchange.records.model import About, TypedDict, filled
from copilote.reference.issues import load_issues
from copilote.reference.sources import find_source


class IssueRecord(TypedDict):
    """Ce qu’un levier fait à un enjeu."""

    lever: Annotated[str, About("Le levier.", at="lever.name")]
    id: Annotated[str, About("Son identifiant dans le baromètre.", at="lever.id", examples=["2026-083"])]
    sector: Annotated[str, About("Son secteur.", at="lever.sector")]
    territorial: Annotated[bool, About("Une collectivité peut agir.", at="lever.territorial")]
    issue_id: Annotated[str, About("L’enjeu, identifiant.", at="issue", examples=["water"])]
    issue: Annotated[str, About("L’enjeu.")]
    sign: Annotated[
        str | None, About("plus, minus ou condition ; vide : sans source, ce qui ne veut pas dire sans effet.")
    ]
    line: Annotated[str | None, About("En une phrase.")]
    origin: Annotated[str, About("Qui le dit : text, un texte lu ; barometer, l’axe du baromètre ; cop ; none.")]
    source: Annotated[str | None, About("La source, ou sur quoi la COP s’appuie.")]
    address: Annotated[str | None, About("Adresse de la source.")]
    on: Annotated[str | None, About("Jour où la COP l’a écrit, en mots.")]


def issue_record(row: IssueRow, cell: IssueCell) -> IssueRecord:
    """A cell of a lever's row."""
    source = find_source(cell.source) if cell.source else None
    return filled(
        IssueRecord,
        row,
        cell,
        issue_id=cell.issue,
        issue=load_issues()[cell.issue].name,
        source=f"{source.publisher}, {source.year}" if source else cell.basis or None,
        address=(source.address or None) if source else None,
    )
