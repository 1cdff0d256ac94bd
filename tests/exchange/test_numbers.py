"""Numbers typed by people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.exchange.numbers import parse_number
from copilote.reference.errors import InputError
from copilote.words.numbers import format_full


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,5", 1.5), ("1.5", 1.5), ("1 500", 1500), ("1 139,06", 1139.06), ("1,500.5", 1500.5), ("−3", -3), (" 7 ", 7)],
)
def test_french_and_english_ways_are_understood(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["", "abc", "1,2,3", "nan", "inf", "1e999", "--2", "1_000", "٣"])
def test_what_is_not_a_number_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_number(text)


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_a_number_that_we_print_is_read_back(whole: int, decimals: int) -> None:
    value = whole / 10**decimals
    assert parse_number(format_full(value)) == pytest.approx(value, rel=1e-11)
