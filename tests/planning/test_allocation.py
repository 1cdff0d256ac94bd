"""Targets are shared by keys: sums exact for any perimeters, monotone, whatever the order of the communes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as stn

from copilote.planning.allocation import (
    NOWHERE,
    AllocationError,
    allocate,
    bounded,
    gather,
    key_shares,
    mixed,
)
from copilote.planning.apportionment import TONNES, in_tonnes, largest_remainder, round_targets
from copilote.reference.errors import InputError

KEY = st.one_of(st.just(0.0), st.floats(1e-3, 1e6))


@st.composite
def regions(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Targets (L,), keys (L, N) with zeros, blocks (N,) and any other partition (N,)."""
    communes, levers = draw(st.integers(1, 30)), draw(st.integers(1, 4))
    keys = np.array(
        draw(st.lists(st.lists(KEY, min_size=communes, max_size=communes), min_size=levers, max_size=levers))
    )
    keys[keys.sum(axis=1) == 0, 0] = 1.0
    targets = np.array(draw(st.lists(st.one_of(st.just(0.0), st.floats(0, 5000)), min_size=levers, max_size=levers)))
    whole = st.lists(st.integers(0, 5), min_size=communes, max_size=communes)
    return targets, keys, np.array(draw(whole)), np.array(draw(whole))


def shared(targets: np.ndarray, keys: np.ndarray) -> np.ndarray:
    whole = np.zeros(keys.shape[1], dtype=np.intp)
    return allocate(targets[:, None], key_shares(keys, whole, 1), np.arange(len(targets)), whole)


