"""The documentation page, made on the server from the OpenAPI schema: no script, nothing from another host."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from pydantic import TypeAdapter

from copilote.reference.english import word
from copilote.reference.tables import editions
from copilote.site.api.answers import JSON, REFERENCE, encoded
from copilote.site.api.language import language_of
from copilote.site.api.problems import CONTENT_TYPE, KINDS, Problem, Refusal
from copilote.ui.answers import cached
from copilote.ui.page import Entry, Page
from copilote.words import N_, _, per_language

TITLE = N_("L’API : les mêmes chiffres, pour vos programmes")
DESCRIPTION = (
    "Les chiffres d’une COP régionale : objectifs, conversions, scénarios, observations, territoires, sources. "
    "Lecture libre, sans compte. Chiffres indicatifs."
)
TYPES = {
    "string": N_("texte"),
    "number": N_("nombre"),
    "integer": N_("entier"),
    "boolean": N_("vrai ou faux"),
    "array": N_("liste"),
    "object": N_("objet"),
    "null": N_("vide"),
}
TAGS = ("Régions", "Leviers", "Observé", "Conversions", "Scénarios", "Territoires", "Partage", "Projets", "Sources")
"""The groups of operations, as the page orders them."""
HEADERS = {
    "Accept-Language": N_("La langue des refus et de cette description : fr ou en."),
    "If-None-Match": N_("L’ETag d’une réponse que l’on a déjà : 304 si elle n’a pas changé."),
}
"""What every operation reads in the headers."""


@dataclass(frozen=True)
class DocumentedField:
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
    parameters: tuple[DocumentedField, ...]
    sent: tuple[DocumentedField, ...]
    curl: str
    link: str
    answer: str
    fields: tuple[DocumentedField, ...]


@dataclass(frozen=True)
class OperationGroup:
    """Operations under one heading."""

    name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, kw_only=True)
class ApiPage(Page):
    """The documentation page."""

    groups: tuple[OperationGroup, ...]
    problems: tuple[Refusal, ...]


@per_language
def schema(api: NinjaAPI) -> dict[str, Any]:
    """The OpenAPI schema in the language in use: what the operations take and answer, from the types of the records."""
    worded: dict[str, Any] = _worded(_french_schema(api), lambda text: word(_(text)))
    return worded


def texts(api: NinjaAPI) -> list[str]:
    """The French texts of the schema, for the catalogue of translations."""
    gathered: dict[str, str] = {}
    _worded(_french_schema(api), lambda text: gathered.setdefault(text, text))
    return list(gathered)


def _french_schema(api: NinjaAPI) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    schemas = document["components"]["schemas"]
    headers = [
        {"in": "header", "name": name, "required": False, "description": text, "schema": {"type": "string"}}
        for name, text in HEADERS.items()
    ]
    _gather(schemas, TypeAdapter(Problem).json_schema(ref_template=REFERENCE), "Problem")
    refused = {"description": N_("Refus, expliqué"), "content": {CONTENT_TYPE: {"schema": _reference("Problem")}}}
    for operations in document["paths"].values():
        for method, operation in operations.items():
            operation["responses"] |= {"default": refused}
            if method == "get":
                operation["responses"] |= {"304": {"description": N_("La réponse n’a pas changé.")}}
            for parameter in operation.get("parameters", []):
                _never_null(parameter["schema"])
            operation["parameters"] = operation.get("parameters", []) + headers[: 2 if method == "get" else 1]
            for body in operation.get("requestBody", {}).get("content", {}).values():
                _gather(schemas, body["schema"])
    schemas["ScenarioFile"]["properties"]["edition"]["enum"] = list(editions("simulator"))
    return document


def _reference(name: str) -> dict[str, str]:
    return {"$ref": REFERENCE.format(model=name)}


def _gather(schemas: dict[str, Any], shape: dict[str, Any], name: str = "") -> None:
    """Put a record that has a name of its own, and those that it names, among the schemas."""
    schemas |= shape.pop("$defs", {})
    name = name or (shape["title"] if "properties" in shape else "")
    if name:
        schemas[name] = dict(shape)
        shape.clear()
        shape |= _reference(name)


def _never_null(shape: dict[str, Any]) -> None:
    """An optional parameter is left out: it cannot be sent as null."""
    kinds = shape.pop("anyOf", [])
    shape |= next((kind for kind in kinds if kind.get("type") != "null"), {})


def _worded(part: Any, write: Callable[[str], str]) -> Any:
    """A part of the schema with its texts as `write` gives them, on one line each; a record has no key but its own."""
    if isinstance(part, list):
        return [_worded(each, write) for each in part]
    if not isinstance(part, dict):
        return part
    written: dict[str, Any] = (
        {"additionalProperties": False} if "properties" in part and part.get("type") == "object" else {}
    )
    for key, value in part.items():
        if key in ("summary", "description") and isinstance(value, str):
            written[key] = write(" ".join(value.split()))
        elif key == "tags":
            written[key] = [write(tag) for tag in value]
        else:
            written[key] = value if key in ("example", "examples") else _worded(value, write)
    return written


def openapi(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """/api/v1/openapi.json"""
    with language_of(request) as code:
        response = cached(request, encoded(schema(api)), JSON)
    response["Content-Language"] = code
    return response


def page(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """/api/v1/docs, /en/api/v1/docs"""
    host = f"{request.scheme}://{request.get_host()}"
    shown = ApiPage(
        title=_(TITLE),
        summary=_(DESCRIPTION),
        trail=(Entry("API", request.path),),
        groups=groups_of(api, host),
        problems=tuple(replace(kind, title=_(kind.title), help=_(kind.help)) for kind in KINDS),
    )
    return render(request, "simulator/api.html", {"page": shown})


@per_language
def groups_of(api: NinjaAPI, host: str) -> tuple[OperationGroup, ...]:
    """The operations as the page shows them; `host` begins their examples."""
    document = schema(api)
    groups: dict[str, list[Operation]] = {word(_(tag)): [] for tag in TAGS}
    for address, operations in document["paths"].items():
        for method, details in operations.items():
            operation = _operation(address, method, details, document["components"]["schemas"], host)
            groups[details["tags"][0]].append(operation)
    return tuple(OperationGroup(name, tuple(operations)) for name, operations in groups.items())


def _operation(address: str, method: str, details: dict[str, Any], schemas: dict[str, Any], host: str) -> Operation:
    parameters = [parameter for parameter in details["parameters"] if parameter["in"] != "header"]
    example, query = address, {}
    for parameter in parameters:
        value = parameter["schema"].get("example", parameter.get("example"))
        if value is None:
            continue
        if parameter["in"] == "path":
            example = example.replace("{" + parameter["name"] + "}", quote(str(value)))
        else:
            query[parameter["name"]] = value
    link = host + example + (f"?{urlencode(query, safe='/')}" if query else "")
    curl = f"curl '{link}'"
    sent: tuple[DocumentedField, ...] = ()
    if body := details.get("requestBody"):
        content = body["content"][JSON]
        sent = _fields(_record(content["schema"], schemas))
        text = json.dumps(content["example"], ensure_ascii=False)
        curl, link = f"curl -H 'Content-Type: application/json' -d '{text}' '{link}'", ""
    answered = details["responses"].get("200") or details["responses"][200]
    shape = answered["content"][JSON]["schema"]
    record = _record(shape, schemas)
    about = record["description"].rstrip(".")
    if shape.get("type") == "array":
        about = _("Une liste ; chaque élément : %(record)s", record=about[:1].lower() + about[1:])
    return Operation(
        key=details["operationId"].rpartition("routes_")[2].replace("_", "-"),
        method=method.upper(),
        address=address,
        summary=details["summary"],
        description=details["description"].replace("`", ""),
        parameters=tuple(_parameter(parameter) for parameter in parameters),
        sent=sent,
        curl=curl,
        link=link,
        answer=f"{about}.",
        fields=_fields(record),
    )


def _parameter(parameter: dict[str, Any]) -> DocumentedField:
    place = _("dans l’adresse") if parameter["in"] == "path" else _("après « ? »")
    described = parameter.get("description", "")
    return DocumentedField(parameter["name"], _kind(parameter["schema"]), described, parameter["required"], place)


def _fields(record: dict[str, Any]) -> tuple[DocumentedField, ...]:
    return tuple(
        DocumentedField(name, _kind(shape), shape.get("description", ""), name in record.get("required", ()))
        for name, shape in record["properties"].items()
    )


def _record(shape: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The record that a body or an answer is, or is a list of; the first of several."""
    while "properties" not in shape:
        if "$ref" in shape:
            shape = schemas[shape["$ref"].rpartition("/")[2]]
        else:
            shape = shape["items"] if "items" in shape else shape["anyOf"][0]
    return shape


def _kind(shape: dict[str, Any]) -> str:
    """The type of a value in words: "nombre ou vide", "theme, sector ou lever"."""
    if "anyOf" in shape:
        between = _("ou")
        return f" {between} ".join(dict.fromkeys(_kind(kind) for kind in shape["anyOf"]))
    if "$ref" in shape:
        return _(TYPES["object"])
    if "enum" in shape:
        return ", ".join(str(value) for value in shape["enum"])
    return _(TYPES.get(str(shape.get("type", "")), N_("toute valeur")))
