"""`copilote conflicts` tells what is asked of the same resources; the API says the same."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from django.test import Client

from copilote.exchange.records.uses import UsesRecord
from support_cli import copilote, refused
from support_records import assert_record


def test_the_json_is_the_contract_and_the_api_says_the_same(client: Client) -> None:
    for region in ("24", "Corse", "01"):
        answer = copilote("conflicts", region, "--format", "json").json
        assert_record(UsesRecord, answer)
        assert json.loads(client.get(f"/api/v1/regions/{region}/conflicts").content) == answer


def test_people_read_a_table_with_the_verdicts_and_files_hold_every_line() -> None:
    out = copilote("conflicts", "24").out
    assert "Bois déjà récolté (aujourd’hui)" in out
    assert "On ne peut pas conclure" in out
    rows = list(csv.DictReader(copilote("conflicts", "24", "--format", "csv").out.splitlines()))
    assert {row["balance"] for row in rows} == {"crops", "grass", "wood", "budget", "farmland", "water"}
    assert "non chiffré" in out
    hedges = next(row for row in rows if (row["balance"], row["lever"]) == ("water", "augm_haies"))
    assert (hedges["low"], hedges["central"], hedges["high"]) == ("", "", "")
    assert copilote("conflicts", "01", "--format", "csv").out.startswith("balance,side")


def test_a_scenario_changes_what_is_asked_and_another_region_s_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scenario.json"
    content = {"format": "copilote-scenario", "region": "24", "edition": "2023", "name": "Bois"}
    path.write_text(json.dumps(content | {"levers": {"co2_prodbois": {"new_target_kt": 900}}}), encoding="utf-8")
    changed = copilote("conflicts", "24", "--scenario", str(path), "--format", "json").json
    assert (changed["scenario"], changed["changed"]) == ("Bois", True)
    official = copilote("conflicts", "24", "-f", "json").json
    wood, own = (
        next(balance for balance in answer["balances"] if balance["id"] == "wood") for answer in (official, changed)
    )
    assert own["asked"]["high"] > wood["asked"]["high"]
    assert "autre région (Centre-Val de Loire)" in refused("conflicts", "Bretagne", "--scenario", str(path))
    assert "introuvable" in refused("conflicts", "24", "--scenario", str(tmp_path / "rien.json"))
