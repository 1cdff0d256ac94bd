"""Many scenarios at once give what each of them gives alone: sums, limits, stocks that run out, statistics."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilote.planning.allocation import NOWHERE, AllocationError, allocate, gather, key_shares
from copilote.planning.declination import Limit, within_limits
from copilote.planning.ensemble import (
    STATISTICS,
    Bent,
    Grid,
    Sharing,
    bend,
    commune_statistics,
    draw_targets,
    lever_spread,
    make_grid,
    sums,
    water_level,
)

REGIONS, LEVERS = 3, 4


@st.composite
def ensembles(draw: st.DrawFn) -> tuple[Grid, np.ndarray, Sharing, dict[str, np.ndarray]]:
    """A grid of two levels, targets (S, L, R), and a sharing whose last lever runs out of its stock in places."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    communes, scenarios = draw(st.integers(REGIONS, 40)), draw(st.integers(1, 12))
    region = np.concatenate([np.arange(REGIONS), rng.integers(0, REGIONS, communes - REGIONS)]).astype(np.intp)
    members = {name: rng.integers(NOWHERE, 5, communes).astype(np.intp) for name in ("epci", "crte")}
    codes = tuple("abcde")
    grid = make_grid(region, {name: (codes, index) for name, index in members.items()})
    keys = rng.uniform(0.01, 1, (LEVERS, communes)) * (rng.random((LEVERS, communes)) > 0.2)
    keys[:, :REGIONS] += 0.01
    keys[-1] += 0.01  # all can take a part of the lever that runs out
    weights = key_shares(keys[:, grid.order], grid.region, REGIONS)
    targets = rng.uniform(0, 100, (scenarios, LEVERS, REGIONS))
    targets[:, 0, 0] = np.nan
    stock = rng.uniform(0.01, 1, communes)
    ceilings = key_shares(stock[None], grid.region, REGIONS)[0] * 120
    bent = bend(LEVERS - 1, targets[:, -1], weights[-1], grid.region, ceilings, {})
    return grid, targets, Sharing(weights, (bent,) if bent else ()), members


@given(ensembles())
@settings(deadline=None)
def test_sums_of_every_scenario_are_those_of_the_scenario_alone(
    case: tuple[Grid, np.ndarray, Sharing, dict[str, np.ndarray]],
) -> None:
    grid, targets, sharing, members = case
    found = sums(targets, sharing, grid)
    in_full = sums(targets, sharing, grid, in_full=True)
    for level, summed, full in zip(grid.levels, found, in_full, strict=True):
        np.testing.assert_allclose(summed, full, rtol=1e-10, atol=1e-12)
        index = members[level.name][grid.order]
        straight = allocate(targets, sharing.weights, np.arange(LEVERS), grid.region)
        kept = ["abcde".index(code) for code in level.codes]
        alone = gather(straight, index, 5)[:, :, kept]
        np.testing.assert_allclose(summed[:, :-1], alone[:, :-1], rtol=1e-10, atol=1e-12)


@given(ensembles())
@settings(deadline=None)
def test_a_block_of_scenarios_gives_the_same_bits_as_all_of_them(
    case: tuple[Grid, np.ndarray, Sharing, dict[str, np.ndarray]],
) -> None:
    grid, targets, sharing, _members = case
    for full in (False, True):
        whole = sums(targets, sharing, grid, in_full=full)
        for rank in range(targets.shape[0]):
            one = sums(targets[rank : rank + 1], sharing, grid, rank, in_full=full)
            for left, right in zip(whole, one, strict=True):
                np.testing.assert_array_equal(left[rank], right[0])


@given(ensembles())
@settings(deadline=None)
def test_shares_add_up_to_the_target_in_every_scenario(
    case: tuple[Grid, np.ndarray, Sharing, dict[str, np.ndarray]],
) -> None:
    grid, targets, sharing, _members = case
    for lever in range(LEVERS):
        spread = lever_spread(targets, sharing, grid, lever)
        np.testing.assert_allclose(gather(spread, grid.region, REGIONS), targets[:, lever], rtol=1e-9)


@given(ensembles())
@settings(deadline=None)
def test_statistics_are_those_of_numpy_with_and_without_short_cut(
    case: tuple[Grid, np.ndarray, Sharing, dict[str, np.ndarray]],
) -> None:
    grid, targets, sharing, _members = case
    count = grid.region.size
    each, total = commune_statistics(targets, sharing, grid, 0, count)
    full = commune_statistics(targets, sharing, grid, 0, count, in_full=True)
    np.testing.assert_array_equal(each, full[0])
    np.testing.assert_array_equal(total, full[1])
    spread = np.stack([lever_spread(targets, sharing, grid, lever) for lever in range(LEVERS)])
    for values, found in ((spread, each), (np.nansum(spread, axis=0)[None], total[:, None])):
        wanted = [values.mean(axis=1)]
        wanted += [np.quantile(values, at, axis=1) for at in (0, 0.1, 0.5, 0.9, 1)]
        np.testing.assert_allclose(found, np.stack(wanted), rtol=1e-9, atol=1e-12)
    assert len(STATISTICS) == 6
    middle = count // 2
    pieces = [commune_statistics(targets, sharing, grid, *span)[0] for span in ((0, middle), (middle, count)) if span[1] > span[0]]  # fmt: skip  # noqa: E501
    np.testing.assert_array_equal(np.concatenate(pieces, axis=2), each)


