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
    ADOPTION_LEVERS,
    ADOPTION_REASONS,
    YEARS,
    PathShape,
    adoption_path,
    cumulated_avoided,
    lever_trajectory,
    linear_path,
    path_from_observed,
    shape_of,
    sum_trajectories,
)
from copilote.reference.errors import InputError
from copilote.reference.soundness import Soundness
from published import PUBLISHED, needs_published

figures = st.floats(-1e9, 1e9)
curves = st.fixed_dictionaries({"midpoint": st.floats(2019, 2030), "steepness": st.floats(0.001, 20)})
some_targets = hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=st.floats(0, 1e6))

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


@given(figures, figures, curves)
def test_both_shapes_start_and_arrive_exactly_and_never_turn_back(
    start: float, target: float, curve: dict[str, float]
) -> None:
    for path in (linear_path(start, target), adoption_path(start, target, **curve)):
        assert path.shape == (12,)
        assert (path[0], path[-1]) == (start, target)
        steps = np.diff(path) * (1.0 if target >= start else -1.0)
        assert (steps >= 0).all()
        assert path.min() == min(start, target)
        assert path.max() == max(start, target)


@given(some_targets, curves)
def test_arrays_of_any_shape_agree_with_one_lever_at_a_time(targets: np.ndarray, curve: dict[str, float]) -> None:
    for shape in PathShape:
        paths = lever_trajectory(targets, shape, **curve)
        assert paths.shape == (*targets.shape, 12)
        for place in np.ndindex(targets.shape):
            assert (paths[place] == lever_trajectory(float(targets[place]), shape, **curve)).all()


def test_each_lever_follows_its_own_shape() -> None:
    shapes = [PathShape.LINEAR, PathShape.ADOPTION]
    paths = lever_trajectory(np.full((3, 2), 110.0), shapes)
    assert paths.shape == (3, 2, 12)
    assert (paths[:, 0] == linear_path(0.0, 110.0)).all()
    assert (paths[:, 1] == adoption_path(0.0, 110.0)).all()
    with pytest.raises(InputError, match="3 leviers"):
        lever_trajectory([1.0, 2.0, 3.0], shapes)
    with pytest.raises(InputError, match="1 leviers"):
        lever_trajectory(1.0, shapes)


@given(st.floats(2019, 2030), st.floats(0.001, 20))
def test_the_s_curve_is_the_normalised_logistic(midpoint: float, steepness: float) -> None:
    def logistic(year: float) -> float:
        return 1.0 / (1.0 + math.exp(-steepness * (year - midpoint)))

    first, last = logistic(2019), logistic(2030)
    expected = [100.0 * (logistic(year) - first) / (last - first) for year in YEARS]
    found = adoption_path(0.0, 100.0, midpoint=midpoint, steepness=steepness)
    assert found == pytest.approx(expected, rel=0, abs=1e-6)


def test_the_flattest_s_curve_is_the_straight_line() -> None:
    flat = adoption_path(0.0, 100.0, steepness=0.001)
    assert flat == pytest.approx(linear_path(0.0, 100.0), abs=0.01)
    assert adoption_path(0.0, 100.0)[6] < 30 < 54 < linear_path(0.0, 100.0)[6]


@given(some_targets, curves)
def test_cumulated_emissions_lie_between_the_last_year_alone_and_every_year_at_target(
    targets: np.ndarray, curve: dict[str, float]
) -> None:
    for shape in PathShape:
        total = cumulated_avoided(lever_trajectory(targets, shape, **curve))
        assert total.shape == targets.shape
        assert (total >= targets * (1 - 1e-12)).all()
        assert (total <= targets * 11 * (1 + 1e-12)).all()


def test_the_straight_line_avoids_six_times_its_target_from_2020_to_2030() -> None:
    """(1 + 2 + … + 11) / 11 = 6; a trapezoid would say 5.5."""
    assert cumulated_avoided(lever_trajectory(2.0)) == pytest.approx(12.0)
    assert cumulated_avoided([5.0, 7.0], years=[2019, 2020]) == 7.0
    with pytest.raises(InputError, match="12 années"):
        cumulated_avoided([1.0, 2.0])


@given(
    hnp.arrays(np.float64, st.tuples(st.integers(1, 3), st.just(6)), elements=st.floats(0, 1e7)),
    st.lists(st.sampled_from("ABC"), min_size=6, max_size=6),
    st.lists(st.sampled_from(list(PathShape)), min_size=6, max_size=6),
)
def test_groups_add_up_to_their_levers(targets: np.ndarray, groups: list[str], shapes: list[PathShape]) -> None:
    paths = lever_trajectory(targets, shapes)
    sums = sum_trajectories(paths, groups)
    assert sums.paths.shape == (len(targets), len(set(groups)), 12)
    assert not sums.missing.any()
    for region in range(len(targets)):
        for year in range(12):
            exact = math.fsum(paths[region, :, year])
            assert math.fsum(sums.paths[region, :, year]) == pytest.approx(exact, rel=1e-12, abs=0)
        for rank, group in enumerate(sums.groups):
            members = [t for t, g in zip(targets[region], groups, strict=True) if g == group]
            assert sums.paths[region, rank, -1] == pytest.approx(math.fsum(members), rel=1e-12, abs=0)


