"""`copilote simulate` and `copilote compare`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from copilote.reference.tables import PACKAGED
from support_cli import copilote, refused

LINK = (
    "https://planification-territoires.ecologie.gouv.fr/territoire/centre-val-de-loire/ambition"
    "?c-augm_voitelec=100&t-augm_voitelec=500"
)


def test_a_link_is_evaluated_and_given_back() -> None:
    answer = copilote("simulate", "24", "--link", LINK, "--to-link", "--format", "json").json
    cars = answer["levers"][0]
    assert {"id", "target_kt", "completed_kt", "new_target_kt", "remaining_kt", "physical_2030", "unit"} <= set(cars)
    assert (cars["completed_kt"], cars["new_target_kt"]) == (100, 500)
    assert cars["physical_2030"] == pytest.approx(4.196 + 600 * 0.4677)
    totals = answer["totals"]
    assert totals["gap_kt"] == pytest.approx(482.1358 - 600)
    assert totals["share_of_target"] == pytest.approx(1 + (600 - 482.1358) / 9503.8742)
    assert answer["link"] == LINK


def test_unknown_levers_of_a_link_are_reported_and_kept() -> None:
    answer = copilote("simulate", "24", "--link", LINK + "&c-zut=3", "--to-link", "--format", "json")
    assert answer.json["unread"] == [{"parameter": "c-zut", "value": "3"}]
    assert answer.json["link"].endswith("c-zut=3")
    assert "zut" in answer.err


def test_a_scenario_is_saved_and_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "scenario.json"
    first = copilote("simulate", "24", "--link", LINK, "--save", str(path), "--format", "json").json
    again = copilote("simulate", "24", "--scenario", str(path), "--format", "json").json
    assert again == first


def test_a_scenario_with_a_physical_target_becomes_a_link_in_kt(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    levers = {"augm_voitelec": {"new_physical": 238.046}}
    path.write_text(json.dumps({"format": "copilote-scenario", "region": "24", "levers": levers}))
    answer = copilote("simulate", "24", "--scenario", str(path), "--to-link", "--format", "json").json
    assert "t-augm_voitelec=500" in answer["link"]


def test_a_scenario_keeps_its_edition_and_a_newer_one_says_what_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "scenario.json"
    copilote("simulate", "24", "--link", LINK, "--save", str(path))
    newer = tmp_path / "editions/simulator/2027"
    shutil.copytree(PACKAGED / "simulator/2023", newer)
    targets = newer / "targets.csv"
    targets.write_text(targets.read_text("utf-8").replace("482.1358", "600.5"), "utf-8")
    monkeypatch.setenv("COPILOTE_EDITIONS", str(tmp_path / "editions"))
    kept = copilote("simulate", "24", "--scenario", str(path), "--format", "json")
    assert kept.json["edition"] == "2023"
    assert "2027" in kept.err
    opened = copilote("simulate", "24", "--scenario", str(path), "--edition", "2027", "--format", "json")
    assert opened.json["levers"][0]["target_kt"] == 600.5
    assert opened.json["edition_changes"] == [
        {
            "lever": "augm_voitelec",
            "label": "Véhicules électriques",
            "what": "objectif (ktCO2e)",
            "before": 482.1358,
            "after": 600.5,
        }
    ]


def test_scenarios_compare_side_by_side(tmp_path: Path) -> None:
    answer = copilote("compare", "24", LINK, LINK.replace("=500", "=400"), "--format", "json").json
    assert answer["levers"][0]["planned_kt"] == [600, 500]
    assert answer["levers"][0]["delta_kt"] == [0, -100]
    assert len(answer["scenarios"]) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("24", "--link", "https://example.org/territoire/bretagne/ambition"), "autre site"),
        (("24", "--link", LINK.replace("centre-val-de-loire", "bretagne")), "autre région"),
        (("24", "--link", LINK, "--scenario", "x.json"), "l’un des deux"),
        (("24", "--scenario", "absent.json"), "introuvable"),
        (("24", "--edition", "1999"), "Éditions installées : 2023"),
        (("24", "--save", "/dev/null/s.json"), "Impossible d’écrire"),
        (("24", "--link", LINK + "&".join(f"&x{i}=1" for i in range(10_000))), "trop long"),
    ],
)
def test_bad_input_gets_one_sentence(arguments: tuple[str, ...], said: str) -> None:
    assert said in refused("simulate", *arguments)


def test_one_scenario_alone_does_not_compare() -> None:
    assert "deux à quatre" in refused("compare", "24", LINK)
