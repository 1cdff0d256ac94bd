"""The open data of Territoires & Climat (ADEME): the programmes of action of PCAET, → actions that are known.

Three kinds of files, in any number and order: the headers (`Demarches_PCAET_V1_entete.csv`, V2), the programmes
(`Demarches_PCAET_Programme_Actions_V1.json`, V2), the sheets (`Fiches_Action.csv`). No sample of them came with this
project: names of columns and keys are those that the public importer of the shared API of collectivities reads; others
may be there, and are left aside. A sheet and an action of a programme are one when their démarche and title are.

A programme says neither whether an action was done, nor when, nor for how much: status, dates and amounts are None. The
state of a démarche is that of the plan, and is not given to its actions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from copilote.exchange.actions.cells import day
from copilote.exchange.intake import INSTALLED, FileColumn, FileError, FileLayout, FileProblem, FileRow, Notes, text
from copilote.exchange.intake.reading import Source, read_in_part
from copilote.exchange.intake.tables import json_of
from copilote.exchange.known.model import KnownAction, KnownReading, Names, Origin
from copilote.reference.errors import InputError
from copilote.reference.territories import load_epci, load_ept
from copilote.words import _

SOURCE = "pcaet-territoires-climat"
LONGEST = 50_000
NAMED = "collectivites porteuses"
SHEETS = "intitule action"
"""Folded titles that only one of the files has."""


@dataclass(frozen=True)
class Plan:
    """A démarche: who carries it, and when what is said of it was last changed."""

    id: str
    sirens: tuple[str, ...]
    holders: str
    changed: date | None


@dataclass(frozen=True)
class Sheet:
    """An action's own sheet."""

    plan: str
    title: str
    description: str
    start: date | None


def headers_layout() -> FileLayout:
    """`…entete.csv`."""
    words = text(LONGEST)
    return FileLayout(
        _("PCAET : démarches (entête)"),
        (
            FileColumn("id", ("Id",), _number, filled=True),
            FileColumn("sirens", ("SIREN collectivites_coporteuses",), _sirens),
            FileColumn("holders", ("Collectivités porteuses",), words),
            FileColumn("changed", ("Date_modification",), day, needed=False),
        ),
    )


def sheets_layout() -> FileLayout:
    """`Fiches_Action.csv`."""
    words = text(LONGEST)
    return FileLayout(
        _("PCAET : fiches d’action"),
        (
            FileColumn("plan", ("Id_demarche",), _number, filled=True),
            FileColumn("title", ("Intitule_action",), words, filled=True),
            FileColumn("description", ("Description_action",), words, needed=False),
            FileColumn("start", ("Date_lancement",), day, needed=False),
        ),
    )


def _number(cell: str) -> str:
    bare = cell.strip().removesuffix(".0")
    if not bare.isdigit():
        raise InputError(_("« %(cell)s » n’est pas un numéro de démarche", cell=cell.strip()[:40]))
    return str(int(bare))


def _sirens(cell: str) -> tuple[str, ...]:
    """The SIREN of those who carry a plan, one or several; what is none is told."""
    parts = cell.replace(",", " ").replace(";", " ").replace("|", " ").split()
    wrong = [part for part in parts if not (part.isdigit() and len(part) == len("243600236"))]
    if wrong:
        raise InputError(_("« %(cell)s » n’est pas un SIREN (neuf chiffres)", cell=wrong[0][:40]))
    return tuple(parts)


def read_pcaet(
    headers: Iterable[Source],
    programmes: Iterable[tuple[str, bytes]],
    sheets: Iterable[Source],
    siren: str | None = None,
) -> KnownReading:
    """The actions of the programmes, with what their sheets add. siren : of the only territory whose plans are kept.

    Raises FileError: a file that cannot be read, lacks a column, or is no programme.
    """
    notes, names = Notes(10_000), Names()
    plans: dict[str, Plan] = {}
    for header in headers:
        plans |= {plan.id: plan for plan in _rows(header, headers_layout(), _plan, notes)}
    beside: dict[str, Sheet] = {}
    for file in sheets:
        for sheet in _rows(file, sheets_layout(), _sheet, notes):
            beside.setdefault(names.plain(sheet.plan, sheet.title), sheet)
    listed = [item for name, content in programmes for item in _programme(name, content, notes)]
    if not plans:
        notes.remark(_("Sans le fichier d’entête, le porteur des plans n’est pas connu : ajoutez …entete.csv."))
        if siren is not None:
            return KnownReading((), tuple(notes.problems), notes.count, tuple(notes.remarks))
    own = [item for item in listed if _kept(plans.get(item[0]), siren)]
    actions = [_action(item, plans.get(item[0]), beside, names, siren) for item in own]
    told = {action.origin_id for action in actions}
    for key, sheet in beside.items():
        if key not in told and _kept(plans.get(sheet.plan), siren):
            actions.append(_action((sheet.plan, sheet.title, ""), plans.get(sheet.plan), beside, names, siren))
    return KnownReading(tuple(actions), tuple(notes.problems), notes.count, tuple(notes.remarks))