@given(regions())
def test_any_partition_adds_up_to_the_target(
    case: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    targets, keys, block, other = case
    spread = shared(targets, keys)
    tonnes = in_tonnes(spread, targets, block)
    assert (tonnes >= 0).all()
    for index in (block, other):
        np.testing.assert_allclose(gather(spread, index, 6).sum(axis=1), targets, rtol=1e-12, atol=1e-300)
        sums = np.array([np.bincount(index, weights=line, minlength=6).sum() for line in tonnes])
        assert sums.tolist() == round_targets(targets).tolist()
    assert tonnes.sum() == round(float(targets.sum()) * TONNES)


@given(regions())
def test_tonnes_stay_near_the_exact_shares(
    case: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    targets, keys, block, _other = case
    spread = shared(targets, keys)
    tonnes = in_tonnes(spread, targets, block)
    by_block = np.abs(gather(tonnes.astype(float), block, 6) - gather(spread * TONNES, block, 6))
    assert by_block.max() <= 2.0 + 1e-3
    assert np.abs(tonnes - spread * TONNES).max() <= 3.0 + 1e-3
    assert (tonnes[spread == 0] == 0).all()


@given(regions())
def test_a_larger_key_never_gets_a_smaller_share(
    case: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    targets, keys, _block, _other = case
    spread = shared(targets, keys)
    rounded = in_tonnes(spread, targets, np.zeros(keys.shape[1], dtype=np.intp))
    for key, exact, tonnes in zip(keys, spread, rounded, strict=True):
        order = np.argsort(key)
        apart = np.diff(key[order]) > 1e-6 * key.max()
        assert (np.diff(exact[order]) >= -1e-9).all()
        assert (np.diff(tonnes[order])[apart] >= 0).all()


@given(regions())
def test_a_merger_of_communes_changes_no_total(case: tuple[np.ndarray, ...]) -> None:
    targets, keys, block, _other = case
    merged = np.stack([np.bincount(block, weights=key, minlength=6) for key in keys])
    before, after = gather(shared(targets, keys), block, 6), shared(targets, merged)
    np.testing.assert_allclose(after, before, rtol=1e-9, atol=1e-9)


def test_regions_share_apart_and_an_unknown_target_stays_unknown() -> None:
    keys = np.array([[1.0, 3.0, 2.0, 2.0], [0.0, 0.0, 1.0, 0.0]])
    whole = np.array([0, 0, 1, 1])
    targets = np.array([[8.0, np.nan], [0.0, 4.0]])
    shares = key_shares(keys, whole, 2)
    spread = allocate(targets, shares, np.array([0, 1]), whole)
    by_region = gather(spread, whole, 2)
    assert spread.tolist()[0][:2] == [2.0, 6.0]
    assert np.isnan(spread[0, 2:]).all()
    # A target of 0 is shared as 0 even where the key says nothing.
    assert spread[1].tolist() == [0.0, 0.0, 4.0, 0.0]
    assert by_region[1].tolist() == [0.0, 4.0]
    # Scenarios come in front.
    many = allocate(np.stack([targets, targets * 2]), shares, np.array([0, 1]), whole)
    assert many.shape == (2, 2, 4)
    np.testing.assert_array_equal(many[1], spread * 2)


def test_a_key_that_is_zero_in_a_region_says_nothing_there() -> None:
    shares = key_shares(np.array([[0.0, 0.0, 1.0]]), np.array([0, 0, 1]), 2)
    assert np.isnan(shares[0, :2]).all()
    assert shares[0, 2] == 1.0


def test_communes_out_of_every_perimeter_are_counted_in_none() -> None:
    sums = gather(np.array([[1.0, 2.0, 4.0]]), np.array([0, NOWHERE, 1]), 2)
    assert sums.tolist() == [[1.0, 4.0]]


WEIGHTS = stn.arrays(np.float64, st.integers(1, 12), elements=st.floats(0.01, 1e3))


@given(WEIGHTS, st.floats(0, 1e4), st.data())
def test_bounds_hold_and_the_rest_goes_to_the_others(weights: np.ndarray, total: float, data: st.DataObject) -> None:
    part = st.lists(st.floats(0, 1), min_size=weights.size, max_size=weights.size)
    equal = total / weights.size
    floors = np.array(data.draw(part)) * equal
    ceilings = equal * (1 + 3 * np.array(data.draw(part)))
    shares = bounded(weights, total, floors, ceilings)
    assert abs(shares.sum() - total) <= 1e-6 * max(1.0, total)
    assert (shares >= floors - 1e-9).all()
    assert (shares <= ceilings + 1e-9).all()
    # Between their bounds, shares are in proportion to the weights.
    free = (shares > floors + 1e-6) & (shares < ceilings - 1e-6)
    if free.sum() > 1:
        ratio = shares[free] / weights[free]
        np.testing.assert_allclose(ratio, ratio[0], rtol=1e-5)


def test_bounds_that_cannot_hold_say_by_how_much() -> None:
    with pytest.raises(AllocationError, match="2 kt"):
        bounded([1.0, 1.0], 10.0, floors=[6.0, 6.0])
    with pytest.raises(AllocationError, match="3 kt"):
        bounded([1.0, 1.0], 10.0, ceilings=[4.0, 3.0])
    with pytest.raises(InputError, match="plafond"):
        bounded([1.0], 1.0, floors=2.0, ceilings=1.0)


def test_without_bounds_shares_are_in_proportion() -> None:
    assert bounded([1.0, 3.0, 0.0], 8.0).tolist() == [2.0, 6.0, 0.0]


@given(regions(), st.lists(st.floats(0, 5), min_size=4, max_size=4))
def test_a_mixed_key_adds_up_to_one(case: tuple[np.ndarray, ...], weights: list[float]) -> None:
    _targets, keys, _block, _other = case
    chosen = np.array(weights[: keys.shape[0]])
    chosen[0] += 1.0
    whole = np.zeros(keys.shape[1], dtype=np.intp)
    key = mixed(keys, chosen, whole, 1)
    assert abs(key.sum() - 1.0) < 1e-9
    np.testing.assert_allclose(key, chosen @ (keys / keys.sum(axis=1, keepdims=True)) / chosen.sum(), atol=1e-12)


def test_mixed_weights_must_say_something() -> None:
    with pytest.raises(InputError, match="Poids"):
        mixed(np.ones((2, 3)), [0.0, 0.0], np.zeros(3, dtype=np.intp), 1)


def test_ties_go_to_the_first_rank() -> None:
    group = np.zeros(3, dtype=np.intp)
    assert largest_remainder(np.array([1.5, 1.5, 1.0]), group, np.array([4])).tolist() == [2, 1, 1]
    # More or less than the rounding itself asks for: given to all, taken from the smallest remainders.
    assert largest_remainder(np.array([1.2, 0.1]), group[:2], np.array([5])).sum() == 5
    assert largest_remainder(np.array([2.0, 1.1]), group[:2], np.array([1])).sum() == 1
