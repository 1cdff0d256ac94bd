"""Scenarios of nature and resources from outside: files of ours (JSON, strict), links of our site, short codes.

{"format": "copilote-scenario-resources", "region": "24", "edition": "2026", "name": "Hypothèse A",
 "levers": {"organic_farming": {"done": 1, "ambition": 15}}}
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from copilote.exchange.numbers import LARGEST, parse_number
from copilote.exchange.records.asked import RESOURCE_FORMAT, ResourceScenarioChange, ResourceScenarioFile
from copilote.exchange.resource_scenario import decode_resources, resource_starts
from copilote.exchange.scenario_file import amounts_of, content_of, known_keys, text_of
from copilote.exchange.short_link import MAX_CODE
from copilote.planning.resource_scenario import Fault, ResourceChange, ResourceScenario, ResourceStart, faults, settled
from copilote.reference.errors import InputError, UnknownNameError, nearest
from copilote.reference.simulator import Region, find_region
from copilote.reference.tables import editions, latest
from copilote.words import N_, _
from copilote.words.numbers import format_six, with_unit

TOP_KEYS = tuple(ResourceScenarioFile.__annotations__)
CHANGE_KEYS = tuple(ResourceScenarioChange.__annotations__)
STEPS = "simulateur-ressources"
"""What the addresses of our simulator of resources have, after the region's."""
FIELDS = {"c": "done", "t": "ambition"}
SENTENCES = {
    Fault.NO_DIRECTION: N_("%(lever)s : nul ne dit dans quel sens aller, rien ne se compte comme fait."),
    Fault.TOO_MUCH_DONE: N_("%(lever)s : c’est plus que ce qui peut être fait depuis %(value)s."),
    Fault.BEYOND_MOST: N_("%(lever)s : %(value)s au plus."),
    Fault.UNDER_USED: N_("%(lever)s : %(value)s sont déjà pris, le total de 2030 ne peut pas être plus bas."),
}


def parse_resource_scenario(text: str) -> ResourceScenario:
    """The scenario that a text in JSON holds; raises InputError or UnknownNameError with the first fault."""
    content = content_of(text, RESOURCE_FORMAT)
    known_keys(content, TOP_KEYS, _("du scénario"))
    region = find_region(text_of(content, "region"))
    edition = text_of(content, "edition", default=latest("resources"))
    if edition not in editions("resources"):
        known = ", ".join(editions("resources"))
        raise InputError(
            _("édition « %(edition)s » inconnue. Éditions installées : %(known)s.", edition=edition, known=known)
        )
    levers = content.get("levers", {})
    if not isinstance(levers, dict):
        raise InputError(_("« levers » doit être un objet : un levier par clé."))
    changes = {
        lever: ResourceChange(**amounts_of(lever, fields, CHANGE_KEYS, '{"ambition": 15}', LARGEST))
        for lever, fields in levers.items()
    }
    return _sound(region, ResourceScenario(region.code, edition, changes, text_of(content, "name", default="")))


def write_resource_scenario(scenario: ResourceScenario) -> str:
    """The file's text; reading it back gives the same scenario."""
    levers = {
        lever: {key: value for key in CHANGE_KEYS if (value := getattr(change, key)) is not None}
        for lever, change in scenario.changes.items()
    }
    content: dict[str, Any] = {"format": RESOURCE_FORMAT, "region": scenario.region, "edition": scenario.edition}
    return json.dumps(content | {"name": scenario.name, "levers": levers}, ensure_ascii=False, indent=2) + "\n"


def is_resource_file(path: Path) -> bool:
    """Whether a file says that it is such a scenario; False for one that cannot be read, which its reader will say."""
    try:
        return f'"{RESOURCE_FORMAT}"' in path.read_text(encoding="utf-8-sig")[:2000]
    except (OSError, UnicodeDecodeError):
        return False


def is_resource_link(text: str) -> bool:
    """Whether a text is a link of our simulator of resources."""
    return f"/{STEPS}/" in text


def read_resource_link(text: str) -> ResourceScenario:
    """The scenario of a link of our site, or of a short code; raises InputError or UnknownNameError."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        raise InputError(_("Ce texte n’est pas un lien. Copiez l’adresse entière.")) from None
    names = [part for part in unquote(parts.path).split("/") if part]
    if STEPS not in names:
        code = names[-1] if names else ""
        scenario = decode_resources(code[:MAX_CODE])
        return _sound(find_region(scenario.region), scenario)
    at = names.index(STEPS)
    region = find_region(names[at - 1] if at else "")
    pairs, stated, name = parse_qsl(parts.query), dict[str, dict[str, float]](), ""
    for key, value in pairs:
        kind, dash, lever = key.partition("-")
        if key == "nom":
            name = value[:80]
        elif dash and kind in FIELDS and value.strip():
            stated.setdefault(lever, {})[FIELDS[kind]] = parse_number(value, lever)
    changes = {lever: ResourceChange(**amounts) for lever, amounts in stated.items()}
    return _sound(region, ResourceScenario(region.code, latest("resources"), changes, name))


def _sound(region: Region, scenario: ResourceScenario) -> ResourceScenario:
    """The scenario said in one way; raises for a lever that the region has not, or what it cannot hold."""
    own = {start.id: start for start in resource_starts(region)}
    for lever, change in scenario.changes.items():
        if lever not in own:
            raise UnknownNameError(_("Levier de %(name)s", name=region.name), lever, nearest(lever, own))
        for amount in (change.done, change.ambition):
            if amount is not None and not 0 <= amount <= LARGEST:
                raise InputError(_("%(lever)s : donnez un nombre positif.", lever=lever))
        for _field, fault in faults(own[lever], change):
            raise InputError(_(SENTENCES[fault], lever=lever, value=_told(own[lever], change, fault)))
    return replace(settled(scenario, tuple(own.values())), name=scenario.name)


def _told(start: ResourceStart, change: ResourceChange, fault: Fault) -> str:
    if fault is Fault.UNDER_USED:
        return with_unit(format_six(start.value + (change.done or 0.0)), start.unit)
    return with_unit(format_six(start.most or 0.0), start.unit) if fault is Fault.BEYOND_MOST else str(start.year)
