"""What each perimeter's share of the regional targets is: the tables that it takes, read once, and the computation.

`shared` declines one region; `share_of` gives the levers of any perimeter, whatever the regions it lies in. Pages,
commands, the API and documents all call these, so that they say the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from copilote.exchange.key_rules import grades_of, lever_key
from copilote.exchange.perimeters import Redrawn, place_of, places
from copilote.exchange.place import Place, members_in, members_of
from copilote.planning.allocation import Floats, Index, mixed
from copilote.planning.apportionment import TONNES, Tonnes
from copilote.planning.declination import Declination, Limit, Lines, Part, Rule, decline, lines, parts
from copilote.planning.key_test import GRADES
from copilote.planning.part_sums import placed, together, total_tonnes, weakest_grade
from copilote.planning.scenario import Outcome
from copilote.reference.communes import load_frame
from copilote.reference.errors import CopiloteError, InputError
from copilote.reference.keys import Key, find_key, load_keys, measure_key
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.simulator import LeverFigures, load_levers
from copilote.words import FRENCH, N_, _, english, speaking
from copilote.words.numbers import decimal_mark

DEFAULT = "defaut"
"""Name of the key that a lever has by default: the official one where it is known, else its proxy."""
K = TypeVar("K")


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
    def by_default(self) -> bool:
        """Whether it takes the lever's own key."""
        return self.keys == ((DEFAULT, 1.0),)

    @property
    def plain(self) -> bool:
        """True when it only confirms the default key, without limits."""
        return self.by_default and not self.bounds


Choices = tuple[KeyChoice, ...]


@dataclass(frozen=True, eq=False)
class TerritoryShare:
    """A perimeter's share: its levers, and what those that are fit to be shared here add up to.

    parts : in the published order, those of each of its regions added.
    """

    place: Place
    parts: tuple[Part, ...]
    choices: Mapping[str, KeyChoice] = field(default_factory=dict)

    @cached_property
    def placed(self) -> tuple[Part, ...]:
        """The levers graded A to C here, or that the COP decided on: what headlines, maps and documents total."""
        return placed(self.parts)

    @cached_property
    def unplaced(self) -> tuple[Part, ...]:
        """The levers graded D here, known in the region and not to be pretended to be here."""
        return tuple(part for part in self.parts if not part.placed and part.tonnes is not None)

    @property
    def largest_unplaced(self) -> tuple[Part, ...]:
        """The same, those of the largest regional targets first."""
        return tuple(sorted(self.unplaced, key=lambda part: -(part.lever.target_kt or 0.0)))

    @property
    def unplaced_kt(self) -> float:
        """What the unplaced levers are to avoid in the whole of the perimeter's regions, in kt."""
        ids = {part.lever.id for part in self.unplaced}
        return sum(
            lever.target_kt or 0.0 for code in self.place.regions for lever in load_levers(code) if lever.id in ids
        )

    @cached_property
    def tonnes(self) -> int:
        """Tonnes of CO2e a year to avoid in 2030: known levers that are placed."""
        return total_tonnes(self.placed)

    @property
    def whole_tonnes(self) -> int:
        """The same with the unplaced levers: what adds up from territories to the region."""
        return total_tonnes(self.parts)

    @property
    def total_kt(self) -> float:
        """What is placed, in kt."""
        return self.tonnes / TONNES

    @property
    def per_head_t(self) -> float | None:
        """What is placed, in tonnes of CO2e an inhabitant; None where inhabitants are not known."""
        return self.tonnes / self.place.population if self.place.population else None

    @property
    def official(self) -> bool:
        """Whether it is that of whole regions: the State's own targets, that nothing shares."""
        return self.place.grain == "region"

    @property
    def heaviest(self) -> tuple[Part, ...]:
        """What is placed and known, the largest first, then by name."""
        known = (part for part in self.placed if part.tonnes is not None)
        return tuple(sorted(known, key=lambda part: (-(part.tonnes or 0), part.lever.label)))

    def groups(self, key: Callable[[Part], K]) -> list[tuple[K, tuple[Part, ...]]]:
        """What is placed by theme, key, grade…, the heaviest group first, then by name."""
        groups: dict[K, list[Part]] = {}
        for part in self.placed:
            groups.setdefault(key(part), []).append(part)
        ordered = sorted(groups.items(), key=lambda group: (-total_tonnes(group[1]), str(group[0])))
        return [(name, tuple(members)) for name, members in ordered]

    def like(self, other: TerritoryShare) -> int:
        """A region's tonnes for the levers that are placed in a territory: what its total may be compared with."""
        ids = {part.lever.id for part in other.placed}
        return total_tonnes([part for part in self.parts if part.lever.id in ids])

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
        return total_tonnes([part for part in self.parts if part.grade == grade]) / total if total else 0.0

    def part(self, lever: str) -> Part | None:
        """The lever of that id, None where it does not exist."""
        return next((part for part in self.parts if part.lever.id == lever), None)


