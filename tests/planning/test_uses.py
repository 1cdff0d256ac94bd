"""Ranges are combined at their worst, a verdict is given only where they do not meet, more demand never helps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.planning.uses import Span, Uncounted, UseBalance, UseLine, UseVerdict, take_to_2030, total

AMOUNT = st.floats(0.0, 1e6)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    return Span(*sorted(draw(st.tuples(AMOUNT, AMOUNT, AMOUNT))))


def line(key: str, amount: Span, lever: str = "") -> UseLine:
    return UseLine(key, key, amount, lever)


@st.composite
def balances(draw: st.DrawFn) -> UseBalance:
    demand = draw(st.lists(spans(), min_size=1, max_size=5))
    supply = draw(st.lists(spans(), min_size=1, max_size=3))
    return UseBalance(
        "wood",
        "m³",
        tuple(line(f"d{rank}", span, f"lever{rank}") for rank, span in enumerate(demand)),
        tuple(line(f"s{rank}", span) for rank, span in enumerate(supply)),
    )


@given(balances())
def test_sums_are_those_of_the_lines_end_by_end(balance: UseBalance) -> None:
    for end in ("low", "central", "high"):
        assert getattr(balance.asked, end) == pytest.approx(sum(getattr(row.amount, end) for row in balance.demand))
        assert getattr(balance.available, end) == pytest.approx(sum(getattr(row.amount, end) for row in balance.supply))
    missing = balance.missing
    assert missing.low == pytest.approx(balance.asked.low - balance.available.high)
    assert missing.high == pytest.approx(balance.asked.high - balance.available.low)
    assert missing.low <= missing.central <= missing.high


@given(balances(), spans(), st.integers(0, 4))
def test_more_demand_never_lowers_what_is_missing_nor_softens_the_verdict(
    balance: UseBalance, more: Span, rank: int
) -> None:
    rank %= len(balance.demand)
    demand = list(balance.demand)
    demand[rank] = replace(demand[rank], amount=demand[rank].amount + more)
    harder = replace(balance, demand=tuple(demand))
    for end in ("low", "central", "high"):
        assert getattr(harder.missing, end) >= getattr(balance.missing, end)
    order = [UseVerdict.ENOUGH, UseVerdict.OPEN, UseVerdict.SHORT]
    assert order.index(harder.verdict) >= order.index(balance.verdict)


@given(balances())
def test_a_verdict_is_given_only_where_the_ranges_do_not_meet(balance: UseBalance) -> None:
    overlap = balance.asked.low <= balance.available.high and balance.available.low < balance.asked.high
    assert (balance.verdict is UseVerdict.OPEN) == overlap
    assert replace(balance, limited=False).verdict is UseVerdict.NO_LIMIT


@given(balances(), st.booleans())
def test_what_is_not_counted_never_makes_a_verdict_and_takes_away_the_one_that_it_could_overturn(
    balance: UseBalance, supply: bool
) -> None:
    partly = replace(balance, uncounted=(Uncounted("more", "more", supply, "a figure"),))
    overturned = UseVerdict.SHORT if supply else UseVerdict.ENOUGH
    assert partly.counted is balance.verdict
    assert partly.verdict is (UseVerdict.OPEN if balance.verdict is overturned else balance.verdict)
    assert (partly.asked, partly.available) == (balance.asked, balance.available)


@given(spans(), spans())
def test_products_and_quotients_hold_every_value_of_their_parts(one: Span, other: Span) -> None:
    product = one * other
    assert product.low <= one.central * other.central <= product.high
    quotient = one / (other + Span(1, 1, 1))
    assert quotient.low <= one.central / (other.central + 1) <= quotient.high


def test_a_range_out_of_order_or_without_end_is_refused() -> None:
    for ends in ((2.0, 1.0, 3.0), (0.0, 4.0, 3.0), (0.0, 1.0, float("inf")), (float("nan"), 1.0, 2.0)):
        with pytest.raises(ValueError, match="span"):
            Span(*ends)
    with pytest.raises(ValueError, match="above zero"):
        Span(1, 1, 1) / Span(0, 1, 2)
    with pytest.raises(ValueError, match="negative"):
        Span(-1, 0, 1) * 2


def test_the_levers_that_meet_are_told_largest_first_and_what_is_uncertain_too() -> None:
    demand = (
        line("today", Span(5, 6, 7)),
        line("a", Span(0, 1, 9), "a"),
        line("b", Span(3, 3, 3), "b"),
        line("c", Span(0, 0, 0), "c"),
    )
    balance = UseBalance("crops", "t", demand, (line("straw", Span(1, 2, 3)),))
    assert [row.key for row in balance.meeting] == ["b", "a"]
    assert [row.key for row in balance.widest] == ["a", "straw", "today"]


def test_land_taken_counts_what_is_observed_then_a_path_to_the_scenario() -> None:
    observed = [(2020, 90.0), (2021, 100.0), (2022, 80.0)]
    span = take_to_2030(observed, Span(36, 40, 44), 2021, 2030)
    assert (span.low, span.high) == (180 + 8 * 36, 180 + 8 * 80)
    assert span.central == pytest.approx(180 + sum(80 - 5 * step for step in range(1, 9)))
    assert take_to_2030(observed, Span.exactly(120.0), 2021, 2030).low == 180 + 8 * 80
    assert take_to_2030([(2030, 7.0)], Span.exactly(1.0), 2030, 2030) == Span.exactly(7.0)
    with pytest.raises(ValueError, match="observed"):
        take_to_2030([], Span.exactly(1.0), 2021, 2030)


def test_nothing_asked_is_enough() -> None:
    assert total([]) == Span(0, 0, 0)
    assert UseBalance("crops", "t", (), (line("s", Span(0, 1, 2)),)).verdict is UseVerdict.ENOUGH
