"""`copilote projects`."""

from __future__ import annotations

import csv
import io

import pytest

from support_cli import copilote, refused


def test_projects_of_a_region_are_listed_and_summed() -> None:
    answer = copilote("projects", "24", "--format", "json").json
    assert answer["region"] == {"code": "24", "slug": "centre-val-de-loire", "name": "Centre-Val de Loire"}
    assert (answer["count"], answer["amount_eur"]) == (562, 67_738_422.24)
    assert len(answer["projects"]) == 562
    assert sum(round(100 * row["amount_eur"]) for row in answer["projects"]) == 6_773_842_224
    assert [row["code"] for row in answer["by_departement"]] == ["18", "28", "36", "37", "41", "45"]
    assert sum(row["count"] for row in answer["by_departement"]) == 562
    assert answer["source"] == "fonds-vert-2023"


def test_a_region_is_called_by_any_usual_name() -> None:
    by_name = copilote("projects", "PACA", "--format", "json").json
    assert by_name["count"] == 586
    assert by_name == copilote("projects", "93", "--format", "json").json


def test_projects_of_a_lever_say_how_close_their_procedure_is() -> None:
    answer = copilote("projects", "24", "--lever", "covoiturage", "--format", "json").json
    assert answer["lever"]["id"] == "augm_covoit"
    assert answer["count"] == 14
    (lever,) = answer["by_lever"]
    assert (lever["lever"], lever["kind"], lever["procedures"][0]["procedure"]) == ("augm_covoit", "part", "69278")
    assert {tuple(row["levers"]) for row in answer["projects"]} == {("augm_covoit",)}


def test_projects_of_a_territory_leave_the_other_departements_out() -> None:
    answer = copilote("projects", "24", "--territory", "45", "--format", "json").json
    assert answer["territory"] == {"level": "departement", "code": "45", "name": "Loiret"}
    assert answer["count"] == 106
    assert [row["code"] for row in answer["by_departement"]] == ["45"]


def test_a_code_shared_with_a_region_elsewhere_means_the_departement_inside() -> None:
    answer = copilote("projects", "84", "--territory", "01", "--format", "json").json
    assert answer["territory"]["name"] == "Ain"
    assert answer["count"] == 156


def test_the_table_gives_totals_in_french_and_warns_of_overlaps() -> None:
    out = copilote("projects", "24", "--territory", "45234").out
    assert "Centre-Val de Loire : " in out
    assert "€ engagés par le Fonds vert 2023 — Orléans (45234)" in out
    assert "Par levier" in out
    assert "Un projet peut servir plusieurs leviers" in out
    assert "67\u202f738\u202f422,24\u00a0€" in copilote("projects", "24").out


def test_csv_is_the_projects() -> None:
    rows = list(csv.DictReader(io.StringIO(copilote("projects", "24", "--format", "csv").out)))
    assert len(rows) == 562
    assert {"id", "name", "commune", "epci", "departement", "levers", "beneficiary", "amount_eur"} <= set(rows[0])


def test_names_that_may_be_persons_are_not_shown() -> None:
    rows = copilote("projects", "24", "--format", "json").json["projects"]
    withheld = [row for row in rows if "person" in row["flags"]]
    assert len(withheld) == 2
    assert all(row["beneficiary"] is None and row["siren"] is None for row in withheld)
    assert all(row["remarks"] == ["bénéficiaire non affiché : peut être une personne"] for row in withheld)


def test_a_collectivity_overseas_has_its_projects_too() -> None:
    assert copilote("projects", "Nouvelle-Calédonie", "--format", "json").json["count"] == 39


def test_a_lever_that_no_procedure_serves_has_no_project() -> None:
    answer = copilote("projects", "24", "--lever", "augm_voitelec", "--format", "json").json
    assert (answer["count"], answer["amount_eur"], answer["projects"]) == (0, 0.0, [])


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("99",), "Région « 99 »"),
        (("exemple",), "fictive"),
        (("24", "--lever", "covoitturage"), "augm_covoit"),
        (("24", "--territory", "69"), "hors de la région Centre-Val de Loire. Départements de la région : 18 (Cher)"),
        (("24", "--territory", "99999"), "introuvable"),
        (("24", "--territory", "orleans"), "commune:45234 (Orléans)"),
        ((), "il manque l’argument REGION"),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_sentence(arguments: tuple[str, ...], hint: str) -> None:
    assert hint in refused("projects", *arguments)