@lru_cache(maxsize=32)
def blocks_of(region: str) -> Index:
    """The block of each of a region's communes: its EPCI in its département; numbered from 0."""
    levels, inside = load_frame().levels, members_of(region)
    pairs = levels["epci"].index[inside].astype(np.int64) * 1000 + levels["departement"].index[inside]
    blocks: Index = np.unique(pairs, return_inverse=True)[1].astype(np.intp)
    return blocks


def shared(region: str, choices: Choices = (), outcome: Outcome | None = None) -> Declination:
    """The declination of a region (INSEE code) among its communes.

    choices : what the COP decided, lever by lever. outcome : an evaluated scenario, whose targets replace the official
    ones: what is completed plus the new target, where there is one.
    Raises InputError or AllocationError for a choice that cannot be followed.
    """
    if outcome is None:
        return _shared(region, choices)
    targets = [
        line.lever.target_kt if line.new_target_kt is None else line.completed_kt + line.new_target_kt
        for line in outcome.levers
    ]
    return _declined(region, choices, targets)


@kept_while_loaded(maxsize=64)
def _shared(region: str, choices: Choices) -> Declination:
    if english():  # the arrays, ten million bytes in a large region, are those of the French
        try:
            with speaking(FRENCH):
                declined = _shared(region, choices)
        except CopiloteError:
            pass  # raised below, in English
        else:
            return replace(declined, levers=load_levers(region), rules=_rules(region, choices))
    return _declined(region, choices, [lever.target_kt for lever in load_levers(region)])


def _declined(region: str, choices: Choices, targets: Sequence[float | None]) -> Declination:
    inside, levers, rules = members_of(region), load_levers(region), _rules(region, choices)
    chosen = {choice.lever: choice for choice in choices}
    keys: dict[str, Floats] = {}
    limits: list[Limit] = []
    for lever, rule in zip(levers, rules, strict=True):
        for name in (rule.stock, rule.rate_over, *([] if _mixed(chosen.get(lever.id)) else [rule.key])):
            if name and name not in keys:
                keys[name] = measure_key(name).values[inside]
        if choice := chosen.get(lever.id):
            if _mixed(choice):
                keys[rule.key] = values_of(rule.stock, choice, region)
            limits += [limit_of(lever, bound, region) for bound in choice.bounds]
    doubtful = {key: _doubtful(key)[inside] for key in {rule.key for rule in rules}}
    codes = load_frame().codes[inside].tolist()
    return decline(region, levers, rules, codes, blocks_of(region), keys, targets, limits, doubtful)


def _mixed(choice: KeyChoice | None) -> bool:
    return choice is not None and not choice.by_default


@kept_while_loaded(maxsize=128, texts=False)
def _doubtful(key: str) -> NDArray[np.bool_]:
    """The communes of the frame where a key, or one of a mix, misleads or was filled by rule."""
    measures = [measure_key(name) for name in keys_in(key)]
    doubtful: NDArray[np.bool_] = np.any([measure.doubtful | measure.filled for measure in measures], axis=0)
    return doubtful


def _rules(region: str, choices: Choices) -> tuple[Rule, ...]:
    """How each lever of a region is shared, with what its COP decided."""
    chosen = {choice.lever: choice for choice in choices}
    rules = []
    for lever in load_levers(region):
        rule, choice = default_rule(lever.id, region), chosen.get(lever.id)
        if choice is not None and choice.by_default:
            rule = replace(rule, chosen=True, note=choice.reason or rule.note)
        rules.append(rule if choice is None or choice.by_default else _chosen(rule, choice, region))
    return tuple(rules)


