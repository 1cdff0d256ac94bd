"""What loading a file would do: its layout, its keys at today's communes, what it knows of a region, what changes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from copilote.exchange.intake import INSTALLED, FileError, Notes
from copilote.exchange.intake.opening import read_file, unpacked
from copilote.exchange.intake.reading import no_rows
from copilote.exchange.intake.rows import Progress
from copilote.exchange.intake.tables import is_json, json_of
from copilote.exchange.key_rules import lever_key, worth
from copilote.exchange.keyfiles import irpe
from copilote.exchange.keyfiles.budgets import Budgets
from copilote.exchange.keyfiles.carry import Carried, carried, need_values
from copilote.exchange.keyfiles.crte import Perimeters, perimeters_of
from copilote.exchange.keyfiles.layouts import OWN, recognised
from copilote.exchange.keyfiles.model import BudgetDraft, Draft, KeyDraft, Options, PerimeterDraft
from copilote.exchange.place import LEVEL_WORDS
from copilote.reference.communes import load_frame
from copilote.reference.errors import InputError, UnknownNameError, nearest
from copilote.reference.keys import Measure, completed, enough, known_part, load_keys, load_lever_keys, load_own_keys
from copilote.reference.loaded import LoadedFile, LoadedKey
from copilote.reference.simulator import load_lever_names, load_regions
from copilote.words.numbers import format_six

RESERVED = {"defaut", "crte", "budgets"}
MOST, TIMES = 0.9, 2.0
"""A file that knows this part of all inhabitants is compared with the country; within this factor it is near."""
NAME = re.compile(r"[a-z][a-z0-9-]{0,59}")


@dataclass(frozen=True)
class RegionCoverage:
    """What a key knows of a region. people_share : part of its inhabitants whose commune is known (0 to 1). used : it
    is known enough to serve there; otherwise the region keeps its own key."""

    region: str
    region_name: str
    communes: int
    known: int
    filled: int
    unknown: int
    people_share: float
    used: bool


@dataclass(frozen=True)
class KeyPlan:
    """A key to load. kept_total : in communes of today, of the 18 regions; filled_total : what the rule adds. regions :
    in the order of the regions. draft : as the file gave it."""

    key: LoadedKey
    draft: KeyDraft
    kept_total: float
    filled_total: float
    regions: tuple[RegionCoverage, ...]


@dataclass(frozen=True)
class KeyChange:
    """What a lever's key becomes. regions : how many take the new key; keeping : how many keep theirs, better graded,
    or because too little is known there. before… : in the first region that takes it."""

    lever: str
    label: str
    before: str
    before_grade_commune: str
    before_grade_epci: str
    after: str
    grade_commune: str
    grade_epci: str
    regions: int
    keeping: int


@dataclass(frozen=True)
class LoadingPlan:
    """A key file, checked. level : in words; values : by key id, then by commune of today."""

    file: LoadedFile
    layout_title: str
    level: str
    keys: tuple[KeyPlan, ...]
    changes: tuple[KeyChange, ...]
    values: Mapping[str, Mapping[str, float]]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was understood, changed or left out."""
        return self.file.remarks


def prepare(
    sources: Sequence[Path | tuple[str, bytes]],
    options: Options,
    today: date | None = None,
    on_progress: Progress | None = None,
) -> LoadingPlan | Perimeters | Budgets:
    """Read and check a file (its path, or its name and bytes), or several that go together.

    Raises FileError with all that is wrong, by line and column.
    """
    _checked_options(options)
    files = [read_file(source, INSTALLED) if isinstance(source, Path) else source for source in sources]
    about: dict[str, Any] = {
        "loaded_on": today or date.today(),
        "file": " + ".join(name for name, _content in files),
        "sha256": hashlib.sha256(b"".join(content for _name, content in files)).hexdigest(),
    }
    notes = Notes()
    tables = [table for file, content in files for table in unpacked(file, content, INSTALLED)]
    inner, body = tables[0]
    draft: Draft | PerimeterDraft | BudgetDraft
    if len(tables) == 1 and is_json(body):
        title, draft = irpe.ABOUT["title"], irpe.read(inner, json_of(inner, body), options, notes)
    else:
        layout, sheet = recognised(tables, notes, on_progress)
        if not sheet.body:
            raise no_rows(sheet.file)
        title, draft = layout.title, layout.read(sheet, options)
    if isinstance(draft, PerimeterDraft):
        perimeters = perimeters_of(draft, about)
        notes.check(about["file"])
        return perimeters
    if isinstance(draft, BudgetDraft):
        notes.check(about["file"])
        file = draft.layout.loaded(draft.year, notes, (), address=options.address, **about)
        return Budgets(_said(file, options), draft.budgets)
    draft = _named(_dated(draft), options)
    moved = carried(draft, options.skip_unknown)
    notes.check(about["file"])
    need_values(about["file"], moved.values)
    return _plan(draft, moved, title, about | {"address": options.address})


