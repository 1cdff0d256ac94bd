"""Nothing that people or programs rely on disappears: addresses, endings of files, commands, keys of the JSON answers.

What stood is in `surface.json`. When something is added on purpose (or, rarely, taken away), write it anew:

    SURFACE=write .venv/bin/pytest tests/site/test_surface.py
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from copilote.cli.app import COMMANDS
from copilote.reference.epci_rule import load_postes
from support_cli import copilote
from support_keyfiles import communes_of, igt

KEPT = Path(__file__).with_name("surface.json")
Shape = dict[str, str]
"""Each path of a JSON answer ("levers[].target_kt") and the kinds of values seen there."""
FILES = (
    "/france.json",
    "/france/territoires.json",
    "/france/indicateurs/fr-059.json",
    "/regions/centre-val-de-loire.json",
    "/regions/centre-val-de-loire/observe.json",
    "/regions/centre-val-de-loire/observe/826.json",
    "/regions/centre-val-de-loire/panorama-ressources.json",
    "/regions/centre-val-de-loire/panoramas.json",
    "/regions/centre-val-de-loire/panoramas/biodiversite.json",
    "/regions/centre-val-de-loire/leviers/vehicules-electriques.json",
    "/regions/centre-val-de-loire/simulateur/resultat.json?c-augm_voitelec=200",
    "/regions/centre-val-de-loire/scenario.json?c-augm_voitelec=200",
    "/regions/centre-val-de-loire/simulateur-ressources/resultat.json?t-organic_farming=12",
    "/regions/centre-val-de-loire/simulateur-ressources/territoires.json",
    "/regions/centre-val-de-loire/territoires.json",
    "/territoires/epci/243700754.json",
    "/territoires/epci/243700754/climat.json",
    "/perimetre.json?codes=37261%2037050",
)
READING = (
    "regions",
    "panorama 24",
    "panorama 24 --panorama resources",
    "convert 24 augm_voitelec --kt 100",
    "simulate 24 --link /territoire/centre-val-de-loire/ambition?c-augm_covoit=50&t-augm_covoit=99999&z=1 --to-link",
    "observe france",
    "observe 24 --lever augm_voitelec",
    "explain 24 augm_voitelec",
    "projects 24 --territory 45 --lever reduc_tconso",
    "allocate 24 --level departement",
    "keys",
    "climate 41018",
    "territories search blois",
    "territories show 45234",
    "territories show 49244",
    "data list --layouts",
)
"""Commands that answer from the package's own tables."""


@pytest.fixture
def surface(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """All that stands today."""
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))
    return {
        "addresses": sorted(set(addresses(get_resolver()))),
        "commands": {name: sorted(options(name)) for name in COMMANDS},
        "api": dict(api_shapes(client)),
        "files": {address: shape_of(json.loads(client.get(address).content)) for address in FILES},
        "printed": dict(printed_shapes(tmp_path)),
    }


