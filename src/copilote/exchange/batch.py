"""Conversions by the batch: JSON lines in, the same lines with their result or their error out, in order.

A line is {"region", "lever", "kt" or "physical", "completed_kt"?}; the answer adds kt, physical, physical_shown and
unit, a `note` where a value was brought back into the lever's range, or `error`. A bad line never stops the others.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np

from copilote.planning.conversion import LARGEST, kt_from_physical, physical_from_kt, translation
from copilote.reference.errors import CopiloteError, InputError, french, nearest
from copilote.reference.simulator import LeverFigures, find_lever, find_region

CHUNK = 20_000
Found = dict[tuple[Any, Any], LeverFigures | str]
KEYS = ("region", "lever", "kt", "physical", "completed_kt")
_KEY_SET = frozenset(KEYS)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise InputError("une clé est écrite deux fois.")
    return record


# Made once: json.loads and json.dumps would build them anew at each line. NaN and Infinity, which JSON does not have,
# are read as words, so that they come back as such beside their error.
_DECODE = json.JSONDecoder(parse_constant=str, object_pairs_hook=_unique_keys).decode
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


@dataclass
class _Job:
    """The valid lines of a chunk, as columns; `place` is their rank in the chunk."""

    place: list[int] = field(default_factory=list)
    levers: list[LeverFigures] = field(default_factory=list)
    baseline: list[float] = field(default_factory=list)
    ratio: list[float] = field(default_factory=list)
    counted: list[float] = field(default_factory=list)
    amount: list[float] = field(default_factory=list)
    from_kt: list[bool] = field(default_factory=list)


def convert_lines(lines: Iterable[str | bytes]) -> Iterator[str]:
    """One JSON line out for each line in that is not blank, in order; memory bound by a chunk of lines."""
    found: Found = {}
    filled = ((rank, line) for rank, line in enumerate(lines, start=1) if line.strip())
    while chunk := list(islice(filled, CHUNK)):
        for answer in _convert(((f"ligne {rank}", line) for rank, line in chunk), _decoded, found):
            yield _ENCODE(answer)


def convert_array(text: str | bytes, most: int) -> list[dict[str, Any]]:
    """The answers to a JSON list of at most `most` conversions, in order; raises InputError for anything else."""
    items = _decoded(text)
    if not isinstance(items, list):
        raise InputError("une liste JSON de conversions est attendue.")
    if len(items) > most:
        raise InputError(f"{len(items)} conversions : donnez-en {most} au plus par demande.")
    return _convert(((f"élément {rank}", item) for rank, item in enumerate(items, start=1)), lambda item: item, {})


def _convert(items: Iterable[tuple[str, Any]], read: Callable[[Any], Any], found: Found) -> list[dict[str, Any]]:
    """The answers to named items, each a record or a text that `read` makes one of."""
    answers: list[dict[str, Any]] = []
    job = _Job()
    for name, item in items:
        record: dict[str, Any] = {}
        try:
            record = _object(read(item))
            _known_keys(record)
            _add(job, len(answers), record, found)
        except CopiloteError as error:
            record = {key: value for key, value in record.items() if _echoed(key, value)}
            record["error"] = f"{name} : {error}"
        answers.append(record)
    _solve(job, answers)
    return answers


def _decoded(text: str | bytes) -> Any:
    try:
        # Notepad and Excel begin their files with a mark.
        return _DECODE((text.decode() if isinstance(text, bytes) else text).removeprefix("\ufeff").strip())
    except (ValueError, RecursionError):
        raise InputError("JSON mal écrit.") from None


def _object(record: Any) -> dict[str, Any]:
    if not isinstance(record, dict):
        raise InputError("un objet JSON est attendu ({region, lever, kt ou physical}).")
    return record


def _known_keys(record: dict[str, Any]) -> None:
    for key in sorted(record.keys() - _KEY_SET):
        near = nearest(key, KEYS)
        hint = f" Vouliez-vous dire « {near[0]} » ?" if near else f" Clés acceptées : {', '.join(KEYS)}."
        raise InputError(f"clé « {key[:60]} » inconnue.{hint}")


def _echoed(key: str, value: Any) -> bool:
    """Whether a bad line's field can be written back: text that is text, numbers that JSON has."""
    try:
        _ENCODE({key: value}).encode()
    except (ValueError, RecursionError):
        return False
    return True


def _add(job: _Job, place: int, record: dict[str, Any], found: Found) -> None:
    lever = _lever(record, found)
    baseline, ratio = translation(lever)
    given = [key for key in ("kt", "physical") if record.get(key) is not None]
    if len(given) != 1:
        raise InputError("donnez kt ou physical, l’un des deux.")
    amount = _number(record, given[0])
    completed = _number(record, "completed_kt") if record.get("completed_kt") is not None else 0.0
    if completed < 0 or (given[0] == "kt" and amount < 0):
        raise InputError("kt négatives : donnez un nombre positif.")
    job.place.append(place)
    job.levers.append(lever)
    job.baseline.append(baseline)
    job.ratio.append(ratio)
    job.counted.append(completed if lever.counts_completed else 0.0)
    job.amount.append(amount)
    job.from_kt.append(given[0] == "kt")


def _lever(record: dict[str, Any], found: Found) -> LeverFigures:
    """The lever of a record; looked up once for each pair of spellings, its error too."""
    region, lever = record.get("region"), record.get("lever")
    if isinstance(region, int) and not isinstance(region, bool):
        region = str(region)
    if not isinstance(region, str) or not isinstance(lever, str):
        raise InputError("« region » et « lever » sont attendus, en texte.")
    if (region, lever) not in found:
        try:
            found[region, lever] = find_lever(find_region(region).code, lever)
        except CopiloteError as error:
            found[region, lever] = str(error)
    answer = found[region, lever]
    if isinstance(answer, str):
        raise InputError(answer)
    return answer


def _number(record: dict[str, Any], key: str) -> float:
    value = record[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"« {key} » : un nombre est attendu, lu : {json.dumps(value, ensure_ascii=False)[:40]}.")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not abs(number) <= LARGEST:
        raise InputError(f"« {key} » : un nombre raisonnable est attendu.")
    return number


def _solve(job: _Job, answers: list[dict[str, Any]]) -> None:
    """All conversions of the chunk at once, written into the answers."""
    if not job.place:
        return
    baseline, ratio, counted, amount = (np.array(c) for c in (job.baseline, job.ratio, job.counted, job.amount))
    forward = np.array(job.from_kt)
    within = np.where(ratio < 0, np.clip(amount, 0.0, baseline), np.maximum(amount, baseline))
    kt = np.where(forward, amount, kt_from_physical(baseline, ratio, within, counted))
    physical = np.where(forward, physical_from_kt(baseline, ratio, amount, counted), within)
    shown = np.floor(physical * 10 + 0.5) / 10
    moved = ~forward & (within != amount)
    emptied = forward & (ratio < 0) & (baseline + (amount + counted) * ratio < 0)
    columns = zip(
        job.place,
        job.levers,
        kt.tolist(),
        physical.tolist(),
        shown.tolist(),
        moved.tolist(),
        emptied.tolist(),
        job.amount,
        strict=True,
    )
    for place, lever, avoided, quantity, rounded, out, empty, typed in columns:
        answers[place] |= {"kt": avoided, "physical": quantity, "physical_shown": rounded, "unit": lever.unit}
        if empty:
            answers[place]["note"] = "Au-delà du point de départ de 2019 : la grandeur s’arrête à 0."
        if out:
            answers[place]["note"] = f"{french(typed)} hors limites, ramené à {french(quantity)}."
