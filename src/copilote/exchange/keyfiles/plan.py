"""What loading a file would do: its layout, its keys at today's communes, what it knows of a region, what changes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from copilote.exchange.key_rules import lever_key, worth
from copilote.exchange.keyfiles import (
    crte,
    energy,
    heating,
    heatnetworks,
    igt,
    irep,
    irpe,
    landtake,
    livestock,
    observatory,
    own,
    parcels,
    vehicles,
)
from copilote.exchange.keyfiles.carry import Carried, carried, filled_total, need_values
from copilote.exchange.keyfiles.model import (
    Draft,
    KeyDraft,
    KeyFileError,
    Layout,
    Magnitude,
    Notes,
    Options,
    PerimeterDraft,
)
from copilote.exchange.keyfiles.opening import is_json, json_of, read_file, unpacked
from copilote.exchange.keyfiles.perimeters import Perimeters, perimeters_of
from copilote.exchange.keyfiles.recognise import recognised
from copilote.exchange.perimeters import LEVEL_WORDS
from copilote.reference.communes import load_frame
from copilote.reference.errors import InputError, UnknownNameError, french, nearest
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
    irep.LAYOUT,
    landtake.LAYOUT,
    vehicles.LAYOUT,
    energy.LAYOUT,
    heatnetworks.LAYOUT,
    parcels.LAYOUT,
    observatory.LAYOUT,
    own.LAYOUT,
)
RESERVED = {"defaut", "crte"}
MOST, TIMES = 0.9, 2.0
"""A file that knows this part of all inhabitants is compared with the country; within this factor it is near."""
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
    what the rule adds. regions : in the order of the regions. magnitude : what is published of the whole country."""

    key: LoadedKey
    source_total: float
    kept_total: float
    filled_total: float
    regions: tuple[RegionCoverage, ...]
    magnitude: Magnitude | None = None

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


def prepare(paths: Path | Sequence[Path], options: Options, today: date | None = None) -> Plan | Perimeters:
    """Read and check a file, or several that go together. Raises KeyFileError with what is wrong, line and column."""
    several = (paths,) if isinstance(paths, Path) else paths
    return prepare_files([read_file(one) for one in several], options, today)


def prepare_bytes(name: str, content: bytes, options: Options, today: date | None = None) -> Plan | Perimeters:
    """The same, from the bytes of a file."""
    return prepare_files([(name, content)], options, today)


def prepare_files(files: Sequence[tuple[str, bytes]], options: Options, today: date | None = None) -> Plan | Perimeters:
    """The same, from the names and bytes of files that go together."""
    _checked_options(options)
    digest = hashlib.sha256(b"".join(content for _name, content in files)).hexdigest()
    name = " + ".join(name for name, _content in files)
    notes = Notes()
    held = [one for given, content in files for one in unpacked(given, content)]
    inner, body = held[0]
    if len(held) == 1 and is_json(body):
        title = irpe.LAYOUT_TITLE
        draft = irpe.read(inner, json_of(inner, body), options, notes)
    else:
        layout, sheet = recognised(held, LAYOUTS, notes)
        if not sheet.rows:
            raise KeyFileError(f"« {sheet.name} » n’a aucune ligne sous ses titres de colonnes.")
        title, inner = layout.title, sheet.name
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
    if options.grade and options.grade not in ("A", "B"):
        raise KeyFileError(f"Certitude « {options.grade} » : A (la clé de l’État, mesurée) ou B (une autre grandeur).")
    if options.address and not options.address.startswith(("https://", "http://")):
        raise InputError(f"Adresse « {options.address[:60]} » : elle doit commencer par https://.")
    if options.year is not None and not 1960 <= options.year <= 2100:
        raise InputError(f"Année {options.year} : une année entre 1960 et 2100 est attendue.")


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
        keys = (_renamed(keys[0], options),)
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


def _renamed(key: KeyDraft, options: Options) -> KeyDraft:
    """A layout's only key with the title and levers that the person gives.

    What the layout says of its own levers can only be lowered; of another lever it says nothing: B, or what is said.
    """
    other = options.levers and not set(options.levers) <= set(key.levers)
    if other:
        commune = epci = options.grade or "B"
    else:
        commune, epci = (max(options.grade, one) for one in (key.grade_commune, key.grade_epci))
    return replace(
        key,
        levers=options.levers or key.levers,
        title=options.title or key.title,
        grade_commune=commune,
        grade_epci=epci,
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
        _say_magnitude(plans[-1], notes)
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
    return KeyPlan(loaded, source_total, kept, filled_total(measure), _coverage(measure), key.magnitude)


def _say_magnitude(plan: KeyPlan, notes: Notes) -> None:
    """What the file has in all, beside what is published of the whole country, where it covers most of it."""
    frame, magnitude = load_frame(), plan.magnitude
    heads = np.bincount(frame.levels["region"].index, np.nan_to_num(frame.population))
    people = dict(zip(frame.levels["region"].codes, heads, strict=True))
    covered = sum(region.people * people[region.code] for region in plan.regions) / heads.sum()
    if magnitude is None or covered < MOST:
        return
    total, published = (f"{french(float(f'{one:.2g}'))} {plan.key.unit}" for one in (plan.kept_total, magnitude.value))
    doubt = "" if magnitude.value / TIMES <= plan.kept_total <= magnitude.value * TIMES else ", à vérifier (unité ?)"
    notes.remark(
        f"« {plan.key.title} » : {total} en tout{doubt} ; ordre de grandeur, {published} ({magnitude.source})."
    )


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
        if worth(*grade) <= worth(before[one.code].grade_commune, before[one.code].grade_epci)
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