@kept_while_loaded(maxsize=1024)
def default_rule(lever: str, region: str) -> Rule:
    """How a lever is shared in a region unless the COP decides otherwise."""
    rule = lever_key(lever, region)
    return replace(rule, filled=int(measure_key(rule.key).filled[members_of(region)].sum()))


def _names(own: str, choice: KeyChoice) -> list[str]:
    """The ids of the keys of a choice, by a lever whose own key is `own`."""
    return [own if name == DEFAULT else find_key(name).id for name, _weight in choice.keys]


def _chosen(rule: Rule, choice: KeyChoice, region: str) -> Rule:
    """The rule of a choice; its quantity of 2019 stays where the default key says it is."""
    names = _names(rule.key, choice)
    weighed = (f"{weight:g}×{name}" for name, (_name, weight) in zip(names, choice.keys, strict=True))
    communes, epci, limits = zip(*(grades_of(rule.lever, name, region) for name in names), strict=True)
    return replace(
        rule,
        key=names[0] if len(names) == 1 else "+".join(weighed),
        grade_commune=max(communes, key=GRADES.index),
        grade_epci=max(epci, key=GRADES.index),
        stock=rule.key,
        chosen=True,
        note=choice.reason,
        limit=next((limit for limit in limits if limit), ""),
    )


def values_of(own: str, choice: KeyChoice, region: str) -> Floats:
    """The key of a choice in a region's communes (N,). own : id of the lever's own key, which "defaut" stands for."""
    inside = members_of(region)
    keys = np.stack([measure_key(name).values[inside] for name in _names(own, choice)])
    return mixed(keys, [weight for _name, weight in choice.keys], np.zeros(len(inside), dtype=np.intp), 1)


def limit_of(lever: LeverFigures, bound: Bound, region: str) -> Limit:
    """A floor or ceiling over the communes of a region; raises InputError for a territory that has none there."""
    place = place_of(bound.level, bound.code)
    members = place.inside(region)
    if not members.size:
        text = N_("%(name)s n’est pas dans la région : son plancher ou plafond ne peut pas y compter.")
        raise InputError(_(text, name=place.name))
    high = np.inf if bound.ceiling_kt is None else bound.ceiling_kt
    return Limit(lever.id, place.name, members, bound.floor_kt or 0.0, high)


def share_of(place: Place, choices: Mapping[str, Choices] | None = None) -> TerritoryShare:
    """The share of a perimeter, in each of its regions and together. choices : by region code."""
    chosen = choices or {}
    in_regions = [
        parts(shared(region, chosen.get(region, ())), place.inside(region), place.grain) for region in place.regions
    ]
    own = {choice.lever: choice for region in place.regions for choice in chosen.get(region, ())}
    return TerritoryShare(place, together(in_regions), own)


def shares_at(
    region: str, level: str, choices: Choices = (), redrawn: tuple[Redrawn, ...] = ()
) -> tuple[TerritoryShare, ...]:
    """The share, within this region, of each perimeter of a level: those of a partition add up to the region's."""
    columns = lines_at(region, level, choices, redrawn=redrawn)
    own = {choice.lever: choice for choice in choices}
    return tuple(
        TerritoryShare(place, columns.parts(rank, place.grain), own)
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
    members, index = inside_of(region, level, redrawn)
    declined = shared(region, choices, outcome)
    return lines(declined, index, len(places(region, level, redrawn)), members)


@kept_while_loaded(maxsize=128, texts=False)
def inside_of(region: str, level: str, redrawn: tuple[Redrawn, ...] = ()) -> tuple[Index, Index]:
    """`members_in` of the perimeters of a level, kept."""
    return members_in(places(region, level, redrawn), region)


def tonnes_in(tonnes: Tonnes, perimeters: Sequence[Place], region: str, within: Place | None = None) -> list[int]:
    """What each of some perimeters takes of a region's tonnes by commune (N,), only what is in `within` if given."""
    members, index = members_in(perimeters, region, within)
    sums: list[int] = np.bincount(index, tonnes[members], len(perimeters)).astype(np.int64).tolist()
    return sums


def key_title(key: str) -> str:
    """A key's name; a mix of keys is spelt out with its weights."""
    known = load_keys()
    if key in known:
        return known[key].title
    pieces = []
    for piece in key.split("+"):
        weight, _times, name = piece.rpartition("×")
        pieces.append(f"{weight.replace('.', decimal_mark())} × {known[name].title}" if name in known else piece)
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
