"""What the description of the API says is accepted is accepted; what it does not say is refused: both ways, everywhere.

Values are made from the schema: those that it allows, at its limits, and those just beyond.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from copilote.site.api.docs import schema
from copilote.site.api.urls import api

DESCRIPTION = schema(api)
OPERATIONS = [(path, *each) for path, methods in DESCRIPTION["paths"].items() for each in methods.items()]
READS = [pytest.param(path, operation, id=path) for path, method, operation in OPERATIONS if method == "get"]
SENDS = [pytest.param(path, operation, id=path) for path, method, operation in OPERATIONS if method == "post"]
NUMBERS = ("1", "0", "1,5", "1.5", "1 500,5", "1,500.5", "+2", "−3", "zut", "", "1,2,3", "--1", "0x10", "1_0", "9" * 20)
Inside = dict[str, Any]
OF_ANY_KIND = {"string": "zut", "number": 1.5, "boolean": True, "null": None, "array": [1], "object": {"zut": 1}}


def texts_for(shape: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Texts to try for a parameter, and whether its schema allows them; none that only a table could tell."""
    if "enum" in shape:
        yield from ((value, True) for value in shape["enum"])
        yield from (("zut", False), ("", False), (shape["enum"][0] + ",", False))
    if shape["type"] == "integer":
        least, most = shape["minimum"], shape["maximum"]
        yield from ((str(least), True), (str(most), True), (str(least - 1), False), (str(most + 1), False))
        yield from ((text, False) for text in ("zut", "", "1.5", "1,5", "5.0", "1_0", " 5", "null"))
    if "pattern" in shape:
        yield from ((text, re.search(shape["pattern"], text) is not None) for text in NUMBERS)
    if "maxLength" in shape:
        yield "x" * (shape["maxLength"] + 1), False


def asked(operation: dict[str, Any]) -> dict[str, Any]:
    """What an operation cannot do without, from its examples."""
    return {
        parameter["name"]: parameter["schema"]["example"] for parameter in operation["parameters"] if needed(parameter)
    }


def needed(parameter: dict[str, Any]) -> bool:
    """Whether a request lacks something without it: a conversion takes an amount or the other."""
    return bool(parameter["required"]) or parameter["name"] == "kt"


def get(client: Client, path: str, values: dict[str, Any]) -> Any:
    query = dict(values)
    for name in re.findall(r"{(\w+)}", path):
        path = path.replace(f"{{{name}}}", quote(str(query.pop(name)), safe=""))
    return client.get(path, query)


@pytest.mark.parametrize(("path", "operation"), READS)
def test_a_parameter_is_read_as_the_schema_says(client: Client, path: str, operation: dict[str, Any]) -> None:
    usual = asked(operation)
    assert get(client, path, usual).status_code == 200
    assert get(client, path, usual | {"zut": "1"}).status_code == 400
    for parameter in operation["parameters"]:
        name, shape = parameter["name"], parameter["schema"]
        if parameter["in"] == "header":
            continue
        others = {key: value for key, value in usual.items() if (name, key) != ("physical", "kt")}
        assert "null" not in json.dumps(shape)
        for text, allowed in texts_for(shape):
            response = get(client, path, others | {name: text})
            too_many = b"lignes, 20000 au plus" in response.content
            assert response.status_code == (200 if allowed and not too_many else 400), (name, text)
        if parameter["in"] == "query":
            assert get(client, path, usual | {name: [shape.get("example", "1")] * 2}).status_code == 400
            without = get(client, path, {key: value for key, value in usual.items() if key != name})
            assert without.status_code == (400 if needed(parameter) else 200)


def resolved(shape: dict[str, Any]) -> dict[str, Any]:
    named: dict[str, Any] = DESCRIPTION["components"]["schemas"]
    return {**named[shape["$ref"].rpartition("/")[2]], **shape} if "$ref" in shape else shape


def values_for(shape: dict[str, Any]) -> Iterator[tuple[Any, bool]]:
    """Values to try in a body, and whether its schema allows them; no name that only a table could tell."""
    shape = resolved(shape)
    kinds = {kind["type"]: kind for kind in shape.get("anyOf", [shape])}
    numbers = {"number", "integer"} & kinds.keys()
    yield from ((value, False) for kind, value in OF_ANY_KIND.items() if kind not in kinds | dict.fromkeys(numbers))
    if "null" in kinds:
        yield None, True
    if "minimum" in shape:
        least, most = shape["minimum"], shape["maximum"]
        yield from ((least, True), (most, True), (least - 1, False), (most * 2, False))
    yield from ((value, True) for value in shape.get("enum", ()))
    if {"enum", "const"} & shape.keys():
        yield "zut", False
    if "maxItems" in shape:
        yield from (([], False), (["41018"] * shape["maxItems"], True), (["41018"] * (shape["maxItems"] + 1), False))
        yield ["x" * (shape["items"]["maxLength"] + 1)], False
    if "array" in kinds and "prefixItems" in shape.get("items", {}):
        yield from (([["a", "b"]], True), ([["a"]], False), ([["a", "b", "c"]], False), ([["a", 1]], False))


def refused(response: Any) -> bool:
    """Whether a body was; a batch says it beside the fault."""
    if response.status_code == 200:
        body = response.json()
        return isinstance(body, list) and "error" in body[0]
    assert response.status_code == 422, response.content
    return True


@pytest.mark.parametrize(("path", "operation"), SENDS)
def test_a_body_is_read_as_the_schema_says(client: Client, path: str, operation: dict[str, Any]) -> None:
    content = operation["requestBody"]["content"]["application/json"]
    several, example = content["schema"].get("type") == "array", content["example"]
    shape = content["schema"]["items"] if several else content["schema"]
    record = resolved(shape.get("anyOf", [shape])[0])
    body: dict[str, Any] = example[0] if several else example

    def answered(value: Any, kind: str = "application/json") -> bool:
        sent = json.dumps([value] if several else value)
        return not refused(client.post(path, sent, content_type=kind))

    assert answered(body)
    assert answered(body, "text/plain")
    assert not answered(body | {"zut": 1})
    assert client.post(f"{path}?zut=1", json.dumps(example), content_type="application/json").status_code == 422
    for name, field in record["properties"].items():
        without = {key: value for key, value in body.items() if key != name}
        kept = {key: value for key, value in without.items() if (name, key) != ("physical", "kt")}
        either = several and name in ("kt", "physical")
        assert answered(without) == (name not in record["required"] and (name != "kt" or not several)), name
        for value, allowed in values_for(field):
            assert answered(kept | {name: value}) == (allowed and not (either and value is None)), (name, value)
    for kind in shape.get("anyOf", [])[1:]:
        for value, allowed in values_for(kind) if "maxItems" in kind else ():
            assert answered(value) == allowed


def test_each_change_of_a_scenario_is_read_as_the_schema_says(client: Client) -> None:
    for name, field in resolved({"$ref": "/ScenarioChange"})["properties"].items():
        for value, allowed in values_for(field):
            sent = {"format": "copilote-scenario", "region": "24", "levers": {"augm_covoit": {name: value}}}
            response = client.post("/api/v1/scenarios/evaluate", json.dumps(sent), content_type="application/json")
            assert refused(response) is not allowed, (name, value)


def test_every_record_of_the_description_has_its_keys_and_no_other() -> None:
    open_ones = {name for name, shape in DESCRIPTION["components"]["schemas"].items() if shape["additionalProperties"]}
    assert open_ones == {"ConversionDone"}  # what was asked comes back whatever its keys
