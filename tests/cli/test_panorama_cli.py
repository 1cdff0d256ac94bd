"""`copilote regions` and `copilote panorama`."""

from __future__ import annotations

import csv
import io
import math

import pytest

from support_cli import copilote, refused


def test_regions_gives_the_18_regions_with_their_totals() -> None:
    regions = copilote("regions", "--format", "json").json
    assert len(regions) == 18
    assert {"code", "slug", "name", "levers", "target_kt"} <= set(regions[0])
    centre = next(region for region in regions if region["code"] == "24")
    assert (centre["slug"], centre["levers"]) == ("centre-val-de-loire", 30)
    assert centre["target_kt"] == pytest.approx(9503.87, abs=0.005)


@pytest.mark.parametrize("by", ["lever", "sector", "theme"])
def test_panorama_gives_levers_and_groups_that_add_up(by: str) -> None:
    answer = copilote("panorama", "24", "--by", by, "--format", "json").json
    assert answer["region"] == {"code": "24", "slug": "centre-val-de-loire", "name": "Centre-Val de Loire"}
    expected = {
        "id",
        "name",
        "sector",
        "theme",
        "target_kt",
        "unit",
        "ratio",
        "baseline_2019",
        "editable",
        "reason",
        "source",
    }
    assert all(expected <= set(lever) for lever in answer["levers"])
    assert math.fsum(group["target_kt"] for group in answer["groups"]) == pytest.approx(answer["target_kt"], rel=1e-14)
    assert sum(group["share"] for group in answer["groups"]) == pytest.approx(1)


def test_the_table_writes_numbers_the_french_way_and_says_they_are_indicative() -> None:
    out = copilote("panorama", "Centre-Val de Loire").out
    assert "9\u202f503,9 ktCO2e" in out
    assert "indicatifs" in out
    assert "Gestion des forêts" in out


def test_csv_holds_the_levers() -> None:
    rows = list(csv.DictReader(io.StringIO(copilote("panorama", "24", "--format", "csv").out)))
    assert len(rows) == 30
    assert rows[0]["id"] == "augm_voitelec"
    assert rows[0]["target_kt"] == "482.1358"


def test_what_is_not_known_is_null_never_0() -> None:
    levers = copilote("panorama", "11", "--format", "json").json["levers"]
    forest = next(lever for lever in levers if lever["id"] == "co2_foret")
    assert (forest["target_kt"], forest["soundness"]) == (None, "unknown")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("panorama", "Centre Val de Loir"), "Centre-Val de Loire"),
        (("panorama", "zz"), "copilote regions"),
        (("panorama",), "REGION"),
        (("panorama", "24", "--by", "sektor"), "sector"),
        (("panorama", "24", "--format", "xml"), "table, json, csv"),
        (("panorama", "24", "--formt", "json"), "--format"),
        (("panorama", "Centre", "Val"), "guillemets"),
        (("panorma",), "panorama"),
    ],
)
def test_a_mistake_gets_one_sentence_with_the_right_value(arguments: tuple[str, ...], said: str) -> None:
    assert said in refused(*arguments)


def test_without_a_command_the_list_of_commands_is_shown() -> None:
    answer = copilote()
    assert answer.code == 0
    assert "panorama" in answer.out
    assert "dossier" in answer.out


def test_csv_follows_the_grouping_that_is_asked_for() -> None:
    rows = list(csv.DictReader(io.StringIO(copilote("panorama", "24", "--by", "theme", "--format", "csv").out)))
    assert len(rows) == 5


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 160])
@pytest.mark.parametrize("command", ["regions", "panorama 24 --by lever", "observe 24", "simulate 24", "projects 94"])
def test_nothing_is_cut_nor_too_wide_at_any_width(command: str, columns: int) -> None:
    out = copilote(*command.split(), columns=columns).out
    words = {word for line in out.splitlines() for word in line.split()}
    assert not any(word.endswith("…") for word in words)
    longest_word = max(len(word) for word in words)
    assert all(len(line) <= max(columns, longest_word + 4) for line in out.splitlines())


def test_help_is_in_french() -> None:
    out = copilote("panorama", "--help").out
    assert "Usage :" in out
    assert not any(word in out for word in ("Show this message", "Options:", "[required]", "Arguments:"))


def test_an_argument_with_control_characters_stays_on_one_line() -> None:
    assert "\x1b" not in refused("panorama", "a\nb\x1b[31m")
