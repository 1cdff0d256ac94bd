"""`copilote epci-levers`: the rule of Territoires en Transitions, exactly; bad files said by line and column."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from copilote.reference.epci_rule import load_postes, load_rule
from support_cli import copilote, refused

HEADER = "poste;emissions_2019;objectif_2019;objectif_2030\n"
ALL = "".join(f"{poste.name};100;90;40,5\n" for poste in load_postes().values())


def written(folder: Path, text: str | bytes, name: str = "epci.csv") -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return str(path)


def records(folder: Path, text: str | bytes, region: str = "24") -> dict[str, float | None]:
    answer = copilote("epci-levers", region, "--emissions", written(folder, text), "--format", "json")
    assert answer.code == 0, answer.err
    return {row["lever"]: row["reduction_kt"] for row in answer.json}


def test_every_lever_of_the_rule_has_its_reduction(tmp_path: Path) -> None:
    place = written(tmp_path, HEADER + ALL)
    answer = copilote("epci-levers", "24", "--emissions", place, "--format", "json").json
    assert [set(row) for row in answer] == [{"poste", "lever", "share", "reduction_kt"}] * 29
    first = answer[0]
    # (40.5 − 100) × 40 % = −23.8
    assert first == {
        "poste": "Résidentiel",
        "lever": "Changement chaudières fioul + rénovation (résidentiel)",
        "share": 40.0,
        "reduction_kt": -23.8,
    }
    forest = next(row for row in answer if row["poste"] == "Forêt + Produits bois")
    assert forest["reduction_kt"] == -119.0  # two postes added
    assert [row["lever"] for row in answer] == [lever.name for lever in load_rule("24")]


def test_an_empty_emission_falls_back_on_the_objective_and_unknown_stays_unknown(tmp_path: Path) -> None:
    found = records(tmp_path, HEADER + "Résidentiel;;90;40\nTertiaire;0;90;40\nTransports;100;90;\nForêt;-1;;-2\n")
    assert found["Sobriété des bâtiments (résidentiel)"] == -14.0
    assert found["Sobriété et isolation des bâtiments (tertiaire)"] == 16.8
    assert found["Covoiturage"] is None
    assert found["Gestion des forêts et produits bois"] is None
    assert found["Biogaz"] is None


def test_halves_are_rounded_towards_plus_infinity(tmp_path: Path) -> None:
    # 100 % of −0.125 and of 0.125.
    found = records(tmp_path, HEADER + "Industrie;0.125;;0\nPrairies;0;;0.125\n")
    assert (found["Production industrielle"], found["Gestion des prairies"]) == (-0.12, 0.13)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize(("separator", "mark"), [(";", ","), (";", "."), (",", "."), ("\t", ",")])
def test_files_of_any_spreadsheet_are_read(tmp_path: Path, encoding: str, separator: str, mark: str) -> None:
    text = (HEADER + "residentiel;120.5;;70.2\nAgriculture - élevage;1 000;;900\n").replace(";", separator)
    place = text.replace("120.5", f"120{mark}5").replace("70.2", f"70{mark}2").encode(encoding)
    found = records(tmp_path, place)
    assert found["Changement chaudières fioul + rénovation (résidentiel)"] == -20.12
    assert found["Elevage durable"] == -100.0


def test_a_quoted_decimal_comma_between_commas_is_read(tmp_path: Path) -> None:
    text = 'objectif_2030,poste,emissions_2019,objectif_2019,note\n"70,2",Résidentiel,"120,5",,x\r\n,,,,\r\n'
    answer = copilote("epci-levers", "24", "--emissions", written(tmp_path, text), "--format", "json")
    assert answer.json[0]["reduction_kt"] == -20.12
    assert "Colonnes laissées de côté : note." in answer.err
    assert "Postes absents, non connus : Tertiaire, " in answer.err


def test_csv_and_table_say_the_same(tmp_path: Path) -> None:
    place = written(tmp_path, HEADER + "Résidentiel;120,5;;70,2\n")
    rows = list(csv.DictReader(io.StringIO(copilote("epci-levers", "24", "--emissions", place, "-f", "csv").out)))
    assert rows[0]["reduction_kt"] == "-20.12"
    assert rows[3]["reduction_kt"] == ""
    out = copilote("epci-levers", "24", "--emissions", place).out.replace("\u00a0", " ")
    assert "−20,12" in out
    assert "sans : Tertiaire" in out
    assert "Tertiaire : 101 % (3 leviers)" in out
    assert "pourcentages entiers" in out
    assert "Energie : 226 %" in out


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "est vide"),
        (HEADER, "aucune ligne"),
        (
            HEADER + "Résidentielle;1;1;1\n",
            "ligne 2, colonne « poste » : « Résidentielle » est inconnu, vouliez-vous dire : Réside",
        ),
        (
            HEADER + "Résidentiel;1;1;1\n\nrésidentiel;1;1;1\n",
            "ligne 4, colonne « poste » : « résidentiel » est déjà donné ligne 2",
        ),
        (
            HEADER + "Résidentiel;1;beaucoup;1\n",
            "ligne 2, colonne « objectif_2019 » : « beaucoup » n’est pas un nombre",
        ),
        (HEADER + "Résidentiel;1;1;1e400\n", "ligne 2, colonne « objectif_2030 »"),
        (HEADER + ";1;1;1\n", "ligne 2, colonne « poste » : valeur manquante"),
        ("poste;emissions_2019;objectif_2030\nRésidentiel;1;1\n", "colonne absente : « objectif_2019 »"),
        ("poste;poste;emissions_2019;objectif_2019;objectif_2030\n", "deux fois"),
        ("poste,emissions_2019,objectif_2019,objectif_2030\nRésidentiel,120,5,118,70,2\n", "cellules pour 4 colonnes"),
        (HEADER + 'Résidentiel;"1;1;1\n', "guillemets"),
        (b"PK\x03\x04....", "classeur"),
        (b"\x00\x01\x02", "texte"),
        (b"\xff\xfea", "texte"),
        (HEADER + "x" * 300_000, "trop gros"),
    ],
)
def test_a_bad_file_is_said_by_line_and_column(tmp_path: Path, text: str | bytes, hint: str) -> None:
    assert hint in refused("epci-levers", "24", "--emissions", written(tmp_path, text))


def test_regions_and_files_that_are_not_there_are_said(tmp_path: Path) -> None:
    place = written(tmp_path, HEADER + ALL)
    assert "Elle couvre : Île-de-France" in refused("epci-levers", "Guadeloupe", "--emissions", place)
    assert "n’a pas de parts" in refused("epci-levers", "exemple", "--emissions", place)
    assert "il n’existe pas" in refused("epci-levers", "24", "--emissions", str(tmp_path / "rien.csv"))
    assert "est un dossier" in refused("epci-levers", "24", "--emissions", str(tmp_path))
    assert "--emissions" in refused("epci-levers", "24")