def test_an_unknown_lever_is_left_out_of_its_group_and_counted() -> None:
    sums = sum_trajectories(lever_trajectory([10.0, math.nan, math.nan]), ["Transport", "Transport", "Énergie"])
    assert sums.groups == ("Transport", "Énergie")
    assert sums.paths[0, -1] == 10.0
    assert np.isnan(sums.paths[1]).all()
    assert sums.missing.tolist() == [1, 1]
    assert sums.soundness([Soundness.OFFICIAL_TARGET, Soundness.DERIVED]) is Soundness.INCOMPLETE
    whole = sum_trajectories(lever_trajectory([10.0]), ["Transport"])
    assert whole.soundness([Soundness.OFFICIAL_TARGET, Soundness.DERIVED]) is Soundness.DERIVED
    assert math.isnan(cumulated_avoided(lever_trajectory(math.nan)))
    with pytest.raises(InputError, match="2 groupes"):
        sum_trajectories(lever_trajectory([10.0]), ["A", "B"])


def test_the_way_from_the_last_observation_keeps_holes_unknown() -> None:
    way = path_from_observed([2020, 2021, 2023, 2024], [1.0, 2.0, None, 4.0], 10.0)
    assert way.years == tuple(range(2020, 2031))
    assert way.values[[0, 1, 4]].tolist() == [1.0, 2.0, 4.0]
    assert np.isnan(way.values[[2, 3]]).all()
    assert way.values[4:] == pytest.approx([4, 5, 6, 7, 8, 9, 10])
    assert [year for year, seen in zip(way.years, way.observed, strict=True) if seen] == [2020, 2021, 2024]


def test_there_is_no_line_when_the_last_observation_is_the_deadline() -> None:
    way = path_from_observed([2029, 2030], [1.0, 2.0], 10.0)
    assert (way.years, way.values.tolist(), way.observed.all()) == ((2029, 2030), [1.0, 2.0], True)


@given(figures, figures, st.integers(2019, 2029))
def test_the_way_from_the_last_observation_rises_by_the_required_pace(last: float, target: float, year: int) -> None:
    way = path_from_observed([year], [last], target)
    assert (way.values[0], way.values[-1]) == (last, target)
    required = (target - last) / (2030 - year)
    assert np.diff(way.values) == pytest.approx(required, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: linear_path(0.0, math.inf), "finis"),
        (lambda: linear_path(-1e308, 1e308), "finis"),
        (lambda: linear_path("beaucoup", 1.0), "nombres"),
        (lambda: linear_path([0.0, 1.0], [1.0, 2.0, 3.0]), "formes"),
        (lambda: linear_path(0.0, 1.0, [2019]), "2 nombres"),
        (lambda: linear_path(0.0, 1.0, [2020, 2019]), "croissant"),
        (lambda: linear_path(0.0, 1.0, [2019, 2019]), "croissant"),
        (lambda: adoption_path(0.0, 1.0, midpoint=2040.0), "2019 à 2030"),
        (lambda: adoption_path(0.0, 1.0, midpoint=math.nan), "2019 à 2030"),
        (lambda: adoption_path(0.0, 1.0, steepness=0.0), "0,001"),
        (lambda: adoption_path(0.0, 1.0, steepness=math.nan), "0,001"),
        (lambda: path_from_observed([], [], 1.0), "1 nombres"),
        (lambda: path_from_observed([2020], [None], 1.0), "Aucune valeur"),
        (lambda: path_from_observed([2020], [1.0], math.nan), "Cible"),
        (lambda: path_from_observed([2020], [1.0, 2.0], 1.0), "autant"),
        (lambda: path_from_observed([2020], [1.0], 1.0, target_year=20_300), "limites"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(call: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()  # type: ignore[operator]


def test_every_lever_that_spreads_like_a_technology_says_why() -> None:
    assert frozenset(ADOPTION_REASONS) == ADOPTION_LEVERS
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
    assert {row["id"] for row in rows} >= ADOPTION_LEVERS
    centre = [row for row in rows if row["regionName"] == "Centre-Val de Loire"]
    targets = [row["objCO2"] for row in centre]
    paths = lever_trajectory(targets, [shape_of(row["id"]) for row in centre])
    sums = sum_trajectories(paths, [row["sector"] for row in centre])
    assert len(centre) == 30
    assert math.fsum(sums.paths[:, -1]) == pytest.approx(9503.87, abs=0.005)
    assert math.fsum(sums.paths[:, 0]) == 0.0
