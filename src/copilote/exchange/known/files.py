"""Files of actions, told apart by what they hold: programmes of PCAET, plans of Territoires en Transitions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from copilote.exchange.intake import INSTALLED, FileError
from copilote.exchange.intake.opening import WORKBOOKS, read_file
from copilote.exchange.intake.tables import is_json
from copilote.exchange.known import pcaet, plans
from copilote.exchange.known.model import KnownAction, KnownReading
from copilote.reference.errors import fold
from copilote.words import _

HEAD = 5_000
"""Bytes among which the header of a CSV is looked for."""

File = tuple[str, bytes]


def read_known(sources: Iterable[Path | File], region: str, level: str, code: str) -> KnownReading:
    """What files say of a territory (level and code) of a region (code): the plans of others are left aside.

    The files of a PCAET are read together, each of the others alone. Raises FileError for one that cannot be read.
    """
    files = [read_file(source, INSTALLED) if isinstance(source, Path) else source for source in sources]
    by_kind: dict[str, list[File]] = {"headers": [], "programme": [], "sheets": [], "list": [], "plan": []}
    for file in files:
        by_kind[kind_of(*file)].append(file)
    siren = code if level in ("epci", "ept") else ""
    readings = []
    if by_kind["programme"] or by_kind["sheets"]:
        readings.append(pcaet.read_pcaet(by_kind["headers"], by_kind["programme"], by_kind["sheets"], siren))
        if not siren:
            remark = _("Un PCAET est porté par une intercommunalité : aucun n’est rangé sous un autre territoire.")
            readings.append(KnownReading((), remarks=(remark,)))
    elif by_kind["headers"]:
        sentence = _("« %(name)s » dit qui porte les PCAET, pas leurs actions : ajoutez …Programme_Actions_V2.json.",
                     name=by_kind["headers"][0][0])  # fmt: skip
        raise FileError(sentence)
    readings += [plans.read_list(file, region, (level, code)) for file in by_kind["list"]]
    readings += [plans.read_plan(file, level, code) for file in by_kind["plan"]]
    return _together(readings)


def kind_of(name: str, content: bytes) -> str:
    """Which kind of file it is, by its own columns; "plan" for any table that is none of the others."""
    if is_json(content):
        return "programme"
    if content.startswith(WORKBOOKS):
        return "plan"
    head = fold(content[:HEAD].decode("utf-8-sig", "replace").partition("\n")[0])
    own = {pcaet.SHEETS: "sheets", pcaet.NAMED: "headers", plans.LISTED: "list"}
    return next((kind for words, kind in own.items() if words in head), "plan")


def _together(readings: Iterable[KnownReading]) -> KnownReading:
    """One reading of several; an action that two files give under one id is there once, as the first gives it."""
    parts = tuple(readings)
    actions: dict[tuple[str, str], KnownAction] = {}
    for part in parts:
        for action in part.actions:
            actions.setdefault((action.origin.value, action.origin_id), action)
    return KnownReading(
        tuple(actions.values()),
        tuple(problem for part in parts for problem in part.problems),
        sum(part.count for part in parts),
        tuple(dict.fromkeys(remark for part in parts for remark in part.remarks)),
    )
