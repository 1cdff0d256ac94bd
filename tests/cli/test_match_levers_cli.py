"""`copilote match-levers` proposes levers for a text, or for each row of a file."""

from __future__ import annotations

import json
from pathlib import Path

from support_cli import copilote, refused
from support_files import workbook


def test_a_text_gets_its_levers_with_the_words() -> None:
    answer = copilote("match-levers", "Aire de covoiturage", "--format", "json")
    assert answer.json == [
        {
            "text": "Aire de covoiturage",
            "suggestions": [{"lever": "augm_covoit", "score": 0.9, "words": ["covoiturage"]}],
        }
    ]


def test_a_file_gets_one_text_a_line_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "titres.csv"
    path.write_text("Titre;Description\nFête du village;\nAction 2;Planter des haies\n", encoding="utf-8")
    answer = copilote("match-levers", str(path), "--format", "json")
    assert [row["text"] for row in answer.json] == ["Fête du village", "Action 2"]
    assert answer.json[0]["suggestions"] == []
    assert answer.json[1]["suggestions"][0]["lever"] == "augm_haies"
    lines = answer.out.strip().splitlines()
    assert lines[0] == "["
    assert [json.loads(line.rstrip(","))["text"] for line in lines[1:-1]] == ["Fête du village", "Action 2"]


def test_titles_alone_may_hold_commas_and_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "titres.csv"
    path.write_text('titre\nVélo, marche ; et train\n"Haies, arbres"\n', encoding="cp1252")
    answer = copilote("match-levers", str(path), "--format", "json")
    assert [row["text"] for row in answer.json] == ["Vélo, marche ; et train", "Haies, arbres"]


def test_a_workbook_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook(Plan=[["Axe", "Titre de la fiche action"], ["1", "Méthanisation des effluents"]]))
    [row] = copilote("match-levers", str(path), "--format", "json").json
    assert {"co2_biogaz", "co2_elevage"} <= {each["lever"] for each in row["suggestions"]}


def test_a_region_has_its_own_levers() -> None:
    [row] = copilote("match-levers", "Covoiturage", "--region", "reunion", "--format", "json").json
    assert [each["lever"] for each in row["suggestions"]] == ["co2_covoit"]


def test_the_table_says_that_these_are_proposals_and_csv_has_one_lever_a_line() -> None:
    table = copilote("match-levers", "Covoiturage et vélo").out
    assert "Covoiturage (augm_covoit)" in table
    assert "jamais appliquées sans une personne" in table
    assert "aucun" in copilote("match-levers", "Fête du village").out
    lines = copilote("match-levers", "Covoiturage et vélo", "--format", "csv").out.splitlines()
    assert lines[0] == "text,lever,score,words"
    assert len(lines) == 3


def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path) -> None:
    assert "n’existe pas" in refused("match-levers", "absent.csv")
    assert "texte vide" in refused("match-levers", "  ")
    path = tmp_path / "autre.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    assert "colonne absente : « Titre »" in refused("match-levers", str(path))
