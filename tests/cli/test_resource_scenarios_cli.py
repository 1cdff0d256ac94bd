"""`copilote simulate`, `compare` and `allocate` on nature and resources; the API says the same."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from copilote.exchange.resource_file import parse_resource_scenario, read_resource_link, write_resource_scenario
from copilote.exchange.resource_scenario import encode_resources, resource_starts
from copilote.planning.resource_scenario import Fault, ResourceChange, StartKind, faults
from copilote.reference.simulator import find_region
from copilote.simulator.resource_state import read_state
from support_cli import copilote, refused

LINK = "/regions/centre-val-de-loire/simulateur-ressources/resultat?c-hedges=0.5&t-organic_farming=12&nom=Essai"
LEVERS = {"hedges": {"done": 0.5}, "organic_farming": {"ambition": 12.0}}
FILE: dict[str, Any] = {"format": "copilote-scenario-resources", "region": "24", "name": "Essai", "levers": LEVERS}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOTE_HOME", str(tmp_path / "home"))  # without a base


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "nature.json"
    path.write_text(json.dumps(FILE), encoding="utf-8")
    return path


def test_a_file_a_link_and_a_code_say_the_same_scenario(path: Path, tmp_path: Path) -> None:
    kept = tmp_path / "out.json"
    of_file = copilote("simulate", "24", "--scenario", str(path), "--save", str(kept), "-f", "json").json
    of_link = copilote("simulate", "24", "--link", LINK, "-f", "json").json
    of_code = copilote("simulate", "24", "--panorama", "resources", "--link", of_file["code"], "-f", "json").json
    assert of_file == of_link == of_code
    assert copilote("simulate", "24", "--scenario", str(kept), "-f", "json").json == of_file
    levers = {lever["id"]: lever for lever in of_file["levers"]}
    assert (levers["organic_farming"]["ambition"], levers["organic_farming"]["reach"]) == (12.0, "short")
    assert levers["hedges"]["remaining"] == pytest.approx(levers["hedges"]["target_2030"] - 0.5)
    assert sum(of_file["counts"].values()) == len(levers)


def test_the_command_says_what_the_pages_say() -> None:
    state = read_state(find_region("24"), [("c-hedges", "0.5"), ("t-organic_farming", "12"), ("nom", "Essai")])
    assert read_resource_link(LINK) == state.scenario
    assert parse_resource_scenario(json.dumps(FILE)) == state.scenario
    assert parse_resource_scenario(write_resource_scenario(state.scenario)) == state.scenario
    assert read_resource_link(f"https://exemple.fr/s/{encode_resources(state.scenario)}") == state.scenario


def test_a_table_is_for_people(path: Path) -> None:
    answer = copilote("simulate", "24", "--scenario", str(path))
    assert "nature et ressources : « Essai »" in answer.out
    assert "sous l’objectif" in answer.out
    assert "ne s’additionnent pas" in answer.out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"levers": {"organic_farmin": {"ambition": 1}}}, "organic_farming"),
        ({"levers": {"organic_farming": {"ambition": 120}}}, "100 % au plus"),
        ({"levers": {"organic_farming": {"ambition": -1}}}, "nombre positif"),
        ({"levers": {"organic_farming": {"ambition": True}}}, "un nombre est attendu"),
        ({"levers": {"organic_farming": {"done": 99}}}, "plus que ce qui peut être fait"),
        ({"levers": {"land_take": {"ambition": 10}}}, "déjà pris"),
        ({"levers": {"organic_farming": {"ambitions": 10}}}, "ambition"),
        ({"levers": []}, "un objet"),
        ({"edition": "1999"}, "inconnue"),
        ({"region": "Atlantide"}, "introuvable"),
        ({"format": "copilote-scenario"}, "hedges"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(path: Path, change: dict[str, Any], said: str) -> None:
    path.write_text(json.dumps(FILE | change), encoding="utf-8")
    answer = copilote("simulate", "24", "--scenario", str(path))
    assert answer.code == 2
    assert said in answer.err.replace("\u00a0", " ")


def test_what_does_not_go_together_is_refused(path: Path) -> None:
    for arguments, said in (
        (("simulate", "24", "--panorama", "resources", "--to-link"), "ni --to-link"),
        (("simulate", "53", "--scenario", str(path)), "autre région"),
        (("compare", "53", str(path), LINK), "autre région"),
        (("allocate", "24", "--panorama", "resources", "--lever", "hedges"), "pas de --lever"),
        (("allocate", "24", "--panorama", "resources", "-f", "parquet"), "table, json ou csv"),
        (("allocate", "24", "--panorama", "resources", "--level", "commune"), "departement, crte, epci"),
        (("simulate", "24", "--panorama", "resources", "--link", "zorglub"), "zorglub"),
        (("simulate", "24", "--link", f"{LINK}&t-organic_farming=-1"), "nombre positif"),
        (("simulate", "24", "--link", f"{LINK}&t-zorglub=1"), "zorglub"),
    ):
        assert said in refused(*arguments)


def test_nothing_is_done_where_nobody_says_which_way_to_go() -> None:
    region = find_region("24")
    start = next(start for start in resource_starts(region) if start.counts_done and start.kind is StartKind.LEVEL)
    assert [fault for _field, fault in faults(replace(start, direction=None), ResourceChange(0.1))] == [
        Fault.NO_DIRECTION
    ]
    assert faults(start, ResourceChange(start.value * 1e-6)) == ()


def test_scenarios_are_compared_lever_by_lever(path: Path) -> None:
    answer = copilote("compare", "24", str(path), LINK.replace("=12", "=20"), "-f", "json").json
    levers = {lever["id"]: lever for lever in answer["levers"]}
    assert levers["organic_farming"]["delta"] == [0.0, 8.0]
    assert [lever for lever, row in levers.items() if row["differ"]] == ["organic_farming"]
    assert levers["withdrawals"]["ambition"] == [None, None]
    rows = list(csv.DictReader(io.StringIO(copilote("compare", "24", str(path), LINK, "-f", "csv").out)))
    assert rows[0].keys() >= {"ambition_1", "delta_2"}


def test_shares_add_up_to_the_region_and_what_is_not_shared_says_why(path: Path) -> None:
    answer = copilote("allocate", "24", "--scenario", str(path), "--level", "epci", "-f", "json").json
    for lever in answer["levers"]:
        total = sum(place["amounts"][lever["id"]] for place in answer["territories"])
        assert total + lever["outside"] == lever["total"], lever["id"]
    assert {rate["id"] for rate in answer["rates"]} >= {"organic_farming"}
    assert {left["id"] for left in answer["left"]} == {"protected_areas", "strong_protection"}
    assert len(answer["land"]) == len(answer["territories"])
    table = copilote("allocate", "24", "--panorama", "resources")
    assert "Haies (km" in table.out
    assert "12 % partout" not in table.out.replace("\u00a0", " ")


@pytest.mark.django_db
def test_the_api_answers_what_the_command_writes(client: Client, path: Path) -> None:
    body, root = json.dumps(FILE), "/api/v1/scenarios/resources"
    kind = "application/json"
    wanted = copilote("simulate", "24", "--scenario", str(path), "-f", "json").json
    assert client.post(f"{root}/evaluate", body, kind).json() == wanted
    assert client.get(f"{root}/evaluate", {"link": LINK}).json() == wanted
    shared = copilote("allocate", "24", "--scenario", str(path), "--level", "crte", "-f", "json").json
    assert client.post(f"{root}/allocation?level=crte", body, kind).json() == shared
    targets = copilote("allocate", "24", "--panorama", "resources", "-f", "json").json
    assert client.get("/api/v1/regions/24/allocation/resources?level=departement").json() == targets
    for answer in (
        client.post(f"{root}/evaluate", "{", kind),
        client.get(f"{root}/evaluate", {"link": "zorglub"}),
        client.get("/api/v1/regions/24/allocation/resources?level=commune"),
    ):
        assert answer.status_code in (400, 404, 422)
        assert answer["Content-Type"] == "application/problem+json"
