"""The documentation page, made on the server from the OpenAPI schema: no script, nothing from another host."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI

from copilote.simulator.pages.frame import Entry, Page
from copilote.site.api.answers import encoded
from copilote.site.api.language import language_of
from copilote.site.api.problems import KINDS, Kind
from copilote.ui.answers import cached
from copilote.ui.translation import FRENCH, language, t

TITLE = "L’API : les mêmes chiffres, pour vos programmes"
DESCRIPTION = (
    "Les chiffres d’une COP régionale : objectifs, conversions, scénarios, observations, territoires, sources. "
    "Lecture libre, sans compte. Chiffres indicatifs."
)
TYPES = {
    "string": "texte",
    "number": "nombre",
    "integer": "entier",
    "boolean": "vrai ou faux",
    "array": "liste",
    "object": "objet",
    "null": "vide",
}
TAGS = (
    "Régions",
    "Leviers",
    "Observé",
    "Conversions",
    "Scénarios",
    "Territoires",
    "Partage",
    "Projets",
    "Sources",
)
"""The groups of operations, as the page orders them."""
SAID = ("summary", "description")
"""Keys of the schema whose texts people read."""


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of an answer."""

    name: str
    kind: str
    description: str
    required: bool = False
    place: str = ""


@dataclass(frozen=True)
class Operation:
    """An operation as the page shows it; `link` is an example that a browser can open, "" when it takes a body."""

    key: str
    method: str
    address: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    sent: tuple[Field, ...]
    curl: str
    link: str
    answer: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Group:
    """Operations under one heading."""

    name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, kw_only=True)
class ApiPage(Page):
    """The documentation page."""

    groups: tuple[Group, ...]
    problems: tuple[Kind, ...]
    host: str


def schema(api: NinjaAPI) -> dict[str, Any]:
    """The OpenAPI schema in the language in use, with the problem that every operation may answer."""
    return _schema(api, language())


@lru_cache(maxsize=2)
def _schema(api: NinjaAPI, _language: str) -> dict[str, Any]:
    from copilote.site.api.schemas import Problem

    made: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    schemas = made["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    refused = {
        "description": "Refus, expliqué",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in made["paths"].values():
        for operation in operations.values():
            operation["responses"] |= {"default": refused}
            for body in operation.get("requestBody", {}).get("content", {}).values():
                schemas |= body["schema"].pop("$defs", {})
    found: dict[str, Any] = _translated(made)
    return found


def _translated(part: Any) -> Any:
    """A part of the schema with its texts in the language in use, on one line each."""
    if isinstance(part, list):
        return [_translated(one) for one in part]
    if not isinstance(part, dict):
        return part
    made = {}
    for key, value in part.items():
        if key in SAID and isinstance(value, str):
            made[key] = t(" ".join(value.split()))
        elif key == "tags" and isinstance(value, list):
            made[key] = [t(tag) for tag in value]
        else:
            made[key] = value if key in ("example", "examples") else _translated(value)
    return made


def openapi(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """/api/v1/openapi.json"""
    with language_of(request) as code:
        response = cached(request, encoded(schema(api)), "application/json")
    response["Content-Language"] = code
    return response


def page(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """/api/v1/docs, /en/api/v1/docs"""
    host = f"{request.scheme}://{request.get_host()}"
    shown = ApiPage(
        title=t(TITLE),
        summary=t(DESCRIPTION),
        trail=(Entry("API", request.path),),
        groups=_groups(api, host, language()),
        problems=tuple(replace(kind, title=t(kind.title), help=t(kind.help)) for kind in KINDS),
        host=host,
    )
    return render(request, "simulator/api.html", {"page": shown})


@lru_cache(maxsize=8)
def _groups(api: NinjaAPI, host: str, _language: str = FRENCH) -> tuple[Group, ...]:
    made = schema(api)
    groups: dict[str, list[Operation]] = {}
    for address, operations in made["paths"].items():
        for method, details in operations.items():
            found = _operation(address, method, details, made["components"]["schemas"], host)
            groups.setdefault(details["tags"][0], []).append(found)
    order = [t(tag) for tag in TAGS]
    return tuple(Group(name, tuple(groups[name])) for name in sorted(groups, key=order.index))


def _operation(address: str, method: str, details: dict[str, Any], schemas: dict[str, Any], host: str) -> Operation:
    parameters = details.get("parameters", [])
    example = address
    query = {}
    for one in parameters:
        value = one["schema"].get("example", one.get("example"))
        if value is None:
            continue
        if one["in"] == "path":
            example = example.replace("{" + one["name"] + "}", quote(str(value)))
        else:
            query[one["name"]] = value
    link = host + example + (f"?{urlencode(query, safe='/')}" if query else "")
    curl = f"curl '{link}'"
    if body := details.get("requestBody"):
        sent = json.dumps(body["content"]["application/json"]["example"], ensure_ascii=False)
        curl, link = f"curl -H 'Content-Type: application/json' -d '{sent}' '{link}'", ""
    name, fields = _answer(details, schemas)
    return Operation(
        key=details["operationId"].rpartition("routes_")[2].replace("_", "-"),
        method=method.upper(),
        address=address,
        summary=details["summary"],
        description=" ".join(details.get("description", "").replace("`", "").split()),
        parameters=tuple(_parameter(one) for one in parameters),
        sent=_sent(details),
        curl=curl,
        link=link,
        answer=name,
        fields=fields,
    )


def _parameter(one: dict[str, Any]) -> Field:
    place = t({"path": "dans l’adresse", "query": "après « ? »"}[one["in"]])
    described = one["schema"].get("description", one.get("description", ""))
    # Optional parameters are left out rather than sent empty.
    kind = _kind(one["schema"]).removesuffix(f" {t('ou')} {t(TYPES['null'])}")
    return Field(one["name"], kind, described, bool(one.get("required")), place)


def _sent(details: dict[str, Any]) -> tuple[Field, ...]:
    """The fields of the body that an operation takes, or of each element of its list."""
    body = details.get("requestBody")
    if not body:
        return ()
    shape = body["content"]["application/json"]["schema"]
    shape = shape.get("items", shape)
    return tuple(
        Field(name, _kind(field), field.get("description", ""), name in shape.get("required", ()))
        for name, field in shape["properties"].items()
    )


def _answer(details: dict[str, Any], schemas: dict[str, Any]) -> tuple[str, tuple[Field, ...]]:
    answered = details["responses"].get("200") or details["responses"][200]
    shape = answered["content"]["application/json"]["schema"]
    several = shape.get("type") == "array"
    record = schemas[_name(shape["items"] if several else shape)]
    fields = tuple(
        Field(name, _kind(field), field.get("description", ""), name in record.get("required", ()))
        for name, field in record["properties"].items()
    )
    about = record.get("description", "").strip().rstrip(".")
    return (f"{t('Une liste ; chaque élément :')} {about[:1].lower()}{about[1:]}." if several else f"{about}."), fields


def _name(shape: dict[str, Any]) -> str:
    return str(shape["$ref"]).rpartition("/")[2]


def _kind(shape: dict[str, Any]) -> str:
    """The type of a value in words: "nombre ou vide", "theme, sector ou lever"."""
    if "anyOf" in shape:
        kinds = [_kind(one) for one in shape["anyOf"]]
        return f" {t('ou')} ".join(dict.fromkeys(kinds))
    if "$ref" in shape:
        return t(TYPES["object"])
    if "enum" in shape:
        return ", ".join(str(value) for value in shape["enum"])
    return t(TYPES.get(str(shape.get("type", "")), "toute valeur"))
