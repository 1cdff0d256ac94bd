"""A lever by several keys: always the same sum, the very shares of the whole declination, what is left to do."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from copilote.exchange.shares import Bound, KeyChoice, shared
from copilote.planning.allocation import AllocationError
from copilote.reference.errors import CopiloteError
from copilote.reference.simulator import load_levers
from copilote.sharing import compare
from copilote.sharing.compare import by_code, declared, lever_in, readings, spread, total_of
from copilote.sharing.models import TerritoryFigure

CHOICES = (
    KeyChoice("augm_voitelec"),
    KeyChoice("augm_voitelec", (("population", 1.0),)),
    KeyChoice("reduc_rfioul", (("population", 2.0), ("households", 1.0))),
    KeyChoice("augm_haies", bounds=(Bound("epci", "200030385", 3.0, 4.0),)),
)


def said(level: str, code: str, done: float, lever: str = "augm_voitelec") -> TerritoryFigure:
    return TerritoryFigure(level=level, code=code, lever=lever, done_kt=done)


@pytest.mark.parametrize("choice", CHOICES)
def test_a_lever_alone_is_shared_as_among_all(choice: KeyChoice) -> None:
    rank = [one.id for one in load_levers("24")].index(choice.lever)
    whole = shared("24", (choice,)).tonnes[rank]
    assert np.array_equal(spread("24", lever_in("24", choice.lever), choice), whole)


@pytest.mark.parametrize("region", ["24", "11", "94", "01", "06"])
def test_every_reading_of_every_lever_has_the_same_sum(region: str) -> None:
    for lever in load_levers(region):
        total = total_of(region, lever.id)
        if total is None:
            continue
        for one in readings(region, lever, (), None, None):
            assert one.tonnes is None or int(one.tonnes.sum()) == total, (lever.id, one.id)
            assert one.tonnes is not None or one.problem


def test_without_a_declaration_what_is_left_is_the_default() -> None:
    found = {one.id: one for one in readings("24", lever_in("24", "augm_voitelec"), (), None, None)}
    assert np.array_equal(found["restant"].tonnes, found["defaut"].tonnes)
    assert "Rien n’est encore déclaré" in found["restant"].how


def test_who_has_done_much_is_asked_less() -> None:
    lever = lever_in("24", "augm_voitelec")
    found = {one.id: one for one in readings("24", lever, (said("epci", "200030385", 10.0),), None, None)}
    before, after = (by_code("24", "epci", found[name].tonnes) for name in ("defaut", "restant"))
    assert after["200030385"] < before["200030385"]
    assert all(after[code] >= before[code] for code in before if code != "200030385")


def test_a_territory_that_has_done_all_is_asked_nothing_and_never_less() -> None:
    lever = lever_in("24", "augm_voitelec")
    found = {one.id: one for one in readings("24", lever, (said("epci", "200030385", 1e6),), None, None)}
    assert by_code("24", "epci", found["restant"].tonnes)["200030385"] == 0


def test_a_commune_declared_twice_counts_once_for_the_smallest_territory() -> None:
    base = spread("24", lever_in("24", "augm_voitelec"), KeyChoice("augm_voitelec"))
    figures = (said("epci", "200030385", 10.0), said("departement", "41", 100.0))
    done = declared("24", figures, base)
    of_epci = by_code("24", "epci", np.rint(done).astype(np.int64))["200030385"]
    assert of_epci == pytest.approx(10_000, abs=40)


def test_limits_that_cannot_hold_say_by_how_much() -> None:
    lever = lever_in("24", "augm_haies")
    choice = KeyChoice("augm_haies", bounds=(Bound("epci", "200030385", 1e4),))
    with pytest.raises(AllocationError, match=r"dépassent l’objectif de 9.874,76 kt"):
        spread("24", lever, choice)


def test_an_unknown_lever_is_told_with_examples() -> None:
    with pytest.raises(CopiloteError, match="augm_voitelec"):
        lever_in("24", "fusee")


def test_a_loaded_key_of_emissions_is_the_one_that_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = {"igt": (None, SimpleNamespace(id="igt-2021_total", role=compare.EMISSIONS))}
    monkeypatch.setattr(compare, "loaded_keys", lambda: loaded)
    assert compare.emission_key() == "igt-2021_total"