def _said(file: LoadedFile, options: Options) -> LoadedFile:
    return replace(file, publisher=options.publisher or file.publisher, licence=options.licence or file.licence)


def _checked_options(options: Options) -> None:
    known = load_lever_keys()
    labels = {lever.id: lever.label for lever in load_lever_names()}
    for lever in options.levers:
        if lever not in known:
            raise UnknownNameError("Levier", lever, [f"{near} ({labels[near]})" for near in nearest(lever, known)])
    if options.name and (not NAME.fullmatch(options.name) or options.name in RESERVED):
        raise InputError(
            f"Nom « {options.name[:60]} » : des minuscules sans accent, des chiffres et des tirets, comme igt-2021."
        )
    if options.grade and options.grade not in ("A", "B"):
        raise FileError(f"Certitude « {options.grade} » : A (la clé de l’État, mesurée) ou B (une autre grandeur).")
    if options.address and not options.address.startswith(("https://", "http://")):
        raise InputError(f"Adresse « {options.address[:60]} » : elle doit commencer par https://.")
    if options.year is not None and not 1960 <= options.year <= 2100:
        raise InputError(f"Année {options.year} : une année entre 1960 et 2100 est attendue.")


def _dated(draft: Draft) -> Draft:
    """With the year that the file's name tells, when nothing else does."""
    if draft.year is not None:
        return draft
    years = set(re.findall(r"(?<!\d)((?:19|20)\d{2})(?!\d)", draft.sheet.file))
    if len(years) != 1:
        draft.sheet.notes.remark(
            "L’année des données n’est pas dite : donnez-la par --year, elle est montrée avec la clé."
        )
        return draft
    year = years.pop()
    draft.sheet.notes.remark(f"Année lue dans le nom du fichier : {year} (--year pour une autre).")
    return replace(draft, year=int(year))


def _named(draft: Draft, options: Options) -> Draft:
    """What the person said replaces what the layout says; the name tells the year."""
    keys, layout = draft.keys, draft.layout
    if (options.levers or options.title) and layout.id != OWN.id:
        if len(keys) > 1:
            raise InputError(
                "--lever et --title ne valent que pour un fichier d’une seule clé ; celui-ci en donne plusieurs."
            )
        keys = tuple(_renamed(key, options) for key in keys)
    own = layout.name or layout.id
    layout = replace(
        layout,
        name=options.name or (f"{own}-{draft.year}" if draft.year else own),
        publisher=options.publisher or layout.publisher,
        licence=options.licence or layout.licence,
    )
    return replace(draft, layout=layout, keys=keys)


def _renamed(key: KeyDraft, options: Options) -> KeyDraft:
    """A layout's only key with the title and levers that the person gives.

    What the layout says of its own levers can only be lowered; of another lever it says nothing: B, or what is said.
    """
    if options.levers and not set(options.levers) <= set(key.levers):
        commune = epci = options.grade or "B"
    else:
        commune, epci = (max(options.grade, grade) for grade in (key.grade_commune, key.grade_epci))
    return replace(
        key,
        levers=options.levers or key.levers,
        title=options.title or key.title,
        grade_commune=commune,
        grade_epci=epci,
    )


