"""What loading a file would do: its layout, its keys at today's communes, what it knows of a region, what changes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from copilote.exchange.key_rules import lever_key
from copilote.exchange.keyfiles import crte, heating, igt, irpe, livestock, observatory, own
from copilote.exchange.keyfiles.carry import Carried, carried, filled_total, need_values
from copilote.exchange.keyfiles.model import (
    Draft,
    KeyDraft,
    KeyFileError,
    Layout,
    Notes,
    Options,
    PerimeterDraft,
    Sheet,
    folded_title,
)
from copilote.exchange.keyfiles.opening import Table, is_json, json_of, read_file, tables_of, unpacked
from copilote.exchange.keyfiles.perimeters import Perimeters, perimeters_of
from copilote.exchange.perimeters import LEVEL_WORDS
from copilote.reference.communes import load_frame
from copilote.reference.errors import InputError, UnknownNameError, nearest
from copilote.reference.keys import (
    Measure,
    completed,
    enough,
    known_part,
    load_keys,
    load_lever_keys,
    load_own_keys,
)
from copilote.reference.loaded import LoadedFile, LoadedKey
from copilote.reference.simulator import load_lever_names, load_regions

LAYOUTS: tuple[Layout, ...] = (
    crte.LAYOUT,
    igt.LAYOUT,
    heating.LAYOUT,
    livestock.LAYOUT,
    observatory.LAYOUT,
    own.LAYOUT,
)
HEADER_WITHIN = 20
"""Rows among which the header is looked for: publishers put a title and notes above it."""
RESERVED = {"defaut", "crte"}
NAME = re.compile(r"[a-z][a-z0-9-]{0,59}")


@dataclass(frozen=True)
class RegionCoverage:
    """What a key knows of a region. people : part of its inhabitants whose commune is known (0 to 1). used : it is
    known enough to serve there; otherwise the region keeps its own key."""

    code: str
    name: str
    communes: int
    known: int
    filled: int
    unknown: int
    people: float
    used: bool


@dataclass(frozen=True)
class KeyPlan:
    """A key to load. source_total : of the file; kept_total : in communes of today, of the 18 regions; filled_total :
    what the rule adds. regions : in the order of the regions."""

    key: LoadedKey
    source_total: float
    kept_total: float
    filled_total: float
    regions: tuple[RegionCoverage, ...]

    @property
    def serving(self) -> tuple[RegionCoverage, ...]:
        """The regions where it is known enough."""
        return tuple(one for one in self.regions if one.used)


@dataclass(frozen=True)
class Change:
    """What a lever's key becomes. regions : how many take the new key; keeping : how many keep theirs, better graded,
    or because too little is known there. before, before_grade, grade : in the first region that takes it."""

    lever: str
    label: str
    before: str
    before_grade: tuple[str, str]
    after: str
    grade: tuple[str, str]
    regions: int
    keeping: int


@dataclass(frozen=True)
class Plan:
    """A key file, checked. values : by key id, then by commune of today."""

    file: LoadedFile
    layout_title: str
    level: str
    keys: tuple[KeyPlan, ...]
    changes: tuple[Change, ...]
    values: Mapping[str, Mapping[str, float]]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was understood, changed or left out."""
        return self.file.remarks


def prepare(path: Path, options: Options, today: date | None = None) -> Plan | Perimeters:
    """Read and check a file. Raises KeyFileError with what is wrong, line and column."""
    name, content = read_file(path)
    return prepare_bytes(name, content, options, today)


def prepare_bytes(name: str, content: bytes, options: Options, today: date | None = None) -> Plan | Perimeters:
    """The same, from the bytes of a file."""
    _checked_options(options)
    digest = hashlib.sha256(content).hexdigest()
    inner, body = unpacked(name, content)
    notes = Notes()
    if is_json(body):
        title = irpe.LAYOUT_TITLE
        draft = irpe.read(inner, json_of(inner, body), options, notes)
    else:
        layout, sheet = _recognised(inner, tables_of(inner, body, notes))
        if not sheet.rows:
            raise KeyFileError(f"« {inner} » n’a aucune ligne sous ses titres de colonnes.")
        title = layout.title
        draft = layout.read(sheet, options, notes)
    if isinstance(draft, PerimeterDraft):
        found = perimeters_of(draft, name, digest, today or date.today(), notes)
        notes.check(name)
        return found
    draft = _with_options(_dated(draft, inner, notes), options)
    moved = carried(draft, options.skip_unknown, notes)
    notes.check(name)
    need_values(name, moved.values)
    return _plan(draft, moved, title, name, digest, today or date.today(), notes)


def _checked_options(options: Options) -> None:
    known = load_lever_keys()
    labels = {one.id: one.label for one in load_lever_names()}
    for lever in options.levers:
        if lever not in known:
            raise UnknownNameError("Levier", lever, [f"{one} ({labels[one]})" for one in nearest(lever, known)])
    if options.name and (not NAME.fullmatch(options.name) or options.name in RESERVED):
        raise InputError(
            f"Nom « {options.name[:60]} » : des minuscules sans accent, des chiffres et des tirets, comme igt-2021."
        )
    if options.address and not options.address.startswith(("https://", "http://")):
        raise InputError(f"Adresse « {options.address[:60]} » : elle doit commencer par https://.")
    if options.year is not None and not 1960 <= options.year <= 2100:
        raise InputError(f"Année {options.year} : une année entre 1960 et 2100 est attendue.")


