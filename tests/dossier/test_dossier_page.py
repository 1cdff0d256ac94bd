"""What a region's dossier says, before any markup: the real figures of its COP."""

from __future__ import annotations

import math
import re

import pytest

from copilote.dossier.model import Card, Dossier
from copilote.dossier.page import CAUTIONS, build_dossier
from copilote.dossier.trajectory import trajectory
from copilote.exchange.observed import regional_observations
from copilote.planning.conversion import convert_kt
from copilote.planning.grade import Grade
from copilote.publish.table import Kind, Shown, Table
from copilote.reference.errors import UnknownNameError
from copilote.reference.simulator import find_lever, load_levers, load_territories
from copilote.reference.sources import load_sources
from copilote.ui.charts.palette import style_of
from copilote.words.numbers import NBSP, THIN


@pytest.fixture(scope="module")
def centre() -> Dossier:
    return build_dossier("24")


def _card(dossier: Dossier, number: str) -> Card:
    """The card of an indicator; the first of its parts."""
    cards = (card for theme in dossier.observed.themes for card in theme.cards)
    return next(card for card in cards if card.observation.indicator == number)


def _column(table: Table | None, key: str) -> list[object]:
    assert table is not None
    at = [column.key for column in table.columns].index(key)
    return [cell.value if isinstance(cell, Shown) else cell for cell in (row[at] for row in table.rows)]


def test_the_title_says_the_result(centre: Dossier) -> None:
    assert centre.title == f"Centre-Val de Loire : 9,5{NBSP}MtCO2e à éviter en 2030"


def test_the_first_sentence_says_it_per_inhabitant_with_its_caution(centre: Dossier) -> None:
    assert "en Centre-Val de Loire" in centre.lead[0]
    assert f"3,7{NBSP}tonnes de CO2e par habitant" in centre.lead[0]
    assert "environ" in centre.lead[0], "part of the total is an estimate"
    assert any("gestion des forêts" in sentence for sentence in centre.lead)


def test_the_levers_and_both_groupings_add_up_to_the_official_total(centre: Dossier) -> None:
    assert math.fsum(_column(centre.table("levers"), "target_kt")) == pytest.approx(9503.8742)
    for key in ("themes", "sectors"):
        values = _column(centre.table(key), "target_kt")
        assert math.fsum(values[:-1]) == pytest.approx(values[-1])
        assert values[-1] == pytest.approx(9503.8742)
        assert math.fsum(_column(centre.table(key), "share_percent")[:-1]) == pytest.approx(100)
    assert len(centre.table("levers").rows) == 30


def test_a_lever_s_row_holds_the_official_translation(centre: Dossier) -> None:
    table = centre.table("levers")
    row = dict(
        zip([c.key for c in table.columns], table.rows[_column(table, "id").index("augm_voitelec")], strict=True)
    )
    lever = find_lever("24", "augm_voitelec")
    assert row["baseline_2019"].value == 4.196
    assert row["physical_2030"].value == convert_kt(lever, lever.target_kt).physical
    assert row["command"] == "copilote explain 24 augm_voitelec"


def test_an_addition_has_a_plus_sign_and_no_starting_quantity(centre: Dossier) -> None:
    table = centre.table("levers")
    at = _column(table, "id").index("augm_haies")
    keys = [column.key for column in table.columns]
    assert table.rows[at][keys.index("baseline_2019")] is None
    assert table.rows[at][keys.index("physical_2030")].sign


def test_a_lever_without_translation_says_why(centre: Dossier) -> None:
    table = centre.table("levers")
    remarks = dict(zip(_column(table, "id"), _column(table, "remark"), strict=True))
    assert "en ktCO2e seulement" in remarks["co2_indus"]
    assert remarks["augm_voitelec"] == ""
    assert {mark for mark, _ in table.remarks} == {m for m in _column(table, "note") if m}


def test_the_five_heaviest_levers_are_told_in_daily_words(centre: Dossier) -> None:
    assert [lever.id for lever in centre.heaviest] == [
        "co2_indus", "augm_logi", "augm_fret", "reduc_azote", "augm_voitelec",
    ]  # fmt: skip
    assert centre.heaviest[4].words == f"230{THIN}000 voitures électriques en circulation, contre 4{THIN}200 en 2019"


def test_the_trajectory_goes_from_nothing_to_the_target_and_adds_up() -> None:
    levers = load_levers("24")
    drawing, table, sentences = trajectory(levers, "en Centre-Val de Loire", "24")
    totals = _column(table, "total_kt")
    assert totals[0] == 0
    assert totals[-1] == pytest.approx(9503.8742)
    assert totals == sorted(totals)
    assert _column(table, "cumulated_kt")[-1] == pytest.approx(math.fsum(totals))
    assert drawing.wide.rows[-1][-1] == pytest.approx(totals[-1])
    assert f"53,7{NBSP}MtCO2e" in sentences[0]


def test_what_is_funded_has_the_colours_of_the_themes(centre: Dossier) -> None:
    themes = {lever.id: style_of(lever.theme).key for lever in load_levers("24")}
    table = centre.table("funded_by_lever")
    assert table is not None
    expected = [themes.get(str(row["id"]), "other") for row in list(table.records())[:-1]]
    drawing = centre.funded.drawings[0].wide.svg
    assert re.findall(r'class="cp-(\w+) cp-gap"', drawing) == expected


def test_what_is_funded_is_the_published_sum(centre: Dossier) -> None:
    assert _column(centre.table("funded_by_procedure"), "projects")[-1] == 562
    assert _column(centre.table("funded_by_procedure"), "amount_eur")[-1] == pytest.approx(67_738_422.24)
    amounts = _column(centre.table("funded_by_departement"), "amount_eur")
    assert math.fsum(amounts[:-1]) == pytest.approx(amounts[-1])
    assert len(amounts) == 7
    assert f"67,7{NBSP}M€" in centre.funded.text[0]


