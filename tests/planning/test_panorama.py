"""Totals and shares of a region's targets."""

from __future__ import annotations

import json
import math
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.planning.figures import sum_figures
from copilote.planning.panorama import By, panorama, total_target
from copilote.reference.simulator import Region, load_levers, load_regions, load_territories
from copilote.reference.soundness import Soundness
from published import PUBLISHED, needs_published

REGIONS = load_regions()


def test_centre_val_de_loire_has_30_levers_and_9503_87_kt() -> None:
    levers = load_levers("24")
    assert len(levers) == 30
    assert total_target(levers).value == pytest.approx(9503.8742, abs=1e-9)


@needs_published
def test_totals_by_region_equal_the_official_file() -> None:
    totals: dict[str, list[float]] = defaultdict(list)
    for row in json.loads((PUBLISHED / "simulateur-territorial/data.json").read_text("utf-8")):
        totals[row["regionName"].replace("\xa0", " ").replace("PACA", "Provence-Alpes-Côte d'Azur")].append(
            row["objCO2"]
        )
    assert len(totals) == 19
    for region in load_territories():
        assert total_target(load_levers(region.code)).value == math.fsum(totals[region.name])


@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.slug)
@pytest.mark.parametrize("by", By)
def test_groups_add_up_to_the_region(region: Region, by: By) -> None:
    view = panorama(load_levers(region.code), by)
    assert math.fsum(group.target.value or 0 for group in view.groups) == pytest.approx(view.target.value, rel=1e-14)
    assert math.fsum(group.share or 0 for group in view.groups) == pytest.approx(1)
    assert sum(len(group.levers) for group in view.groups) == len(view.levers)


def test_the_forest_target_is_an_estimate_and_the_total_carries_its_mark() -> None:
    assert total_target(load_levers("24")).soundness is Soundness.ESTIMATED
    overseas = total_target(load_levers("04"))
    assert overseas.soundness is Soundness.OFFICIAL_TARGET


def test_ile_de_france_lacks_its_forest_target_and_says_so() -> None:
    total = total_target(load_levers("11"))
    assert total.soundness is Soundness.INCOMPLETE
    assert total.missing == ("Gestion des forêts",)


@given(st.lists(st.tuples(st.floats(-1e9, 1e9), st.sampled_from(list(Soundness)[:4])), min_size=1))
def test_a_sum_is_exact_and_as_weak_as_its_weakest_part(parts: list[tuple[float, Soundness]]) -> None:
    total = sum_figures((str(i), value, mark) for i, (value, mark) in enumerate(parts))
    assert total.value == math.fsum(value for value, _ in parts)
    assert total.soundness.rank == max(mark.rank for _, mark in parts)
    shuffled = sum_figures((str(i), value, mark) for i, (value, mark) in enumerate(reversed(parts)))
    assert shuffled.value == total.value


def test_a_sum_of_unknown_parts_is_unknown() -> None:
    total = sum_figures([("a", None, Soundness.UNKNOWN)])
    assert total.value is None
    assert total.soundness is Soundness.UNKNOWN
