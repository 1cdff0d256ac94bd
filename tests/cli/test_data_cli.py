"""`copilote data load`, `list` and `remove`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from copilote.cli import data
from copilote.reference.errors import UnavailableError
from copilote.reference.keys import load_lever_keys, load_own_keys
from support_cli import copilote, refused
from support_keyfiles import FOSSIL, communes_of, emissions, igt, plants, save, written

CENTRE = communes_of("24")
HEADER = ["id_crte", "lib_crte", "siren_groupement", "lib_groupement"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COPILOTE_HOME", str(tmp_path / "home"))  # without a base
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("COPILOTE_EDITIONS", str(tmp_path / "editions"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def test_a_check_says_what_would_change_and_keeps_nothing(folder: Path) -> None:
    path = save(folder / "igt 2021.csv", igt(CENTRE))
    answer = copilote("data", "load", str(path), "--check")
    assert answer.code == 0
    assert "À l’essai, rien n’est chargé" in answer.out
    assert "Emplois de l’industrie (estimés)" in answer.out
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
    path = save(folder / "crte.csv", written(HEADER, [["crte-1", "Blois", "200030385", "CA de Blois"]], ";"))
    answer = copilote("data", "load", str(path))
    assert answer.code == 0
    assert "1\u00a0périmètre" in answer.out
    assert "Pas encore de base ici" in answer.out
    assert copilote("data", "load", str(path), "--check", "-f", "json").json["perimeters"][0]["epci"] == ["200030385"]
    assert (folder / "editions" / "perimeters" / "2026" / "crte_official.csv").exists()
    assert "les CRTE de Copilote servent à nouveau" in copilote("data", "remove", "crte").out


def test_a_base_that_does_not_answer_does_not_stop_a_list(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> bool:
        raise UnavailableError

    monkeypatch.setattr(data, "base_follows", silent)
    path = save(folder / "crte.csv", written(HEADER, [["crte-1", "Blois", "200030385", "CA de Blois"]], ";"))
    answer = copilote("data", "load", str(path))
    assert answer.code == 0
    assert "copilote data adopt" in answer.err
    assert (folder / "editions" / "perimeters" / "2026" / "crte_official.csv").exists()


def test_two_files_that_go_together_are_loaded_as_one(folder: Path) -> None:
    register = [
        {"identifiant": code, "code_insee": code, "code_ape": "2351Z"} for code in ("18015", "28085", "36044", "45234")
    ]
    places = save(folder / "etablissements.csv", plants(register))
    emitted = save(folder / "emissions.csv", emissions([("18015", FOSSIL, 5e8)]))
    record = copilote("data", "load", str(places), str(emitted), "-f", "json").json
    assert (record["name"], record["layout"], record["file"]) == (
        "irep-2022",
        "irep",
        "etablissements.csv + emissions.csv",
    )
    assert record["keys"][0]["published_total"] > 1e7
    assert {one["lever"]: one["regions"] for one in record["changes"]}["co2_indus"] == 1
    assert copilote("data", "list", "-f", "json").json[0]["levers"] == ["co2_indus", "co2_industrie"]
    assert "une commande pour chacun" in refused("data", "load", "irpe:emissions", str(places))


def test_the_known_layouts_are_listed_with_what_they_would_serve() -> None:
    table = copilote("data", "list", "--layouts").out
    assert "Consommation d’espaces par commune et destination (Cerema)" in table
    assert "reste « à localiser »" in table
    rows = copilote("data", "list", "--layouts", "-f", "json").json
    land = next(one for one in rows if one["layout"] == "enaf" and one["lever"] == "reduc_artif")
    assert (land["grade_commune"], land["present_key"]) == (
        "B",
        load_own_keys()[load_lever_keys()["reduc_artif"].key].title,
    )


def test_what_nothing_localises_is_told_until_a_file_does(folder: Path) -> None:
    def regions_wanting() -> int:
        said = copilote("data", "list").out
        found = re.search(
            r"À localiser : Production industrielle \(co2_indus\), (\d+).régions. Avec : .*polluantes", said
        )
        assert found, said
        return int(found[1])

    before = regions_wanting()
    path = save(folder / "igt.csv", igt(CENTRE))
    copilote("data", "load", str(path), "--year", "2021")
    assert regions_wanting() == before - 1, "a file of one region localises nothing elsewhere"


def test_a_layout_s_grade_can_be_lowered_not_raised_and_another_lever_s_is_b_at_first(folder: Path) -> None:
    data = [
        {
            "chaleur_livree_com.geocode_commune": "45234",
            "chaleur_livree_com.annee": 2022,
            "chaleur_livree_com.id_509": 1,
        }
    ]
    path = save(folder / "irpe.json", json.dumps({"data": data}).encode())

    def grade(*more: str) -> str:
        return copilote("data", "load", str(path), "--check", "-f", "json", "--title", "x", *more).json["keys"][0][
            "grade_epci"
        ]

    assert grade("--grade", "A") == "B", "delivered heat is not the State's key, whoever says so"
    assert grade("--lever", "co2_prodbois") == "B"
    assert grade("--lever", "co2_prodbois", "--grade", "A") == "A"
    assert "Certitude « Z »" in refused("data", "load", str(path), "--grade", "Z")


def test_a_plain_file_graded_a_is_told_what_the_state_s_key_is(folder: Path) -> None:
    path = save(folder / "bois.csv", written(["code", "Forêts"], [["45234", 3]]))
    told = copilote("data", "load", str(path), "--lever", "co2_prodbois", "--grade", "A", "--check", "-f", "json").json
    assert any("doit être la clé de l’État" in remark for remark in told["remarks"])
