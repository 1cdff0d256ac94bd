"""The API says what the command line says; it refuses in French; it can be read from everywhere, not without limit."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from copilote.exchange.records import explained, funding, observed, places, simulator
from copilote.reference.simulator import load_levers, load_territories
from copilote.site.api import docs, problems
from copilote.site.api.urls import api
from support_cli import copilote
from support_records import assert_record

REGIONS = ("24", "11", "01", "94", "exemple")
COVOIT = {"region": "24", "lever": "augm_covoit", "kt": 50}
SCENARIO = {
    "format": "copilote-scenario",
    "region": "24",
    "edition": "2023",
    "name": "Hypothèse haute",
    "levers": {"augm_voitelec": {"completed_kt": 100, "new_target_kt": 500}, "reduc_rfioul": {"new_physical": 20}},
}


def answer(client: Client, address: str, **query: Any) -> Any:
    response = client.get(f"/api/v1/{address}", query)
    assert response.status_code == 200, response.content.decode()
    return json.loads(response.content)


def problem_of(response: Any, status: int) -> dict[str, Any]:
    """The body of a refusal, which is always a whole one."""
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(response.content)
    assert {"type", "title", "status", "detail", "instance", "suggestions"} <= set(body)
    assert body["status"] == status
    assert body["detail"].endswith((".", "?"))
    return body


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("by", ["lever", "sector", "theme"])
def test_a_panorama_is_the_command_line_s(client: Client, region: str, by: str) -> None:
    said = answer(client, f"regions/{region}/panorama", by=by)
    assert said == copilote("panorama", region, "--by", by, "--format", "json").json
    assert_record(simulator.PanoramaRecord, said)


def test_the_list_of_regions_is_the_command_line_s(client: Client) -> None:
    said = answer(client, "regions")
    assert said == copilote("regions", "--format", "json").json
    assert len(said) == 18
    assert answer(client, "regions/PACA") in said
    assert_record(list[simulator.RegionSummary], said)


@pytest.mark.parametrize("region", ["24", "53", "02", "france"])
def test_observations_are_the_command_line_s(client: Client, region: str) -> None:
    said = answer(client, f"regions/{region}/observations")
    assert said == copilote("observe", region, "--format", "json").json
    assert len(said) > 20
    assert_record(list[observed.ObservationRecord], said)


def test_the_windows_of_a_pace_are_described_as_they_are_answered(client: Client) -> None:
    told = client.get("/api/v1/openapi.json").json()["components"]["schemas"]["WindowRecord"]["properties"]
    [wind] = answer(client, "regions/24/observations", indicator="898")
    assert [list(window) for window in wind["windows"]] == [list(told)] * 4
    assert (wind["grade"], wind["windows"][0]["from"], wind["windows"][0]["to"]) == ("uncertain", 2024, 2025)


def test_observations_of_a_lever_or_of_an_indicator_are_the_command_line_s(client: Client) -> None:
    by_lever = answer(client, "regions/24/observations", lever="augm_voitelec")
    assert by_lever == copilote("observe", "24", "--lever", "augm_voitelec", "--format", "json").json
    one = answer(client, "regions/24/observations", indicator="826")
    assert one == copilote("observe", "24", "--indicator", "826", "--format", "json").json
    assert [each["indicator"] for each in one] == ["826"]


@pytest.mark.parametrize("amount", [{"kt": "100"}, {"kt": "1 500,5"}, {"physical": "230"}, {"kt": "0"}])
def test_a_conversion_is_the_command_line_s(client: Client, amount: dict[str, str]) -> None:
    said = answer(client, "conversions", region="24", lever="augm_voitelec", **amount)
    (kind, value) = next(iter(amount.items()))
    assert said == copilote("convert", "24", "augm_voitelec", f"--{kind}", value, "--format", "json").json
    assert_record(simulator.ConversionRecord, said)


def test_a_batch_answers_in_order_and_one_fault_stops_nothing(client: Client) -> None:
    asked = [COVOIT, {"region": "24", "lever": "rien", "kt": 1}, 3, {**COVOIT, "kt": "x"}, COVOIT | {"k": 1}]
    said = client.post("/api/v1/conversions", json.dumps(asked), content_type="application/json").json()
    alone = copilote("convert", "24", "augm_covoit", "--kt", "50", "--format", "json").json
    assert [one.get("physical") for one in said] == [alone["physical"], None, None, None, None]
    assert ["error" in one for one in said] == [False, True, True, True, True]
    assert "Vouliez-vous dire « kt »" in said[4]["error"]
    assert_record(list[simulator.ConversionDone], said)


def test_ten_thousand_conversions_are_accepted_and_not_one_more(client: Client) -> None:
    small = {"region": "24", "lever": "augm_covoit", "kt": 5}
    many = json.dumps([small] * 10_000)
    said = client.post("/api/v1/conversions", many, content_type="application/json").json()
    assert len(said) == 10_000
    assert len({one["physical"] for one in said}) == 1
    more = client.post("/api/v1/conversions", json.dumps([small] * 10_001), content_type="application/json")
    assert "10000" in problem_of(more, 422)["detail"]


def test_a_scenario_is_evaluated_as_on_the_command_line(client: Client, tmp_path: Any) -> None:
    said = client.post("/api/v1/scenarios/evaluate", json.dumps(SCENARIO), content_type="application/json").json()
    (tmp_path / "s.json").write_text(json.dumps(SCENARIO), encoding="utf-8")
    command = copilote("simulate", "24", "--scenario", str(tmp_path / "s.json"), "--to-link", "--format", "json").json
    assert {key: said[key] for key in command} == command
    assert said["remarks"] == []
    assert_record(simulator.LinkedOutcome, said)


def test_the_link_of_an_answer_gives_the_same_answer(client: Client) -> None:
    first = client.post("/api/v1/scenarios/evaluate", json.dumps(SCENARIO), content_type="application/json").json()
    again = answer(client, "scenarios/evaluate", link=first["link"])
    for key in ("completed_kt", "new_target_kt", "gap_kt"):
        assert again["totals"][key] == pytest.approx(first["totals"][key])
    assert answer(client, "scenarios/evaluate", link="/territoire/bretagne/ambition?c-rien=3")["remarks"] == [
        "c-rien : levier inconnu."
    ]


def test_territories_projects_and_explanations_are_the_command_line_s(client: Client) -> None:
    found = answer(client, "territories", q="blois")
    assert found == copilote("territories", "search", "blois", "--format", "json").json
    assert_record(list[places.MatchRecord], found)
    sheets = answer(client, "territories/41018")
    assert sheets == copilote("territories", "show", "41018", "--format", "json").json
    assert_record(list[places.SheetRecord], sheets)
    funded = answer(client, "regions/24/projects", territory="45", lever="reduc_tconso")
    command = ("projects", "24", "--territory", "45", "--lever", "reduc_tconso", "--format", "json")
    assert funded == copilote(*command).json
    assert_record(funding.ProjectsRecord, funded)
    for place, subject in (("24", "augm_voitelec"), ("24", "total"), ("24", "826"), ("france", "fr-059")):
        traced = answer(client, f"regions/{place}/explain", subject=subject)
        assert traced == copilote("explain", place, subject, "--format", "json").json
        assert_record(explained.ExplanationRecord, traced)


def test_levers_and_indicators_have_the_shape_that_is_told(client: Client) -> None:
    assert_record(list[simulator.LeverNameRecord], answer(client, "levers"))
    own = answer(client, "regions/24/levers")
    assert_record(list[simulator.LeverRecord], own)
    assert answer(client, "regions/24/levers/covoiturage") in own
    both, regional = answer(client, "indicators"), answer(client, "indicators", scope="region")
    assert_record(list[observed.IndicatorRecord], both)
    assert len(both) == 358 + 43
    assert regional == both[358:]


def test_unknown_names_are_404_with_the_nearest(client: Client) -> None:
    body = problem_of(client.get("/api/v1/regions/bretagn/panorama"), 404)
    assert body["suggestions"] == ["Bretagne"]
    assert body["instance"] == "/api/v1/regions/bretagn/panorama"
    nearest = problem_of(client.get("/api/v1/regions/24/levers/augm_covoi"), 404)["suggestions"]
    assert nearest[0].startswith("augm_covoit")


def test_a_parameter_refused_says_which_and_what_is_accepted(client: Client) -> None:
    body = problem_of(client.get("/api/v1/regions/24/panorama?by=them"), 400)
    assert body["suggestions"] == ["theme"]
    assert body["errors"] == [
        {"where": "by", "detail": "valeur inconnue. Valeurs acceptées : lever, sector, theme."},
    ]
    missing = problem_of(client.get("/api/v1/conversions?kt=1"), 400)
    assert [fault["where"] for fault in missing["errors"]] == ["region", "lever"]
    assert (
        "Vouliez-vous dire « lever »" in problem_of(client.get("/api/v1/regions/24/observations?levr=x"), 400)["detail"]
    )
    assert "100" in problem_of(client.get("/api/v1/territories?q=blois&limit=101"), 400)["detail"]
    assert (
        "pas un nombre"
        in problem_of(client.get("/api/v1/conversions?region=24&lever=augm_voitelec&kt=beaucoup"), 400)["detail"]
    )


@pytest.mark.parametrize("address", ["/api", "/api/", "/api/v1/rien", "/api/v2/regions", "/api/v1/regions/24/rien"])
@pytest.mark.parametrize("method", ["get", "post", "options", "delete"])
def test_unknown_addresses_under_api_are_problems_too(client: Client, address: str, method: str) -> None:
    assert "/api/v1/docs" in problem_of(getattr(client, method)(address), 404)["detail"]


def test_wrong_methods_are_told_the_right_ones(client: Client) -> None:
    for method in ("delete", "put", "patch", "post"):
        response = getattr(client, method)("/api/v1/regions")
        assert "GET, HEAD, OPTIONS" in problem_of(response, 405)["detail"]
        assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_head_says_what_get_would_without_its_body(client: Client) -> None:
    whole, head = client.get("/api/v1/regions"), client.head("/api/v1/regions")
    assert head.status_code == 200
    assert head.content == b""
    assert head["ETag"] == whole["ETag"]
    assert head["Content-Length"] == str(len(whole.content))


def test_what_a_reader_has_already_does_not_travel_again(client: Client) -> None:
    first = client.get("/api/v1/regions/24/panorama")
    assert "max-age=" in first["Cache-Control"]
    assert "public" in first["Cache-Control"]
    again = client.get("/api/v1/regions/24/panorama", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    other = client.get("/api/v1/regions/53/panorama", headers={"if-none-match": first["ETag"]})
    assert other.status_code == 200


def test_pages_of_other_sites_may_read_and_evaluate(client: Client) -> None:
    for response in (client.get("/api/v1/regions"), client.get("/api/v1/rien"), client.post("/api/v1/conversions")):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
    before = client.options("/api/v1/conversions", headers={"access-control-request-method": "POST"})
    assert before.status_code == 204
    assert "POST" in before["Access-Control-Allow-Methods"]
    assert "Content-Type" in before["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in client.get("/apix")


def test_more_than_a_megabyte_is_refused_before_it_is_read(client: Client) -> None:
    body = b"[" + b" " * 1_000_001 + b"]"
    problem_of(client.post("/api/v1/conversions", body, content_type="application/json"), 413)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"\xff\xfe", b"[" * 100_000, b'{"a":1}', b'"texte"', b"9" * 6000, b"[1e999]"]
)
@pytest.mark.parametrize("address", ["conversions", "scenarios/evaluate"])
def test_a_body_that_is_not_what_is_expected_is_refused_in_french(client: Client, body: bytes, address: str) -> None:
    response = client.post(f"/api/v1/{address}", body, content_type="application/json")
    if (address, body) == ("conversions", b"[1e999]"):
        assert "error" in response.json()[0]
    else:
        problem_of(response, 422)


def test_an_address_too_long_is_a_problem_and_not_a_page(client: Client) -> None:
    problem_of(client.get("/api/v1/territories", {"q": "x" * 30_000}), 414)
    problem_of(client.get(f"/api/v1/regions/{'la ' * 3000}/panorama"), 400)
    problem_of(client.get("/api/v1/levers", headers={"host": "ailleurs.example"}), 400)


def test_an_incident_is_a_problem_and_says_nothing_of_its_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copilote.site.api.routes.load_lever_names", lambda: 1 / 0)
    calm = Client(raise_request_exception=False)
    body = problem_of(calm.get("/api/v1/levers"), 500)
    assert "ZeroDivision" not in json.dumps(body)


WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
"""Without the null character: what holds it is refused whole (test_null.py)."""
AMOUNTS = st.one_of(WORDS, st.floats().map(str), st.integers().map(str))
OBJECTS = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
LEVERS = st.sampled_from([lever.id for lever in load_levers("24")])
RELAXED = hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@RELAXED
@given(region=WORDS, lever=WORDS, kt=AMOUNTS, completed=AMOUNTS)
def test_no_parameter_breaks_a_conversion(client: Client, region: str, lever: str, kt: str, completed: str) -> None:
    query = {"region": region, "lever": lever, "kt": kt, "completed_kt": completed}
    for asked in (query, query | {"region": "24", "lever": "augm_voitelec"}):
        response = client.get("/api/v1/conversions", asked)
        if response.status_code == 200:
            assert response.json()["physical"] >= 0
        else:
            assert problem_of(response, response.status_code)["status"] in (400, 404)


@RELAXED
@given(body=st.lists(st.one_of(OBJECTS, st.fixed_dictionaries({"region": WORDS, "lever": WORDS, "kt": OBJECTS}))))
def test_no_body_breaks_a_batch(client: Client, body: list[Any]) -> None:
    response = client.post("/api/v1/conversions", json.dumps(body), content_type="application/json")
    assert response.status_code == 200
    assert len(response.json()) == len(body)
    assert all("error" in one or "physical" in one for one in response.json())


@RELAXED
@given(changes=st.dictionaries(LEVERS, st.floats(0, 1e6), max_size=4))
def test_the_totals_of_a_scenario_are_those_of_its_levers(client: Client, changes: dict[str, float]) -> None:
    sent = {"format": "copilote-scenario", "region": "24"}
    sent["levers"] = {lever: {"completed_kt": kt} for lever, kt in changes.items()}  # type: ignore[assignment]
    said = client.post("/api/v1/scenarios/evaluate", json.dumps(sent), content_type="application/json").json()
    assert said["totals"]["completed_kt"] == pytest.approx(sum(changes.values()))
    assert said["totals"]["new_target_kt"] == pytest.approx(sum(line["new_target_kt"] or 0 for line in said["levers"]))


def test_the_documentation_page_stands_under_the_strict_policy(client: Client) -> None:
    page = client.get("/api/v1/docs")
    text = page.content.decode()
    assert page.status_code == 200
    assert "unsafe" not in page["Content-Security-Policy"]
    assert " style=" not in text
    assert "<style" not in text
    assert "cdn" not in text.lower()
    assert text.count("<h1") == 1
    for kind in problems.KINDS:
        assert f'id="{kind.key}"' in text


def test_the_openapi_description_names_every_operation_with_an_example_that_works(client: Client) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    groups = docs.groups_of(api, "http://testserver")
    operations = [operation for group in groups for operation in group.operations]
    assert len(operations) == sum(len(methods) for methods in told["paths"].values())
    for operation in operations:
        assert operation.summary
        if operation.link:
            assert client.get(operation.link.removeprefix("http://testserver")).status_code == 200, operation.link
    for path, methods in told["paths"].items():
        for details in methods.values():
            assert "default" in details["responses"], path
            if "requestBody" in details:
                sent = details["requestBody"]["content"]["application/json"]["example"]
                assert client.post(path, json.dumps(sent), content_type="application/json").status_code == 200


def test_every_reference_of_the_description_leads_somewhere() -> None:
    told = json.dumps(docs.schema(api))
    names = set(docs.schema(api)["components"]["schemas"])
    wanted = {part.split('"')[0] for part in told.split("#/components/schemas/")[1:]}
    assert wanted <= names


def test_all_territories_of_the_simulator_answer(client: Client) -> None:
    for region in load_territories():
        assert answer(client, f"regions/{region.slug}/panorama")["region"]["code"] == region.code
