"""Allocation keys: what each regional target is shared by among communes.

A key that is not known in a commune is filled: its figure per inhabitant in the communes of the same density class of
the département, else of the region, else of all classes there, times the commune's inhabitants; hectares stay within
the commune's area. Where a whole region has no figure (land cover overseas, everything but population in Mayotte), the
key is 0 there and the lever falls back on its next key.

Which key a lever takes in a region, and how sure that is, is said by `exchange.key_rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from copilote.reference.communes import Floats, Frame, load_frame
from copilote.reference.errors import UnknownNameError, nearest
from copilote.reference.loaded import LoadedFile, LoadedKey, kept_while_loaded, loaded_keys, loaded_values
from copilote.reference.records import Text, keyed, load
from copilote.words import _, per_language

DOMAIN = "keys"
POPULATION = "population"
HECTARES_A_KM2 = 100.0
ENOUGH = 0.5
"""Part of a region's inhabitants that a loaded key must cover to be used there: below, filling would guess."""
JOBS_MOST = 2.0
"""Jobs for each inhabitant above which one site makes the commune: an air base, an airport, a power plant. What is
estimated from jobs is not to be trusted there."""


@dataclass(frozen=True)
class Key:
    """How a key is made out of the figures of the communes.

    figures : added up; × the part of `share_of` in `share_in`; kept in `density_classes` only; plus as much in all of
    the figure `added`. Those left empty change nothing. source : key of sources.toml; note : French, or "".
    level : the finest at which it is measured, "commune" or "epci". most_commune : the best grade that it can have at
    the commune ("" : any), and `limit` the French reason.
    loaded_on : the day when the deployment loaded it; None for a key of the package.
    """

    id: str
    title: Text
    figures: tuple[str, ...]
    share_of: tuple[str, ...]
    share_in: str
    density_classes: tuple[int, ...]
    added: str
    unit: Text
    source: str
    note: Text
    loaded_on: date | None = None
    level: str = "commune"
    most_commune: str = ""
    limit: Text = ""


@dataclass(frozen=True)
class LeverKey:
    """The key that a lever is shared by unless a COP chooses another, and what is known of it whatever the figures.

    official_key, official_unit, official_source : the State's own key, in French words; None where none is published
    (overseas). key : ours; official_level : the finest level where it is the State’s key itself, measured ("commune",
    "epci"), "" for a substitute. tested_as : the lever whose targets test it, when its own cannot. most_commune,
    most_epci : the best grades that a known reason allows ("" : any), and `limit` that reason, in French.
    localised_by : French, what would say better where the lever is. fallback : the keys tried next where this one is
    not known. rate_over : key that the lever's physical quantity is divided by ("kg per inhabitant"), "" when it adds
    up: the key itself, for nothing at hand tells one territory's rate from another's. reason : French sentences.
    """

    lever: str
    official_key: Text | None
    official_unit: Text | None
    official_source: str | None
    key: str
    official_level: str
    tested_as: str
    most_commune: str
    most_epci: str
    limit: Text
    localised_by: Text
    fallback: tuple[str, ...]
    rate_over: str
    reason: Text


@dataclass(frozen=True)
class RegionLimit:
    """The best grades that a lever can have in one region, and the French reason."""

    lever: str
    region: str
    most_commune: str
    most_epci: str
    limit: Text


@dataclass(frozen=True, eq=False)
class Measure:
    """A key over the N communes of the frame: finite, at least 0.

    filled : communes whose figure is not known and was filled by rule. unknown : communes of a region without any
    figure, 0 there. doubtful : communes whose figure is known to mislead (`JOBS_MOST`).
    """

    values: Floats
    filled: NDArray[np.bool_]
    unknown: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]


@kept_while_loaded(maxsize=2)
def load_keys() -> dict[str, Key]:
    """Every key by id, in the table's order, then the loaded ones."""
    return load_own_keys() | {key.id: _as_key(file, key) for file, key in loaded_keys().values()}


def _as_key(file: LoadedFile, key: LoadedKey) -> Key:
    note = f"{file.dated[0].upper()}{file.dated[1:]}."
    return Key(key.id, key.title, (), (), "", (), "", key.unit, file.source, note, file.loaded_on)


