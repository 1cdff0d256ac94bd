"""Allocation keys: what each regional target is shared by among communes, and how well that key fits.

A key that is not known in a commune is filled: its figure per inhabitant in the communes of the same density class of
the département, else of the region, else of all classes there, times the commune's inhabitants; hectares stay within
the commune's area. Where a whole region has no figure (land cover overseas, everything but population in Mayotte), the
key is 0 there and the lever falls back on its next key.

A key that the deployment loaded (see `loaded`) replaces the proxy of the levers that it serves, in each region where it
knows the communes of at least half the inhabitants, unless the lever's own key is graded better there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from copilote.reference.communes import Floats, Frame, load_frame
from copilote.reference.errors import UnknownNameError, nearest
from copilote.reference.loaded import LoadedFile, LoadedKey, kept_while_loaded, loaded_keys, loaded_values
from copilote.reference.tables import read_rows, table_path

DOMAIN = "keys"
POPULATION = "population"
GRADES = ("A", "B", "C")
"""A: the official key, measured at this level; B: a documented proxy; C: population for want of better."""
HECTARES_A_KM2 = 100.0
ENOUGH = 0.5
"""Part of a region's inhabitants that a loaded key must cover to be used there: below, filling would guess."""


@dataclass(frozen=True)
class Key:
    """How a key is made out of the figures of the communes.

    figures : added up; × the part of `share_of` in `share_in`; kept in `density_classes` only; plus as much in all of
    the figure `added`. Those left empty change nothing. source : key of sources.toml; note : French, or "".
    loaded_on : the day when the deployment loaded it; None for a key of the package.
    """

    id: str
    title: str
    figures: tuple[str, ...]
    share_of: tuple[str, ...]
    share_in: str
    density_classes: tuple[int, ...]
    added: str
    unit: str
    source: str
    note: str
    loaded_on: date | None = None


@dataclass(frozen=True)
class LeverKey:
    """The key that a lever is shared by unless a COP chooses another.

    official_key : the State's own, in French words. grade_commune, grade_epci : at the commune, and at the EPCI and
    above. fallback : the keys tried next where this one is not known. rate_over : key that the lever's physical
    quantity is divided by ("kg per inhabitant"), "" when it adds up. reason : one French sentence.
    """

    lever: str
    official_key: str
    key: str
    grade_commune: str
    grade_epci: str
    fallback: tuple[str, ...]
    rate_over: str
    reason: str

    def grade(self, level: str) -> str:
        """The grade at a level: "commune", or any that is made of whole EPCI."""
        return self.grade_commune if level == "commune" else self.grade_epci


@dataclass(frozen=True, eq=False)
class Measure:
    """A key over the N communes of the frame: finite, at least 0.

    filled : communes whose figure is not known and was filled by rule. unknown : communes of a region without any
    figure, 0 there.
    """

    values: Floats
    filled: NDArray[np.bool_]
    unknown: NDArray[np.bool_]


@kept_while_loaded(maxsize=2)
def load_keys(edition: str | None = None) -> dict[str, Key]:
    """Every key by id, in the table's order, then the loaded ones."""
    return load_own_keys(edition) | {key.id: _as_key(file, key) for file, key in loaded_keys().values()}


def _as_key(file: LoadedFile, key: LoadedKey) -> Key:
    note = f"{file.dated[0].upper()}{file.dated[1:]}."
    return Key(key.id, key.title, (), (), "", (), "", key.unit, file.source, note, file.loaded_on)


@lru_cache(maxsize=2)
def load_own_keys(edition: str | None = None) -> dict[str, Key]:
    """The keys of the package's table."""
    return {
        row["id"]: Key(
            id=row["id"],
            title=row["title"],
            figures=tuple(row["figures"].split()),
            share_of=tuple(row["share_of"].split()),
            share_in=row["share_in"],
            density_classes=tuple(int(one) for one in row["density_classes"].split()),
            added=row["added"],
            unit=row["unit"],
            source=row["source"],
            note=row["note"],
        )
        for row in read_rows(table_path(DOMAIN, edition, "keys.csv"))
    }


