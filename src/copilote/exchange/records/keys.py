"""Records of the tests of allocation keys: what each lever is shared by, how well it holds, what else was tried."""

from __future__ import annotations

from math import log
from typing import Annotated, Any

from copilote.exchange.key_rules import grades_of, key_test_of, lever_key, metropolitan
from copilote.exchange.named import lever_named
from copilote.exchange.records.model import About, TypedDict, filled
from copilote.planning.key_test import FAR
from copilote.reference.key_tests import KeyTest, distance
from copilote.reference.keys import POPULATION, LeverKey, load_keys, load_lever_keys, load_region_limits
from copilote.reference.loaded import loaded_keys
from copilote.reference.simulator import load_lever_names, load_regions

ALTERNATIVES = 5
"""Keys shown beside the default one: the best in figures, and population."""
ANYWHERE = ""
"""In no region in particular: the grades before a region's own test and limits."""


class RegionRatio(TypedDict):
    """Ce que la clé donne à une région, rapporté à l’objectif publié."""

    region: str
    name: str
    ratio: float


class OtherKey(TypedDict):
    """Une autre clé, et la part de l’objectif qu’elle place mal, de 0 à 1."""

    key: str
    title: str
    misplaced: float


class RegionalKey(TypedDict):
    """Une région où la clé, ou sa certitude, n’est pas celle des autres."""

    region: str
    name: str
    key: str
    grade_commune: str
    grade_epci: str


class KeyRecord(TypedDict):
    """La clé d’un levier, sa certitude hors de toute limite régionale, et son épreuve."""

    lever: str
    label: str
    state_key: Annotated[str | None, About(at="official_key")]
    state_unit: Annotated[str | None, About(at="official_unit")]
    state_source: Annotated[str | None, About(at="official_source")]
    key: str
    key_title: str
    grade_commune: str
    grade_epci: str
    misplaced: Annotated[float | None, About("Part de l’objectif placée dans une autre région, de 0 à 1.")]
    misplaced_without_worst: Annotated[
        float | None, About("La même, sans la région qui s’écarte le plus.", at="without_worst")
    ]
    correlation: float | None
    worst: list[RegionRatio]
    tested_regions: int
    alternatives: list[OtherKey]
    reason: str
    untested: Annotated[str | None, About("Pourquoi la clé n’est pas éprouvée.")]
    limit: Annotated[str | None, About("Ce qui limite sa certitude.")]
    localised_by: Annotated[str | None, About("Ce qui dirait mieux où le levier se joue.")]
    regions: list[RegionalKey]


def key_records(lever: str | None = None) -> list[KeyRecord]:
    """One record a lever, or that of one (id or name). Raises UnknownNameError."""
    rules = load_lever_keys()
    return [key_record(rule) for rule in (rules.values() if lever is None else [rules[lever_named(lever, None)[0]]])]


def key_record(rule: LeverKey) -> KeyRecord:
    """A lever's key, its grades where nothing regional lowers them, its test, the regions where it holds less."""
    commune, epci, limit = grades_of(rule.lever, rule.key, ANYWHERE)
    test = None if rule.tested_as else key_test_of(rule.lever, rule.key)
    names = {region.code: region.name for region in load_regions()}
    why_untested = None if test else untested(rule)
    return filled(
        KeyRecord,
        rule,
        test,
        label=_label(rule.lever),
        key_title=load_keys()[rule.key].title,
        grade_commune=commune,
        grade_epci=epci,
        worst=[{"region": code, "name": names[code], "ratio": ratio} for code, ratio in (test.worst() if test else ())],
        tested_regions=len(test.ratios) if test else 0,
        alternatives=_alternatives(rule) if test else [],
        reason=" ".join(part for part in (rule.reason, limit, why_untested) if part),
        untested=why_untested,
        limit=limit,
        regions=_regional(rule, test, names) if test else [],
    )


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


def _alternatives(rule: LeverKey) -> list[OtherKey]:
    """The other keys, the best in figures first, and population wherever it comes."""
    tests = {key: key_test_of(rule.lever, key) for key in load_keys() if key != rule.key}
    ranked = sorted((test.misplaced, key) for key, test in tests.items() if test is not None)
    kept = ranked[:ALTERNATIVES] + [pair for pair in ranked[ALTERNATIVES:] if pair[1] == POPULATION]
    return [{"key": key, "title": load_keys()[key].title, "misplaced": misplaced} for misplaced, key in kept]


def _regional(rule: LeverKey, test: KeyTest, names: dict[str, str]) -> list[RegionalKey]:
    """The metropolitan regions where the key or its grades are not those of the table."""
    common, limits = grades_of(rule.lever, rule.key, ANYWHERE)[:2], load_region_limits()
    apart = [
        (code, lever_key(rule.lever, code))
        for code in metropolitan()
        if (rule.lever, code) in limits or distance(test.ratios.get(code, 1.0)) > log(FAR) or loaded_keys()
    ]
    return [
        filled(RegionalKey, here, region=code, name=names[code])
        for code, here in apart
        if (here.key, here.grade_commune, here.grade_epci) != (rule.key, *common)
    ]


def flat_record(record: KeyRecord) -> dict[str, Any]:
    """The record on one line of a CSV: lists become "region:ratio" and "key:misplaced" pairs."""
    return record | {
        "worst": " ".join(f"{row['region']}:{row['ratio']:.2f}" for row in record["worst"]),
        "alternatives": " ".join(f"{row['key']}:{row['misplaced']:.3f}" for row in record["alternatives"]),
        "regions": " ".join(f"{row['region']}:{row['grade_commune']}{row['grade_epci']}" for row in record["regions"]),
    }
