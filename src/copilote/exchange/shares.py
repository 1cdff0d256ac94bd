"""What each perimeter's share of the regional targets is: the tables that it takes, read once, and the computation.

`shared` declines one region; `share_of` gives the levers of any perimeter, whatever the regions it lies in. Pages,
commands, the API and documents all call these, so that they say the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from copilote.exchange.key_rules import grades_of, lever_key, state_key
from copilote.exchange.perimeters import Place, Redrawn, place_of, places
from copilote.planning.allocation import Floats, Index, mixed
from copilote.planning.declination import (
    Declination,
    Limit,
    Lines,
    Part,
    Rule,
    decline,
    lines,
    parts,
)
from copilote.planning.key_test import GRADES
from copilote.planning.part_sums import placed, together, total_tonnes, weakest_grade
from copilote.planning.scenario import Outcome
from copilote.reference.communes import Frame, load_frame
from copilote.reference.errors import InputError
from copilote.reference.keys import Key, find_key, load_keys, load_lever_keys, measure_key
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.simulator import LeverFigures, load_levers

DEFAULT = "defaut"
"""Name of the key that a lever has by default: the official one where it is known, else its proxy."""


@dataclass(frozen=True)
class Bound:
    """A floor or ceiling in ktCO2e for a territory (level and code); None for no such limit."""

    level: str
    code: str
    floor_kt: float | None = None
    ceiling_kt: float | None = None


@dataclass(frozen=True)
class KeyChoice:
    """What a COP decided for a lever: keys and their weights ("defaut" is the lever's own), limits, why and when."""

    lever: str
    keys: tuple[tuple[str, float], ...] = ((DEFAULT, 1.0),)
    bounds: tuple[Bound, ...] = ()
    reason: str = ""
    decided_on: date | None = None
    author: str = ""

    @property
    def plain(self) -> bool:
        """True when it only confirms the default key, without limits."""
        return self.keys == ((DEFAULT, 1.0),) and not self.bounds


Choices = tuple[KeyChoice, ...]


@dataclass(frozen=True, eq=False)
class TerritoryShare:
    """A perimeter's share: its levers, and what those that are fit to be shared here add up to.

    parts : in the published order, those of each of its regions added.
    """

    place: Place
    parts: tuple[Part, ...]
    choices: Mapping[str, KeyChoice] = field(default_factory=dict)

    @property
    def placed(self) -> tuple[Part, ...]:
        """The levers graded A to C here, or that the COP decided on: what headlines, maps and documents total."""
        return placed(self.parts)

    @property
    def unplaced(self) -> tuple[Part, ...]:
        """The levers graded D here, known in the region and not to be pretended to be here."""
        return tuple(part for part in self.parts if not part.placed and part.tonnes is not None)

    @property
    def unplaced_kt(self) -> float:
        """What the unplaced levers are to avoid in the whole of the perimeter's regions, in kt."""
        ids = {part.lever.id for part in self.unplaced}
        return sum(
            lever.target_kt or 0.0 for code in self.place.regions for lever in load_levers(code) if lever.id in ids
        )

    @property
    def tonnes(self) -> int:
        """Tonnes of CO2e a year to avoid in 2030: known levers that are placed."""
        return total_tonnes(self.placed)

    @property
    def whole_tonnes(self) -> int:
        """The same with the unplaced levers: what adds up from territories to the region."""
        return total_tonnes(self.parts)

    def like(self, other: TerritoryShare) -> int:
        """A region's tonnes for the levers that are placed in a territory: what its total may be compared with."""
        ids = {part.lever.id for part in other.placed}
        return total_tonnes([part for part in self.parts if part.lever.id in ids])

    @property
    def total_kt(self) -> float:
        """What is placed, in kt."""
        return self.tonnes / 1000

    @property
    def grade(self) -> str:
        """The weakest grade that weighs at least a tenth of the total; D when none is, or by a COP's choice."""
        return weakest_grade(self.placed)

    @property
    def missing(self) -> tuple[str, ...]:
        """Labels of the levers without a known target."""
        return tuple(part.lever.label for part in self.parts if part.tonnes is None)

    def weight_of(self, grade: str) -> float:
        """The part of the whole share, unplaced levers too, that has this grade, from 0 to 1."""
        total = self.whole_tonnes
        return sum(part.tonnes or 0 for part in self.parts if part.grade == grade) / total if total else 0.0

    def part(self, lever: str) -> Part | None:
        """The lever of that id, None where it does not exist."""
        return next((part for part in self.parts if part.lever.id == lever), None)


GRAINS = {"france": "region", "region": "region", "epci": "epci", "commune": "commune"}
WHOLE = 0.9
"""Part of an EPCI's inhabitants who live in a perimeter, for it to be taken as whole there."""
WHOLE_EPCI = 0.5
"""Part of a perimeter's inhabitants who live in whole EPCI, for its land to be told EPCI by EPCI."""


def grain(place: Place) -> str:
    """How finely keys must tell a perimeter: "region", "epci" (made of whole EPCI, for the most part) or "commune"."""
    if place.level in GRAINS:
        return GRAINS[place.level]
    if len(place.regions) == 1 and place.ranks.size == members_of(place.regions[0]).size:
        return "region"
    frame = load_frame()
    held = frame.levels["epci"].index >= 0
    of_epci, people = frame.levels["epci"].index[held], np.nan_to_num(frame.population)
    everyone = np.bincount(of_epci, people[held])
    here = place.ranks[held[place.ranks]]
    within = np.bincount(frame.levels["epci"].index[here], people[here], everyone.size)
    whole = within[within >= WHOLE * everyone].sum()
    return "epci" if whole >= WHOLE_EPCI * people[place.ranks].sum() else "commune"


@lru_cache(maxsize=64)
def members_of(region: str) -> Index:
    """The ranks of a region's communes in the frame, by code."""
    ranks: Index = load_frame().levels["region"].members(region).astype(np.intp)
    ranks.setflags(write=False)
    return ranks


@lru_cache(maxsize=32)
def blocks_of(region: str) -> Index:
    """The block of each of a region's communes: its EPCI in its département; numbered from 0."""
    frame, inside = load_frame(), members_of(region)
    pairs = frame.levels["epci"].index[inside].astype(np.int64) * 1000 + frame.levels["departement"].index[inside]
    found: Index = np.unique(pairs, return_inverse=True)[1].astype(np.intp)
    return found


def shared(region: str, choices: Choices = (), outcome: Outcome | None = None) -> Declination:
    """The declination of a region (INSEE code) among its communes.

    choices : what the COP decided, lever by lever. outcome : an evaluated scenario, whose targets replace the official
    ones: what is completed plus the new target, where there is one.
    Raises InputError or AllocationError for a choice that cannot be followed.
    """
    if outcome is None:
        return _shared(region, choices)
    return _declined(region, choices, _targets_of(outcome))


@kept_while_loaded(maxsize=64)
def _shared(region: str, choices: Choices) -> Declination:
    return _declined(region, choices, tuple(lever.target_kt for lever in load_levers(region)))


def _targets_of(outcome: Outcome) -> tuple[float | None, ...]:
    return tuple(
        line.lever.target_kt if line.new_target_kt is None else line.completed_kt + line.new_target_kt
        for line in outcome.levers
    )


def _declined(region: str, choices: Choices, targets: Sequence[float | None]) -> Declination:
    frame, inside = load_frame(), members_of(region)
    levers = load_levers(region)
    by_lever = {choice.lever: choice for choice in choices}
    rules: list[Rule] = []
    keys: dict[str, Floats] = {}
    limits: list[Limit] = []
    for lever in levers:
        choice = by_lever.get(lever.id)
        rule = default_rule(lever.id, region)
        keys |= {name: _values(name, inside) for name in (rule.key, rule.rate_over) if name}
        if choice is not None and choice.keys != ((DEFAULT, 1.0),):
            rule, values = _chosen(rule, choice, region, frame, inside)
            keys[rule.key] = values
        elif choice is not None:
            rule = replace(rule, chosen=True, note=choice.reason or rule.note)
        rules.append(rule)
        if choice is not None:
            limits += [_limit(lever, bound, inside) for bound in choice.bounds]
    codes = frame.codes[inside].tolist()
    doubtful = {rule.key: _doubtful(rule.key, inside) for rule in rules}
    return decline(region, levers, rules, codes, blocks_of(region), keys, targets, limits, doubtful)


def _doubtful(key: str, inside: Index) -> NDArray[np.bool_]:
    """The communes where a key, or one of a mix, misleads or was filled by rule."""
    measures = [measure_key(name) for name in keys_in(key)]
    found: NDArray[np.bool_] = np.any([one.doubtful | one.filled for one in measures], axis=0)[inside]
    return found


def _values(key: str, inside: Index) -> Floats:
    found: Floats = measure_key(key).values[inside]
    return found


@kept_while_loaded(maxsize=1024)
def default_rule(lever: str, region: str) -> Rule:
    """How a lever is shared in a region unless the COP decides otherwise."""
    found = lever_key(lever, region)
    filled = int(measure_key(found.key).filled[members_of(region)].sum())
    grades = found.grade_commune, found.grade_epci
    return Rule(lever, found.key, *grades, found.rate_over, "", filled, False, found.reason, found.limit)


def _chosen(rule: Rule, choice: KeyChoice, region: str, frame: Frame, inside: Index) -> tuple[Rule, Floats]:
    """The rule and the key of a choice; its quantity of 2019 stays where the default key says it is."""
    names = [rule.key if name == DEFAULT else find_key(name).id for name, _ in choice.keys]
    weights = [weight for _, weight in choice.keys]
    whole = np.zeros(len(inside), dtype=np.intp)
    values = mixed(np.stack([_values(name, inside) for name in names]), weights, whole, 1)
    grades = [grades_of(rule.lever, name, region) for name in names]
    several = len(names) > 1
    label = names[0] if not several else "+".join(f"{w:g}×{n}" for n, w in zip(names, weights, strict=True))
    return (
        replace(
            rule,
            key=label,
            grade_commune=max((one[0] for one in grades), key=GRADES.index),
            grade_epci=max((one[1] for one in grades), key=GRADES.index),
            stock=rule.key,
            chosen=True,
            note=choice.reason,
            limit=next((one[2] for one in grades if one[2]), ""),
        ),
        values,
    )


def _limit(lever: LeverFigures, bound: Bound, inside: Index) -> Limit:
    place = place_of(bound.level, bound.code)
    members = np.flatnonzero(np.isin(inside, place.ranks)).astype(np.intp)
    if not members.size:
        raise InputError(f"{place.name} n’est pas dans la région : son plancher ou plafond ne peut pas y compter.")
    high = np.inf if bound.ceiling_kt is None else bound.ceiling_kt
    return Limit(lever.id, place.name, members, bound.floor_kt or 0.0, high)


def share_of(
    place: Place, choices: Mapping[str, Choices] | None = None, outcome: Outcome | None = None
) -> TerritoryShare:
    """The share of a perimeter, in each of its regions and together.

    choices : by region code. outcome : a scenario of its only region.
    """
    chosen = dict(choices or {})
    found = []
    for region in place.regions:
        declined = shared(region, chosen.get(region, ()), outcome)
        members = np.searchsorted(members_of(region), place.within(region))
        found.append(parts(declined, members.astype(np.intp), grain(place)))
    kept = {choice.lever: choice for region in place.regions for choice in chosen.get(region, ())}
    return TerritoryShare(place, together(found), kept)


def shares_at(
    region: str,
    level: str,
    choices: Choices = (),
    outcome: Outcome | None = None,
    redrawn: tuple[Redrawn, ...] = (),
) -> tuple[TerritoryShare, ...]:
    """The share, within this region, of each perimeter of a level: those of a partition add up to the region's."""
    found = lines_at(region, level, choices, outcome, redrawn)
    kept = {choice.lever: choice for choice in choices}
    return tuple(
        TerritoryShare(place, found.parts(rank, grain(place)), kept)
        for rank, place in enumerate(places(region, level, redrawn))
    )


def lines_at(
    region: str,
    level: str,
    choices: Choices = (),
    outcome: Outcome | None = None,
    redrawn: tuple[Redrawn, ...] = (),
) -> Lines:
    """The same as arrays, (levers, `places(region, level, redrawn)`): for thousands of communes at once."""
    declined = shared(region, choices, outcome)
    members, index = inside_of(region, level, redrawn)
    return lines(declined, index, len(places(region, level, redrawn)), members)


@kept_while_loaded(maxsize=128)
def inside_of(region: str, level: str, redrawn: tuple[Redrawn, ...] = ()) -> tuple[Index, Index]:
    """A region's communes in the perimeters of a level: (M,) ranks among its communes, (M,) in `places` of the same.

    A commune of two perimeters is there twice, one of none is not.
    """
    inside = members_of(region)
    held = [np.searchsorted(inside, place.within(region)) for place in places(region, level, redrawn)]
    members = np.concatenate([np.empty(0, dtype=np.intp), *held]).astype(np.intp)
    index = np.repeat(np.arange(len(held)), [one.size for one in held]).astype(np.intp)
    for array in (members, index):
        array.setflags(write=False)
    return members, index


def key_title(key: str) -> str:
    """A key's French name; a mix of keys is spelt out with its weights."""
    known = load_keys()
    if key in known:
        return known[key].title
    pieces = []
    for piece in key.split("+"):
        weight, _, name = piece.rpartition("×")
        pieces.append(f"{weight.replace('.', ',')} × {known[name].title}" if name in known else piece)
    return " + ".join(pieces)


def keys_in(key: str) -> tuple[str, ...]:
    """The ids of the keys of a mix, or the key alone."""
    return (key,) if key in load_keys() else tuple(piece.rpartition("×")[2] for piece in key.split("+"))


def keys_for(lever: str, region: str) -> tuple[Key, ...]:
    """The keys that a lever may be shared by in a region: its own first, then all others known there."""
    own = default_rule(lever, region).key
    inside = members_of(region)
    known = [key for key in load_keys().values() if measure_key(key.id).values[inside].sum() > 0]
    return tuple(sorted(known, key=lambda key: key.id != own))


def official_key(lever: str) -> str:
    """The State's own key for a lever, in French words ("Non indiquée" when its method gives none)."""
    return state_key(load_lever_keys()[lever])