@lru_cache(maxsize=2)
def load_lever_keys(edition: str | None = None) -> dict[str, LeverKey]:
    """The default key of every lever of the simulator, by lever id."""
    return {
        row["lever"]: LeverKey(
            lever=row["lever"],
            official_key=row["official_key"],
            key=row["key"],
            grade_commune=row["grade_commune"],
            grade_epci=row["grade_epci"],
            fallback=tuple(row["fallback"].split()),
            rate_over=row["rate_over"],
            reason=row["reason"],
        )
        for row in read_rows(table_path(DOMAIN, edition, "lever_keys.csv"))
    }


def find_key(key_id: str, edition: str | None = None) -> Key:
    """The key of that id; raises UnknownNameError with the nearest ones."""
    keys = load_keys(edition)
    if key_id not in keys:
        near = [f"{one} ({keys[one].title})" for one in nearest(key_id, keys)]
        raise UnknownNameError("Clé de répartition", key_id, near, "Clés connues : " + ", ".join(keys) + ".")
    return keys[key_id]


def key_values(key_id: str, edition: str | None = None) -> Floats:
    """A key over the communes of the frame (N,), what is not known filled; read-only."""
    return measure_key(key_id, edition).values


def measure_key(key_id: str, edition: str | None = None) -> Measure:
    """A key over the communes of the frame, with what was filled and what nobody knows."""
    return _measured(key_id, edition)


@kept_while_loaded(maxsize=64)
def _measured(key_id: str, edition: str | None) -> Measure:
    key, frame = find_key(key_id, edition), load_frame()
    if key.loaded_on is not None:
        return completed(loaded_values(key_id), key.unit)
    raw = _raw(key, frame)
    return _complete(raw, key.unit, frame)


def completed(known: Mapping[str, float], unit: str) -> Measure:
    """A key known in some communes (by code), the others filled by the rule above; other codes count for nothing."""
    frame = load_frame()
    raw: Floats = np.full(len(frame.codes), np.nan)
    codes = np.array(list(known) or [""], dtype=frame.codes.dtype)
    at = np.searchsorted(frame.codes, codes)
    here = at < len(frame.codes)
    here[here] = frame.codes[at[here]] == codes[here]
    raw[at[here]] = np.array(list(known.values()) or [0.0])[here]
    return _complete(raw, unit, frame)


def _complete(raw: Floats, unit: str, frame: Frame) -> Measure:
    room = frame.figures["area_km2"] * HECTARES_A_KM2 if unit == "ha" else None
    measure = _filled(raw, frame, room)
    for array in (measure.values, measure.filled, measure.unknown):
        array.setflags(write=False)
    return measure


def lever_key(lever: str, region: str, edition: str | None = None) -> LeverKey:
    """The key that a lever is shared by in a region (INSEE code): the default one, or the first fallback known there.

    A fallback is graded B, population C, and says so. A loaded key that serves the lever goes first, where it knows
    enough and is graded at least as well. Raises UnknownNameError for an unknown lever.
    """
    rule = _own_rule(lever, region, edition)
    served = [pair for pair in loaded_keys().values() if lever in pair[1].levers and knows_enough(pair[1].id, region)]
    best = min(served, key=_preference, default=None)
    if best is None or (best[1].grade_epci, best[1].grade_commune) > (rule.grade_epci, rule.grade_commune):
        return rule
    file, key = best
    reason = f"{key.reason} Source : {file.dated}."
    return replace(
        rule, key=key.id, grade_commune=key.grade_commune, grade_epci=key.grade_epci, fallback=(), reason=reason
    )


def _preference(loaded: tuple[LoadedFile, LoadedKey]) -> tuple[str, str, int, int]:
    """The best graded first, then the newest data, then what was loaded last."""
    file, key = loaded
    return key.grade_epci, key.grade_commune, -(file.year or 0), -file.loaded_on.toordinal()


def knows_enough(key_id: str, region: str, edition: str | None = None) -> bool:
    """Whether a loaded key knows the communes of at least half a region's inhabitants, and is not 0 in all of it."""
    measure = measure_key(key_id, edition)
    return enough(measure, region)


def enough(measure: Measure, region: str) -> bool:
    """The same of a measure."""
    members = load_frame().levels["region"].members(region)
    return known_part(measure, region) >= ENOUGH and bool(measure.values[members].sum() > 0)


