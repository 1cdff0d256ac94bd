"""The rule of Territoires en Transitions: exact sums, halves towards +∞, unknown stays unknown."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.planning.epci_rule import PosteFigures, gap_kt, reductions, round_half_up, share_totals
from copilote.reference.epci_rule import RuleLever

AMOUNTS = st.decimals(-10_000, 10_000, places=3, allow_nan=False)


def figures(start: str | None, objective: str | None, end: str | None) -> PosteFigures:
    return PosteFigures(*(None if one is None else Decimal(one) for one in (start, objective, end)))


def rule(*shares: str, postes: tuple[str, ...] = ("p",)) -> list[RuleLever]:
    return [RuleLever(f"l{rank}", postes, (), Decimal(share)) for rank, share in enumerate(shares)]


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.125", "0.13"), ("-0.125", "-0.12"), ("0.1249", "0.12"), ("-0.1251", "-0.13"), ("0", "0.00"), ("-0.001", "0")],
)
def test_halves_go_up(value: str, rounded: str) -> None:
    assert round_half_up(Fraction(value)) == Decimal(rounded)


def test_a_reduction_is_the_gap_times_the_share() -> None:
    found = reductions(rule("40", "32", "28"), {"p": figures("120.5", "999", "70.2")})
    assert [row.reduction_kt for row in found] == [Decimal("-20.12"), Decimal("-16.10"), Decimal("-14.08")]
    assert all(row.missing == () for row in found)


def test_the_objective_of_2019_stands_for_an_unknown_emission_only() -> None:
    assert gap_kt(["p"], {"p": figures(None, "90", "40")}) == -50
    assert gap_kt(["p"], {"p": figures("0", "90", "40")}) == 40
    assert gap_kt(["p"], {"p": figures(None, None, "40")}) is None
    assert gap_kt(["p"], {"p": figures("1", "1", None)}) is None


def test_a_lever_of_two_postes_needs_both() -> None:
    both = rule("100", postes=("forest", "wood"))
    known = {"forest": figures("-30", None, "-35"), "wood": figures("-2", None, "-3")}
    assert reductions(both, known)[0].reduction_kt == Decimal("-6.00")
    (row,) = reductions(both, {"forest": known["forest"]})
    assert (row.reduction_kt, row.missing) == (None, ("wood",))


@given(AMOUNTS, AMOUNTS, st.lists(st.integers(0, 120), min_size=1, max_size=5))
def test_levers_give_their_poste_back_only_when_shares_add_up(start: Decimal, end: Decimal, shares: list[int]) -> None:
    levers = rule(*(str(one) for one in shares))
    rows = reductions(levers, {"p": PosteFigures(start, None, end)})
    total = sum((row.reduction_kt or Decimal(0) for row in rows), Decimal(0))
    exact = (Fraction(end) - Fraction(start)) * sum(shares) / 100
    assert abs(Fraction(total) - exact) <= Fraction(len(shares), 200)
    (summed,) = share_totals(levers)
    assert (summed.total_pct, summed.levers, summed.adds_up) == (sum(shares), len(shares), sum(shares) == 100)
