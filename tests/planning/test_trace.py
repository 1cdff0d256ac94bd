"""The way back of a figure says how it was made, and marks it no sounder than it is."""

from __future__ import annotations

import csv
import re

import pytest

from copilote.exchange.explained import explain
from copilote.exchange.observed import national_observations, regional_observations
from copilote.planning.trace import PUBLISHED, TracedFigure, indicator_figures, lever_figures, total_figures
from copilote.reference.series import load_regional_rules
from copilote.reference.simulator import find_lever, find_region
from copilote.reference.soundness import Soundness
from copilote.reference.tables import PACKAGED
from copilote.words.numbers import format_six, operand


def test_a_measured_value_is_measured_and_its_pace_is_derived() -> None:
    [cars] = regional_observations("24", ["826"])
    figures = {figure.key: figure for figure in indicator_figures(cars, "t", "826")}
    assert figures["value_2025"].soundness is Soundness.MEASURED
    assert figures["value_2025"].formula == PUBLISHED
    assert figures["pace_1y"].soundness is Soundness.DERIVED
    assert figures["pace_1y"].unit == "point par an"


def test_a_regional_target_is_never_called_official() -> None:
    for seen in regional_observations("24"):
        assert seen.target_soundness is not Soundness.OFFICIAL_TARGET


def test_a_value_that_was_computed_says_so() -> None:
    land = regional_observations("24", ["611"])[0]
    figures = {figure.key: figure for figure in indicator_figures(land, "t", "611")}
    last = figures[f"value_{land.values[-1][0]}"]
    assert last.soundness is Soundness.DERIVED
    assert last.formula != PUBLISHED
    assert last.row == "611/2021, 611/2022, 611/2023"


def test_a_lever_in_kt_only_has_no_physical_figure() -> None:
    keys = {figure.key for figure in lever_figures(find_lever("24", "co2_indus"))}
    assert keys == {"target_kt", "cumulated_kt"}


def test_an_unknown_target_gives_no_computed_figure() -> None:
    [only] = lever_figures(find_lever("11", "co2_foret"))
    assert (only.value, only.soundness) == (None, Soundness.UNKNOWN)
    assert only.formula.startswith("non connue : objectif non décliné par région")


def test_a_sum_with_an_unknown_part_does_not_count_it_as_zero() -> None:
    levers = [find_lever("11", "co2_foret"), find_lever("11", "augm_voitelec")]
    formula = total_figures(levers, "Total")[0].formula
    assert formula.startswith("somme exacte de 1 objectif : ")
    assert " + 0" not in formula
    assert "il manque : Gestion des forêts" in formula


@pytest.mark.parametrize("number", ["683"])
def test_a_series_that_does_not_measure_what_it_says_is_flagged(number: str) -> None:
    [section] = explain(find_region("24"), number).sections
    assert section.note is not None
    assert "malgré son libellé" in section.note
    assert all(figure.soundness is Soundness.ESTIMATED for figure in section.figures)


def figures_of(region: str, number: str) -> dict[str, TracedFigure]:
    """The figures of a series of a region (or of a national row), by key."""
    if region == "france":
        return {one.key: one for one in indicator_figures(national_observations([number])[0], "t", number)}
    return {one.key: one for one in indicator_figures(regional_observations(region, [number])[0], "t", number)}


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def computed(formula: str) -> float:
    """The number that a formula gives, once its words are taken out."""
    bare = formula.split(" : ")[0].split(", rythme")[0].replace("\u202f", "")
    bare = re.sub(r" \((\d{4}|[^()]*[a-zé][^()]*)\)", "", bare)
    signs = {"−": "-", "×": "*", ",": "."}
    text = "".join(signs.get(sign, sign) for sign in bare)
    assert re.fullmatch(r"[0-9.+*/() -]+", text), formula
    return float(eval(text))  # noqa: S307


