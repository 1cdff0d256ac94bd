"""Regional series and catalogue of indicators; how a national target becomes regional."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from copilote.reference import series as series_module
from copilote.reference import territories
from copilote.reference.barometer import load_national_indicators
from copilote.reference.errors import UnknownNameError
from copilote.reference.series import (
    RegionalRule,
    load_catalogue,
    load_regional_rules,
    load_series,
)
from copilote.reference.simulator import load_regions
from copilote.reference.soundness import Soundness
from copilote.reference.tables import PACKAGED, read_rows, table_path
from published import PUBLISHED, needs_published

REGIONS = [region.code for region in load_regions()]
RULES = load_regional_rules()
NATIONAL = {indicator.id: indicator for indicator in load_national_indicators()}


def total(number: str, year: int) -> float:
    """Sum of the regions in that year, dimensions left apart."""
    found = [dict(s.values).get(year) for code in REGIONS for s in load_series(code, [number])]
    return sum(value for value in found if value is not None)


def test_the_catalogue_holds_158_numbered_indicators_with_their_levels() -> None:
    catalogue = {entry.number: entry for entry in load_catalogue()}
    assert len(catalogue) == 158
    assert catalogue["826"].levels == ("commune", "epci", "crte", "departement", "region")
    assert catalogue["826"].unit == "%"
    assert catalogue["992"].levels == ("region",)
    assert {s.number for code in REGIONS for s in load_series(code)} <= set(catalogue)


def test_the_43_series_exist_and_each_has_one_rule() -> None:
    numbers = {s.number for code in REGIONS for s in load_series(code)}
    assert len(numbers) == 43
    assert sorted(rule.number for rule in RULES) == sorted(numbers)


def test_a_region_gives_its_share_of_electric_cars() -> None:
    [cars] = load_series("24", ["826"])
    assert cars.unit == "%"
    assert cars.kind == "rate"
    assert cars.national == ("fr-059",)
    assert [year for year, _ in cars.values] == list(range(2019, 2026))
    assert cars.values[-1][1] == pytest.approx(2.3328596458746893)


def test_a_series_with_a_dimension_gives_one_series_for_each_of_its_values() -> None:
    lanes = load_series("24", ["133"])
    assert len(lanes) == 7
    assert {lane.dimension for lane in lanes} >= {"pistes cyclables", "voies vertes"}
    assert all(len(lane.values) == 4 for lane in lanes)
    assert any(s.dimension == "Vélo (depuis 2017)" for s in load_series("24", ["955"]))


def test_values_are_in_the_order_of_years_one_a_year_and_known() -> None:
    for code in REGIONS:
        for one in load_series(code):
            years = [year for year, _ in one.values]
            assert years == sorted(set(years)), (code, one.name)
            assert all(value == value for _, value in one.values)
            assert years[-1] <= 2026


def test_an_unknown_number_names_the_ones_that_exist() -> None:
    with pytest.raises(UnknownNameError, match="826"):
        load_series("24", ["827"])


def test_the_fictional_region_has_no_series() -> None:
    assert load_series("exemple") == ()


def test_the_industrial_sites_are_in_tonnes_and_add_up_to_the_national_total() -> None:
    [sites] = load_series("24", ["520"])
    assert sites.unit == "tCO2e"
    assert sites.unit_published == "MtCO2eq"
    for year in (2019, 2021, 2022):
        assert total("520", year) == pytest.approx(1e6 * dict(NATIONAL["fr-160"].values)[year], rel=1e-3)
    assert 2023 not in dict(sites.values)


@pytest.mark.parametrize(
    ("number", "national", "year", "tolerance"),
    [("331", "fr-104", 2024, 0.005), ("356", "fr-122", 2024, 0.001), ("899", "fr-205", 2025, 0.08)],
)
def test_quantities_shared_between_regions_add_up_to_the_national_one(
    number: str, national: str, year: int, tolerance: float
) -> None:
    [rule] = [rule for rule in RULES if rule.number == number]
    assert rule.factor is not None
    expected = rule.factor * dict(NATIONAL[national].values)[year]
    assert total(number, year) == pytest.approx(expected, rel=tolerance)


def test_installed_power_is_a_stock_that_matches_the_national_one_not_a_yearly_addition() -> None:
    for year in (2024, 2025):
        stock = 1000 * sum(dict(NATIONAL[i].values)[year] for i in ("fr-201", "fr-202"))
        assert total("898", year) == pytest.approx(stock, rel=0.04)
    for number in ("898", "899"):
        for code in REGIONS:
            for one in load_series(code, [number]):
                values = [value for _, value in one.values]
                assert values == sorted(values), (number, code)


def test_land_take_of_the_regions_is_the_running_total_of_the_barometer() -> None:
    consumed = sum(total("611", year) for year in (2021, 2022, 2023))
    assert consumed == pytest.approx(1000 * dict(NATIONAL["fr-278"].values)[2023], rel=1e-3)


def test_the_national_rate_lies_within_the_regions_wherever_it_is_applied_as_it_is() -> None:
    checked = 0
    for rule in RULES:
        if rule.rule != "rate" or rule.transform or rule.excluded:
            continue
        assert rule.factor is not None
        national = dict(NATIONAL[rule.national].values)
        regional = [dict(s.values) for code in REGIONS for s in load_series(code, [rule.number])]
        common = max(set(national) & {year for values in regional for year in values})
        known = [values[common] for values in regional if common in values]
        assert min(known) <= rule.factor * national[common] <= max(known), rule.number
        checked += 1
    assert checked >= 14


def complete(rule: RegionalRule) -> bool:
    """A rule that derives a target says by what key, from which years."""
    if rule.rule == "none":
        return rule.key_grade is None and rule.factor is None
    if rule.rule == "share_observed":
        return rule.key_grade in ("B", "C") and bool(rule.reference_region and rule.reference_national)
    return rule.key_grade in ("A", "B", "C") and rule.factor is not None


def test_every_rule_is_complete_and_gives_its_reason() -> None:
    for rule in RULES:
        assert rule.rule in ("rate", "share_observed", "share_population", "none")
        assert rule.direction in ("up", "down")
        assert rule.national in NATIONAL
        assert rule.reason.endswith(".")
        assert set(rule.excluded) <= set(REGIONS)
        assert complete(rule), rule.number


def test_a_target_is_never_derived_from_a_figure_that_measures_something_else() -> None:
    none = {rule.number for rule in RULES if rule.rule == "none"}
    assert {"255", "257", "683", "443", "833", "955", "1082", "638", "763", "764"} <= none
    for rule in RULES:
        if rule.rule != "none":
            assert NATIONAL[rule.national].target(2030) is not None, rule.number


def test_the_direction_of_a_series_is_that_of_its_national_indicator() -> None:
    for rule in RULES:
        national = NATIONAL[rule.national].direction
        assert national in (None, rule.direction), rule.number


def test_zeros_that_mean_not_known_are_left_out_with_a_reason() -> None:
    corrections = list(read_rows(table_path("indicators", "corrections.csv")))
    assert all(row["reason"].endswith(".") for row in corrections)
    emptied = {(row["number"], row["region"], row["year"]) for row in corrections}
    assert ("638", "04", "2022") in emptied
    assert ("686", "24", "2011") in emptied
    [gas] = load_series("04", ["257"])
    assert {value for _, value in gas.values} == {0.0}
    assert not load_series("94", ["833"])


def test_a_series_labelled_a_year_late_bears_the_year_of_its_values() -> None:
    """The regions' cycle lanes add up to the national ones of the same year within 3 %, energy sieves within 1 %."""
    people = {one.code: one.population or 0 for one in territories.load_regions()}
    lanes, sieves = dict(NATIONAL["fr-057"].values), dict(NATIONAL["fr-033"].values)
    for year in range(2021, 2025):
        found = [(code, one) for code in REGIONS for one in load_series(code, ["133"])]
        kinds = ("pistes cyclables", "voies vertes")
        km = sum(dict(one.values).get(year, 0) * people[code] for code, one in found if one.dimension in kinds) / 1e6
        assert km == pytest.approx(lanes[year], rel=0.03), year
    for year in (2022, 2023):
        shares = [
            (people[code], dict(one.values)[year]) for code in REGIONS for one in load_series(code, ["992", "994"])
        ]
        inhabitants = sum(size for size, _ in shares) / 2
        mean = sum(size * share for size, share in shares) / inhabitants
        assert mean == pytest.approx(100 * sieves[year] / 30.1, rel=0.01), year  # of 30.1 million main homes
    corrections = read_rows(table_path("indicators", "corrections.csv"))
    corrected = {row["number"] for row in corrections if not row["region"]}
    assert corrected == {"133", "992", "994"}


def test_an_incomplete_series_says_so() -> None:
    [heat] = load_series("24", ["509"])
    assert heat.soundness is Soundness.INCOMPLETE
    assert heat.note


def test_only_the_region_asked_for_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    load = series_module.load

    def seen(kind: type, domain: str, name: str, *arguments: Any, **more: Any) -> tuple[Any, ...]:
        read.append(name)
        return load(kind, domain, name, *arguments, **more)

    monkeypatch.setattr(series_module, "load", seen)
    load_series("24")
    assert [name for name in read if name.startswith("series_values/")] == ["series_values/24.csv"]


@needs_published
def test_the_committed_series_are_what_the_script_makes(tmp_path: Path) -> None:
    import build_indicators

    build_indicators.build(PUBLISHED, tmp_path)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    assert len(made) == 4 + 18
    for path in made:
        assert (tmp_path / path).read_bytes() == (PACKAGED / path).read_bytes(), path
