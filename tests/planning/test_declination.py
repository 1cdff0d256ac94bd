"""The declination of a region: quantities that add up, rates that do not, stocks that run out, limits that hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from copilote.planning.allocation import NOWHERE, AllocationError
from copilote.planning.apportionment import TONNES
from copilote.planning.declination import (
    Declination,
    Limit,
    Rule,
    decline,
    lines,
    parts,
    sums,
    within_limits,
)
from copilote.planning.part_sums import together, total_tonnes, weakest_grade
from copilote.reference.errors import InputError
from copilote.reference.simulator import LeverFigures


def lever(ident: str, target: float | None, ratio: float | None = None, baseline: float | None = None) -> LeverFigures:
    return LeverFigures(
        id=ident,
        name=ident,
        region="24",
        sector="s",
        theme="t",
        target_kt=target,
        ratio=ratio,
        baseline_2019=baseline,
        counts_completed=bool(baseline),
        editable=True,
        target_shown=True,
        reason=None,
        unit="u" if ratio else None,
        unit_short=None,
        quantity=None,
        label=ident,
        edition="2023",
    )


def declined(
    levers: list[LeverFigures],
    keys: dict[str, list[float]],
    rules: list[Rule] | None = None,
    limits: tuple[Limit, ...] = (),
) -> Declination:
    communes = len(next(iter(keys.values())))
    own = rules or [Rule(one.id, "k", "B", "A") for one in levers]
    arrays = {name: np.array(values, dtype=float) for name, values in keys.items()}
    codes = [f"{rank:05d}" for rank in range(communes)]
    block = np.arange(communes) // 2
    return decline("24", levers, own, codes, block, arrays, [one.target_kt for one in levers], limits)


def test_a_quantity_that_adds_up_follows_the_share_of_the_key() -> None:
    found = declined([lever("cars", 8.0, 2.0, 10.0)], {"k": [1.0, 3.0]})
    (first,), (second,), (both,) = (parts(found, np.array(at), "commune") for at in ([0], [1], [0, 1]))
    assert (first.tonnes, first.share, first.baseline, first.physical) == (2000, 0.25, 2.5, 6.5)
    assert (both.target_kt, both.physical) == (8.0, 26.0)
    assert (first.physical or 0) + (second.physical or 0) == both.physical
    assert (first.grade, parts(found, np.array([0]), "epci")[0].grade) == ("B", "A")


def test_a_rate_is_divided_by_the_territory_s_part_of_what_it_is_per() -> None:
    rule = Rule("waste", "k", "B", "A", rate_over="people")
    found = declined([lever("waste", 10.0, -1.0, 500.0)], {"k": [1.0, 1.0], "people": [1.0, 3.0]}, [rule])
    (first,), (whole,) = parts(found, np.array([0]), "epci"), parts(found, np.array([0, 1]), "epci")
    assert whole.physical == 490.0
    assert first.baseline == 500.0
    assert first.physical == pytest.approx(500.0 - 5.0 / 0.25)
    empty = declined([lever("waste", 10.0, -1.0, 500.0)], {"k": [1.0, 1.0], "people": [0.0, 1.0]}, [rule])
    assert parts(empty, np.array([0]), "epci")[0].physical is None


def test_a_stock_that_runs_out_leaves_the_rest_to_the_others() -> None:
    # Shared by heads, while the boilers are elsewhere: the first commune has a tenth of them.
    rule = Rule("oil", "heads", "B", "B", stock="boilers")
    found = declined([lever("oil", 8.0, -1.0, 10.0)], {"heads": [1.0, 1.0], "boilers": [1.0, 9.0]}, [rule])
    assert found.exact_kt[0].tolist() == pytest.approx([1.0, 7.0])
    assert found.tonnes.sum() == 8000
    quantities = [parts(found, np.array([at]), "commune")[0].physical for at in (0, 1)]
    assert quantities == pytest.approx([0.0, 2.0])


def test_a_stock_smaller_than_the_target_caps_nobody() -> None:
    found = declined([lever("oil", 12.0, -1.0, 10.0)], {"k": [1.0, 3.0]})
    assert found.exact_kt[0].tolist() == [3.0, 9.0]
    assert parts(found, np.array([0]), "commune")[0].physical == 0.0


def test_a_key_that_leaves_a_stock_to_nobody_is_refused_by_its_lever() -> None:
    rule = Rule("oil", "heads", "B", "B", stock="boilers")
    with pytest.raises(AllocationError, match=r"« oil » : .*4 kt.*autre clé"):
        declined([lever("oil", 5.0, -1.0, 10.0)], {"heads": [1.0, 0.0], "boilers": [1.0, 9.0]}, [rule])


def test_limits_hold_and_the_others_take_the_rest() -> None:
    limits = (Limit("cars", "A", np.array([0, 1]), 0.0, 1.0), Limit("cars", "B", np.array([2]), 6.0))
    found = declined([lever("cars", 10.0)], {"k": [1.0, 1.0, 1.0, 1.0]}, None, limits)
    assert found.exact_kt[0].tolist() == pytest.approx([0.5, 0.5, 6.0, 3.0])
    with pytest.raises(AllocationError, match=r"« cars » : .*planchers dépassent l’objectif de 2 kt"):
        declined([lever("cars", 4.0)], {"k": [1.0, 1.0, 1.0]}, None, (Limit("cars", "B", np.array([2]), 6.0),))


@st.composite
def cases(draw: st.DrawFn) -> tuple[float, list[float], list[float], float, float]:
    communes = draw(st.integers(2, 12))
    amounts = st.one_of(st.just(0.0), st.floats(0.01, 100.0))
    key = draw(st.lists(amounts, min_size=communes, max_size=communes))
    stock = draw(st.lists(st.floats(0.01, 100.0), min_size=communes, max_size=communes))
    return draw(st.floats(0.0, 500.0)), key, stock, draw(st.floats(0, 1)), draw(st.floats(0, 1))


@given(cases())
def test_sums_are_exact_with_limits_and_stocks(case: tuple[float, list[float], list[float], float, float]) -> None:
    target, key, stock, floor, ceiling = case
    assume(sum(key) > 0)
    rules = [Rule("oil", "k", "B", "B", stock="stock"), Rule("cars", "k", "B", "B")]
    levers = [lever("oil", target, -1.0, target * 1.5 or 1.0), lever("cars", target)]
    members = np.array([0, 1])
    limits = (
        Limit("oil", "A", members, floor * target / 4),
        Limit("cars", "A", members, floor * target / 4, target * (0.25 + ceiling)),
    )
    try:
        found = declined(levers, {"k": key, "stock": stock}, rules, limits)
    except AllocationError:
        return  # who would take the rest has no key, or no stock
    np.testing.assert_allclose(found.exact_kt.sum(axis=1), target, rtol=1e-9, atol=1e-9)
    assert int(found.tonnes.sum()) == round(2 * target * TONNES)
    room = np.array(stock) / sum(stock) * (target * 1.5 or 1.0)
    assert (found.exact_kt[0] <= np.maximum(room, floor * target / 4) * (1 + 1e-6) + 1e-9).all()
    for rank, limit in enumerate(limits):
        inside = found.exact_kt[rank, members].sum()
        assert limit.floor_kt - 1e-6 <= inside <= max(limit.ceiling_kt, limit.floor_kt) + 1e-6
    # Any partition adds up, by tonnes and by parts.
    index = np.arange(len(key)) % 3
    assert sums(found, index, 3).sum(axis=1).tolist() == found.tonnes.sum(axis=1).tolist()
    pieces = [parts(found, np.flatnonzero(index == one), "epci") for one in range(3)]
    assert sum(total_tonnes(one) for one in pieces) == int(found.tonnes.sum())


@given(cases(), st.lists(st.integers(-1, 3), min_size=12, max_size=12))
def test_all_perimeters_at_once_say_what_each_says_alone(
    case: tuple[float, list[float], list[float], float, float], index: list[int]
) -> None:
    target, key, stock, _floor, _ceiling = case
    assume(sum(key) > 0)
    rules = [Rule("cars", "k", "B", "A", stock="stock"), Rule("waste", "k", "C", "B", rate_over="stock")]
    levers = [lever("cars", target, 2.0, 10.0), lever("waste", None, -1.0, 5.0)]
    found = declined(levers, {"k": key, "stock": stock}, rules)
    where = np.array(index[: len(key)])
    together_at_once = lines(found, where, 4)
    for rank in range(4):
        assert together_at_once.parts(rank, "epci") == parts(found, np.flatnonzero(where == rank), "epci")
    nobody = lines(found, np.full(len(key), NOWHERE), 1)
    assert nobody.tonnes.tolist() == [[0], [0]]


def test_what_is_not_known_stays_unknown() -> None:
    found = declined([lever("forest", None, 2.0, 1.0), lever("mine", 0.0)], {"k": [0.0, 1.0]})
    forest, mine = parts(found, np.array([0]), "commune")
    assert (forest.tonnes, forest.target_kt, forest.physical) == (None, None, None)
    assert forest.baseline == 0.0
    assert (mine.tonnes, mine.baseline, mine.physical) == (0, None, None)
    with pytest.raises(InputError, match="« k » est nulle dans toute la région"):
        declined([lever("cars", 3.0)], {"k": [0.0, 0.0]})
    silent = declined([lever("cars", 0.0, 1.0, 2.0)], {"k": [0.0, 0.0]})
    (none,) = parts(silent, np.array([0]), "commune")
    assert (none.tonnes, none.share, none.baseline) == (0, None, None)


def test_a_territory_of_several_regions_adds_what_adds_up() -> None:
    rules = [Rule("cars", "k", "B", "B"), Rule("waste", "k", "C", "C", rate_over="k")]
    one = declined([lever("cars", 8.0, 2.0, 10.0), lever("waste", 4.0, -1.0, 5.0)], {"k": [1.0, 3.0]}, rules)
    other = declined([lever("cars", 2.0, 2.0, 1.0), lever("forest", None)], {"k": [1.0]})
    added = together([parts(one, np.array([0]), "epci"), parts(other, np.array([0]), "epci")])
    cars, waste, forest = added
    assert (cars.tonnes, cars.share, cars.baseline, cars.physical) == (4000, None, 3.5, 11.5)
    assert (waste.tonnes, waste.physical) == (1000, 1.0)
    assert forest.tonnes is None
    assert cars.grade == "B"
    rated = together([parts(one, np.array([0]), "epci"), parts(one, np.array([1]), "epci")])
    assert (rated[1].tonnes, rated[1].physical, rated[1].share) == (4000, None, None)


def test_the_grade_of_the_whole_is_the_weakest_that_weighs_a_tenth() -> None:
    rules = [Rule("a", "k", "A", "A"), Rule("b", "k", "B", "B"), Rule("c", "k", "C", "C")]
    weights = {"light": (90.0, 5.0, 5.0), "heavy": (50.0, 10.0, 10.0), "nothing": (0.0, 0.0, 0.0)}
    grades = {
        name: weakest_grade(
            parts(declined([lever(r.lever, w) for r, w in zip(rules, kts, strict=True)], {"k": [1.0]}, rules),
                  np.array([0]), "epci")
        )
        for name, kts in weights.items()
    }  # fmt: skip
    assert grades == {"light": "A", "heavy": "C", "nothing": "D"}


def test_a_territory_without_key_shares_its_floor_equally() -> None:
    kept = within_limits(np.array([0.0, 0.0, 4.0]), (Limit("x", "A", np.array([0, 1]), 1.0),))
    assert kept.tolist() == pytest.approx([0.5, 0.5, 3.0])
