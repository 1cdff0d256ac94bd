"""`copilote data load`, `list` and `remove`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support_cli import copilote, refused
from support_keyfiles import communes_of, igt, save, written

CENTRE = communes_of("24")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("COPILOTE_EDITIONS", str(tmp_path / "editions"))
    return tmp_path


def test_a_check_says_what_would_change_and_keeps_nothing(folder: Path) -> None:
    path = save(folder / "igt 2021.csv", igt(CENTRE))
    answer = copilote("data", "load", str(path), "--check")
    assert answer.code == 0
    assert "À l’essai, rien n’est chargé" in answer.out
    assert "Emplois de l’industrie (estimés) (D / D)" in answer.out
    assert "Émissions de l’industrie (A / A)" in answer.out
    assert "Année lue dans le nom du fichier : 2021" in answer.out
    assert not (folder / "keys").exists()
    assert "Aucune clé n’est chargée" in copilote("data", "list").out


def test_a_loaded_file_is_listed_then_removed(folder: Path) -> None:
    path = save(folder / "igt.csv", igt(CENTRE))
    record = copilote("data", "load", str(path), "--year", "2021", "--format", "json").json
    assert record["installed"] == str(folder / "keys" / "igt-2021")
    centre = next(one for one in record["coverage"] if one["region"] == "24")
    assert (centre["known"], centre["filled"], centre["used"]) == (len(CENTRE), 0, True)
    assert {one["lever"]: one["regions"] for one in record["changes"]}["co2_indus"] == 1
    (listed,) = copilote("data", "list", "-f", "json").json
    assert (listed["name"], listed["year"], "co2_indus" in listed["levers"]) == ("igt-2021", 2021, True)
    assert "igt-2021" in copilote("data", "list").out
    assert copilote("data", "list", "-f", "csv").out.count("\n") == 2
    assert "retirée" in copilote("data", "remove", "igt-2021").out
    assert copilote("data", "list", "-f", "json").json == []
    assert copilote("data", "list", "-f", "csv").out.startswith("name,layout,title")


def test_a_refused_file_tells_each_problem_on_a_line_and_keeps_nothing(folder: Path) -> None:
    rows = [[code, "x" if rank % 2 else -1] for rank, code in enumerate(CENTRE[:60])]
    path = save(folder / "mal.csv", written(["code", "valeur"], rows))
    answer = copilote("data", "load", str(path))
    lines = answer.err.splitlines()
    assert answer.code == 2
    assert lines[0] == "Remarque : ligne 2, colonne « valeur » : -1 est négatif, une clé ne l’est jamais"
    assert len(lines) == 21
    assert lines[-1] == "Erreur : fichier refusé, rien n’est chargé : 60 erreurs, dont 20 ci-dessus."
    assert not (folder / "keys").exists()


def test_one_problem_is_told_in_the_sentence(folder: Path) -> None:
    path = save(folder / "mal.csv", written(["code", "valeur"], [["45234", "x"]]))
    assert "ligne 2, colonne « valeur »" in refused("data", "load", str(path))
    assert "ne peut pas être lu" in refused("data", "load", str(folder / "absent.csv"))
    assert "IRPE_URL" in refused("data", "load", "irpe:emissions")
    assert "igt-2021" in refused("data", "remove", "igt-2021")


def test_a_folder_that_cannot_be_written_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(folder / "occupe", b"")
    monkeypatch.setenv("COPILOTE_KEYS", str(folder / "occupe"))
    path = save(folder / "igt.csv", igt(CENTRE[:5]))
    assert "ne peut pas être écrit" in refused("data", "load", str(path))


def test_a_saved_answer_of_the_service_is_loaded(folder: Path) -> None:
    data = [{"conso_enaf_com.geocode_commune": "45234", "conso_enaf_com.annee": 2022, "conso_enaf_com.id_611": "2.5"}]
    path = save(folder / "irpe.json", json.dumps({"data": data}).encode())
    record = copilote("data", "load", str(path), "--check", "-f", "json").json
    assert (record["name"], record["layout"], record["installed"]) == ("irpe-foncier-2022", "irpe", None)


def test_the_official_list_of_crte_is_loaded_and_removed(folder: Path) -> None:
    header = ["id_crte", "lib_crte", "siren_groupement", "lib_groupement"]
    path = save(folder / "crte.csv", written(header, [["crte-1", "Blois", "200030385", "CA de Blois"]], ";"))
    answer = copilote("data", "load", str(path))
    assert answer.code == 0
    assert "1\u00a0périmètre" in answer.out
    assert copilote("data", "load", str(path), "--check", "-f", "json").json["perimeters"][0]["epci"] == ["200030385"]
    assert (folder / "editions" / "perimeters" / "2026" / "crte_official.csv").exists()
    assert copilote("data", "remove", "crte").code == 0
