"""The API of the sharing says what `copilote allocate` says; a list of codes is a perimeter."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from copilote.exchange.records.shares import AllocationRow, TerritoryShares
from support_cli import copilote
from support_records import assert_record


def answer(client: Client, address: str, **query: Any) -> Any:
    response = client.get(f"/api/v1/{address}", query)
    assert response.status_code == 200, response.content.decode()
    return json.loads(response.content)


def problem_of(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(response.content)
    return body


def sent(client: Client, body: Any) -> Any:
    return client.post("/api/v1/territories/shares", json.dumps(body), content_type="application/json")


@pytest.mark.parametrize("level", ["region", "departement", "crte", "arrondissement", "epci"])
def test_an_allocation_is_the_command_line_s_and_adds_up(client: Client, level: str) -> None:
    said = answer(client, "regions/24/allocation", level=level)
    assert_record(list[AllocationRow], said)
    assert said == copilote("allocate", "24", "--level", level, "--format", "json").json
    assert round(sum(row["target_kt"] for row in said), 3) == 9503.874


def test_communes_are_asked_lever_by_lever(client: Client) -> None:
    body = problem_of(client.get("/api/v1/regions/24/allocation?level=commune"), 400)
    assert "52620 lignes, 20000 au plus" in body["detail"]
    said = answer(client, "regions/24/allocation", level="commune", lever="covoiturage")
    assert len(said) == 1754
    command = ("allocate", "24", "--level", "commune", "--lever", "augm_covoit", "--format", "json")
    assert said == copilote(*command).json
    inside = answer(client, "regions/24/allocation", level="commune", territory="200030385")
    assert len(inside) == 43 * 30


def test_the_country_s_rows_are_those_of_the_regions(client: Client) -> None:
    said = answer(client, "france/allocation")
    assert_record(list[AllocationRow], said)
    assert len({row["territory"]["code"] for row in said}) == 18
    assert [row for row in said if row["territory"]["code"] == "24"] == answer(
        client, "regions/24/allocation", level="region"
    )
    unknown = [row for row in said if row["target_kt"] is None]
    assert [(row["territory"]["code"], row["lever"]) for row in unknown] == [("11", "co2_foret")]


def test_a_key_is_tried_on_a_lever(client: Client) -> None:
    said = answer(client, "regions/24/allocation", level="departement", lever="augm_voitelec", key="population")
    assert {(row["key"], row["grade"]) for row in said} == {("population", "C")}
    body = problem_of(client.get("/api/v1/regions/24/allocation?level=epci&key=populaton"), 404)
    assert body["suggestions"] == ["population (Population)"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("regions/24/allocation", 400),
        ("regions/24/allocation?level=ville", 400),
        ("regions/24/allocation?level=epci&leve=x", 400),
        ("regions/france/allocation?level=region", 400),
        ("regions/exemple/allocation?level=epci", 400),
        ("regions/24/allocation?level=epci&lever=rien", 404),
        ("regions/24/allocation?level=epci&territory=999", 404),
        ("regions/06/allocation?level=arrondissement", 400),
        ("france/allocation?level=commune", 400),
        ("territories/99999/shares", 404),
        ("territories/75/shares", 404),
    ],
)
def test_what_cannot_be_shared_is_a_problem(client: Client, address: str, status: int) -> None:
    assert problem_of(client.get(f"/api/v1/{address}"), status)["detail"]


def test_a_territory_says_each_lever_its_key_and_why(client: Client) -> None:
    said = answer(client, "territories/200030385/shares")
    assert_record(TerritoryShares, said)
    assert (said["territory"]["level"], said["communes"], len(said["levers"])) == ("epci", 43, 30)
    rows = answer(client, "regions/24/allocation", level="epci", territory="200030385")
    assert [{key: one[key] for key in ("lever", "target_kt", "physical", "share", "key", "grade")} for one in rows] == [
        {key: one[key] for key in ("lever", "target_kt", "physical", "share", "key", "grade")} for one in said["levers"]
    ]
    assert said["target_kt"] == round(sum(one["target_kt"] for one in said["levers"] if one["grade"] != "D"), 3)
    left = said["to_localise"]
    assert {one["lever"] for one in left["levers"]} == {one["lever"] for one in said["levers"] if one["grade"] == "D"}
    assert left["region_kt"] == pytest.approx(sum(one["region_kt"] for one in left["levers"]))
    assert all(one["limit"] and one["localised_by"] for one in left["levers"])
    assert sum(said["grades"].values()) == pytest.approx(1)
    assert all(one["reason"] for one in said["levers"])
    whole = answer(client, "territories/departement:01/shares")
    assert whole["territory"]["name"] == "Ain"


def test_a_list_of_codes_is_a_perimeter_with_what_was_not_understood(client: Client) -> None:
    response = sent(client, {"name": "Chez nous", "codes": ["200030385", "41018", "99999", "27693"]})
    assert response.status_code == 200
    said = response.json()
    assert_record(TerritoryShares, said)
    assert said["territory"]["name"] == "Chez nous"
    assert any("une fois" in remark for remark in said["remarks"])
    assert any("99999" in one for one in said["refused"])
    alone = sent(client, ["200030385"]).json()
    whole = answer(client, "territories/200030385/shares")
    assert alone["target_kt"] == whole["target_kt"]
    assert [one["target_kt"] for one in alone["levers"]] == [one["target_kt"] for one in whole["levers"]]


@pytest.mark.parametrize(
    "body", [[], {}, 3, "x", {"codes": "41018"}, {"codes": [41018]}, {"codes": ["41018"], "nom": "x"}, ["99999"],
             {"codes": ["41018"], "name": 3}, ["41018"] * 2001]
)  # fmt: skip
def test_a_list_that_is_none_is_refused(client: Client, body: Any) -> None:
    assert problem_of(sent(client, body), 422)["detail"]


RELAXED = hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CODES = st.one_of(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(["41018", "45", "75056", "2A004", "97411"]),
)


@RELAXED
@given(codes=st.lists(CODES, max_size=4))
def test_no_list_breaks_it(client: Client, codes: list[str]) -> None:
    response = sent(client, codes)
    assert response.status_code in (200, 422)
    if response.status_code == 200:
        said = response.json()
        assert said["communes"] >= 1


def test_the_address_of_a_list_is_not_a_code(client: Client) -> None:
    response = client.get("/api/v1/territories/shares")
    assert response.status_code == 405
    assert "POST" in response["Allow"]
