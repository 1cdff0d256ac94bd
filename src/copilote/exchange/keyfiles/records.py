"""Records of what is loaded or would be: the command line's JSON and CSV."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from copilote.exchange.key_rules import grades_of, lever_key, published_target
from copilote.exchange.keyfiles.irpe import LAYOUT_ID, LAYOUT_TITLE, LICENCE, MEASURES, PUBLISHER
from copilote.exchange.keyfiles.model import KeyDraft
from copilote.exchange.keyfiles.perimeters import Perimeters
from copilote.exchange.keyfiles.plan import LAYOUTS, Plan
from copilote.reference.keys import load_lever_keys, load_own_keys
from copilote.reference.loaded import loaded_files
from copilote.reference.simulator import load_lever_names, load_regions

NOT_SHARED = "D"


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
                "published_total": one.magnitude.value if one.magnitude else None,
                "published_source": one.magnitude.source if one.magnitude else None,
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


def layouts_record() -> list[dict[str, Any]]:
    """What each known layout would serve, a record for each key and lever; those of no lever once, with none.

    grade_commune, grade_epci : of the key that it gives, before its test; present_… : of the package's own key, in most
    regions; localises : in some region the lever is not shared below without it (D), and would be.
    """
    given = [(one.id, one.title, one.publisher, one.licence, one.keys) for one in LAYOUTS]
    given += [(LAYOUT_ID, f"{LAYOUT_TITLE}, {one.title}", PUBLISHER, LICENCE, one.keys) for one in MEASURES.values()]
    names = {one.id: one.label for one in load_lever_names()}
    return [
        {
            "layout": layout,
            "title": title,
            "publisher": publisher,
            "licence": licence,
            "key": key.title,
            "unit": key.unit,
            "lever": lever,
            "label": names.get(lever or ""),
            "grade_commune": key.grade_commune,
            "grade_epci": key.grade_epci,
            "reason": key.reason,
            **_present(lever, key),
        }
        for layout, title, publisher, licence, keys in given
        for key in keys
        for lever in (key.levers or (None,))
    ]


def _present(lever: str | None, key: KeyDraft) -> dict[str, Any]:
    rule = load_lever_keys().get(lever or "")
    grades = package_grades(rule.lever) if rule else []
    commune, epci = Counter(grades).most_common(1)[0][0] if grades else (None, None)
    given = (key.grade_commune, key.grade_epci)
    return {
        "present_key": load_own_keys()[rule.key].title if rule else None,
        "present_grade_commune": commune,
        "present_grade_epci": epci,
        "localises": any(
            now == NOT_SHARED and new != NOT_SHARED for pair in grades for now, new in zip(pair, given, strict=True)
        ),
    }


def package_grades(lever: str) -> list[tuple[str, str]]:
    """(grade at the commune, at the EPCI) of the package's own key, in each region where the lever has a target."""
    key = load_lever_keys()[lever].key
    found = []
    for region in load_regions():
        if published_target(lever, region.code) is not None:
            commune, epci, _limit = grades_of(lever, key, region.code)
            found.append((commune, epci))
    return found


def missing_record() -> list[dict[str, Any]]:
    """The levers not shared below some region for want of a file: those regions, and the files that would do."""
    files: dict[str, list[str]] = {}
    for row in layouts_record():
        if row["localises"]:
            files.setdefault(row["lever"], []).append(row["title"])
    found = []
    for lever, titles in files.items():
        wanting = [
            region.name
            for region in load_regions()
            if published_target(lever, region.code) is not None and _is_wanting(lever, region.code)
        ]
        if wanting:
            label = next(one.label for one in load_lever_names() if one.id == lever)
            found.append({"lever": lever, "label": label, "regions": wanting, "files": list(dict.fromkeys(titles))})
    return found


def _is_wanting(lever: str, region: str) -> bool:
    rule = lever_key(lever, region)
    return NOT_SHARED in (rule.grade_commune, rule.grade_epci)


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