def _kept(plan: Plan | None, siren: str | None) -> bool:
    return siren is None or (plan is not None and siren in plan.sirens)


def _rows(source: Source, layout: FileLayout, each: Any, notes: Notes) -> tuple[Any, ...]:
    """What is right in a file; what is wrong goes to `notes` under the file's name."""
    name = source.name if not isinstance(source, tuple) else source[0]
    found = read_in_part(source, layout, each, limits=INSTALLED)
    for problem in found.problems:
        notes.problem(replace(problem, file=name))
    notes.count += found.count - len(found.problems)
    return found.rows


def _plan(row: FileRow) -> Plan | None:
    values = row.values()
    if values["id"] is None:
        return None
    return Plan(values["id"], values["sirens"] or (), values["holders"] or "", values["changed"])


def _sheet(row: FileRow) -> Sheet | None:
    values = row.values()
    if values["plan"] is None or not values["title"]:
        return None
    return Sheet(values["plan"], values["title"], values["description"] or "", values["start"])


Item = tuple[str, str, str]
"""Number of the démarche, title, sectors."""


def _programme(name: str, content: bytes, notes: Notes) -> Iterator[Item]:
    """The actions of a programme; what is not laid out as one is told by its rank (from 1) and its keys."""
    plans = json_of(name, content)
    if not isinstance(plans, list) or not all(isinstance(plan, dict) for plan in plans):
        raise FileError(_("« %(name)s » n’est pas un programme d’actions : une liste de démarches est attendue.",
                          name=name))  # fmt: skip
    if plans and not any("actions" in plan for plan in plans):
        raise FileError(_("« %(name)s » n’est pas un programme d’actions : aucune démarche n’a de clé « actions ».",
                          name=name))  # fmt: skip
    for rank, plan in enumerate(plans, start=1):
        number, actions = plan.get("id"), plan.get("actions") or []
        if not str(number).isdigit():
            notes.problem(FileProblem(rank, "id", _("numéro de démarche manquant"), file=name))
            continue
        if not isinstance(actions, list):
            notes.problem(FileProblem(rank, "actions", _("une liste d’actions est attendue"), file=name))
            continue
        for place, action in enumerate(actions, start=1):
            title = action.get("intitule") if isinstance(action, dict) else None
            if not isinstance(title, str) or not title.strip():
                notes.problem(FileProblem(rank, f"actions[{place}].intitule", _("titre manquant"), file=name))
                continue
            yield str(int(number)), " ".join(title.split())[:LONGEST], ", ".join(_sectors(action))


def _sectors(action: dict[str, Any]) -> Iterator[str]:
    listed = action.get("secteurs")
    for sector in listed if isinstance(listed, list) else ():
        inner = sector.get("secteur") if isinstance(sector, dict) else None
        if isinstance(inner, dict) and isinstance(inner.get("libelle"), str):
            yield inner["libelle"]


def _action(item: Item, plan: Plan | None, beside: dict[str, Sheet], names: Names, siren: str | None) -> KnownAction:
    number, title, sectors = item
    sheet = beside.get(names.plain(number, title))
    own = siren or next(iter(plan.sirens if plan else ()), None)
    described = sheet.description if sheet else ""
    return KnownAction(
        Origin.PCAET,
        names.id(number, title),
        title,
        SOURCE,
        description=described or (_("Secteurs : %(names)s", names=sectors) if sectors else ""),
        holder=plan.holders if plan else "",
        siren=own,
        level=_level(own),
        code=own or "" if _level(own) else "",
        start=sheet.start if sheet else None,
        dated=plan.changed if plan else None,
    )


def _level(siren: str | None) -> str:
    """The level of a territory of today by its SIREN; "" for another body, a syndicate for one."""
    return _levels().get(siren or "", "")


@lru_cache(maxsize=1)
def _levels() -> dict[str, str]:
    return {each.code: each.level for each in (*load_epci(), *load_ept())}
