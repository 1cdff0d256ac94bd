"""Numbers are written the French way, and what is not known says so."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.words.numbers import (
    MINUS,
    NBSP,
    THIN,
    UNKNOWN,
    counted,
    format_decimals,
    format_eur,
    format_full,
    format_kt,
    format_number,
    format_percent,
    format_short,
    times,
    with_unit,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1139.06, f"1{THIN}139"),
        (231.7, "232"),
        (0.5234, "0,523"),
        (-0.5, f"{MINUS}0,5"),
        (0, "0"),
        (67_712_345, f"67{THIN}712{THIN}345"),
        (0.0002, "0,0002"),
        (9.999, "10"),
        (None, UNKNOWN),
        (math.nan, UNKNOWN),
        (math.inf, UNKNOWN),
    ],
)
def test_a_number_is_written_in_full_with_three_significant_digits_at_least(value: float | None, written: str) -> None:
    assert format_number(value) == written


def test_a_sentence_rounds_large_numbers_to_three_digits() -> None:
    assert format_short(450_303) == f"450{THIN}000"
    assert format_short(-86_944) == f"{MINUS}86{THIN}900"
    assert format_short(9503.9) == f"9{THIN}504", "below 10,000 the whole part stays"
    assert format_short(99_960) == f"100{THIN}000"
    assert format_short(None) == UNKNOWN


def test_a_target_of_the_region_is_in_mt_from_a_thousand_kt_on() -> None:
    assert format_kt(9503.87) == f"9,5{NBSP}MtCO2e"
    assert format_kt(1138.1, mega=False) == f"1{THIN}138{NBSP}ktCO2e"
    assert format_kt(482.1) == f"482{NBSP}ktCO2e"
    assert format_kt(999.7) == f"1,0{NBSP}MtCO2e", "never 1 000 kt beside 1,0 Mt"
    assert format_kt(None) == UNKNOWN


def test_money_shares_and_counts_read_well() -> None:
    assert format_eur(67_712_345) == f"67,7{NBSP}M€"
    assert format_eur(980) == f"980{NBSP}€"
    assert format_percent(0.1196) == f"12{NBSP}%"
    assert format_percent(None) == UNKNOWN
    assert counted(562, "projet", "projets") == f"562{NBSP}projets"
    assert counted(10_782, "projet", "projets") == f"10{THIN}782{NBSP}projets", "a count is exact"
    assert counted(1, "projet", "projets") == f"1{NBSP}projet"
    assert with_unit(UNKNOWN, "km") == UNKNOWN, "what is not known has no unit"


def test_halves_round_up_as_people_do() -> None:
    assert format_decimals(0.25, 1) == "0,3"
    assert format_decimals(2.5, 0) == "3"
    assert format_decimals(0.04, 1) == "0,0"


@pytest.mark.parametrize(
    ("ratio", "said"),
    [(4.9, "cinq fois"), (2.05, "deux fois"), (1.62, f"1,6{NBSP}fois"), (25.0, "plus de dix fois")],
)
def test_how_many_times_is_said_in_words_where_it_is_near_a_whole_number(ratio: float, said: str) -> None:
    assert times(ratio) == said


def _read(text: str) -> float:
    return float(text.replace(THIN, "").replace(",", ".").replace(MINUS, "-"))


@given(st.floats(min_value=-1e9, max_value=1e9, allow_nan=False))
def test_a_full_number_reads_back_as_itself(value: float) -> None:
    assert _read(format_full(value)) == pytest.approx(value, rel=1e-11, abs=1e-9)


@given(st.floats(min_value=1e-6, max_value=1e12))
def test_a_shown_number_is_within_half_a_unit_of_its_last_digit(value: float) -> None:
    shown = format_number(value)
    assert _read(shown) == pytest.approx(value, rel=0.0051)
    assert re.fullmatch(rf"[0-9]{{1,3}}({THIN}[0-9]{{3}})*(,[0-9]+)?", shown)
