"""Records of territories."""

from __future__ import annotations

from typing import Annotated

from copilote.exchange.records.model import About, TypedDict, filled
from copilote.reference.territories import SOURCE
from copilote.reference.territory_sheets import Sheet


class CodeName(TypedDict):
    """Un code et son nom."""

    code: str
    name: str


class TerritoryName(TypedDict):
    """Un territoire, tel que chaque ligne le nomme."""

    code: Annotated[str, About(examples=["200030385"])]
    name: str
    level: Annotated[str, About("region, departement, crte, arrondissement, epci, commune ; perimetre pour une liste.")]


class MatchRecord(TypedDict):
    """Un territoire trouvé."""

    level: Annotated[str, About("region, collectivite, departement, epci, ept ou commune.")]
    code: str
    name: str
    population: int | None
    departement: str | None
    via: Annotated[str | None, About("Ancien nom ou code postal par lequel il est trouvé.")]


class FormerRecord(TypedDict):
    """Un ancien code ou nom."""

    code: Annotated[str, About(at="old_code")]
    name: Annotated[str, About(at="old_name")]
    kind: str
    year_from: int | None
    year_to: int | None
    share: float | None


class SheetRecord(TypedDict):
    """Un territoire et ses appartenances."""

    level: str
    code: str
    name: str
    type: Annotated[str | None, About(at="type_name")]
    population: int | None
    population_year: int | None
    communes: int | None
    regions: list[CodeName]
    departements: list[CodeName]
    epci: CodeName | None
    ept: CodeName | None
    postcodes: list[str]
    former: list[FormerRecord]
    notes: list[str]
    source: str


def sheet_record(sheet: Sheet) -> SheetRecord:
    """A territory and what it belongs to."""
    return filled(SheetRecord, sheet, source=SOURCE)
