"""Allocation keys: every lever has one everywhere, what fills the gaps is stated, grades are honest."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilote.reference import keys as module
from copilote.reference.communes import Frame, Level, load_frame
from copilote.reference.errors import UnknownNameError
from copilote.reference.keys import (
    Key,
    find_key,
    key_values,
    load_keys,
    load_lever_keys,
    measure_key,
)
from copilote.reference.simulator import load_lever_names
from copilote.reference.sources import find_source

FRAME = load_frame()
KEYS = load_keys()
RULES = load_lever_keys()
DOC = Path(__file__).resolve().parents[2] / "docs" / "cles-de-repartition.md"


def test_every_lever_of_the_simulator_has_one_key_and_no_other_has() -> None:
    assert list(RULES) == [lever.id for lever in load_lever_names()]
    assert len(RULES) == 42


@pytest.mark.parametrize("lever", RULES)
def test_a_rule_names_known_keys_and_says_why(lever: str) -> None:
    rule = RULES[lever]
    chain = (rule.key, *rule.fallback)
    assert set(chain) | ({rule.rate_over} - {""}) <= set(KEYS)
    assert len(set(chain)) == len(chain)
    assert chain[-1] == "population", "population is known everywhere: the last to fall back on"
    assert rule.rate_over in ("", rule.key), "nothing at hand tells one territory's rate from another's"
    assert rule.reason.endswith(".")
    assert rule.tested_as in ("", *RULES)
    assert bool(rule.most_commune or rule.most_epci) <= bool(rule.limit), "a grade is lowered for a reason"
    assert rule.most_epci <= rule.most_commune, "a sum of communes is no less certain than they are"


@pytest.mark.parametrize("key", KEYS.values(), ids=lambda key: key.id)
def test_a_key_is_made_of_known_figures_with_a_source(key: Key) -> None:
    named = {
        *key.figures,
        *key.share_of,
        *([key.share_in] if key.share_in else []),
        *([key.added] if key.added else []),
    }
    assert named - {"population"} <= set(FRAME.figures)
    assert bool(key.share_of) == bool(key.share_in)
    assert key.title
    assert key.unit
    find_source(key.source)


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_finite_and_never_negative_in_any_commune(key: str) -> None:
    measure = measure_key(key)
    assert measure.values.shape == FRAME.codes.shape
    assert np.isfinite(measure.values).all()
    assert (measure.values >= 0).all()
    assert not (measure.filled & measure.unknown).any()
    assert (measure.values[measure.unknown] == 0).all()
    assert key_values(key) is measure.values
    with pytest.raises(ValueError, match="read-only"):
        measure.values[0] = 1


def test_few_communes_are_filled() -> None:
    filled = {key: int(measure_key(key).filled.sum()) for key in KEYS}
    assert filled["population"] == filled["households"] == filled["forest"] == 0
    assert filled["service_jobs"] == 1  # one commune whose establishments INSEE does not give
    assert filled["arable"] == filled["open_area"] == 105


def test_jobs_by_activity_are_parts_of_the_jobs() -> None:
    jobs = key_values("jobs")
    for key in ("service_jobs", "industry_jobs", "freight_jobs"):
        assert (key_values(key) <= jobs)[~measure_key(key).filled].all(), key
    rank = FRAME.rank_of("37261")
    of = {name: FRAME.figures[name][rank] for name in FRAME.figures}
    share = (of["establishments_services"] + of["establishments_public"]) / of["establishments"]
    assert key_values("service_jobs")[rank] == pytest.approx(of["jobs"] * share)
    # Without an establishment, jobs follow the mix of the département.
    bare = np.flatnonzero((FRAME.figures["establishments"] == 0) & (jobs > 0))
    assert bare.size > 100
    assert (key_values("service_jobs")[bare] > 0).all()


def test_homes_of_scattered_communes_do_not_count_for_heat_networks() -> None:
    dense = np.isin(FRAME.figures["density_class"], (1, 2, 3, 4))
    values = key_values("dense_residences")
    assert (values[~dense] == 0).all()
    assert (values[dense] == key_values("main_residences")[dense]).all()


def test_land_take_counts_what_is_mapped_and_as_much_again_by_built_land() -> None:
    mapped, built = FRAME.figures["land_take_ha"], FRAME.figures["artificial_ha"]
    known = np.isfinite(mapped) & np.isfinite(built)
    assert key_values("land_take")[known].sum() == pytest.approx(2 * mapped[known].sum())
    assert (key_values("land_take")[known] >= mapped[known]).all()


def test_hedges_count_as_much_again_by_farmed_land() -> None:
    hedges, farmed = FRAME.figures["hedges_ha"], FRAME.figures["farmed_ha"]
    known = np.isfinite(hedges) & np.isfinite(farmed)
    assert key_values("hedges")[known].sum() == pytest.approx(2 * hedges[known].sum())
    blois = FRAME.levels["epci"].members("200030385")  # hardly a hedge on the map, and farmland
    assert hedges[blois].sum() < 1 < key_values("hedges")[blois].sum()


def test_hectares_that_are_filled_stay_within_the_commune() -> None:
    for key in ("arable", "farmed", "open_area", "artificial"):
        measure = measure_key(key)
        at = measure.filled
        assert (measure.values[at] <= FRAME.figures["area_km2"][at] * 100 + 1e-9).all(), key


def test_an_unknown_name_is_answered_by_the_nearest_ones() -> None:
    with pytest.raises(UnknownNameError, match=r"households \(Ménages\)"):
        find_key("household")


def small_frame(people: list[float], figures: dict[str, list[float]], classes: list[int], places: list[int]) -> Frame:
    """Communes in three départements: 0 and 1 in the first region, 2 in the second."""
    departement = np.array(places, dtype=np.int32)
    return Frame(
        codes=np.array([f"{rank:05d}" for rank in range(len(people))]),
        population=np.array(people),
        levels=MappingProxyType(
            {
                "departement": Level(("a", "b", "c"), departement),
                "region": Level(("r", "s"), (departement // 2).astype(np.int32)),
            }
        ),
        figures=MappingProxyType(
            {name: np.array(values) for name, values in figures.items()}
            | {"density_class": np.array(classes, dtype=np.float64)}
        ),
    )


def measure(key: Key, frame: Frame) -> module.Measure:
    values, filled, unknown = module._filled(module._raw(key, frame), frame, None)
    return module.Measure(values, filled, unknown, np.zeros_like(filled))


SIMPLE = Key("homes", "Logements", ("homes",), (), "", (), "", "logements", "x", "")
GAP = float("nan")


def test_a_gap_takes_the_figure_per_inhabitant_of_its_class_around() -> None:
    frame = small_frame(
        people=[10, 20, 100, 50, 30, 40, 7],
        figures={"homes": [5, 6, GAP, 200, GAP, GAP, GAP]},
        classes=[1, 1, 1, 2, 2, 3, 1],
        places=[0, 0, 0, 0, 1, 1, 2],
    )
    found = measure(SIMPLE, frame)
    assert found.values[2] == pytest.approx(100 * 11 / 30)  # class 1 of the département
    assert found.values[4] == pytest.approx(30 * 200 / 50)  # class 2 of the region
    assert found.values[5] == pytest.approx(40 * 211 / 80)  # no class 3 in the region: all its communes
    assert found.values[6] == 0  # nothing is known in its region
    assert found.filled.tolist() == [False, False, True, False, True, True, False]
    assert found.unknown.tolist() == [False] * 6 + [True]


communes = st.lists(
    st.tuples(
        st.integers(0, 5000), st.none() | st.floats(0, 1e5), st.integers(0, 50), st.integers(0, 50),
        st.integers(1, 3), st.integers(0, 2),
    ),
    min_size=1, max_size=25,
)  # fmt: skip


@settings(max_examples=60)
@given(communes, st.randoms(use_true_random=False))
def test_keys_are_never_negative_and_do_not_depend_on_the_order(rows: list[tuple[float, ...]], random: object) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shared = Key("x", "x", ("homes",), ("part",), "whole", (1, 2), "", "x", "x", "")
    added = Key("y", "y", ("homes",), (), "", (), "part", "x", "x", "")

    def of(some: list[tuple[float, ...]]) -> Frame:
        people, homes, part, more, classes, places = zip(*some, strict=True)
        figures = {
            "homes": [GAP if one is None else one for one in homes],
            "part": [float(one) for one in part],
            "whole": [float(one + two) for one, two in zip(part, more, strict=True)],
        }
        return small_frame([float(one) for one in people], figures, list(map(int, classes)), list(map(int, places)))

    straight, shuffled = of(rows), of([rows[rank] for rank in order])
    for key in (SIMPLE, shared, added):
        here, there = measure(key, straight), measure(key, shuffled)
        assert np.isfinite(here.values).all()
        assert (here.values >= 0).all()
        assert here.values[order] == pytest.approx(there.values, rel=1e-9, abs=1e-9)
        assert (here.filled[order] == there.filled).all()


def test_a_commune_made_by_one_site_is_doubtful_for_what_is_estimated_from_jobs() -> None:
    doubtful = measure_key("service_jobs").doubtful
    assert doubtful[FRAME.rank_of("95527")], "Roissy and its airport"
    assert doubtful[FRAME.rank_of("45055")], "Bricy and its air base"
    assert not doubtful[FRAME.rank_of("45234")], "Orléans"
    assert 0 < int(doubtful.sum()) < 500
    assert not measure_key("households").doubtful.any()
