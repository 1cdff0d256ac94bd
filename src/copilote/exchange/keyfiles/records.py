"""Records of what is loaded or would be: the command line's JSON and CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from copilote.exchange.keyfiles.perimeters import Perimeters
from copilote.exchange.keyfiles.plan import Plan
from copilote.reference.loaded import loaded_files


def plan_record(plan: Plan, place: Path | None) -> dict[str, Any]:
    """A key file: its keys, what changes, coverage by key and region. place : where it is now, None for a check."""
    file = plan.file
    return {
        "name": file.name,
        "layout": file.layout,
        "title": file.title,
        "publisher": file.publisher,
        "licence": file.licence,
        "address": file.address or None,
        "year": file.year,
        "level": plan.level,
        "file": file.file,
        "sha256": file.sha256,
        "installed": str(place) if place else None,
        "keys": [
            {
                "id": one.key.id,
                "title": one.key.title,
                "unit": one.key.unit,
                "levers": list(one.key.levers),
                "grade_commune": one.key.grade_commune,
                "grade_epci": one.key.grade_epci,
                "reason": one.key.reason,
                "source_total": one.source_total,
                "kept_total": one.kept_total,
                "filled_total": one.filled_total,
                "known": one.key.known,
                "filled": sum(region.filled for region in one.regions),
                "unknown": sum(region.unknown for region in one.regions),
            }
            for one in plan.keys
        ],
        "changes": [
            {
                "lever": one.lever,
                "label": one.label,
                "before": one.before,
                "before_grade_commune": one.before_grade[0],
                "before_grade_epci": one.before_grade[1],
                "after": one.after,
                "grade_commune": one.grade[0],
                "grade_epci": one.grade[1],
                "regions": one.regions,
                "keeping": one.keeping,
            }
            for one in plan.changes
        ],
        "coverage": [
            {
                "key": one.key.id,
                "region": region.code,
                "region_name": region.name,
                "communes": region.communes,
                "known": region.known,
                "filled": region.filled,
                "unknown": region.unknown,
                "people_share": region.people,
                "used": region.used,
            }
            for one in plan.keys
            for region in one.regions
        ],
        "remarks": list(plan.remarks),
    }


def perimeters_record(found: Perimeters, place: Path | None) -> dict[str, Any]:
    """The list of CRTE."""
    return {
        "name": "crte",
        "title": found.title,
        "publisher": found.publisher,
        "licence": found.licence,
        "file": found.file,
        "sha256": found.sha256,
        "installed": str(place) if place else None,
        "members": found.members,
        "year": found.year,
        "epci_in_none": found.outside,
        "perimeters": [
            {"id": one.id, "name": one.name, "departement": one.departement, "epci": list(one.epci), "note": one.note}
            for one in found.perimeters
        ],
        "remarks": list(found.remarks),
    }


def files_record() -> list[dict[str, Any]]:
    """What is loaded, a record a file."""
    return [
        {
            "name": one.name,
            "layout": one.layout,
            "title": one.title,
            "publisher": one.publisher,
            "licence": one.licence,
            "address": one.address or None,
            "year": one.year,
            "loaded_on": one.loaded_on.isoformat(),
            "keys": [key.id for key in one.keys],
            "levers": list(dict.fromkeys(lever for key in one.keys for lever in key.levers)),
            "file": one.file,
        }
        for one in loaded_files()
    ]