def test_nothing_disappears(surface: dict[str, Any]) -> None:
    if os.environ.get("SURFACE") == "write":
        KEPT.write_text(json.dumps(surface, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    missing = list(missing_of(json.loads(KEPT.read_text(encoding="utf-8")), surface))
    assert missing == []


@pytest.mark.parametrize(
    ("kept", "now"),
    [({"a": "text null"}, {"a": "null"}), ({"a": ""}, {}), ({"a": {"b": "text"}}, {"a": {}}), (["x", "y"], ["y"])],
)
def test_what_disappears_is_seen(kept: Any, now: Any) -> None:
    assert list(missing_of(kept, now))


def missing_of(kept: Any, now: Any, where: str = "") -> Iterator[str]:
    """What stood and stands no more; a value may become of more kinds, not of fewer."""
    if isinstance(kept, str):
        kept, now = kept.split(), now.split()
    for name in kept:
        if name not in now:
            yield f"{where} {name}"
        elif isinstance(kept, dict):
            yield from missing_of(kept[name], now[name], f"{where} {name}")


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Each address of the site, with its name and, for a file, each of its endings."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        elif isinstance(pattern, URLPattern):
            ending = getattr(pattern.pattern, "converters", {}).get("ending")
            endings = ending.regex.split("|") if ending and ending.regex.replace("|", "").isalpha() else [""]
            plain = re.sub(r"<\w+:(\w+)>", r"<\1>", route.replace("<cop:slug>", "<slug>/cop"))
            for each in endings:
                yield f"{plain.replace('<ending>', each) if each else plain} {pattern.name or ''}".strip()


def options(name: str) -> Iterator[str]:
    """What a command takes: its arguments and options, those of its parts too."""
    import typer

    module, attribute = COMMANDS[name][0].split(":")
    target = getattr(import_module(module), attribute)
    app = typer.Typer()
    app.add_typer(target, name=name) if isinstance(target, typer.Typer) else app.command(name)(target)
    app.callback()(lambda: None)
    yield from _parts(typer.main.get_command(app).commands[name], "")  # type: ignore[attr-defined]


def _parts(command: Any, before: str) -> Iterator[str]:
    for parameter in command.params:
        yield " ".join(filter(None, (before, *parameter.opts)))
    for name, part in getattr(command, "commands", {}).items():
        yield from _parts(part, f"{before} {name}".strip())


def api_shapes(client: Client) -> Iterator[tuple[str, Shape]]:
    """The answer of each operation to the example that its description gives."""
    for path, operations in client.get("/api/v1/openapi.json").json()["paths"].items():
        for method, details in operations.items():
            address, query = path, {}
            for parameter in details.get("parameters", []):
                value = parameter["schema"].get("example")
                if parameter["in"] == "path":
                    address = address.replace(f"{{{parameter['name']}}}", quote(str(value)))
                elif value is not None:
                    query[parameter["name"]] = value
            if method == "get":
                answer = client.get(address, query)
            else:
                sent = details["requestBody"]["content"]["application/json"]["example"]
                answer = client.post(address, json.dumps(sent), content_type="application/json")
            assert answer.status_code == 200, (address, answer.content)
            yield f"{method} {path}", shape_of(answer.json())
            taken = [f"{each['in']} {each['name']}" for each in details.get("parameters", [])]
            yield f"{method} {path} takes", dict.fromkeys(taken, "")


def printed_shapes(folder: Path) -> Iterator[tuple[str, Shape]]:
    """The JSON of each command that has one."""
    for words in READING:
        yield words, _printed(*words.split())
    epci, keys = folder / "epci.csv", folder / "igt.csv"
    lines = "".join(f"{poste.name};100;90;40,5\n" for poste in load_postes().values())
    epci.write_text("poste;emissions_2019;objectif_2019;objectif_2030\n" + lines, encoding="utf-8")
    keys.write_bytes(igt(communes_of("24")))
    scenario = folder / "s.json"
    scenario.write_text('{"format": "copilote-scenario", "region": "24", "name": "A"}', encoding="utf-8")
    yield "epci-levers", _printed("epci-levers", "24", "--emissions", str(epci))
    yield "compare", _printed("compare", "24", str(scenario), str(scenario))
    yield "data load", _printed("data", "load", str(keys), "--year", "2021")
    yield "data list", _printed("data", "list")
    assert copilote("member", "add", "ana@exemple.fr", "--region", "24", "--role", "lecteur").code == 0
    yield "member list", _printed("member", "list")


def _printed(*arguments: str) -> Shape:
    answer = copilote(*arguments, "--format", "json")
    assert answer.code == 0, answer.err
    return shape_of(answer.json)


def shape_of(answer: Any) -> Shape:
    """The paths of a JSON answer and the kinds of values seen at each."""
    seen: dict[str, set[str]] = {}
    _see(answer, "", seen)
    return {path: " ".join(sorted(kinds)) for path, kinds in sorted(seen.items())}


KINDS = {str: "text", bool: "flag", int: "number", float: "number", type(None): "null"}


def _see(value: Any, path: str, seen: dict[str, set[str]]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _see(inner, f"{path}.{key}".strip("."), seen)
    elif isinstance(value, list):
        seen.setdefault(f"{path}[]", set())
        for inner in value:
            _see(inner, f"{path}[]", seen)
    else:
        seen.setdefault(path, set()).add(KINDS[type(value)])
