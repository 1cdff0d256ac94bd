"""The second panorama of every region says the values, targets and verdicts of the tables, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copilote.exchange.observed import regional_observations
from copilote.exchange.records.resources import resource_panorama_record
from copilote.exchange.resources import resource_levers
from copilote.planning.conversion import convert_kt
from copilote.planning.resources import Place, ResourceLever
from copilote.reference.barometer import load_national_indicators
from copilote.reference.series import load_regional_rules
from copilote.reference.simulator import (
    Region,
    find_lever,
    find_region,
    load_levers,
    load_observations,
    load_territories,
)

REGIONS = load_territories()
NATIONAL = {row.id: row for row in load_national_indicators()}


def of(region: str, tile: str) -> ResourceLever:
    return next(lever for lever in resource_levers(find_region(region)) if lever.tile.id == tile)


@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.slug)
def test_values_targets_and_verdicts_are_those_of_what_is_observed(region: Region) -> None:
    observed = {} if region.fictional else {one.indicator: one for one in reversed(regional_observations(region.code))}
    rules = {rule.number: rule for rule in load_regional_rules()}
    for lever in resource_levers(region):
        number = lever.tile.regional
        if number is None:
            continue
        expected = observed.get(number)
        assert lever.regional == expected, lever.tile.id
        if expected is not None and expected.target_2030 is not None:
            assert rules[number].key_grade == expected.key_grade, "only by a rule that is graded"
            if rules[number].rule == "rate":
                national = NATIONAL[lever.tile.national or ""].target()
                assert lever.target_2030 == pytest.approx((national or 0) * (rules[number].factor or 0))
        if expected is not None and region.code in rules[number].excluded:
            assert lever.target_2030 is None


@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.slug)
def test_a_tile_without_target_says_why_and_one_that_nobody_measures_has_no_value(region: Region) -> None:
    for row in resource_panorama_record(region, resource_levers(region))["levers"]:
        assert row["why"]
        regional, france = row["region"], row["france"]
        assert (row["place"] == "region") == (regional is not None)
        if regional is None or regional["target_2030"] is None:
            assert regional is None or (regional["gap"], regional["rule"]) == (None, "none")
        if regional is not None:
            assert regional["value"] is not None
            assert regional["year"] is not None
        if row["place"] == "none":
            assert france is None or france["value"] is None


def test_the_targets_of_the_state_are_those_of_its_simulator() -> None:
    for code in ("24", "53", "93"):
        levers = {lever.id: lever for lever in load_levers(code)}
        hedges, nitrogen = of(code, "hedges"), of(code, "mineral_nitrogen")
        assert hedges.addition is not None
        own = levers["augm_haies"]
        assert hedges.addition.value == pytest.approx(convert_kt(own, own.target_kt or 0.0).physical)
        assert hedges.target_2030 is None, "nobody measures the hedges of a region: there is no level to reach"
        own = levers["reduc_azote"]
        assert nitrogen.target_2030 == pytest.approx(convert_kt(own, own.target_kt or 0.0).physical)
        assert nitrogen.addition is None, "its target is a level"
        said = {
            row.year: row.value for row in load_observations(code) if row.lever == own.id and row.kind == "observed"
        }
        assert nitrogen.regional is not None
        assert dict(nitrogen.regional.values) == said
        assert not nitrogen.regional.pace.grade.plain, "two values are no pace"


def test_what_is_measured_nowhere_says_so_and_no_target_is_made_up() -> None:
    reuse, peat = of("24", "reclaimed_water"), of("24", "peatlands")
    assert (reuse.place, reuse.observation, reuse.aimed) == (Place.NOWHERE, None, False)
    assert (peat.place, peat.aimed) == (Place.NOWHERE, False)
    assert peat.national is not None
    assert peat.national.target_2030 == 30
    wetlands = of("24", "wetlands")
    assert wetlands.place is Place.REGION
    assert "Aucun objectif" in wetlands.why


def test_overseas_has_what_is_measured_there_and_the_rest_for_the_country() -> None:
    assert of("06", "land_take").place is Place.FRANCE, "Mayotte is not followed"
    assert of("06", "strong_protection").target_2030 is None, "its target is the mainland's"
    assert of("06", "wetlands").place is Place.NOWHERE
    assert of("04", "organic_farming").target_2030 == 21
    assert of("06", "hedges").addition is None


def test_a_series_without_any_value_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    [organic] = regional_observations("24", ["23"])
    empty = replace(organic, values=(), pace=replace(organic.pace, last_value=None, last_year=None))
    monkeypatch.setattr("copilote.exchange.resources.regional_observations", lambda *_asked: (empty,))
    made = resource_levers.__wrapped__(find_region("24"))  # type: ignore[attr-defined]
    [lever] = [lever for lever in made if lever.tile.id == "organic_farming"]
    assert (lever.place, lever.aimed) == (Place.FRANCE, False)


def test_the_fictional_region_holds_no_observation() -> None:
    exemple = resource_levers(find_region("exemple"))
    assert {lever.tile.id for lever in exemple if lever.regional is not None} == {"mineral_nitrogen"}
    assert find_lever("exemple", "reduc_azote").baseline_2019
