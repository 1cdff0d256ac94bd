"""`copilote explain`: any figure leads to its formula, table, row, source and year."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from copilote.reference.simulator import load_levers, load_territories
from copilote.reference.tables import PACKAGED
from support_cli import copilote, refused


def explained(*arguments: str) -> dict[str, dict[str, Any]]:
    """The figures of an explanation by key, the first of each."""
    figures = copilote("explain", *arguments, "--format", "json").json["figures"]
    return {figure["key"]: figure for figure in reversed(figures)}


def test_a_lever_s_figures_lead_to_their_row_and_source() -> None:
    figures = explained("24", "augm_voitelec")
    assert figures["target_kt"]["value"] == 482.1358
    assert figures["target_kt"]["table"] == "simulator/2023/targets.csv"
    assert figures["target_kt"]["source"]["licence"] == "Licence Ouverte 2.0"
    assert figures["physical_2030"]["value"] == pytest.approx(4.196 + 482.1358 * 0.4677)
    assert "4,196 + 482,136 × 0,4677" in figures["physical_2030"]["formula"]


def test_under_electric_cars_one_sees_the_observed_share_its_pace_and_the_national_target() -> None:
    sections = copilote("explain", "24", "augm_voitelec", "--format", "json").json["figures"]
    fleet = {f["key"]: f["value"] for f in sections if f["section"].startswith("826 ")}
    assert fleet["target_2030"] == 15
    assert fleet["pace_1y"] == pytest.approx(0.52, abs=0.005)
    assert fleet["pace_required"] == pytest.approx(2.53, abs=0.005)


@pytest.mark.parametrize("region", load_territories(), ids=lambda region: region.slug)
def test_every_figure_of_every_lever_has_a_table_a_row_and_a_dated_source(region: Any) -> None:
    for lever in load_levers(region.code)[::4]:
        for figure in copilote("explain", region.code, lever.id, "--format", "json").json["figures"]:
            assert figure["formula"]
            assert figure["row"]
            assert (PACKAGED / figure["table"]).exists()
            assert figure["source"]["year"] >= 2018
            assert figure["source"]["licence"]


def test_a_published_figure_is_in_the_row_that_is_named() -> None:
    figures = copilote("explain", "24", "826", "--format", "json").json["figures"]
    with (PACKAGED / "indicators/2026/series_values/24.csv").open(encoding="utf-8") as handle:
        values = {(row["number"], row["year"]): row["value"] for row in csv.DictReader(handle)}
    checked = 0
    for figure in figures:
        if figure["key"].startswith("value_"):
            number, year = figure["row"].split("/")
            assert figure["value"] == float(values[number, year])
            checked += 1
    assert checked == 2


def test_the_total_says_its_parts() -> None:
    figures = copilote("explain", "24", "total", "--format", "json").json["figures"]
    assert figures[0]["value"] == pytest.approx(9503.8742)
    assert sum(figure["key"] == "target_kt" for figure in figures) == 31


@pytest.mark.parametrize("subject", ["Résidentiel", "mieux se loger", "projets", "fr-059", "826"])
def test_sectors_themes_projects_and_indicators_are_explained_too(subject: str) -> None:
    assert explained("24", subject)


def test_the_whole_of_funded_projects_adds_up() -> None:
    figures = explained("24", "projets")
    assert figures["projects"]["value"] == 562
    assert figures["amount_eur"]["value"] == pytest.approx(67_738_422.24, abs=0.01)


def test_a_national_row_is_explained_for_france() -> None:
    assert explained("france", "fr-059")["target_2030"]["value"] == 15


def test_the_text_names_formula_table_source_year_and_licence() -> None:
    out = copilote("explain", "24", "reduc_tconso").out
    for said in ("10,3023", "max(0", "simulator/2023/targets.csv", "2024", "Licence Ouverte 2.0", "Fonds vert"):
        assert said in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("24", "augm_voitelek"), "augm_voitelec"),
        (("24", "99999"), "Numéros connus"),
        (("france", "fr-999"), "introuvable"),
        (("zz", "augm_voitelec"), "Région"),
        (("24",), "LEVIER"),
    ],
)
def test_an_unknown_subject_gets_one_sentence(arguments: tuple[str, ...], said: str) -> None:
    assert said in refused("explain", *arguments)
