"""Conversions by the batch: JSON lines in, the same lines with their result or their error out, in order.

A line is {"region", "lever", "kt" or "physical", "completed_kt"?}; the answer adds kt, physical, physical_shown and
unit, a `note` where a value was brought back into the lever's range, or `error`. A bad line never stops the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from copilote.planning.conversion import LARGEST, official_rounding, translation
from copilote.reference.errors import CopiloteError, InputError, nearest
from copilote.reference.simulator import LeverFigures, find_lever, find_region
from copilote.words import _
from copilote.words.numbers import format_six

KEYS = ("region", "lever", "kt", "physical", "completed_kt")
_KEY_SET = frozenset(KEYS)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise InputError("une clé est écrite deux fois.")
    return record


# Made once: json.loads and json.dumps would build them anew at each call. NaN and Infinity, which JSON does not have,
# are read as words, so that they come back as such beside their error.
_DECODE = json.JSONDecoder(parse_constant=str, object_pairs_hook=_unique_keys).decode
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode

Translations = dict[tuple[str, str], tuple[LeverFigures, float, float] | str]
"""By pair of spellings of a region and a lever: the lever, its quantity of 2019 and ratio; what is wrong where there is
none."""


def convert_lines(lines: Iterable[str | bytes]) -> Iterator[str]:
    """One JSON line out for each line in that is not blank, in order, as they come."""
    translations: Translations = {}
    for rank, line in enumerate(lines, start=1):
        if line.strip():
            try:
                item = _decoded(line)
            except InputError as error:
                item = error
            yield _ENCODE(_answer(f"ligne {rank}", item, translations))


def convert_array(text: str | bytes, most: int) -> list[dict[str, Any]]:
    """The answers to a JSON list of at most `most` conversions, in order; raises InputError for anything else."""
    items = _decoded(text)
    if not isinstance(items, list):
        raise InputError(_("une liste JSON de conversions est attendue."))
    if len(items) > most:
        text = _("%(count)s conversions : donnez-en %(most)s au plus par demande.", count=len(items), most=most)
        raise InputError(text)
    translations: Translations = {}
    return [_answer(f"élément {rank}", item, translations) for rank, item in enumerate(items, start=1)]


def _decoded(text: str | bytes) -> Any:
    """What a text holds, without the mark that Notepad and Excel begin their files with."""
    try:
        return _DECODE((text.decode() if isinstance(text, bytes) else text).removeprefix("\ufeff").strip())
    except (ValueError, RecursionError):
        raise InputError("JSON mal écrit.") from None


def _answer(name: str, item: Any, translations: Translations) -> dict[str, Any]:
    """An item with its conversion, or its error; `name` says where it is."""
    try:
        return _converted(item, translations)
    except CopiloteError as error:
        fields = item.items() if isinstance(item, dict) else ()
        return {key: value for key, value in fields if _echoed(key, value)} | {"error": f"{name} : {error}"}


def _echoed(key: str, value: Any) -> bool:
    """Whether a bad line's field can be written back: text that is text, numbers that JSON has."""
    try:
        _ENCODE({key: value}).encode()
    except (ValueError, RecursionError):
        return False
    return True


def _converted(record: Any, translations: Translations) -> dict[str, Any]:
    """A record with its conversion. Raises InputError, or the error of reading it."""
    if isinstance(record, InputError):
        raise record
    if not isinstance(record, dict):
        raise InputError("un objet JSON est attendu ({region, lever, kt ou physical}).")
    if not _KEY_SET.issuperset(record):
        key = min(record.keys() - _KEY_SET)
        near = nearest(key, KEYS)
        hint = f"Vouliez-vous dire « {near[0]} » ?" if near else f"Clés acceptées : {', '.join(KEYS)}."
        raise InputError(f"clé « {key[:60]} » inconnue. {hint}")
    lever, baseline, ratio = _translation(record.get("region"), record.get("lever"), translations)
    from_kt = record.get("kt") is not None
    if from_kt is (record.get("physical") is not None):
        raise InputError("donnez kt ou physical, l’un des deux.")
    amount = _number(record, "kt" if from_kt else "physical")
    completed = _number(record, "completed_kt") if record.get("completed_kt") is not None else 0.0
    if completed < 0 or (from_kt and amount < 0):
        raise InputError("kt négatives : donnez un nombre positif.")
    counted = completed if lever.counts_completed else 0.0
    note = ""
    # The formulas of `planning.conversion`, on plain numbers: arrays of one would take ten times as long.
    if from_kt:
        kt, physical = amount, max(baseline + (amount + counted) * ratio, 0.0)
        if ratio < 0 and baseline + (amount + counted) * ratio < 0:
            note = "Au-delà du point de départ de 2019 : la grandeur s’arrête à 0."
    else:
        physical = min(max(0.0, amount), baseline) if ratio < 0 else max(baseline, amount)
        kt = max((physical - baseline) / ratio - counted, 0.0)
        if physical != amount:
            note = f"{format_six(amount)} hors limites, ramené à {format_six(physical)}."
    shown = {"physical_shown": official_rounding(physical), "unit": lever.unit} | ({"note": note} if note else {})
    return record | {"kt": kt, "physical": physical} | shown


def _translation(region: Any, lever: Any, translations: Translations) -> tuple[LeverFigures, float, float]:
    """What converts the lever of a record; looked up once for each pair of spellings, its error too."""
    if type(region) is int:
        region = str(region)
    if type(region) is not str or type(lever) is not str:
        raise InputError("« region » et « lever » sont attendus, en texte.")
    if (region, lever) not in translations:
        try:
            figures = find_lever(find_region(region).code, lever)
            translations[region, lever] = (figures, *translation(figures))
        except CopiloteError as error:
            translations[region, lever] = str(error)
    known = translations[region, lever]
    if isinstance(known, str):
        raise InputError(known)
    return known


def _number(record: dict[str, Any], key: str) -> float:
    value = record[key]
    if type(value) not in (int, float):
        raise InputError(f"« {key} » : un nombre est attendu, lu : {json.dumps(value, ensure_ascii=False)[:40]}.")
    if not -LARGEST <= value <= LARGEST:
        raise InputError(f"« {key} » : un nombre raisonnable est attendu.")
    return float(value)
