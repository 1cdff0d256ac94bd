"""Records of the sharing: a lever in a territory, and all that a territory is asked."""

from __future__ import annotations

import json
from typing import Any

from copilote.exchange.allocated import Recorded, Row, nothing_recorded, place_asked
from copilote.exchange.perimeters import LEVEL_WORDS, Gathered, Place, gather_list
from copilote.exchange.records.simulator import region_record
from copilote.exchange.shares import TerritoryShare, default_rule, key_title, share_of
from copilote.planning.declination import Part
from copilote.planning.key_test import GRADES
from copilote.planning.quantities import scale_for
from copilote.reference.errors import InputError
from copilote.reference.keys import load_lever_keys
from copilote.reference.perimeters import load_crte_list
from copilote.reference.simulator import load_regions

MAX_NAME = 200


def row_record(row: Row) -> dict[str, Any]:
    """A row as JSON."""
    code, name, level, *rest = row
    return {"territory": {"code": code, "name": name, "level": level}} | dict(zip(Row._fields[3:], rest, strict=True))


def share_record(share: TerritoryShare, remarks: tuple[str, ...] = (), refused: tuple[str, ...] = ()) -> dict[str, Any]:
    """A territory's share, lever by lever, as JSON.

    remarks, refused : what was understood in a list of codes, and what was not.
    """
    place = share.place
    known = {one.code: one for one in load_regions()}
    return {
        "territory": {"code": place.code, "name": place.name, "level": place.level},
        "level_name": LEVEL_WORDS.get(place.level, place.level),
        "regions": [region_record(known[code]) for code in place.regions],
        "communes": int(place.ranks.size),
        "population": place.population,
        "area_km2": None if place.area_km2 is None else round(place.area_km2, 4),
        "target_kt": share.total_kt,
        "to_localise": {
            "region_kt": round(share.unplaced_kt, 6),
            "levers": [_unplaced_record(part) for part in share.unplaced],
        },
        "grade": share.grade,
        "grades": {grade: share.weight_of(grade) for grade in GRADES},
        "missing": list(share.missing),
        "levers": [_part_record(share, part) for part in share.parts],
        "notes": [place.note] if place.note else [],
        "remarks": list(remarks),
        "refused": list(refused),
        "source": place.source,
        "listed": (load_crte_list().listed or None) if place.level == "crte" else None,
    }


def _unplaced_record(part: Part) -> dict[str, Any]:
    """A lever that the territory's total leaves out: the region's target, why, and what would place it."""
    return {
        "lever": part.lever.id,
        "region_kt": part.lever.target_kt,
        "limit": part.rule.limit or None,
        "localised_by": load_lever_keys()[part.lever.id].localised_by or None,
    }


def _part_record(share: TerritoryShare, part: Part) -> dict[str, Any]:
    lever, rule = part.lever, part.rule
    choice = share.choices.get(lever.id)
    return {
        "lever": lever.id,
        "label": lever.label,
        "theme": lever.theme,
        "target_kt": part.target_kt,
        "quantity": lever.quantity,
        "baseline_2019": part.baseline if lever.counts_completed else None,
        "physical": part.physical,
        "unit": lever.unit,
        "shown": _shown(part),
        "caution": lever.caution,
        "key": rule.key,
        "key_title": key_title(rule.key),
        "grade": part.grade,
        "share": part.share,
        "chosen": rule.chosen,
        "reason": rule.note or default_rule(lever.id, lever.region).note,
        "decided_on": choice.decided_on.isoformat() if choice and choice.decided_on else None,
    }


def _shown(part: Part) -> dict[str, Any] | None:
    """The quantities in the unit of the territory's page, with all their digits; None without translation.

    baseline_2019 is the region's, shared by the key: no measure of the territory. rate : not measured here either.
    """
    if part.physical is None:
        return None
    scale = scale_for(part.lever, (part.baseline, part.physical))
    start = part.baseline if part.lever.counts_completed else None
    return {
        "unit": scale.unit,
        "factor": scale.factor,
        "baseline_2019": None if start is None else start * scale.factor,
        "physical": part.physical * scale.factor,
        "rate": bool(part.rule.rate_over),
    }


def territory_record(code: str, recorded: Recorded = nothing_recorded) -> dict[str, Any]:
    """The share of a territory given by its code or name, as JSON. Raises UnknownNameError, AmbiguousNameError."""
    return _with_choices(place_asked(code), recorded)


def gathered_record(found: Gathered, recorded: Recorded = nothing_recorded) -> dict[str, Any]:
    """The share of a list of codes as JSON, with what was understood and what was not."""
    return _with_choices(found.place, recorded, found.remarks, found.refused)


def _with_choices(place: Place, recorded: Recorded, *told: tuple[str, ...]) -> dict[str, Any]:
    return share_record(share_of(place, {code: recorded(code) for code in place.regions}), *told)


def perimeter_asked(body: bytes) -> Gathered:
    """The perimeter that a body in JSON asks for: {"name", "codes"}, or a list of codes. Raises InputError."""
    try:
        content = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InputError("JSON mal écrit.") from None
    asked = {"codes": content} if isinstance(content, list) else content
    if not isinstance(asked, dict) or not isinstance(asked.get("codes"), list):
        raise InputError("une liste de codes est attendue, ou un objet {name, codes}.")
    for name in asked:
        if name not in ("name", "codes"):
            raise InputError(f"clé « {name[:60]} » inconnue. Clés acceptées : name, codes.")
    name, codes = asked.get("name"), asked["codes"]
    if name is not None and not isinstance(name, str):
        raise InputError("« name » : un texte est attendu.")
    for code in codes:
        if not isinstance(code, str) or len(code) > MAX_NAME:
            raise InputError('« codes » : des textes sont attendus, comme "45234".')
    return gather_list(codes, (name or "").strip()[:MAX_NAME] or "Périmètre choisi")
