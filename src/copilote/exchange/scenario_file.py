"""Scenario files of ours: JSON, strict, with an error that says where and the nearest right key.

{"format": "copilote-scenario", "region": "24", "edition": "2023", "name": "Hypothèse A",
 "levers": {"augm_voitelec": {"completed_kt": 100, "new_target_kt": 382.1}}}
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from copilote.planning.conversion import LARGEST
from copilote.planning.scenario import Change, Scenario
from copilote.reference.errors import CopiloteError, InputError, UnknownNameError, nearest
from copilote.reference.simulator import find_region, load_levers
from copilote.reference.tables import editions, latest

FORMAT = "copilote-scenario"
TOP_KEYS = ("format", "region", "edition", "name", "levers", "unread")
CHANGE_KEYS = ("completed_kt", "new_target_kt", "new_physical")
MAX_BYTES = 1_000_000


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file; raises InputError with the place of the first fault."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path.name} : fichier trop gros pour un scénario (plus de 1 Mo).")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"Fichier introuvable : {path}.") from None
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{path} ne se lit pas : ce n’est pas un fichier texte (UTF-8) accessible.") from None
    try:
        return parse_scenario(text)
    except CopiloteError as error:
        raise InputError(f"{path.name} : {error}") from None


def parse_scenario(text: str) -> Scenario:
    """The scenario that a text in JSON holds; raises InputError or UnknownNameError."""
    try:
        content = json.loads(text, object_pairs_hook=_no_duplicate, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise InputError(f"JSON mal écrit, ligne {error.lineno}, colonne {error.colno}.") from None
    except (RecursionError, ValueError):
        raise InputError("JSON trop imbriqué, ou nombre trop long, pour un scénario.") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise InputError(f"ce n’est pas un scénario Copilote (« format » doit valoir « {FORMAT} »).")
    _known_keys(content, TOP_KEYS, "du scénario")
    region = find_region(_text(content, "region"))
    edition = _text(content, "edition", default=latest("simulator"))
    if edition not in editions("simulator"):
        known = ", ".join(editions("simulator"))
        raise InputError(f"édition « {edition} » du simulateur inconnue. Éditions installées : {known}.")
    levers = content.get("levers", {})
    if not isinstance(levers, dict):
        raise InputError("« levers » doit être un objet : un levier par clé.")
    ids = [lever.id for lever in load_levers(region.code, edition)]
    changes = {}
    for lever, fields in levers.items():
        if lever not in ids:
            raise UnknownNameError(f"Levier de {region.name}", lever, nearest(lever, ids))
        changes[lever] = _change(lever, fields)
    return Scenario(region.code, edition, changes, _text(content, "name", default=""), _unread(content))


def write_scenario(scenario: Scenario) -> str:
    """The file's text; reading it back gives the same scenario."""
    levers = {
        lever: {key: value for key in CHANGE_KEYS if (value := getattr(change, key)) is not None}
        for lever, change in scenario.changes.items()
    }
    content: dict[str, Any] = {
        "format": FORMAT,
        "region": scenario.region,
        "edition": scenario.edition,
        "name": scenario.name,
    }
    content |= {"levers": levers} | ({"unread": scenario.unread} if scenario.unread else {})
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _unread(content: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """What a link held that was not understood: pairs of texts."""
    pairs = content.get("unread", [])
    if not isinstance(pairs, list) or not all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair) for pair in pairs
    ):
        raise InputError("« unread » doit être une liste de paires de textes.")
    return tuple((name, value) for name, value in pairs)


def _change(lever: str, fields: Any) -> Change:
    if not isinstance(fields, dict):
        raise InputError(f'{lever} : un objet est attendu, par exemple {{"completed_kt": 100}}.')
    _known_keys(fields, CHANGE_KEYS, f"du levier {lever}")
    for key, value in fields.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"{lever}, « {key} » : un nombre est attendu, lu : {json.dumps(value)[:60]}.")
        if not 0 <= value <= LARGEST:
            raise InputError(f"{lever}, « {key} » : un nombre positif est attendu, lu : {str(value)[:40]}.")
    return Change(**{key: float(value) for key, value in fields.items()})


def _known_keys(content: dict[str, Any], accepted: tuple[str, ...], where: str) -> None:
    for key in content:
        if key not in accepted:
            near = nearest(key, accepted)
            hint = f" Vouliez-vous dire « {near[0]} » ?" if near else f" Clés acceptées : {', '.join(accepted)}."
            raise InputError(f"clé « {key[:60]} » {where} : inconnue.{hint}")


def _text(content: dict[str, Any], key: str, default: str | None = None) -> str:
    value = content.get(key, default)
    if not isinstance(value, str):
        raise InputError(f"« {key} » : un texte est attendu" + (", il manque." if value is None else "."))
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InputError(f"« {key} » : ce texte n’est pas lisible (demi-caractère).") from None
    return value


def _no_duplicate(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key, value in pairs:
        if key in content:
            raise InputError(f"clé « {key[:60]} » écrite deux fois.")
        content[key] = value
    return content


def _no_constant(text: str) -> float:
    raise InputError(f"{text} n’est pas un nombre utilisable.")
