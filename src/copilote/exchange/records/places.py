"""Records of territories."""

from __future__ import annotations

from typing import Any

from copilote.reference.territories import SOURCE, FormerCode, Match, Sheet


def match_record(match: Match) -> dict[str, Any]:
    """A search result as JSON."""
    return {
        "level": match.level,
        "code": match.code,
        "name": match.name,
        "population": match.population,
        "departement": match.departement,
        "via": match.via,
    }


def sheet_record(sheet: Sheet) -> dict[str, Any]:
    """A territory as JSON; memberships as {code, name}."""

    def pair(value: tuple[str, str] | None) -> dict[str, str] | None:
        return {"code": value[0], "name": value[1]} if value else None

    return {
        "level": sheet.level,
        "code": sheet.code,
        "name": sheet.name,
        "type": sheet.type_name,
        "population": sheet.population,
        "population_year": sheet.population_year,
        "communes": sheet.communes,
        "regions": [pair(each) for each in sheet.regions],
        "departements": [pair(each) for each in sheet.departements],
        "epci": pair(sheet.epci),
        "ept": pair(sheet.ept),
        "postcodes": list(sheet.postcodes),
        "former": [former_record(row) for row in sheet.former],
        "notes": list(sheet.notes),
        "source": SOURCE,
    }


def former_record(row: FormerCode) -> dict[str, Any]:
    """A former code or name as JSON."""
    return {
        "code": row.old_code,
        "name": row.old_name,
        "kind": row.kind,
        "year_from": row.year_from,
        "year_to": row.year_to,
        "share": row.share,
    }
