"""`copilote observe`."""

from __future__ import annotations

import csv
import io

import pytest

from copilote.reference.barometer import load_national_indicators
from support_cli import copilote, refused

KEYS = {
    "indicator",
    "label",
    "unit",
    "series",
    "target_2030",
    "pace_1y",
    "pace_3y",
    "pace_required",
    "ratio",
    "year_reached",
    "grade",
    "soundness",
    "source",
}


def test_a_region_gives_its_43_series_with_targets_and_paces() -> None:
    rows = copilote("observe", "24", "--format", "json").json
    assert len({row["indicator"] for row in rows}) == 43
    assert all(set(row) >= KEYS for row in rows)
    cars = next(row for row in rows if row["indicator"] == "826")
    assert cars["series"][-1] == {"year": 2025, "value": 2.3328596458746893}
    assert (cars["target_2030"], cars["unit"], cars["grade"]) == (15, "%", "too_slow")
    assert cars["source"] == "irpe-2026"


def test_france_gives_one_row_for_each_indicator_that_has_values() -> None:
    rows = copilote("observe", "france", "--format", "json").json
    assert [row["indicator"] for row in rows] == [one.id for one in load_national_indicators() if one.published_values]
    assert len(rows) == 353
    assert sum(row["series"] == [] for row in rows) == 8  # published as 0, in truth not known
    total = rows[0]
    assert (total["target_2030"], total["unit"]) == (276, "MtCO2e")
    assert total["pace_1y"] == pytest.approx(-7.6)
    assert total["pace_required"] == pytest.approx(-16.68)
    assert total["source"] == "barometre-2026"


def test_a_lever_gives_the_indicators_that_follow_it() -> None:
    rows = copilote("observe", "Centre-Val de Loire", "--lever", "augm_voitelec", "--format", "json").json
    assert rows[0]["indicator"] == "826"
    assert rows[0]["link"] == "same"
    national = copilote("observe", "france", "--lever", "augm_voitelec", "--format", "json").json
    assert national[0]["indicator"] == "fr-059"
    assert national[0]["target_2030"] == 15
    assert copilote("observe", "24", "--lever", "2026-005", "--format", "json").json


def test_a_lever_without_indicator_says_why_and_gives_no_other() -> None:
    from copilote.reference.links import indicator_links
    from copilote.reference.simulator import load_levers

    silent = [
        lever.id
        for lever in load_levers("24")
        if not any(link.indicator for link in indicator_links(lever.id, "region"))
    ]
    assert silent
    for lever in silent:
        assert copilote("observe", "24", "--lever", lever, "--format", "json").json == []
        assert "Aucun indicateur" in copilote("observe", "24", "--lever", lever).out


@pytest.mark.parametrize(("place", "number", "expected"), [("24", "826", "826"), ("24", "fr-059", "826")])
def test_one_indicator_goes_by_its_regional_or_national_number(place: str, number: str, expected: str) -> None:
    rows = copilote("observe", place, "--indicator", number, "--format", "json").json
    assert [row["indicator"] for row in rows] == [expected]


def test_an_indicator_of_the_country_may_be_asked_by_its_regional_number() -> None:
    rows = copilote("observe", "france", "--indicator", "826", "--format", "json").json
    assert [row["indicator"] for row in rows] == ["fr-059"]


def test_an_indicator_without_value_says_not_known_and_gives_nulls() -> None:
    assert "non connu" in copilote("observe", "france", "--indicator", "fr-153").out
    [row] = copilote("observe", "france", "--indicator", "fr-153", "--format", "json").json
    assert row["series"] == []
    assert row["pace_1y"] is None
    assert row["grade"] == "unknown"


def test_the_table_says_the_rule_and_that_regional_targets_are_derived() -> None:
    out = copilote("observe", "24", "--indicator", "898").out
    assert "éolien terrestre" in out
    assert "déduites" in out


def test_csv_has_one_line_for_each_series() -> None:
    rows = list(csv.DictReader(io.StringIO(copilote("observe", "24", "--format", "csv").out)))
    cars = next(row for row in rows if row["indicator"] == "826")
    assert cars["last_year"] == "2025"
    assert cars["target_2030"] == "15.0"


def test_bad_requests_are_refused_in_one_sentence() -> None:
    assert "826" in refused("observe", "24", "--indicator", "827")
    assert "fr-" in refused("observe", "france", "--indicator", "fr-999")
    assert "2026-" in refused("observe", "24", "--lever", "2026-999")
    assert "l’un sans l’autre" in refused("observe", "24", "--lever", "augm_voitelec", "--indicator", "826")
    assert "fictive" in refused("observe", "exemple")
    assert "introuvable" in refused("observe", "Bretagnne-sur-Mer")
    assert "voitures" in refused("observe", "france", "--lever", "voiture")
