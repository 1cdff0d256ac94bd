"""`copilote territories search` and `show`."""

from __future__ import annotations

import csv
import io

import pytest

from support_cli import copilote, refused


def test_search_gives_level_code_name_population_and_how_it_was_found() -> None:
    matches = copilote("territories", "search", "st", "denis", "--limit", "3", "--format", "json").json
    assert len(matches) == 3
    assert set(matches[0]) == {"level", "code", "name", "population", "departement", "via"}
    assert (matches[0]["code"], matches[0]["via"]) == ("97411", None)


def test_search_prints_a_french_table_with_the_former_name() -> None:
    answer = copilote("territories", "search", "Freigné")
    assert answer.code == 0
    assert "Territoires pour « Freigné »" in answer.out
    assert "ancienne commune : Freigné (49144)" in answer.out


def test_search_and_show_write_csv_with_one_line_each() -> None:
    found = list(csv.DictReader(io.StringIO(copilote("territories", "search", "loiret", "-f", "csv").out)))
    assert (found[0]["level"], found[0]["code"]) == ("departement", "45")
    shown = list(csv.DictReader(io.StringIO(copilote("territories", "show", "01", "-f", "csv").out)))
    assert [(row["level"], row["name"]) for row in shown] == [("region", "Guadeloupe"), ("departement", "Ain")]


def test_show_gives_population_memberships_and_former_codes() -> None:
    (commune,) = copilote("territories", "show", "44180", "--format", "json").json
    assert commune["name"] == "Vallons-de-l'Erdre"
    assert commune["population_year"] == 2023
    assert commune["epci"] == {"code": "244400552", "name": "CC du Pays d'Ancenis"}
    assert commune["regions"] == [{"code": "52", "name": "Pays de la Loire"}]
    assert "49144" in [former["code"] for former in commune["former"]]
    assert commune["source"] == "decoupage-2026"


def test_show_says_both_when_a_code_has_two_levels_and_one_when_the_level_is_given() -> None:
    both = copilote("territories", "show", "01").out
    assert "« 01 » désigne plusieurs territoires : region:01 (Guadeloupe), departement:01 (Ain)." in both
    assert "Ain (département 01)" in both
    one = copilote("territories", "show", "departement:01").out
    assert "Guadeloupe" not in one
    assert "679\u202f344 (population légale de 2023)" in one


def test_show_says_that_a_commune_was_split() -> None:
    answer = copilote("territories", "show", "85084")
    assert "Essarts en Bocage (85084), de 2016 à 2023, est aujourd’hui partagée entre plusieurs communes" in answer.out


def test_show_of_a_former_code_shows_the_commune_of_today() -> None:
    assert "Freigné (49144) fait aujourd’hui partie de Vallons-de-l'Erdre (44180)." in (
        copilote("territories", "show", "49144").out
    )


def test_lands_where_nobody_is_counted_have_no_population_rather_than_zero() -> None:
    (land,) = copilote("territories", "show", "98412", "--format", "json").json
    assert land["population"] is None
    assert "non connu" in copilote("territories", "show", "98412").out


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("show", "99999"), "introuvable. Donnez un code de commune (45234)"),
        (("show", "orleans"), "commune:45234 (Orléans)"),
        (("show", "canton:01"), "Niveaux acceptés : region"),
        (("show", ""), "introuvable"),
        (("search", "zzzzqqq"), "introuvable"),
        (("search", "—"), "Recherche vide"),
        (("search", "tours", "--limit", "0"), "--limit"),
        (("show",), "il manque l’argument CODE"),
        (("search", "tours", "--format", "xml"), "table, json, csv"),
    ],
)
def test_what_cannot_be_found_is_said_in_one_sentence(arguments: tuple[str, ...], hint: str) -> None:
    assert hint in refused("territories", *arguments)
