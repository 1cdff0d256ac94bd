"""In which unit a quantity is said, and to how many digits."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.planning.quantities import (
    Scale,
    borne,
    borne_change,
    coarse,
    digits_of,
    plain_unit,
    scale_for,
    significant_digits,
)
from copilote.reference.simulator import load_lever_names, load_levers, load_regions
from copilote.ui.quantities import shown, shown_change

LEVERS = {lever.id: lever for lever in load_levers("24")}
CARS = Scale("véhicules", 1e3, "véhicule")


@pytest.mark.parametrize(
    ("lever", "quantity", "unit"),
    [
        ("augm_voitelec", 9.535, "véhicules"),
        ("augm_voitelec", 230.0, "véhicules"),
        ("reduc_rconso", 2.7, "TWh"),
        ("reduc_rconso", 0.103, "GWh"),
        ("reduc_rconso", 0.0004, "MWh"),
        ("augm_haies", 0.35, "km"),
        ("augm_haies", 0.0004, "mètres"),
        ("reduc_artif", 0.034, "hectares par an"),
        ("reduc_artif", 0.0003, "m² par an"),
        ("augm_fret", 49.0, "millions de tonnes-kilomètres par an"),
        ("augm_fret", 0.3, "tonnes-kilomètres par an"),
        ("reduc_azote", 3.7, "tonnes"),
    ],
)
def test_a_quantity_is_said_in_the_unit_of_its_magnitude(lever: str, quantity: float, unit: str) -> None:
    assert scale_for(LEVERS[lever], (None, quantity)).unit == unit


def test_no_unit_of_ours_is_one_that_an_elected_official_would_not_say() -> None:
    for lever in load_lever_names():
        if lever.unit_short:
            assert not {"kha", "Mt.km", "L/", "/hab", "/voiture"} & {
                word for word in ("kha", "Mt.km", "L/", "/hab", "/voiture") if word in plain_unit(lever.unit_short)
            }


@given(st.floats(1e-9, 1e12), st.integers(1, 4))
def test_rounding_keeps_so_many_digits_and_no_more(value: float, digits: int) -> None:
    rounded = borne(value, digits)
    assert rounded == pytest.approx(value, rel=0.51 * 10.0 ** (1 - digits))
    assert significant_digits(rounded) <= digits


@given(st.floats(1e-3, 1e9), st.floats(1e-3, 1e9), st.integers(2, 3))
def test_a_change_is_never_hidden_nor_made_twice_as_large(start: float, end: float, digits: int) -> None:
    first, last = borne_change(start, end, digits)
    if abs(end - start) > 1e-3 * max(start, end):
        assert math.copysign(1, last - first) == math.copysign(1, end - start)
        assert abs(last - first) <= 1.31 * abs(end - start) + 1e-12


def test_digits_follow_the_key_and_the_ratio() -> None:
    assert digits_of("A", LEVERS["augm_couverts"]) == 3
    assert {digits_of(grade, LEVERS["augm_couverts"]) for grade in "BCD"} == {2}
    assert coarse(LEVERS["reduc_consovp"])
    assert digits_of("A", LEVERS["reduc_consovp"]) == 2
    assert not coarse(LEVERS["augm_buselec"])


@pytest.mark.parametrize(
    ("start", "end", "scale", "grade", "words"),
    [
        (0.174, 9.535, CARS, "B", "environ 170 → 9 500 véhicules"),
        (0.126, 2.97, Scale("bus et cars", 1.0, "bus ou car"), "C", "moins d’un → quelques bus et cars"),
        (6.4867, 6.3979, Scale("litres aux 100 km"), "B", "environ 6,5 → 6,4 litres aux 100 km"),
        (0.174, 9.535, CARS, "D", "environ 170 → 9 500 véhicules"),
        (2.38, 2.336, CARS, "B", "environ 2 380 → 2 340 véhicules"),
    ],
)
def test_false_precision_is_not_shown(start: float, end: float, scale: Scale, grade: str, words: str) -> None:
    assert " ".join(shown_change(start, end, scale, grade, 2).split()) == words


def test_what_the_state_s_own_key_measures_is_not_said_to_be_about() -> None:
    assert shown(2.7912, Scale("hectares par an", 1e3), "A", 3, sign=True) == "+2\u202f790\u00a0hectares par an"


def test_figures_that_their_own_text_contradicts_carry_a_caution() -> None:
    told = {(lever.region, lever.id): lever for region in load_regions() for lever in load_levers(region.code)}
    cautioned = {key for key, lever in told.items() if lever.caution}
    assert {("11", lever) for lever in ("augm_depla", "augm_covoit", "augm_vélotc", "augm_voitelec")} <= cautioned
    assert ("76", "reduc_chal") in cautioned
    for key in cautioned:
        assert told[key].caution.startswith("Chiffre à lire avec prudence : ")  # type: ignore[union-attr]


def test_no_region_is_far_from_the_others_on_kilometres_without_a_caution() -> None:
    for lever in ("augm_depla", "augm_covoit", "augm_vélotc"):
        found = [one for region in load_regions() for one in load_levers(region.code) if one.id == lever]
        ends = {one.region: (one.target_kt or 0.0) * (one.ratio or 0.0) for one in found if one.translated}
        middle = sorted(ends.values())[len(ends) // 2]
        for one in found:
            if one.translated and not 0.5 <= ends[one.region] / middle <= 2:
                assert one.caution, one.region


def test_a_region_whose_figures_agree_with_the_others_has_no_caution() -> None:
    assert LEVERS["augm_depla"].caution is None
