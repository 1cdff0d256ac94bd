"""What is observed, against what is wanted: national indicators and series of regions."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.exchange.records.observed import observation_record
from copilote.planning.derivation import derive_target
from copilote.planning.grade import Grade
from copilote.planning.observation import Observation, observe_national, observe_region
from copilote.reference.barometer import load_national_indicators
from copilote.reference.reading import load_national_readings, load_regional_readings
from copilote.reference.series import RegionalSeries, load_regional_rules, load_series
from copilote.reference.simulator import load_regions
from copilote.reference.soundness import Soundness
from support_barometer import PACES

NATIONAL = {one.id: one for one in load_national_indicators()}
RULES = {rule.number: rule for rule in load_regional_rules()}
READINGS = load_national_readings()
REGIONS = [region.code for region in load_regions()]


def observed(region: str, number: str, population: float | None = None) -> tuple[Observation, ...]:
    series = load_series(region)
    rule = RULES[number]
    return observe_region(
        [one for one in series if one.number == number],
        rule,
        NATIONAL[rule.national],
        others={one.number: one for one in series if one.dimension is None},
        population=population,
        national_population=None if population is None else 68_000_000,
        reading=load_regional_readings()[number],
    )


def national(number: str) -> Observation:
    return observe_national(NATIONAL[number], READINGS[number])


def last(points: tuple[tuple[int, float], ...]) -> float:
    return points[-1][1]


def test_the_national_paces_equal_the_columns_of_the_barometer() -> None:
    adjacent = required = 0
    for indicator in NATIONAL.values():
        shown = PACES.get(indicator.id)
        seen = observe_national(indicator)
        if shown is None:
            continue
        if shown.pace_1y is not None:
            assert seen.pace.pace_1y == pytest.approx(shown.pace_1y, abs=0.0016), indicator.id
            adjacent += indicator.values[-1][0] - indicator.values[-2][0] == 1
        if shown.pace_required is not None:
            assert seen.pace.pace_required == pytest.approx(shown.pace_required, abs=0.0003), indicator.id
            required += 1
    assert adjacent == 311
    assert required == 192


def test_electric_cars_take_the_national_rate_as_it_is() -> None:
    [cars] = observed("24", "826")
    assert cars.target_2030 == 15
    assert cars.target_soundness is Soundness.DERIVED
    assert (cars.rule, cars.key_grade, cars.national) == ("rate", "A", "fr-059")
    assert cars.pace.pace_required == pytest.approx((15 - 2.3328596458746893) / 5)
    assert cars.pace.grade is Grade.TOO_SLOW


def test_household_waste_is_compared_in_tonnes_with_a_target_in_kilograms() -> None:
    [waste] = observed("24", "42")
    assert waste.target_2030 == pytest.approx(0.502)
    assert waste.unit == "t/hab."


def test_a_shared_quantity_asks_every_region_for_the_same_relative_effort() -> None:
    national = NATIONAL["fr-104"]
    effort = 2.7 / dict(national.values)[2024]
    for code in ("24", "75", "94"):
        [beans] = observed(code, "331")
        assert beans.target_2030 == pytest.approx(dict(beans.values)[2024] * effort)
        assert beans.key_grade == "B"
        assert beans.target_soundness is Soundness.DERIVED


def test_the_shares_of_the_regions_add_up_to_the_national_ceiling_on_land_take() -> None:
    found = [one.target_2030 for code in REGIONS for one in observed(code, "611")]
    assert len(found) == 17
    assert math.fsum(value for value in found if value is not None) == pytest.approx(123_000)


def test_the_reference_total_of_land_take_is_the_sum_of_the_regions() -> None:
    flows = [dict(one.values) for code in REGIONS for one in load_series(code, ["611"])]
    decade = math.fsum(flow[year] for flow in flows for year in range(2011, 2021))
    assert RULES["611"].reference_total == pytest.approx(decade)


def test_land_take_is_graded_by_its_growth_and_not_for_being_still_below_the_ceiling() -> None:
    country = national("fr-278")
    assert country.pace.ceiling
    assert country.pace.grade is Grade.TOO_SLOW
    assert country.pace.pace_required == pytest.approx(8.9478, abs=1e-3)
    assert "Plafond consommé 2,2 fois plus vite que ce qu’il permet." in country.warnings
    [region] = observed("24", "611")
    assert region.values[0] == (2020, 0.0)
    assert region.pace.pace_1y == pytest.approx(1144.0686)
    assert region.pace.grade is Grade.TOO_SLOW
    assert "Plafond consommé 2,8 fois plus vite que ce qu’il permet." in region.warnings
    for seen in (country, region):
        assert (seen.pace.ratio, seen.pace.year_reached) == (None, None)


def test_the_year_of_a_ceiling_is_the_first_whose_total_passes_it_told_in_the_right_tense() -> None:
    """French Guiana passes 761 ha, its ceiling, by the end of 2025; the country 123,000 ha by the end of 2027."""
    told = {2025: "aurait été atteint", 2026: "serait atteint", 2027: "serait atteint"}
    for seen, year in ((observed("03", "611")[0], 2025), (observed("24", "611")[0], 2026)):
        assert f"À ce rythme, le plafond de 2030 {told[year]} en {year}." in seen.warnings
        (last_year, total), pace = seen.values[-1], seen.pace.pace_observed
        assert pace is not None
        assert seen.target_2030 is not None
        assert total + pace * (year - 1 - last_year) < seen.target_2030 <= total + pace * (year - last_year)
    assert "À ce rythme, le plafond de 2030 serait atteint en 2027." in national("fr-278").warnings


def test_a_slower_growth_under_a_ceiling_is_ahead() -> None:
    indicator = replace(
        NATIONAL["fr-278"], values=((2020, 0.0), (2021, 8.0), (2022, 16.0), (2023, 24.0)), targets=((2030, 123.0),)
    )
    slow = observe_national(indicator)
    assert slow.pace.grade is Grade.AHEAD
    assert not any("lafond" in line for line in slow.warnings)
    over = observe_national(replace(indicator, values=((2021, 60.0), (2022, 110.0), (2023, 130.0))))
    assert over.pace.grade is Grade.TOO_SLOW
    assert "Plafond déjà dépassé en 2023." in over.warnings
    old = observe_national(replace(indicator, values=((2017, 0.0), (2018, 8.0), (2019, 16.0))))
    assert (old.pace.grade, old.pace.ceiling) == (Grade.UNKNOWN, True)


@pytest.mark.parametrize(
    ("number", "grade", "said"),
    [
        ("fr-079", Grade.WRONG_WAY, "Cible tenue en 2025, perdue avant 2030 à ce rythme."),
        ("fr-070", Grade.UNCERTAIN, "La cible est une hausse prévue, non un plafond à ne pas dépasser"),
        ("fr-036", Grade.ON_PACE, "Cible tenue en 2024 et encore en 2030 à ce rythme, mais la marge se réduit."),
        ("fr-245", Grade.AHEAD, "Cible déjà atteinte en 2025."),
        ("fr-301", Grade.UNKNOWN, "Valeur égale à la cible depuis le début de la série"),
        ("fr-044", Grade.UNKNOWN, "Dernière valeur de 2020 : trop ancienne pour juger du rythme."),
        ("53/356", Grade.UNCERTAIN, "La cible nationale est comptée avec un seuil de six ans"),
        ("28/510", Grade.WRONG_WAY, "Cible tenue en 2024, perdue avant 2030 à ce rythme."),
        ("24/686", Grade.UNCERTAIN, "La cible est une hausse prévue, non un plafond à ne pas dépasser"),
    ],
)
def test_a_target_reached_is_ahead_only_if_the_present_pace_keeps_it(number: str, grade: Grade, said: str) -> None:
    region, _, series = number.rpartition("/")
    seen = observed(region, series)[0] if region else national(number)
    assert seen.pace.reached
    assert seen.pace.grade is grade
    assert (seen.pace.ratio, seen.pace.year_reached) == (None, None)
    assert any(line.startswith(said) for line in (seen.pace.reason, *seen.warnings))


@pytest.mark.parametrize(("number", "year"), [("24/685", 2016), ("fr-043", 2020), ("fr-056", 2019), ("fr-227", 2019)])
def test_a_series_that_stopped_long_ago_is_not_graded(number: str, year: int) -> None:
    region, _, series = number.rpartition("/")
    seen = observed(region, series)[0] if region else national(number)
    assert seen.pace.grade is Grade.UNKNOWN
    assert seen.pace.pace_1y is not None
    assert seen.pace.pace_required is not None
    assert seen.pace.reason == f"Dernière valeur de {year} : trop ancienne pour juger du rythme."


@pytest.mark.parametrize("number", ["fr-023", "fr-024", "fr-193"])
def test_a_grade_that_the_last_year_belies_is_uncertain_and_the_record_says_why(number: str) -> None:
    record = observation_record(national(number))
    assert (record["grade"], record["pace_observed"], record["ratio"]) == ("uncertain", None, None)
    assert record["reason"].startswith("Les périodes ne disent pas la même chose : mauvais sens sur un an ; en avance")
    said = {window["name"]: window["grade"] for window in record["windows"]}
    assert (said["last_year"], said["since_2019"]) == ("wrong_way", "ahead")


def test_a_computed_series_does_not_bear_the_note_of_one_of_its_parts() -> None:
    [sieves] = observed("24", "992")
    assert load_series("24", ["992"])[0].note is not None
    assert not any("Étiquette F seule" in line for line in sieves.warnings)
    assert "Étiquettes F et G" in (sieves.rule_text or "")
    for number in ("133", "611", "684", "992"):
        notes = {one.note for one in load_series("24", [number]) if one.note}
        assert notes.isdisjoint(observed("24", number)[0].warnings)


def test_secured_cycle_lanes_are_the_two_types_that_the_country_counts() -> None:
    secured, *parts = observed("24", "133")
    types = {one.part: dict(one.values) for one in parts}
    assert len(parts) == 7
    assert secured.part is None
    for year, value in secured.values:
        assert value == pytest.approx(types["pistes cyclables"][year] + types["voies vertes"][year])
    assert secured.target_2030 == pytest.approx(dict(secured.values)[2024] * 100 / 61.369)
    assert all(one.target_2030 is None for one in parts)


def test_the_share_of_rail_is_that_of_all_modes_from_the_region() -> None:
    [rail] = observed("24", "684")
    assert rail.unit == "%"
    assert rail.target_2030 == 18
    assert last(rail.values) == pytest.approx(100 * 1256960708 / 13222581916.5056)
    assert rail.soundness is not Soundness.MEASURED


def test_energy_sieves_are_labels_f_and_g_together() -> None:
    [sieves] = observed("24", "992")
    assert last(sieves.values) == pytest.approx(8.671272087061634 + 6.010789762611111)
    assert sieves.target_2030 == pytest.approx(last(sieves.values) * 1.144 / 4.242)


def test_a_rule_does_not_hold_in_the_regions_that_it_excludes() -> None:
    [inland], [seaside] = observed("24", "898"), observed("52", "898")
    assert inland.target_2030 == pytest.approx(1837.424 * 31 / 23.81, rel=1e-5)
    assert seaside.target_2030 is None
    assert seaside.pace.grade is Grade.UNKNOWN
    assert "éoliennes en mer" in (seaside.rule_text or "")


def test_figures_that_do_not_measure_the_same_thing_get_no_target() -> None:
    for number in ("255", "257", "443", "638", "833", "1082"):
        [seen] = observed("24", number)
        assert seen.target_2030 is None
        assert seen.rule == "none"
        assert seen.key_grade is None
        assert seen.pace.grade is Grade.UNKNOWN
        assert seen.pace.pace_1y is not None
        assert seen.rule_text


def test_without_population_nothing_is_shared_by_population() -> None:
    [without] = observed("24", "897")
    assert without.target_2030 is None
    [with_it] = observed("24", "897", population=2_573_303)
    assert with_it.target_2030 == pytest.approx(69e6 * 2_573_303 / 68e6)
    assert with_it.target_soundness is Soundness.ESTIMATED


def test_an_incomplete_series_marks_what_is_made_with_it() -> None:
    [heat] = observed("24", "509")
    assert heat.soundness is Soundness.INCOMPLETE


def test_an_unknown_total_stays_unknown() -> None:
    water = observe_national(NATIONAL["fr-153"])
    assert water.values == ()
    assert water.soundness is Soundness.UNKNOWN
    assert water.pace.grade is Grade.UNKNOWN
    assert water.target_2030 == 28.587


def test_a_target_of_another_year_is_named_and_not_used() -> None:
    sorting = observe_national(NATIONAL["fr-191"])
    assert sorting.target_2030 is None
    assert any("2035" in line for line in sorting.warnings)


def test_every_series_of_every_region_can_be_observed() -> None:
    count = 0
    for code in REGIONS:
        for number in RULES:
            for seen in observed(code, number, population=1_000_000):
                assert seen.values
                assert seen.target_2030 is None or math.isfinite(seen.target_2030)
                assert (seen.key_grade is None) == (seen.target_2030 is None)
                assert seen.soundness is not Soundness.UNKNOWN
                count += 1
    assert count > 700


@given(
    own=st.floats(1e-3, 1e9),
    scale=st.floats(1e-3, 1e3),
)
def test_sharing_an_observed_quantity_keeps_proportions(own: float, scale: float) -> None:
    rule, national = RULES["356"], NATIONAL["fr-122"]
    small = derive_target("24", ((2024, own),), rule, national).value
    large = derive_target("24", ((2024, own * scale),), rule, national).value
    assert small is not None
    assert large is not None
    assert large == pytest.approx(small * scale)


def test_a_region_that_has_none_of_the_quantity_gets_no_target() -> None:
    derived = derive_target("24", ((2024, 0.0),), RULES["356"], NATIONAL["fr-122"])
    assert derived.value is None
    assert derived.soundness is Soundness.UNKNOWN


def test_a_series_that_another_one_is_needed_for_has_no_target_alone() -> None:
    series: list[RegionalSeries] = list(load_series("24", ["684"]))
    [seen] = observe_region(series, RULES["684"], NATIONAL["fr-072"])
    assert seen.target_2030 is None
    assert "absente" in (seen.rule_text or "")