def _recognised(name: str, tables: list[Table]) -> tuple[Layout, Sheet]:
    """The first layout that accepts a row near the top of a table, and the table beneath it."""
    for table in tables:
        for rank, row in enumerate(table[:HEADER_WITHIN]):
            titles = [folded_title(one) for one in row.cells]
            layout = next((one for one in LAYOUTS if one.accepts(titles)), None)
            if layout is not None:
                return layout, Sheet(name, row.cells, tuple(table[rank + 1 :]))
    first = next((table[0].cells for table in tables if table), ())
    listed = ", ".join(one.strip()[:40] for one in first[:12] if one.strip()) or "aucune"
    raise KeyFileError(
        f"« {name} » : présentation inconnue. Colonnes trouvées : {listed}. "
        f"Connues : {' ; '.join(one.title for one in LAYOUTS)} ; {irpe.LAYOUT_TITLE}."
    )


def _dated(draft: Draft, name: str, notes: Notes) -> Draft:
    """With the year that the file's name tells, when nothing else does."""
    if draft.year is not None:
        return draft
    found = re.findall(r"(?<!\d)((?:19|20)\d{2})(?!\d)", name)
    if len(set(found)) != 1:
        notes.remark("L’année des données n’est pas dite : donnez-la par --year, elle est montrée avec la clé.")
        return draft
    notes.remark(f"Année lue dans le nom du fichier : {found[0]} (--year pour une autre).")
    return replace(draft, year=int(found[0]))


def _with_options(draft: Draft, options: Options) -> Draft:
    """What the person said replaces what the layout says."""
    keys = draft.keys
    if (options.levers or options.title) and draft.layout != own.LAYOUT.id:
        if len(keys) > 1:
            raise InputError(
                "--lever et --title ne valent que pour un fichier d’une seule clé ; celui-ci en donne plusieurs."
            )
        keys = (
            replace(
                keys[0],
                levers=options.levers or keys[0].levers,
                title=options.title or keys[0].title,
                grade_commune=options.grade or keys[0].grade_commune,
                grade_epci=options.grade or keys[0].grade_epci,
            ),
        )
    year = f"-{draft.year}" if draft.year else ""
    name = options.name or f"{draft.name}{year}"
    return replace(
        draft,
        name=name,
        publisher=options.publisher or draft.publisher,
        licence=options.licence or draft.licence,
        address=options.address or draft.address,
        keys=keys,
    )


def _plan(draft: Draft, moved: Carried, title: str, name: str, digest: str, today: date, notes: Notes) -> Plan:
    plans, values = [], {}
    for key in draft.keys:
        key_id = f"{draft.name}_{key.suffix}" if key.suffix else draft.name
        if key_id in load_own_keys() or key_id in RESERVED:
            raise InputError(f"« {key_id} » est le nom d’une clé de Copilote : donnez-en un autre (--name).")
        known = {code: value for code, value in moved.values[key.suffix].items() if np.isfinite(value)}
        if not sum(known.values()) > 0:
            notes.remark(f"« {key.title} » vaut 0 partout : non chargée.")
            continue
        values[key_id] = known
        plans.append(_key_plan(key_id, key, known, moved.totals[key.suffix]))
    file = LoadedFile(
        name=draft.name,
        layout=draft.layout,
        title=draft.title,
        publisher=draft.publisher,
        licence=draft.licence,
        address=draft.address,
        year=draft.year,
        loaded_on=today,
        file=name,
        sha256=digest,
        keys=tuple(one.key for one in plans),
        remarks=tuple(notes.remarks),
    )
    changes = tuple(_change(lever, one) for one in plans for lever in one.key.levers)
    return Plan(file, title, LEVEL_WORDS[draft.level], tuple(plans), changes, values)


def _key_plan(key_id: str, key: KeyDraft, known: Mapping[str, float], source_total: float) -> KeyPlan:
    measure = completed(known, key.unit)
    loaded = LoadedKey(
        id=key_id,
        title=key.title,
        unit=key.unit,
        levers=key.levers,
        grade_commune=key.grade_commune,
        grade_epci=key.grade_epci,
        reason=key.reason,
        total=source_total,
        known=int((~(measure.filled | measure.unknown)).sum()),
        role=key.role,
    )
    kept = float(measure.values[~measure.filled].sum())
    return KeyPlan(loaded, source_total, kept, filled_total(measure), _coverage(measure))


def _coverage(measure: Measure) -> tuple[RegionCoverage, ...]:
    level = load_frame().levels["region"]
    found = []
    for region in load_regions():
        members = level.members(region.code)
        filled, unknown = int(measure.filled[members].sum()), int(measure.unknown[members].sum())
        found.append(
            RegionCoverage(
                code=region.code,
                name=region.name,
                communes=int(members.size),
                known=int(members.size) - filled - unknown,
                filled=filled,
                unknown=unknown,
                people=known_part(measure, region.code),
                used=enough(measure, region.code),
            )
        )
    return tuple(found)


def _change(lever: str, plan: KeyPlan) -> Change:
    label = next(one.label for one in load_lever_names() if one.id == lever)
    grade = (plan.key.grade_commune, plan.key.grade_epci)
    before = {one.code: lever_key(lever, one.code) for one in plan.regions}
    # The same comparison as `lever_key` makes.
    taking = [
        one.code
        for one in plan.serving
        if (grade[1], grade[0]) <= (before[one.code].grade_epci, before[one.code].grade_commune)
    ]
    rule = before[taking[0]] if taking else next(iter(before.values()))
    return Change(
        lever=lever,
        label=label,
        before=load_keys()[rule.key].title,
        before_grade=(rule.grade_commune, rule.grade_epci),
        after=plan.key.title,
        grade=grade,
        regions=len(taking),
        keeping=len(plan.regions) - len(taking),
    )