def _plan(draft: Draft, moved: Carried, title: str, about: Mapping[str, Any]) -> LoadingPlan:
    plans, values, layout, notes = [], {}, draft.layout, draft.sheet.notes
    for key in draft.keys:
        key_id = f"{layout.name}_{key.suffix}" if key.suffix else layout.name
        if key_id in load_own_keys() or key_id in RESERVED:
            raise InputError(f"« {key_id} » est le nom d’une clé de Copilote : donnez-en un autre (--name).")
        known = moved.values[key.suffix]
        if not sum(known.values()) > 0:
            notes.remark(f"« {key.title} » vaut 0 partout : non chargée.")
            continue
        values[key_id] = known
        plans.append(_key_plan(key_id, key, known, moved.totals[key.suffix]))
        _say_magnitude(plans[-1], notes)
    file = layout.loaded(draft.year, notes, tuple(plan.key for plan in plans), **about)
    changes = tuple(_change(lever, plan) for plan in plans for lever in plan.key.levers)
    return LoadingPlan(file, title, LEVEL_WORDS[draft.level], tuple(plans), changes, values)


def _key_plan(key_id: str, key: KeyDraft, known: Mapping[str, float], total: float) -> KeyPlan:
    measure = completed(known, key.unit)
    count = int((~(measure.filled | measure.unknown)).sum())
    kept, filled = (float(measure.values[where].sum()) for where in (~measure.filled, measure.filled))
    return KeyPlan(key.loaded(key_id, total, count), key, kept, filled, _coverage(measure))


def _say_magnitude(plan: KeyPlan, notes: Notes) -> None:
    """What the file has in all, beside what is published of the whole country, where it covers most of it."""
    frame, published = load_frame(), plan.draft.published
    heads = np.bincount(frame.levels["region"].index, np.nan_to_num(frame.population))
    people = dict(zip(frame.levels["region"].codes, heads, strict=True))
    covered = sum(region.people_share * people[region.region] for region in plan.regions) / heads.sum()
    if published is None or covered < MOST:
        return
    total, near = (f"{format_six(float(f'{value:.2g}'))} {plan.key.unit}" for value in (plan.kept_total, published))
    doubt = "" if published / TIMES <= plan.kept_total <= published * TIMES else ", à vérifier (unité ?)"
    source = plan.draft.published_source
    notes.remark(f"« {plan.key.title} » : {total} en tout{doubt} ; ordre de grandeur, {near} ({source}).")


def _coverage(measure: Measure) -> tuple[RegionCoverage, ...]:
    level, regions = load_frame().levels["region"], []
    for region in load_regions():
        members = level.members(region.code)
        filled, unknown = int(measure.filled[members].sum()), int(measure.unknown[members].sum())
        regions.append(
            RegionCoverage(
                region=region.code,
                region_name=region.name,
                communes=int(members.size),
                known=int(members.size) - filled - unknown,
                filled=filled,
                unknown=unknown,
                people_share=known_part(measure, region.code),
                used=enough(measure, region.code),
            )
        )
    return tuple(regions)


def _change(lever: str, plan: KeyPlan) -> KeyChange:
    key, used = plan.key, {region.region for region in plan.regions if region.used}
    before = {region.region: lever_key(lever, region.region) for region in plan.regions}
    # The same comparison as `lever_key` makes.
    taking = [
        rule
        for region, rule in before.items()
        if region in used and worth(key.grade_commune, key.grade_epci) <= worth(rule.grade_commune, rule.grade_epci)
    ]
    rule = taking[0] if taking else next(iter(before.values()))
    return KeyChange(
        lever=lever,
        label=next(name.label for name in load_lever_names() if name.id == lever),
        before=load_keys()[rule.key].title,
        before_grade_commune=rule.grade_commune,
        before_grade_epci=rule.grade_epci,
        after=key.title,
        grade_commune=key.grade_commune,
        grade_epci=key.grade_epci,
        regions=len(taking),
        keeping=len(plan.regions) - len(taking),
    )
