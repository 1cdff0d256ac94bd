"""Records of what is loaded or would be: the command line's JSON and CSV."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from copilote.exchange.key_rules import grades_of, lever_key, published_target
from copilote.exchange.keyfiles import irpe
from copilote.exchange.keyfiles.budgets import Budgets
from copilote.exchange.keyfiles.crte import Perimeters
from copilote.exchange.keyfiles.layouts import LAYOUTS
from copilote.exchange.keyfiles.model import KeyDraft
from copilote.exchange.keyfiles.plan import KeyPlan, LoadingPlan
from copilote.reference.keys import load_lever_keys, load_own_keys
from copilote.reference.loaded import LoadedFile, loaded_files
from copilote.reference.simulator import load_lever_names, load_regions

NOT_SHARED = "D"


def plan_record(plan: LoadingPlan, place: Path | None) -> dict[str, Any]:
    """A key file: its keys, what changes, coverage by key and region. place : where it is now, None for a check."""
    return {
        **_file(plan.file),
        "level": plan.level,
        **_kept(plan.file, place),
        "keys": [_key(key) for key in plan.keys],
        "changes": [asdict(change) for change in plan.changes],
        "coverage": [{"key": key.key.id, **asdict(region)} for key in plan.keys for region in key.regions],
        "remarks": list(plan.remarks),
    }


def _file(file: LoadedFile) -> dict[str, Any]:
    names = ("name", "layout", "title", "publisher", "licence")
    return {**{name: getattr(file, name) for name in names}, "address": file.address or None, "year": file.year}


def _kept(file: LoadedFile, place: Path | None) -> dict[str, Any]:
    return {"file": file.file, "sha256": file.sha256, "installed": str(place) if place else None}


def _key(plan: KeyPlan) -> dict[str, Any]:
    key = {**asdict(plan.key), "levers": list(plan.key.levers)}
    return {
        **{name: key[name] for name in ("id", "title", "unit", "levers", "grade_commune", "grade_epci", "reason")},
        "source_total": plan.key.total,
        "kept_total": plan.kept_total,
        "filled_total": plan.filled_total,
        "published_total": plan.draft.published,
        "published_source": plan.draft.published_source or None,
        "known": plan.key.known,
        "filled": sum(region.filled for region in plan.regions),
        "unknown": sum(region.unknown for region in plan.regions),
    }


def layouts_record() -> list[dict[str, Any]]:
    """What each known layout would serve, a record for each key and lever; those of no lever once, with none.

    grade_commune, grade_epci : of the key that it gives, before its test; present_… : of the package's own key, in most
    regions; localises : in some region the lever is not shared below without it (D), and would be.
    """
    names = {lever.id: lever.label for lever in load_lever_names()}
    return [
        {
            "layout": layout.id,
            "title": layout.title,
            "publisher": layout.publisher,
            "licence": layout.licence,
            "key": key.title,
            "unit": key.unit,
            "lever": lever,
            "label": names.get(lever or ""),
            "grade_commune": key.grade_commune,
            "grade_epci": key.grade_epci,
            "reason": key.reason,
            **_present(lever, key),
        }
        for layout in (*LAYOUTS, *irpe.MEASURES.values())
        for key in layout.keys
        for lever in (key.levers or (None,))
    ]


def _present(lever: str | None, key: KeyDraft) -> dict[str, Any]:
    rule = load_lever_keys().get(lever or "")
    grades = package_grades(rule.lever) if rule else []
    commune, epci = Counter(grades).most_common(1)[0][0] if grades else (None, None)
    ours = (key.grade_commune, key.grade_epci)
    return {
        "present_key": load_own_keys()[rule.key].title if rule else None,
        "present_grade_commune": commune,
        "present_grade_epci": epci,
        "localises": any(
            now == NOT_SHARED and new != NOT_SHARED for pair in grades for now, new in zip(pair, ours, strict=True)
        ),
    }


def package_grades(lever: str) -> list[tuple[str, str]]:
    """(grade at the commune, at the EPCI) of the package's own key, in each region where the lever has a target."""
    key = load_lever_keys()[lever].key
    aimed = [region.code for region in load_regions() if published_target(lever, region.code) is not None]
    return [grades_of(lever, key, region)[:2] for region in aimed]


def missing_record() -> list[dict[str, Any]]:
    """The levers not shared below some region for want of a file: those regions, and the files that would do."""
    files: dict[str, list[str]] = {}
    labels = {}
    for row in layouts_record():
        if row["localises"]:
            files.setdefault(row["lever"], []).append(row["title"])
            labels[row["lever"]] = row["label"]
    missing = [
        {
            "lever": lever,
            "label": labels[lever],
            "regions": [region.name for region in load_regions() if _is_wanting(lever, region.code)],
            "files": list(dict.fromkeys(titles)),
        }
        for lever, titles in files.items()
    ]
    return [row for row in missing if row["regions"]]


def _is_wanting(lever: str, region: str) -> bool:
    if published_target(lever, region) is None:
        return False
    rule = lever_key(lever, region)
    return NOT_SHARED in (rule.grade_commune, rule.grade_epci)


def perimeters_record(perimeters: Perimeters, place: Path | None) -> dict[str, Any]:
    """The list of CRTE."""
    file = perimeters.file
    return {
        **{name: getattr(file, name) for name in ("name", "title", "publisher", "licence")},
        **_kept(file, place),
        "members": perimeters.members,
        "year": file.year,
        "epci_in_none": perimeters.outside,
        "perimeters": [{**asdict(perimeter), "epci": list(perimeter.epci)} for perimeter in perimeters.perimeters],
        "remarks": list(file.remarks),
    }


def budgets_record(budgets: Budgets, place: Path | None) -> dict[str, Any]:
    """Land budgets."""
    file = budgets.file
    return {
        **{name: getattr(file, name) for name in ("name", "title", "publisher", "licence")},
        **_kept(file, place),
        "budgets": [asdict(budget) for budget in budgets.budgets],
        "remarks": list(file.remarks),
    }


def files_record() -> list[dict[str, Any]]:
    """What is loaded, a record a file."""
    return [
        {
            **_file(file),
            "loaded_on": file.loaded_on.isoformat(),
            "keys": [key.id for key in file.keys],
            "levers": list(dict.fromkeys(lever for key in file.keys for lever in key.levers)),
            "file": file.file,
        }
        for file in loaded_files()
    ]
