"""Which key a lever is shared by in a region, how sure it is, and what it was tested on.

The grades follow from tests on the published regional targets (`planning.key_test`), lowered by what is known below the
region. A key that the deployment loaded goes before the package's in each region where it knows the communes of at
least half the inhabitants, unless the package's is graded better there; it is tested the same way.
"""

from __future__ import annotations

import numpy as np

from copilote.exchange.place import members_of
from copilote.planning.declination import Rule
from copilote.planning.key_test import B_MOST, GRADES, grade, key_test
from copilote.reference.errors import UnknownNameError, nearest
from copilote.reference.key_tests import KeyTest, load_key_tests
from copilote.reference.keys import (
    POPULATION,
    key_values,
    knows_enough,
    load_keys,
    load_lever_keys,
    load_region_limits,
)
from copilote.reference.loaded import LoadedFile, LoadedKey, kept_while_loaded, loaded_keys
from copilote.reference.simulator import load_levers, load_regions
from copilote.words import N_, _

OVERSEAS = ("01", "02", "03", "04", "06")
"""Regions whose targets follow no published key."""


def metropolitan() -> tuple[str, ...]:
    """The codes of the regions that keys are tested on, in the published order."""
    return tuple(region.code for region in load_regions() if region.code not in OVERSEAS)


def published_target(lever: str, region: str) -> float | None:
    """A lever's target in a region, in ktCO2e; None where it is not known or the lever does not exist."""
    return next((figures.target_kt for figures in load_levers(region) if figures.id == lever), None)


def try_key(lever: str, key: str) -> KeyTest | None:
    """The test of any key on a lever's own targets, in the metropolitan regions that it knows enough of.

    None where it cannot be tested.
    """
    values = key_values(key)
    regions = [code for code in metropolitan() if key not in loaded_keys() or knows_enough(key, code)]
    sums = [float(values[members_of(code)].sum()) for code in regions]
    return key_test(sums, [published_target(lever, code) for code in regions], regions)


@kept_while_loaded(maxsize=2048, texts=False)
def key_test_of(lever: str, key: str) -> KeyTest | None:
    """The test of a key for a lever: kept in the table for the package's keys, made now for those loaded.

    A lever whose own targets cannot test it (overseas) is tested as its counterpart.
    """
    tests, stand_in = load_key_tests(), load_lever_keys()[lever].tested_as or lever
    if (stand_in, key) in tests or key not in loaded_keys():
        return tests.get((stand_in, key))
    return try_key(stand_in, key)


def grades_of(lever: str, key: str, region: str) -> tuple[str, str, str]:
    """(grade at the commune, at the EPCI and above, reason of a limit or "") of any key for a lever."""
    rule, test = load_lever_keys()[lever], key_test_of(lever, key)
    if key in loaded_keys():
        return _loaded_grades(loaded_keys()[key][1], lever, test)
    own = rule.official_level if key == rule.key else ""
    misplaced = test.misplaced if test else None
    ratio = test.ratios.get(region) if test and not rule.tested_as else None
    here, known = load_region_limits().get((lever, region)), load_keys()[key]
    untested = "C" if rule.tested_as or region in OVERSEAS else ""

    def at(level: str, *most: str) -> str:
        return grade(
            misplaced,
            official=bool(own) and (level == "epci" or own == "commune"),
            population=key == POPULATION,
            ratio=ratio,
            most=[limit for limit in (*most, untested) if limit],
        )

    epci = at("epci", rule.most_epci, here.most_epci if here else "")
    commune = at("commune", rule.most_commune, here.most_commune if here else "", known.most_commune, epci)
    limits = (here.limit if here else "", rule.limit, known.limit if commune > epci else "")
    return commune, epci, next((limit for limit in limits if limit), "")


def _loaded_grades(key: LoadedKey, lever: str, test: KeyTest | None) -> tuple[str, str, str]:
    """What a loaded key declares, lowered by its test; without one, C at most for a lever that it is not for.

    The State's own key is tested without the region that departs most: there the target may have been set apart.
    """
    declared = (key.grade_commune, key.grade_epci) if lever in key.levers else ("B", "B")
    if test is None:
        lowest = GRADES[0] if lever in key.levers else "C"
        return max(declared[0], lowest), max(declared[1], lowest), ""
    commune, epci = (
        GRADES[0] if own == GRADES[0] and test.without_worst <= B_MOST else max(own, grade(test.misplaced))
        for own in declared
    )
    return commune, epci, ""


@kept_while_loaded(maxsize=1024)
def lever_key(lever: str, region: str) -> Rule:
    """The key that a lever is shared by in a region (INSEE code), unless a COP decides otherwise.

    The lever's own, or the first fallback known there; a loaded key that serves the lever goes first, where it knows
    enough and is graded at least as well. Raises UnknownNameError for an unknown lever.
    """
    rule = _own_rule(lever, region)
    served = [
        (_preference(file, key, lever, region), file, key)
        for file, key in loaded_keys().values()
        if lever in key.levers and knows_enough(key.id, region)
    ]
    if not served:
        return rule
    _best, file, key = min(served, key=lambda loaded: loaded[0])
    commune, epci, limit = grades_of(lever, key.id, region)
    if worth(commune, epci) > worth(rule.grade_commune, rule.grade_epci):
        return rule
    reason = _("%(reason)s Source : %(file)s.", reason=key.reason, file=file.dated)
    return Rule(lever, key.id, commune, epci, rule.rate_over, limit=limit, note=reason)


def _preference(file: LoadedFile, key: LoadedKey, lever: str, region: str) -> tuple[tuple[str, str, str], int, int]:
    """The best graded first, then the newest data, then what was loaded last."""
    commune, epci, _limit = grades_of(lever, key.id, region)
    return worth(commune, epci), -(file.year or 0), -file.loaded_on.toordinal()


def worth(commune: str, epci: str) -> tuple[str, str, str]:
    """What keys are compared by, the best first: what can be told at the commune, then at the EPCI."""
    return max(commune, epci), epci, commune


def _own_rule(lever: str, region: str) -> Rule:
    """The rule of the package's tables."""
    rules = load_lever_keys()
    if lever not in rules:
        raise UnknownNameError(_("Levier"), lever, nearest(lever, rules))
    rule = rules[lever]
    keys, members = (rule.key, *rule.fallback), members_of(region)
    key = next((key for key in keys if np.any(key_values(key)[members] > 0)), rule.key)
    commune, epci, limit = grades_of(lever, key, region)
    reason = rule.reason
    if key != rule.key:
        text = N_("La clé « %(wanted)s » est nulle ou inconnue dans cette région : « %(title)s » en tient lieu.")
        reason = _(text, wanted=load_keys()[rule.key].title, title=load_keys()[key].title)
    rate = key if rule.rate_over == rule.key else rule.rate_over
    return Rule(lever, key, commune, epci, rate, limit=limit, note=reason)


def state_key(lever: str) -> str:
    """The State's own key for a lever, in words; "Non indiquée" where its method gives none."""
    return load_lever_keys()[lever].official_key or _("Non indiquée")