@per_language
def load_own_keys() -> dict[str, Key]:
    """The keys of the package's table."""
    return keyed("id", load(Key, DOMAIN, "keys.csv"))


@per_language
def load_lever_keys() -> dict[str, LeverKey]:
    """The default key of every lever of the simulator, by lever id."""
    return keyed("lever", load(LeverKey, DOMAIN, "lever_keys.csv"))


@per_language
def load_region_limits() -> dict[tuple[str, str], RegionLimit]:
    """What is known of a lever in one region, by lever and region (INSEE code)."""
    limits = load(RegionLimit, DOMAIN, "lever_regions.csv")
    return {(limit.lever, limit.region): limit for limit in limits}


def find_key(key_id: str) -> Key:
    """The key of that id; raises UnknownNameError with the nearest ones."""
    keys = load_keys()
    if key_id not in keys:
        near = [f"{key} ({keys[key].title})" for key in nearest(key_id, keys)]
        accepted = _("Clés connues : %(names)s.", names=", ".join(keys))
        raise UnknownNameError(_("Clé de répartition"), key_id, near, accepted)
    return keys[key_id]


def key_values(key_id: str) -> Floats:
    """A key over the communes of the frame (N,), what is not known filled; read-only."""
    return measure_key(key_id).values


@kept_while_loaded(maxsize=64, texts=False)
def measure_key(key_id: str) -> Measure:
    """A key over the communes of the frame, with what was filled and what nobody knows."""
    key, frame = find_key(key_id), load_frame()
    if key.loaded_on is not None:
        return completed(loaded_values(key_id), key.unit)
    return _complete(_raw(key, frame), key.unit, frame, _made_by_one_site(frame) if "jobs" in key.figures else None)


def _made_by_one_site(frame: Frame) -> NDArray[np.bool_]:
    """Communes with more than `JOBS_MOST` jobs an inhabitant."""
    made: NDArray[np.bool_] = np.nan_to_num(frame.figures["jobs"]) > JOBS_MOST * np.nan_to_num(frame.population)
    return made


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


def _complete(raw: Floats, unit: str, frame: Frame, doubtful: NDArray[np.bool_] | None = None) -> Measure:
    room = frame.figures["area_km2"] * HECTARES_A_KM2 if unit == "ha" else None
    values, filled, unknown = _filled(raw, frame, room)
    measure = Measure(values, filled, unknown, np.zeros_like(filled) if doubtful is None else doubtful)
    for array in (measure.values, measure.filled, measure.unknown, measure.doubtful):
        array.setflags(write=False)
    return measure


def knows_enough(key_id: str, region: str) -> bool:
    """Whether a loaded key knows the communes of at least half a region's inhabitants, and is not 0 in all of it."""
    return enough(measure_key(key_id), region)


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
    parts, wholes = (np.bincount(level.index, np.nan_to_num(figure), size) for figure in (part, whole))
    around = np.divide(parts, wholes, out=np.zeros(size), where=wholes > 0)[level.index]
    share: Floats = np.divide(part, whole, out=np.where(np.isnan(whole), np.nan, around), where=whole > 0)
    return np.minimum(share, 1.0)  # a split commune's parts are rounded one by one


def _filled(raw: Floats, frame: Frame, room: Floats | None) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """The key everywhere, where it was filled, and where nobody knows."""
    missing = ~np.isfinite(raw)
    values: Floats = np.where(missing, 0.0, raw)
    unknown = np.zeros_like(missing)
    left = np.flatnonzero(missing)
    if not left.size:
        return values, missing, unknown
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
        peopled = heads[group[left]] > 0
        at = left[peopled]
        values[at] = people[at] * sums[group[at]] / heads[group[at]]
        left = left[~peopled]
        if not left.size:
            break
    unknown[left] = True
    filled = missing & ~unknown
    if room is not None:
        capped = filled & np.isfinite(room)
        values[capped] = np.minimum(values[capped], room[capped])
    return values, filled, unknown
