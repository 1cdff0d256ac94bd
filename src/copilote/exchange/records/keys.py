"""Records of the tests of allocation keys: what each lever is shared by, how well it holds, what else was tried."""

from __future__ import annotations

from math import log
from typing import Any

from copilote.exchange.allocated import lever_named
from copilote.exchange.key_rules import grades_of, key_test_of, lever_key, metropolitan
from copilote.planning.key_test import FAR
from copilote.reference.key_tests import KeyTest, distance
from copilote.reference.keys import POPULATION, LeverKey, load_keys, load_lever_keys, load_region_limits
from copilote.reference.loaded import loaded_keys
from copilote.reference.simulator import load_lever_names, load_regions

ALTERNATIVES = 5
"""Keys shown beside the default one: the best in figures, and population."""
ANYWHERE = ""
"""In no region in particular: the grades before a region's own test and limits."""


def key_records(lever: str | None = None) -> list[dict[str, Any]]:
    """One record a lever, or that of one (id or name). Raises UnknownNameError."""
    rules = load_lever_keys()
    return [key_record(rule) for rule in (rules.values() if lever is None else [rules[lever_named(lever, None)[0]]])]


def key_record(rule: LeverKey) -> dict[str, Any]:
    """A lever's key, its grades where nothing regional lowers them, its test, the regions where it holds less.

    misplaced : 0 to 1, None with `untested` saying why. worst : what the key gives over what the State published.
    """
    commune, epci, limit = grades_of(rule.lever, rule.key, ANYWHERE)
    test = None if rule.tested_as else key_test_of(rule.lever, rule.key)
    names = {region.code: region.name for region in load_regions()}
    return {
        "lever": rule.lever,
        "label": _label(rule.lever),
        "state_key": rule.official_key,
        "state_unit": rule.official_unit,
        "state_source": rule.official_source,
        "key": rule.key,
        "key_title": load_keys()[rule.key].title,
        "grade_commune": commune,
        "grade_epci": epci,
        "misplaced": test.misplaced if test else None,
        "misplaced_without_worst": test.without_worst if test else None,
        "correlation": test.correlation if test else None,
        "worst": [{"region": code, "name": names[code], "ratio": far} for code, far in (test.worst() if test else ())],
        "tested_regions": len(test.ratios) if test else 0,
        "alternatives": _alternatives(rule) if test else [],
        "reason": " ".join(part for part in (rule.reason, limit, "" if test else untested(rule)) if part),
        "untested": None if test else untested(rule),
        "limit": limit or None,
        "localised_by": rule.localised_by or None,
        "regions": _regional(rule, test, names) if test else [],
    }


def _label(lever: str) -> str:
    return next(name.label for name in load_lever_names() if name.id == lever)


def untested(rule: LeverKey) -> str:
    """Why a key is not tested on the lever's own targets, in French; with what it is graded by instead."""
    why = "Clé non testée : aucune clé n’est publiée outre-mer, où l’objectif est celui de chaque île."
    if not rule.tested_as:
        return why
    test = key_test_of(rule.lever, rule.key)
    part = f", où elle place mal {100 * test.misplaced:.0f} % de l’objectif" if test else ""
    return f"{why} Jugée par « {_label(rule.tested_as)} » en métropole{part}, et C au mieux."


def _alternatives(rule: LeverKey) -> list[dict[str, Any]]:
    """The other keys, the best in figures first, and population wherever it comes."""
    tests = {key: key_test_of(rule.lever, key) for key in load_keys() if key != rule.key}
    ranked = sorted((test.misplaced, key) for key, test in tests.items() if test is not None)
    kept = ranked[:ALTERNATIVES] + [pair for pair in ranked[ALTERNATIVES:] if pair[1] == POPULATION]
    return [{"key": key, "title": load_keys()[key].title, "misplaced": misplaced} for misplaced, key in kept]


def _regional(rule: LeverKey, test: KeyTest, names: dict[str, str]) -> list[dict[str, Any]]:
    """The metropolitan regions where the key or its grades are not those of the table."""
    common, limits = grades_of(rule.lever, rule.key, ANYWHERE)[:2], load_region_limits()
    found = []
    for code in metropolitan():
        apart = (rule.lever, code) in limits or distance(test.ratios.get(code, 1.0)) > log(FAR)
        if not apart and not loaded_keys():
            continue
        here = lever_key(rule.lever, code)
        if (here.key, here.grade_commune, here.grade_epci) != (rule.key, *common):
            found.append(
                {
                    "region": code,
                    "name": names[code],
                    "key": here.key,
                    "grade_commune": here.grade_commune,
                    "grade_epci": here.grade_epci,
                }
            )
    return found


def flat_record(record: dict[str, Any]) -> dict[str, Any]:
    """The record on one line of a CSV: lists become "region:ratio" and "key:misplaced" pairs."""
    return record | {
        "worst": " ".join(f"{row['region']}:{row['ratio']:.2f}" for row in record["worst"]),
        "alternatives": " ".join(f"{row['key']}:{row['misplaced']:.3f}" for row in record["alternatives"]),
        "regions": " ".join(f"{row['region']}:{row['grade_commune']}{row['grade_epci']}" for row in record["regions"]),
    }
