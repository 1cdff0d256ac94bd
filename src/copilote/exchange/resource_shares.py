"""What a region wants of its nature and resources, shared among its territories by the keys of the climate's levers.

A rate applies as it is everywhere; a quantity is shared at the commune, rounded there, and summed, so that territories
add up to their region. A key of a lever of the climate is the one that the COP chose, with its grade; another is tested
the same way (`planning.key_test`), on what the regions themselves are measured, or aim, to have.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from copilote.exchange.key_rules import metropolitan
from copilote.exchange.observed import regional_observations
from copilote.exchange.perimeters import places
from copilote.exchange.place import Place, members_of
from copilote.exchange.shares import Choices, blocks_of, inside_of, key_title, shared
from copilote.planning.allocation import Floats, gather
from copilote.planning.apportionment import apportioned
from copilote.planning.declination import Rule
from copilote.planning.key_test import UNFIT, grade, key_test
from copilote.planning.resource_scenario import ResourceOutcome
from copilote.reference.key_tests import KeyTest
from copilote.reference.keys import POPULATION, key_values, load_keys
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.resources import ResourceSharing, load_sharing, load_tiles
from copilote.reference.simulator import Region
from copilote.words import _

RATE, SHARED = "rate", "shared"
LEVELS = ("departement", "crte", "epci")
"""Levels that an ambition is shared to: below, no key of these levers is fit."""
GRAIN = "epci"
"""How finely keys must tell those levels (`Rule.grade`)."""


@dataclass(frozen=True, eq=False)
class ResourceShare:
    """An ambition among the territories of a level.

    amounts : one a territory, whole numbers of `unit`; total : the region's; outside : what is in none of them (a CRTE
    does not cover all). key : its title; grade : of the key there; reason : why this key.
    """

    outcome: ResourceOutcome
    unit: str
    key: str
    grade: str
    reason: str
    amounts: tuple[int, ...]
    total: int
    outside: int


@dataclass(frozen=True, eq=False)
class ResourceShares:
    """All the ambitions of a scenario at a level. rates : those that are the same everywhere; left : (outcome, why) of
    those that nothing places there."""

    places: tuple[Place, ...]
    shares: tuple[ResourceShare, ...]
    rates: tuple[tuple[ResourceOutcome, str], ...]
    left: tuple[tuple[ResourceOutcome, str], ...]


def resource_shares(
    region: Region, level: str, outcomes: tuple[ResourceOutcome, ...], choices: Choices = ()
) -> ResourceShares:
    """Every ambition of a scenario among the territories of a level. choices : what the COP decided of the levers of
    the climate whose keys are taken."""
    shares, rates, left = [], [], []
    known = load_sharing()
    for outcome in outcomes:
        how = known[outcome.start.id]
        if outcome.ambition is None:
            continue
        if how.kind == RATE:
            rates.append((outcome, how.reason))
        elif how.kind != SHARED or region.fictional:
            left.append((outcome, how.reason if not region.fictional else _("Région d’exemple, sans territoires.")))
        else:
            weights, rule = _key_of(how, region.code, choices)
            if not rule.placed(GRAIN) or weights is None:
                left.append((outcome, _("Aucune clé essayée ne dit assez bien où, dans cette région.")))
            else:
                shares.append(_shared(outcome, how, region.code, level, weights, rule))
    perimeters = () if region.fictional else places(region.code, level)
    return ResourceShares(perimeters, tuple(shares), tuple(rates), tuple(left))


def _shared(
    outcome: ResourceOutcome, how: ResourceSharing, region: str, level: str, weights: Floats, rule: Rule
) -> ResourceShare:
    exact = weights * ((outcome.ambition or 0.0) * (how.per_unit or 1.0))
    total = round(float(exact.sum()))
    whole = apportioned(exact[None], np.array([total], dtype=np.int64), blocks_of(region))[0]
    members, index = inside_of(region, level)
    sums = gather(whole[members].astype(np.float64), index, len(places(region, level)))
    outside = total - int(whole[np.unique(members[index >= 0])].sum())
    return ResourceShare(
        outcome,
        how.grain or "",
        key_title(rule.key),
        rule.grade(GRAIN),
        rule.note if rule.chosen and rule.note else how.reason,
        tuple(int(amount) for amount in sums.tolist()),
        total,
        outside,
    )


def _key_of(how: ResourceSharing, region: str, choices: Choices) -> tuple[Floats | None, Rule]:
    """What each commune of a region weighs (N,), adding up to 1, and the rule with its grade; None for a key of 0."""
    if how.lever is not None:
        declined = shared(region, choices)
        rank = next((rank for rank, rule in enumerate(declined.rules) if rule.lever == how.lever), None)
        if rank is not None:
            share = declined.key_share[rank]
            return (share if np.isfinite(share).all() else None), declined.rules[rank]
        return None, Rule(how.lever, "", UNFIT, UNFIT)
    key = how.key or POPULATION
    values = key_values(key)[members_of(region)]
    whole = float(values.sum())
    return (values / whole if whole > 0 else None), _own_rule(how.tile, key, region)


@kept_while_loaded(maxsize=256)
def _own_rule(tile: str, key: str, region: str) -> Rule:
    """The rule of a key that no lever of the climate has for such a thing, graded by its test."""
    test = _test(tile, key)
    ratio = test.ratios.get(region) if test and key != POPULATION else None
    untested = ["C"] if region not in metropolitan() else []
    about = load_keys()[key]
    at_epci = grade(test.misplaced if test else None, population=key == POPULATION, ratio=ratio, most=untested)
    at_commune = max(at_epci, about.most_commune or at_epci)
    return Rule(tile, key, at_commune, at_epci)


@kept_while_loaded(maxsize=32, texts=False)
def _test(tile: str, key: str) -> KeyTest | None:
    """The test of a key on the metropolitan regions: their targets where they have one, else what they measure."""
    number = next(known.regional for known in load_tiles() if known.id == tile)
    regions = metropolitan()
    wanted: list[float | None] = []
    for code in regions:
        seen = next((each for each in regional_observations(code, [number or ""]) if each.indicator == number), None)
        wanted.append(None if seen is None else seen.target_2030 or seen.pace.last_value)
    return key_test([float(key_values(key)[members_of(code)].sum()) for code in regions], wanted, regions)