def test_the_formula_of_each_figure_gives_the_figure() -> None:
    """Up to the six digits that formulas write; differences keep as many decimals as their terms."""
    checked = 0
    regional = [one for code in ("24", "53", "94") for one in regional_observations(code)]
    for seen in (*national_observations(), *regional):
        size = max((abs(value) for _, value in seen.values), default=0) + abs(seen.target_2030 or 0)
        for figure in indicator_figures(seen, "t", seen.indicator):
            if figure.formula == PUBLISHED or figure.formula.startswith(("départ du cumul", "pente des moindres")):
                continue
            assert figure.value is not None
            slack = 1e-5 * size if figure.key.startswith("pace") else 0.0
            assert computed(figure.formula) == pytest.approx(figure.value, rel=1e-4, abs=slack), figure
            checked += 1
    assert checked > 900


@pytest.mark.parametrize(
    ("place", "number", "key", "formula"),
    [
        ("24", "611", "value_2023", "1 166,31 (2021) + 1 495,89 (2022) + 1 144,07 (2023)"),
        ("24", "684", "value_2024", "100 × 1 256 960 000 / 13 222 600 000 : série 684 / série 686, 2024"),
        ("24", "992", "value_2023", "8,67127 (F, série 992) + 6,01079 (G, série 994)"),
        (
            "24",
            "611",
            "target_2030",
            "123 000 × 13 466,8 / 236 802 : cible nationale (123 × 1 000) × région / France, 2011-2020. ",
        ),
        (
            "24",
            "992",
            "target_2030",
            "1,144 × 14,6821 / 4,242 : cible nationale × région / France, 2023. ",
        ),
        ("24", "826", "target_2030", "15 : cible nationale telle quelle. "),
        ("24", "42", "target_2030", "502 × 0,001 : cible nationale telle quelle, dans l’unité de la série. "),
        ("24", "897", "target_2030", "69 000 000 × 2 587 030 / 68 350 800 : cible nationale (69 × 1 000 000) × habit"),
        ("france", "fr-123", "pace_1y", "(−46 371 − (−45 442)) / (2023 − 2022)"),
        ("france", "fr-059", "target_2030", PUBLISHED),
    ],
)
def test_a_computed_figure_says_its_numbers(place: str, number: str, key: str, formula: str) -> None:
    assert plain(figures_of(place, number)[key].formula).startswith(formula)


def test_a_pace_is_named_after_the_years_that_it_spans() -> None:
    """Waste is counted every two years: 2017, 2019, 2021."""
    waste, cars = figures_of("24", "42"), figures_of("24", "826")
    assert waste["pace_1y"].label == "Rythme annuel de 2019 à 2021"
    assert waste["pace_3y"].label == "Rythme annuel de 2017 à 2021"
    assert (cars["pace_1y"].label, cars["pace_3y"].label) == ("Rythme sur un an", "Rythme sur trois ans")
    assert figures_of("24", "611")["pace_required"].label == "Rythme permis par le plafond"


def test_points_agree_in_number() -> None:
    cars = figures_of("24", "826")
    assert (cars["pace_1y"].unit, cars["pace_required"].unit) == ("point par an", "points par an")
    assert figures_of("24", "992")["pace_1y"].unit == "points par an"


def test_the_rows_named_are_rows_of_the_table() -> None:
    with (PACKAGED / "indicators/2026/series_values/24.csv").open(encoding="utf-8") as handle:
        rows = {"/".join(filter(None, (r["number"], r["dimension"], r["year"]))) for r in csv.DictReader(handle)}
    for rule in load_regional_rules():
        for section in explain(find_region("24"), rule.number).sections:
            for figure in section.figures:
                if figure.key != "target_2030":
                    assert set(figure.row.split(", ")) <= rows, figure


def test_numbers_inside_formulas_have_no_exponent_and_their_thousands_apart() -> None:
    assert plain(format_six(1_188_000.4)) == "1 188 000"
    assert plain(format_six(-46_371.0)) == "−46 371"
    assert (format_six(0.00001234), format_six(-0.0), format_six(131.5035)) == ("0,00001234", "0", "131,504")
    assert (operand(-2.5), operand(2.5)) == ("(−2,5)", "2,5")
