"""The newest observed value of a lever: which source it comes from, and what it comes to."""

from __future__ import annotations

import pytest

from copilote.exchange.newest import WITH_THE_WEATHER, newest_of, observed_kt
from copilote.planning.balance import quantities_of
from copilote.planning.conversion import physical_quantity
from copilote.reference.links import LinkKind, indicator_links
from copilote.reference.series import load_series
from copilote.reference.simulator import find_lever, load_levers, load_observations, load_regions
from copilote.simulator.pages.observed_offer import observed_offer

MAINLAND = [region.code for region in load_regions() if region.kind == "metropolitan"]


def test_the_share_of_electric_cars_gives_the_state_s_own_numbers_of_2022() -> None:
    for code in MAINLAND:
        cars = find_lever(code, "augm_voitelec")
        [share] = load_series(code, ["826"])
        [published] = [
            row.value
            for row in load_observations(code)
            if (row.lever, row.kind, row.year) == (cars.id, "observed", 2022)
        ]
        assert dict(quantities_of(cars, share.values))[2022] == pytest.approx(published, rel=0.04)


def test_every_series_linked_as_the_same_quantity_is_offered_at_its_newest_year() -> None:
    for code in MAINLAND:
        for lever in load_levers(code):
            linked = [
                link.indicator
                for link in indicator_links(lever.id, "region")
                if link.kind is LinkKind.SAME and link.indicator and link.indicator not in WITH_THE_WEATHER
            ]
            series = load_series(code, linked) if linked else ()
            years = [year for row in series for year, _quantity in quantities_of(lever, row.values)]
            if years:
                newest = newest_of(lever)
                assert newest is not None
                assert newest.year >= max(years)


def test_what_the_weather_moves_is_not_offered_as_done() -> None:
    levers = [lever for code in MAINLAND for lever in load_levers(code) if lever.id in ("reduc_tgaz", "reduc_tconso")]
    assert len(levers) > 20
    for newest in map(newest_of, levers):
        assert newest is None or newest.series is None


def test_the_newest_value_wins_and_the_state_s_own_at_the_same_year() -> None:
    cars, waste = find_lever("24", "augm_voitelec"), find_lever("24", "reduc_proddma")
    newest = newest_of(cars)
    assert newest is not None
    assert newest.series is not None
    assert (newest.year, newest.series.number) == (2025, "826")
    kt = observed_kt(cars)
    assert kt is not None
    assert float(physical_quantity(cars, kt)) == pytest.approx(newest.quantity)
    own = newest_of(waste)
    assert own is not None
    assert (own.year, own.quantity, own.series) == (2021, 622.8, None)


def test_what_is_not_the_lever_s_quantity_is_told_and_not_counted() -> None:
    recovered, freight = find_lever("24", "augm_valodma"), find_lever("24", "augm_fret")
    assert newest_of(recovered) is None  # counted on top of 2019: a share of 2019 says nothing of it
    offer = observed_offer(freight)
    assert offer is not None
    assert "9,51\u00a0% en 2024 (en partie, sans conversion)" in offer.text
    assert (offer.kt, offer.kt_plain) == ("", "")


def test_the_fictional_region_has_no_statistic() -> None:
    for lever in load_levers("exemple"):
        newest = newest_of(lever)
        assert newest is None or newest.series is None