@given(st.integers(0, 2**32), st.integers(1, 30), st.booleans())
@settings(max_examples=200, deadline=None)
def test_stocks_that_run_out_and_limits_are_those_of_one_declination(seed: int, communes: int, limited: bool) -> None:
    rng = np.random.default_rng(seed)
    weights = rng.uniform(0, 1, communes) * (rng.random(communes) > 0.2)
    weights[0] += 0.1
    weights /= weights.sum()
    stock = rng.uniform(0.05, 1, communes)
    ceilings = stock / stock.sum() * 100
    totals = rng.uniform(0, 0.99 if rng.random() < 0.8 else 1.1, 7) * ceilings[weights > 0].sum()
    limits = []
    if limited:
        inside = np.flatnonzero(rng.random(communes) < 0.4).astype(np.intp)
        held = ceilings[inside].sum()
        limits = [Limit("l", "ici", inside, rng.choice([0.0, 0.1]) * held, rng.uniform(0.3, 1) * held)]
        # What is left must be able to take the rest.
        room = 100 - held + (limits[0].ceiling_kt if limits else held)
        totals = np.minimum(totals, 0.9 * room)
    region = np.zeros(communes, dtype=np.intp)
    try:
        wanted = [within_limits(total * weights, limits, ceilings) for total in totals]
    except AllocationError:
        with pytest.raises(AllocationError):
            bend(0, totals[:, None], weights, region, ceilings, {0: limits} if limits else {})
        return
    bent = bend(0, totals[:, None], weights, region, ceilings, {0: limits} if limits else {})
    grid = make_grid(region, {"epci": (("a",), region)})
    found = lever_spread(totals[:, None, None], Sharing(weights[None], (bent,) if bent else ()), grid, 0)
    np.testing.assert_allclose(found, np.stack(wanted), rtol=1e-6, atol=1e-6)


def test_a_floor_is_shared_equally_where_the_key_is_0() -> None:
    weights = np.array([0.5, 0.5, 0.0, 0.0])
    limit = Limit("l", "ici", np.array([2, 3], dtype=np.intp), 4.0, np.inf)
    bent = bend(0, np.array([[10.0], [20.0]]), weights, np.zeros(4, np.intp), np.full(4, np.inf), {0: [limit]})
    assert isinstance(bent, Bent)
    grid = make_grid(np.zeros(4, np.intp), {})
    found = lever_spread(np.array([[[10.0]], [[20.0]]]), Sharing(weights[None], (bent,)), grid, 0)
    assert found.tolist() == [[3, 3, 2, 2], [8, 8, 2, 2]]


def test_a_floor_above_a_scenario_s_target_is_refused_by_how_much() -> None:
    limit = Limit("l", "ici", np.array([0], dtype=np.intp), 12.0, np.inf)
    with pytest.raises(AllocationError, match="2 kt"):
        bend(0, np.array([[10.0]]), np.array([0.5, 0.5]), np.zeros(2, np.intp), np.full(2, np.inf), {0: [limit]})


def test_the_water_level_of_an_unknown_total_is_unknown() -> None:
    found = water_level(np.array([np.nan, 0.0, 5.0, 9.0]), np.array([0.5, 0.5]), np.array([1.0, 8.0]))
    np.testing.assert_allclose(found, [np.nan, 0, 8, 16])
    assert water_level(np.array([0.0]), np.zeros(2), np.ones(2)).tolist() == [0]
    with pytest.raises(AllocationError, match="3 kt"):
        water_level(np.array([5.0]), np.array([0.5, 0.0]), np.array([2.0, 9.0]))


def test_a_perimeter_over_two_regions_takes_from_both_and_a_commune_of_none_gives_to_none() -> None:
    region = np.array([1, 0, 0, 1], dtype=np.intp)
    grid = make_grid(region, {"epci": (("a", "b"), np.array([1, 1, NOWHERE, 0], dtype=np.intp))})
    weights = key_shares(np.ones((1, 4)), grid.region, 2)
    found = sums(np.array([[[10.0, 100.0]]]), Sharing(weights), grid)[0]
    assert grid.levels[0].codes == ("a", "b")
    assert found[0, 0].tolist() == [50.0, 55.0]


def test_draws_depend_on_the_seed_and_their_rank_alone_and_stay_within_the_spread_and_the_stock() -> None:
    official = np.array([[100.0, np.nan], [0.0, 50.0]])
    most = np.array([[105.0, np.inf], [np.inf, np.inf]])
    many, few = (draw_targets(official, count, 0.2, 3, most) for count in (50, 5))
    np.testing.assert_array_equal(many[:5], few)
    np.testing.assert_array_equal(draw_targets(official, 2, 0.2, 3, most, first=3), few[3:])
    assert np.isnan(many[:, 0, 1]).all()
    assert (many[:, 1, 0] == 0).all()
    assert many[:, 0, 0].min() >= 80
    assert many[:, 0, 0].max() == 105
    assert 40 <= many[:, 1, 1].min() < many[:, 1, 1].max() <= 60
    assert not np.array_equal(few, draw_targets(official, 5, 0.2, 4, most))
