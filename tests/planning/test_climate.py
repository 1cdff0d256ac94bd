"""Averages of an index lie between its values and follow weights; the nearest climate is the nearest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.planning.climate import great_circle_km, nearest_climate, weighted_mean

VALUES = st.lists(st.tuples(st.floats(-50, 3000), st.floats(0.0, 1e6)), min_size=1, max_size=30)


@given(VALUES, st.floats(0.1, 1000))
def test_an_average_lies_between_and_does_not_depend_on_the_unit_of_weights(
    pairs: list[tuple[float, float]], unit: float
) -> None:
    values, weights = (np.array(column) for column in zip(*pairs, strict=True))
    if weights.max() < 1e-3:
        return
    mean = float(weighted_mean(values, weights))
    counting = values[weights > 0]
    assert counting.min() - 1e-5 <= mean <= counting.max() + 1e-5
    assert float(weighted_mean(values, weights * unit)) == pytest.approx(mean, abs=1e-4)


def test_what_nobody_weighs_may_be_unknown_and_what_counts_may_not() -> None:
    values = np.array([[1.0, np.nan], [np.nan, 2.0]])
    assert weighted_mean(values, np.array([3.0, 0.0])).tolist()[0] == 1.0
    assert np.isnan(weighted_mean(values, np.array([3.0, 1.0]))).all()


def test_each_index_weighs_the_same_whatever_its_unit() -> None:
    places = np.array([[10.0, 20.0, 30.0], [100.0, 3000.0, 200.0]])
    profile = np.array([19.0, 210.0])
    near = nearest_climate(profile, places)
    scaled = nearest_climate(profile * [1.0, 50.0], places * [[1.0], [50.0]])
    assert near is not None
    assert scaled is not None
    assert near.rank == scaled.rank
    assert near.distance == pytest.approx(scaled.distance)


def test_a_place_is_nearest_to_itself_and_none_is_named_where_none_may_be() -> None:
    places = np.random.default_rng(3).normal(size=(5, 40))
    near = nearest_climate(places[:, 7], places)
    assert near is not None
    assert (near.rank, near.distance) == (7, 0.0)
    assert nearest_climate(places[:, 7], places, np.zeros(40, dtype=np.bool_)) is None
    assert nearest_climate(np.full(5, np.nan), places) is None


def test_distances_are_those_of_the_map() -> None:
    (km,) = great_circle_km(47.59, 1.33, np.array([47.9]), np.array([1.9]))
    assert km == pytest.approx(54.8, abs=1)
