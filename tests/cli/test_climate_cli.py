"""`copilote climate` tells the climate that comes to a territory, and what has already struck it."""

from __future__ import annotations

import csv
import json

import pytest
from django.test import Client

from copilote.exchange.records.climate import ClimateRecord
from support_cli import copilote, refused
from support_records import assert_record

KEYS = ["territory", "cells", "weighting", "indices", "events", "cautions"]


def test_the_json_is_the_contract_and_the_api_says_the_same(client: Client) -> None:
    for territory in ("41018", "200030385", "region:24", "97105"):
        answer = copilote("climate", territory, "--format", "json").json
        assert list(answer) == KEYS
        assert_record(ClimateRecord, answer)
        response = client.get(f"/api/v1/territories/{territory}/climate")
        assert json.loads(response.content) == answer
    blois = copilote("climate", "Blois", "--index", "jours_30", "--format", "json").json
    assert blois["territory"] == {"code": "41018", "name": "Blois", "level": "commune"}
    (index,) = blois["indices"]
    assert [(level["level"], level["horizon"], level["median"]) for level in index["levels"]] == [
        ("+2.0", 2030, 15.7),
        ("+2.7", 2050, 22.6),
        ("+4.0", 2100, 35.7),
    ]
    assert index["reference"] == 9.2
    events = blois["events"]
    assert events["total"] == sum(events["by_kind"].values()) == 17
    assert events["by_kind"]["secheresse"] == 11


def test_people_read_a_table_in_french_with_the_cautions() -> None:
    table = copilote("climate", "41018").out
    assert table.startswith("Blois : le climat qui vient")
    assert "23 (16 à 29)" in table
    assert "17\u00a0reconnaissances, dont 5 en dix ans, la dernière en 2022" in table
    assert "10 modèles sur 17" in table
    assert "selon leur surface" in copilote("climate", "region:24", "--weighting", "area").out


def test_csv_has_a_row_an_index_and_level_and_a_header_where_there_is_no_projection() -> None:
    rows = list(csv.DictReader(copilote("climate", "41018", "--format", "csv").out.splitlines()))
    assert len(rows) == 15 * 4
    assert {row["warming_c"] for row in rows} == {"", "2.0", "2.7", "4.0"}
    assert copilote("climate", "97105", "--format", "csv").out.startswith("id,label,unit,warming_c")
    assert "aucune projection" in copilote("climate", "97105").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("41018", "--index", "jour_30"), "jours_30"),
        (("Bloix",), "Blois"),
        (("41018", "--weighting", "surface"), "area"),
        (("99999",), "introuvable"),
    ],
)
def test_what_is_mistyped_gets_the_nearest_names(arguments: tuple[str, ...], said: str) -> None:
    assert said in refused("climate", *arguments)


def test_merged_communes_are_followed_and_it_is_said() -> None:
    answer = copilote("climate", "01039", "--index", "jours_30", "--format", "json").json
    assert answer["territory"]["code"] == "01138"
    assert "01039" in answer["cautions"][0]
    assert copilote("climate", "69381", "--format", "json").json["territory"]["code"] == "69123"