def test_levers_share_projects_so_their_sums_are_said_not_to_add_up(centre: Dossier) -> None:
    table = centre.table("funded_by_lever")
    amounts = _column(table, "amount_eur")
    assert math.fsum(amounts[:-1]) > amounts[-1]
    assert "ne s’additionnent pas" in table.note


def test_electric_cars_are_observed_with_the_two_figures_of_their_grade(centre: Dossier) -> None:
    cars = _card(centre, "826")
    [seen] = regional_observations("24", ["826"])
    assert cars.observation.pace.grade == seen.pace.grade == Grade.TOO_SLOW
    assert cars.sentence.startswith(f"+0,488{NBSP}point par an observé, +2,53 demandés : cinq fois")
    assert ("augm_voitelec", "Véhicules électriques", "même grandeur") in cars.levers


def test_land_take_is_judged_against_its_ceiling_not_praised_for_growing(centre: Dossier) -> None:
    land = _card(centre, "611")
    assert "au plus pour tenir le plafond" in land.sentence
    assert "trop vite" in land.sentence


def test_large_units_are_scaled_for_reading_and_never_change_the_grade(centre: Dossier) -> None:
    raw = {one.indicator: one for one in regional_observations("24")}
    [freight] = [
        card for theme in centre.observed.themes for card in theme.cards if card.observation.indicator == "686"
    ]
    assert freight.observation.unit == "milliards de t.km"
    assert freight.observation.pace.grade == raw["686"].pace.grade
    last_year, last = raw["686"].values[-1]
    assert (last_year, pytest.approx(last / 1e9)) in [row[:2] for row in freight.chart.rows]


def test_the_summary_counts_the_grades_of_the_cards(centre: Dossier) -> None:
    grades = [card.observation.pace.grade for theme in centre.observed.themes for card in theme.cards]
    good = sum(grade in (Grade.AHEAD, Grade.ON_PACE) for grade in grades)
    graded = sum(grade.plain for grade in grades)
    assert f"{good} sur {graded}" in [figure.value for figure in centre.figures]


def test_the_simulator_s_dated_values_stand_beside_the_target(centre: Dossier) -> None:
    table = centre.table("dated_by_quantity")
    keys = [column.key for column in table.columns]
    [cars] = [row for row in table.rows if row[keys.index("id")] == "augm_voitelec"]
    assert (cars[keys.index("value_2019")], cars[keys.index("value_2022")]) == (4.2, 14)
    assert cars[keys.index("physical_2030")].value == pytest.approx(229.69, abs=0.01)
    assert cars[keys.index("pace_observed")] == pytest.approx(9.8 / 3)
    assert cars[keys.index("grade")] == "inconnu"  # two values grade nothing


def test_a_dated_value_that_is_not_available_says_so(centre: Dossier) -> None:
    table = centre.table("dated_by_quantity")
    keys = [column.key for column in table.columns]
    [waste] = [row for row in table.rows if row[keys.index("id")] == "augm_valodma"]
    assert waste[keys.index("value_2019")] == "non disponible"


def test_declared_and_observed_are_never_added(centre: Dossier) -> None:
    observed = {card.chart.title for theme in centre.observed.themes for card in theme.cards}
    funded = {drawing.wide.title for drawing in centre.funded.drawings}
    assert observed
    assert funded
    assert not observed & funded
    assert any("ne s’additionnent jamais" in caution for caution in CAUTIONS)
    assert any("pas une réduction nette" in caution for caution in CAUTIONS)
    assert any("illustratif" in caution for caution in CAUTIONS)


@pytest.mark.parametrize("region", load_territories(), ids=lambda region: region.slug)
def test_every_territory_has_a_dossier_whose_figures_name_their_source(region) -> None:
    dossier = build_dossier(region)
    known = set(load_sources())
    shown = {source.key for source in dossier.sources}
    for table in dossier.tables:
        assert all(len(row) == len(table.columns) for row in table.rows), table.key
        assert set(table.sources) <= known & shown, table.key
        assert table.sources or table.key == "sources"
        for row in table.rows:
            for cell, column in zip(row, table.columns, strict=True):
                number = cell.value if isinstance(cell, Shown) else cell
                if isinstance(number, float):
                    assert math.isfinite(number), (table.key, column.key)
                if column.kind in (Kind.KT, Kind.EUR, Kind.COUNT):
                    assert number is None or not isinstance(number, str), (table.key, column.key)


def test_the_fictional_region_says_so_and_has_neither_people_nor_projects() -> None:
    dossier = build_dossier("exemple")
    assert "fictive" in dossier.warning
    assert dossier.observed.themes == ()
    assert dossier.funded.drawings == ()
    assert "par habitant" not in dossier.lead[0]
    assert len(dossier.figures) == 1


def test_an_unknown_target_makes_the_total_incomplete_and_is_named() -> None:
    dossier = build_dossier("Île-de-France")
    assert f"Total incomplet{NBSP}: objectif non connu pour Gestion des forêts" in dossier.warning
    assert "Gestion des forêts" in dossier.by_theme.wide.description
    table = dossier.table("themes")
    assert _column(table, "soundness")[-1] == "incomplet"
    assert _column(dossier.table("levers"), "target_kt").count(None) == 1


def test_an_overseas_region_is_told_in_kt_per_inhabitant() -> None:
    dossier = build_dossier("La Réunion")
    assert all("équivalent concret non publié" in lever.words for lever in dossier.heaviest)
    assert all("kg de CO2e par habitant" in lever.words for lever in dossier.heaviest)


def test_an_unknown_region_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="Bretagne"):
        build_dossier("Bretagnne")
