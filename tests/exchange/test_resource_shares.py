"""Ambitions for nature and resources among territories, and the short codes of their scenarios."""

from __future__ import annotations

import numpy as np
import pytest

from copilote.exchange.resource_scenario import (
    decode_resources,
    encode_resources,
    is_of_resources,
    resource_starts,
)
from copilote.exchange.resource_shares import LEVELS, resource_shares
from copilote.exchange.shares import KeyChoice, shared
from copilote.exchange.short_link import decode, encode
from copilote.exchange.uses import land_budget
from copilote.planning.resource_scenario import ResourceChange, ResourceScenario, evaluate
from copilote.planning.scenario import Change, Scenario
from copilote.reference.errors import UnknownNameError
from copilote.reference.keys import load_keys
from copilote.reference.resources import load_sharing, load_tiles
from copilote.reference.simulator import find_region, load_levers, load_territories

CENTRE = find_region("24")
SCENARIO = ResourceScenario(
    "24", "2026", {"withdrawals": ResourceChange(None, 1.2e9), "hedges": ResourceChange(0.5)}, "Essai"
)


def shares_at(level: str, region: str = "24", choices: tuple[KeyChoice, ...] = ()):  # type: ignore[no-untyped-def]
    place = find_region(region)
    lines = evaluate(ResourceScenario(place.code, "2026", SCENARIO.changes), resource_starts(place))
    return resource_shares(place, level, lines, choices)


def test_every_lever_that_can_be_simulated_says_how_it_is_shared() -> None:
    starts = {start.id for region in load_territories() for start in resource_starts(region)}
    known = load_sharing()
    assert set(known) == starts
    levers = {lever.id for lever in load_levers("24")}
    for how in known.values():
        assert how.kind in ("rate", "shared", "none")
        assert (how.kind == "shared") is bool(how.lever or how.key) is bool(how.grain)
        assert how.lever is None or how.lever in levers
        assert how.key is None or how.key in load_keys()


@pytest.mark.parametrize("level", LEVELS)
def test_the_shares_of_territories_add_up_to_the_ambition(level: str) -> None:
    shares = shares_at(level)
    assert {share.outcome.start.id for share in shares.shares} >= {"hedges", "land_take", "legumes"}
    for share in shares.shares:
        assert sum(share.amounts) + share.outside == share.total
        assert share.total == round(
            (share.outcome.ambition or 0) * (load_sharing()[share.outcome.start.id].per_unit or 1)
        )
    assert {line.start.id for line, _why in shares.rates} >= {"organic_farming", "household_waste"}
    assert {line.start.id for line, _why in shares.left} == {"protected_areas", "strong_protection", "withdrawals"}


def test_groups_of_communes_add_up_to_their_departement() -> None:
    epci, departements = shares_at("epci"), shares_at("departement")
    inside = [rank for rank, place in enumerate(epci.places) if set(place.codes) <= set(departements.places[0].codes)]
    for one, other in zip(epci.shares, departements.shares, strict=True):
        assert sum(one.amounts[rank] for rank in inside) <= other.amounts[0]


def test_a_lever_of_the_climate_lends_its_key_and_what_the_cop_chose_for_it() -> None:
    plain = shares_at("departement").shares[0]
    declined = shared("24")
    rank = next(rank for rank, lever in enumerate(declined.levers) if lever.id == "augm_haies")
    members = declined.communes
    first = np.isin(members, plain.outcome and shares_at("departement").places[0].codes)
    assert plain.amounts[0] == pytest.approx(declined.key_share[rank][first].sum() * plain.total, abs=2)
    chosen = shares_at("departement", choices=(KeyChoice("augm_haies", (("population", 1.0),), reason="Vote"),)).shares[
        0
    ]
    assert chosen.amounts != plain.amounts
    assert chosen.key == "Population"
    assert chosen.reason == "Vote"


def test_a_key_that_is_not_fit_shares_nothing() -> None:
    left = {line.start.id for line, _why in shares_at("departement", "11").left}
    assert "land_take" in left, "graded D in Île-de-France"
    assert shares_at("departement", "exemple").places == ()


def test_the_law_leaves_half_of_what_was_taken_in_the_ten_years_before() -> None:
    left = land_budget(CENTRE)
    assert left is not None
    assert left.high == pytest.approx(13_466.8 / 2, rel=1e-3)
    assert land_budget(find_region("exemple")) is None


def test_a_code_holds_a_scenario_and_nothing_else() -> None:
    code = encode_resources(SCENARIO)
    assert decode_resources(code) == SCENARIO
    assert is_of_resources(code)
    climate = encode(Scenario("24", "2023", {"augm_voitelec": Change(50.0)}))
    assert not is_of_resources(climate)
    for read, other in ((decode, code), (decode_resources, climate), (decode_resources, code[:-1]), (decode, "")):
        with pytest.raises(UnknownNameError):
            read(other)


def test_the_format_of_codes_counts_the_tiles_of_its_edition() -> None:
    assert len(load_tiles("2026")) == 46, "a code that was shared counts in this list: add at its end, or a format"
    assert [tile.id for tile in load_tiles("2026")][:2] == ["hedges", "protected_areas"]
