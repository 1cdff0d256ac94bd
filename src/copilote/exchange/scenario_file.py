"""Scenario files of ours: JSON, strict, with an error that says where and the nearest right key.

{"format": "copilote-scenario", "region": "24", "edition": "2023", "name": "Hypothèse A",
 "levers": {"augm_voitelec": {"completed_kt": 100, "new_target_kt": 382.1}}}
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from copilote.exchange.records.asked import FORMAT, ScenarioChange, ScenarioFile
from copilote.planning.conversion import LARGEST
from copilote.planning.scenario import Change, Scenario
from copilote.reference.errors import CopiloteError, InputError, UnknownNameError, nearest
from copilote.reference.simulator import find_region, load_levers
from copilote.reference.tables import editions, latest
from copilote.words import N_, _

TOP_KEYS = tuple(ScenarioFile.__annotations__)
CHANGE_KEYS = tuple(ScenarioChange.__annotations__)
MAX_BYTES = 1_000_000
R = TypeVar("R")


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file; raises InputError with the place of the first fault."""
    return read_by(parse_scenario, path)


def read_by(parse: Callable[[str], R], path: Path) -> R:
    """What `parse` makes of the text of a file; raises InputError with the place of the first fault."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(_("%(file)s : fichier trop gros pour un scénario (plus de 1 Mo).", file=path.name))
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(_("Fichier introuvable : %(file)s.", file=path)) from None
    except (OSError, UnicodeDecodeError):
        raise InputError(
            _("%(file)s ne se lit pas : ce n’est pas un fichier texte (UTF-8) accessible.", file=path)
        ) from None
    try:
        return parse(text)
    except CopiloteError as error:
        raise InputError(_("%(name)s : %(value)s", name=path.name, value=error)) from None


def parse_scenario(text: str) -> Scenario:
    """The scenario that a text in JSON holds; raises InputError or UnknownNameError."""
    content = content_of(text, FORMAT)
    known_keys(content, TOP_KEYS, _("du scénario"))
    region = find_region(text_of(content, "region"))
    edition = text_of(content, "edition", default=latest("simulator"))
    if edition not in editions("simulator"):
        text = N_("édition « %(edition)s » du simulateur inconnue. Éditions installées : %(known)s.")
        raise InputError(_(text, edition=edition, known=", ".join(editions("simulator"))))
    levers = content.get("levers", {})
    if not isinstance(levers, dict):
        raise InputError(_("« levers » doit être un objet : un levier par clé."))
    ids = [lever.id for lever in load_levers(region.code, edition)]
    changes = {}
    for lever, fields in levers.items():
        if lever not in ids:
            raise UnknownNameError(_("Levier de %(name)s", name=region.name), lever, nearest(lever, ids))
        changes[lever] = _change(lever, fields)
    return Scenario(region.code, edition, changes, text_of(content, "name", default=""), _unread(content))


def content_of(text: str, form: str) -> dict[str, Any]:
    """The object that a text in JSON holds, which says that it is in a format of ours; raises InputError."""
    try:
        content = json.loads(text, object_pairs_hook=_no_duplicate, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise InputError(
            _("JSON mal écrit, ligne %(line)s, colonne %(column)s.", line=error.lineno, column=error.colno)
        ) from None
    except (RecursionError, ValueError):
        raise InputError(_("JSON trop imbriqué, ou nombre trop long, pour un scénario.")) from None
    if not isinstance(content, dict) or content.get("format") != form:
        raise InputError(_("ce n’est pas un scénario Copilote (« format » doit valoir « %(value)s »).", value=form))
    return content


def write_scenario(scenario: Scenario) -> str:
    """The file's text; reading it back gives the same scenario."""
    levers = {
        lever: {key: value for key in CHANGE_KEYS if (value := getattr(change, key)) is not None}
        for lever, change in scenario.changes.items()
    }
    content: dict[str, Any] = {"format": FORMAT, "region": scenario.region, "edition": scenario.edition}
    content |= {"name": scenario.name, "levers": levers} | ({"unread": scenario.unread} if scenario.unread else {})
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _unread(content: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """What a link held that was not understood: pairs of texts."""
    pairs = content.get("unread", [])
    if not isinstance(pairs, list) or not all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair) for pair in pairs
    ):
        raise InputError(_("« unread » doit être une liste de paires de textes."))
    return tuple((name, value) for name, value in pairs)


def _change(lever: str, fields: Any) -> Change:
    return Change(**amounts_of(lever, fields, CHANGE_KEYS, '{"completed_kt": 100}', LARGEST))


def amounts_of(lever: str, fields: Any, keys: tuple[str, ...], example: str, most: float) -> dict[str, float]:
    """What a file says of a lever: amounts of 0 to `most`, by key; raises InputError."""
    if not isinstance(fields, dict):
        raise InputError(_("%(lever)s : un objet est attendu, par exemple %(example)s.", lever=lever, example=example))
    known_keys(fields, keys, _("du levier %(lever)s", lever=lever))
    for key, value in fields.items():
        where = {"lever": lever, "key": key}
        if isinstance(value, bool) or not isinstance(value, int | float):
            read = json.dumps(value)[:60]
            raise InputError(_("%(lever)s, « %(key)s » : un nombre est attendu, lu : %(value)s.", value=read, **where))
        if not 0 <= value <= most:
            read = str(value)[:40]
            raise InputError(
                _("%(lever)s, « %(key)s » : un nombre positif est attendu, lu : %(value)s.", value=read, **where)
            )
    return {key: float(value) for key, value in fields.items()}


def known_keys(content: dict[str, Any], accepted: tuple[str, ...], where: str) -> None:
    """Raises InputError for a key that is none of those accepted, with the nearest."""
    for key in content:
        if key not in accepted:
            hint = _("Clés acceptées : %(keys)s.", keys=", ".join(accepted))
            if near := nearest(key, accepted):
                hint = _("Vouliez-vous dire « %(key)s » ?", key=near[0])
            raise InputError(_("clé « %(key)s » %(where)s : inconnue.", key=key[:60], where=where) + f" {hint}")


def text_of(content: dict[str, Any], key: str, default: str | None = None) -> str:
    """A text of a file; raises InputError for what is none."""
    value = content.get(key, default)
    if not isinstance(value, str):
        raise InputError(
            _("« %(key)s » : un texte est attendu, il manque.", key=key)
            if value is None
            else _("« %(key)s » : un texte est attendu.", key=key)
        )
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InputError(_("« %(key)s » : ce texte n’est pas lisible (demi-caractère).", key=key)) from None
    return value


def _no_duplicate(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key, value in pairs:
        if key in content:
            raise InputError(_("clé « %(key)s » écrite deux fois.", key=key[:60]))
        content[key] = value
    return content


def _no_constant(text: str) -> float:
    raise InputError(_("%(value)s n’est pas un nombre utilisable.", value=text))
