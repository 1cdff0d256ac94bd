"""The way from 2019 to 2030: exact at both ends, never turning back, adding up."""

from __future__ import annotations

import csv
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from copilote.planning.trajectory import (
    ADOPTION_MIDPOINT,
    ADOPTION_REASONS,
    ADOPTION_STEEPNESS,
    YEARS,
    PathShape,
    cumulated_avoided,
    lever_trajectory,
    shape_of,
    sum_trajectories,
)
from published import PUBLISHED, needs_published

SHAPES = pytest.mark.parametrize("shape", PathShape)

# Rank, in the barometer of 2026, of the national series nearest to a lever.
NEAREST_SERIES = {
    "augm_voitelec": 59,
    "augm_buselec": 253,
    "reduc_tfioul": 29,
    "co2_enr": 196,
    "co2_biogaz": 247,
    "reduc_chal": 246,
    "reduc_rfioul": 28,
    "reduc_rgaz": 27,
    "reduc_tgaz": 26,
}


@SHAPES
@given(target=st.floats(0, 1e9))
def test_both_shapes_start_and_arrive_exactly_and_never_turn_back(shape: PathShape, target: float) -> None:
    path = lever_trajectory(target, shape)
    assert path.shape == (12,)
    assert (path[0], path[-1]) == (0.0, target)
    assert (np.diff(path) >= 0).all()


@SHAPES
@given(targets=hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=st.floats(0, 1e6)))
def test_arrays_of_any_shape_agree_with_one_lever_at_a_time(shape: PathShape, targets: np.ndarray) -> None:
    paths = lever_trajectory(targets, shape)
    assert paths.shape == (*targets.shape, 12)
    for place in np.ndindex(targets.shape):
        assert (paths[place] == lever_trajectory(float(targets[place]), shape)).all()


def test_each_lever_follows_its_own_shape() -> None:
    shapes = [PathShape.LINEAR, PathShape.ADOPTION]
    paths = lever_trajectory(np.full((3, 2), 110.0), shapes)
    assert paths.shape == (3, 2, 12)
    for rank, shape in enumerate(shapes):
        assert (paths[:, rank] == lever_trajectory(110.0, shape)).all()


def test_the_s_curve_is_the_normalised_logistic_and_starts_later_than_the_line() -> None:
    def logistic(year: float) -> float:
        return 1.0 / (1.0 + math.exp(-ADOPTION_STEEPNESS * (year - ADOPTION_MIDPOINT)))

    first, last = logistic(2019), logistic(2030)
    expected = [100.0 * (logistic(year) - first) / (last - first) for year in YEARS]
    curve, line = lever_trajectory(100.0, PathShape.ADOPTION), lever_trajectory(100.0, PathShape.LINEAR)
    assert curve == pytest.approx(expected, rel=0, abs=1e-6)
    assert curve[6] < 30 < 54 < line[6]


def test_the_straight_line_avoids_six_times_its_target_from_2020_to_2030() -> None:
    """(1 + 2 + … + 11) / 11 = 6; a trapezoid would say 5.5."""
    assert cumulated_avoided(lever_trajectory(2.0, PathShape.LINEAR)) == pytest.approx(12.0)
    assert cumulated_avoided(np.array([5.0, 7.0])) == 7.0


@given(
    hnp.arrays(np.float64, 6, elements=st.floats(0, 1e7)),
    st.lists(st.sampled_from("ABC"), min_size=6, max_size=6),
    st.lists(st.sampled_from(list(PathShape)), min_size=6, max_size=6),
)
def test_groups_add_up_to_their_levers(targets: np.ndarray, groups: list[str], shapes: list[PathShape]) -> None:
    paths = lever_trajectory(targets, shapes)
    sums = sum_trajectories(paths, groups)
    for year in range(12):
        exact = math.fsum(paths[:, year])
        assert math.fsum(path[year] for path in sums.values()) == pytest.approx(exact, rel=1e-12, abs=0)
    for group, path in sums.items():
        members = [target for target, own in zip(targets, groups, strict=True) if own == group]
        assert path[-1] == pytest.approx(math.fsum(members), rel=1e-12, abs=0)


def test_an_unknown_lever_is_left_out_of_its_group() -> None:
    paths = lever_trajectory([10.0, math.nan, math.nan], PathShape.LINEAR)
    sums = sum_trajectories(paths, ["Transport", "Transport", "Énergie"])
    assert {group: path[-1] for group, path in sums.items()} == {"Transport": 10.0, "Énergie": 0.0}
    assert math.isnan(cumulated_avoided(paths[1]))


def test_every_lever_that_spreads_like_a_technology_says_why() -> None:
    assert all(reason.endswith(".") for reason in ADOPTION_REASONS.values())
    assert (shape_of("augm_voitelec"), shape_of("augm_haies")) == (PathShape.ADOPTION, PathShape.LINEAR)


def _way_done(rank: int) -> dict[int, float]:
    """Share of the way from the value of 2019 to the target of 2030, done each year since."""

    def number(text: str) -> float | None:
        bare = "".join(text.split()).replace(",", ".")
        return None if bare in ("", "-") else float(bare)

    path = PUBLISHED / "barometre-planification-ecologique" / "indicateurs.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        row = list(csv.DictReader(handle))[rank - 1]
    start, target = number(row["2019"]), number(row["cible_2030"])
    assert start is not None
    assert target is not None
    values = {year: number(row[str(year)]) for year in range(2020, 2026)}
    return {year: (value - start) / (target - start) for year, value in values.items() if value is not None}


@needs_published
@pytest.mark.parametrize("lever", NEAREST_SERIES)
def test_levers_spread_like_a_technology_only_where_the_national_series_did(lever: str) -> None:
    done = _way_done(NEAREST_SERIES[lever])
    misses = {
        shape: sum((lever_trajectory(1.0, shape)[year - 2019] - share) ** 2 for year, share in done.items())
        for shape in PathShape
    }
    assert min(misses, key=misses.__getitem__) is shape_of(lever)


@needs_published
def test_the_adoption_levers_are_levers_of_the_simulator_and_their_paths_meet_the_official_totals() -> None:
    path = PUBLISHED / "simulateur-territorial" / "data.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    assert {row["id"] for row in rows} >= set(ADOPTION_REASONS)
    centre = [row for row in rows if row["regionName"] == "Centre-Val de Loire"]
    targets = [row["objCO2"] for row in centre]
    paths = lever_trajectory(targets, [shape_of(row["id"]) for row in centre])
    sums = sum_trajectories(paths, [row["sector"] for row in centre])
    assert len(centre) == 30
    assert math.fsum(path[-1] for path in sums.values()) == pytest.approx(9503.87, abs=0.005)
    assert math.fsum(path[0] for path in sums.values()) == 0.0