def known_part(measure: Measure, region: str) -> float:
    """The part of a region's inhabitants (0 to 1) who live in communes where the key is neither filled nor unknown."""
    frame = load_frame()
    members = frame.levels["region"].members(region)
    people = np.nan_to_num(frame.population[members])
    known = ~(measure.filled | measure.unknown)[members]
    return float(people[known].sum() / people.sum()) if people.sum() else 0.0


def _own_rule(lever: str, region: str, edition: str | None) -> LeverKey:
    """The rule of the package's tables."""
    rules = load_lever_keys(edition)
    if lever not in rules:
        raise UnknownNameError("Levier", lever, nearest(lever, rules))
    rule = rules[lever]
    members = load_frame().levels["region"].members(region)
    if key_values(rule.key, edition)[members].sum() > 0:
        return rule
    wanted = load_keys(edition)[rule.key].title
    for key_id in rule.fallback:
        if key_values(key_id, edition)[members].sum() > 0:
            grade = "C" if key_id == POPULATION else "B"
            title = load_keys(edition)[key_id].title
            reason = f"La clé « {wanted} » est nulle ou inconnue dans cette région : « {title} » en tient lieu."
            return replace(rule, key=key_id, grade_commune=grade, grade_epci=grade, reason=reason)
    return rule


def _raw(key: Key, frame: Frame) -> Floats:
    """The key where its figures are known, NaN elsewhere."""
    values: Floats = _sum(key.figures, frame)
    if key.share_of:
        values = values * _share(_sum(key.share_of, frame), _sum((key.share_in,), frame), frame)
    if key.added:
        other = _sum((key.added,), frame)
        known = np.isfinite(values) & np.isfinite(other)
        as_much = values[known].sum() / other[known].sum() if other[known].any() else 0.0
        values = values + other * as_much
    if key.density_classes:
        values = np.where(np.isin(frame.figures["density_class"], key.density_classes), values, 0.0)
    return values


def _sum(names: tuple[str, ...], frame: Frame) -> Floats:
    total: Floats = np.zeros(len(frame.codes))
    for name in names:
        total = total + (frame.population if name == POPULATION else frame.figures[name])
    return total


def _share(part: Floats, whole: Floats, frame: Frame) -> Floats:
    """part / whole; where a commune has nothing at all, the share of its département."""
    level = frame.levels["departement"]
    size = len(level.codes)
    parts, wholes = (np.bincount(level.index, np.nan_to_num(one), size) for one in (part, whole))
    around = np.divide(parts, wholes, out=np.zeros(size), where=wholes > 0)[level.index]
    share: Floats = np.divide(part, whole, out=np.where(np.isnan(whole), np.nan, around), where=whole > 0)
    return np.minimum(share, 1.0)  # a split commune's parts are rounded one by one


def _filled(raw: Floats, frame: Frame, room: Floats | None) -> Measure:
    missing = ~np.isfinite(raw)
    values: Floats = np.where(missing, 0.0, raw)
    unknown = np.zeros_like(missing)
    left = np.flatnonzero(missing)
    if not left.size:
        return Measure(values, missing, unknown)
    people = np.nan_to_num(frame.population)
    density = np.nan_to_num(frame.figures["density_class"]).astype(np.intp)
    classes = int(density.max()) + 1
    for name, by_class in (("departement", True), ("region", True), ("departement", False), ("region", False)):
        place = frame.levels[name].index.astype(np.intp)
        group = place * classes + density if by_class else place
        # Only the groups with something to fill are looked at.
        wanted = np.zeros(int(group.max()) + 1, dtype=np.bool_)
        wanted[group[left]] = True
        known = np.flatnonzero(wanted[group] & ~missing)
        sums = np.bincount(group[known], values[known], wanted.size)
        heads = np.bincount(group[known], people[known], wanted.size)
        found = heads[group[left]] > 0
        at = left[found]
        values[at] = people[at] * sums[group[at]] / heads[group[at]]
        left = left[~found]
        if not left.size:
            break
    unknown[left] = True
    filled = missing & ~unknown
    if room is not None:
        capped = filled & np.isfinite(room)
        values[capped] = np.minimum(values[capped], room[capped])
    return Measure(values, filled, unknown)
