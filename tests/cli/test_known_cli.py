"""`copilote known` tells what is already known of a territory."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from support_cli import copilote, refused

BLOIS = "200030385"


def test_a_territory_s_projects_are_drafts_to_confirm() -> None:
    answer = copilote("known", BLOIS, "--format", "json").json
    assert answer["territory"] == {"code": BLOIS, "name": 'CA de Blois "Agglopolys"', "level": "epci"}
    assert answer["count"] == len(answer["actions"]) == 2
    assert {action["origin"] for action in answer["actions"]} == {"fonds-vert"}
    assert {action["quantity"] for action in answer["actions"]} == {None}
    assert any("pas le coût" in caution for caution in answer["cautions"])
    assert copilote("known", BLOIS, "--within", "--format", "json").json["count"] == 36
    table = copilote("known", BLOIS).out
    assert "décidée" in table
    assert "brouillons à confirmer" in table


def test_a_plan_is_added_and_its_mistakes_are_told(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("Titre de la fiche action;Statut\nHaies;En cours\nVélo;Presque\n", encoding="utf-8")
    answer = copilote("known", BLOIS, "--file", str(path), "--format", "json").json
    assert [action["title"] for action in answer["actions"][2:]] == ["Haies", "Vélo"]
    assert [(each["row"], each["column"], each["value"]) for each in answer["errors"]] == [(3, "Statut", "Presque")]


def test_csv_tells_who_finances_and_has_a_header_even_without_an_action() -> None:
    row = next(csv.DictReader(copilote("known", BLOIS, "--format", "csv").out.splitlines()))
    assert (row["funders"], row["granted_eur"], row["amount_eur"]) == ("Fonds vert", "10000.0", "")
    assert copilote("known", "region:24", "--format", "csv").out.startswith("origin,origin_id,title,")


def test_what_cannot_be_answered_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("API_COLLECTIVITES_URL", raising=False)
    assert "API_COLLECTIVITES_URL" in refused("known", BLOIS, "--service")
    assert "introuvable" in refused("known", "nulle-part")
    assert "n’existe pas" in refused("known", BLOIS, "--file", str(tmp_path / "absent.xlsx"))
    assert "région" in refused("known", "01").lower() or "region:01" in refused("known", "01")
