"""What counts of actions that look alike: of a group one, as `planning.duplicates` has it, and what persons decided.

Two actions that a person said to be the same are one, in all their levers: the furthest along of known kt. One that a
person said to be part of another counts within it, where that one counts and its kt are known. Two said to be different
are in no group together. Whatever else looks alike counts once in each lever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

from copilote.planning.actions import COUNTED, Status
from copilote.planning.duplicates import Pair, groups

Numbers = tuple[int, int]
"""Of two actions, the lower one first."""


@dataclass(frozen=True, slots=True)
class Member:
    """An action that another looks like: its status (one that counts), whether its kt come from a quantity, and its kt
    in each of its levers, None where they are not known. achieved : the part of them that counts as done already."""

    action: int
    status: Status
    physical: bool
    kt: Mapping[str, float | None]
    achieved: float = 0.0

    @property
    def known(self) -> bool:
        """Whether it says what it avoids."""
        return any(kt is not None for kt in self.kt.values())


@dataclass(frozen=True, slots=True)
class Alike:
    """The actions that look alike among those that somebody sees and that count, in order, and what was decided.

    pairs : that look alike; same, apart : said by a person to be the same, or different. whole : by number of an
    action, of the one within which a person said that it counts.
    """

    members: tuple[Member, ...] = ()
    pairs: tuple[Numbers, ...] = ()
    same: tuple[Numbers, ...] = ()
    apart: tuple[Numbers, ...] = ()
    whole: Mapping[int, int] = field(default_factory=dict)

    def among(self, numbers: Collection[int]) -> Alike:
        """The same, of some actions only."""
        kept = tuple(member for member in self.members if member.action in numbers)
        return Alike(kept, self.pairs, self.same, self.apart, self.whole)

    def inside(self) -> frozenset[int]:
        """The numbers of the actions that count within another."""
        known = {member.action for member in self.members if member.known}
        held = {part: whole for part, whole in self.whole.items() if whole in known}
        return frozenset(member.action for member in self.members if _outermost(member.action, held) is not None)

    def groups(self) -> tuple[tuple[Member, ...], ...]:
        """The others, by what looks alike: groups of two or more."""
        inside = self.inside()
        own = [member for member in self.members if member.action not in inside]
        ranks = {member.action: rank for rank, member in enumerate(own)}
        pairs, same, apart = (_ranked(each, ranks) for each in (self.pairs, self.same, self.apart))
        told = groups([Pair(one, other, "") for one, other in pairs], len(own), apart, same)
        return tuple(tuple(own[rank] for rank in group) for group in told)


def _outermost(number: int, whole: Mapping[int, int]) -> int | None:
    """The action within which one counts in the end; None for none, and for one that would count within itself."""
    met = {number}
    last = None
    while number in whole:
        number = last = whole[number]
        if number in met:
            return None
        met.add(number)
    return last


def _ranked(pairs: Sequence[Numbers], ranks: Mapping[int, int]) -> list[Numbers]:
    return [(ranks[one], ranks[other]) for one, other in pairs if one in ranks and other in ranks]


NONE = Alike()


@dataclass(frozen=True, slots=True)
class Twice:
    """What is left out of the sums, by lever and status, in kt (achieved : of these, what was done already) and number
    of actions; told : how many actions of unknown kt another of their group tells. left : actions and levers left
    out."""

    kt: Mapping[tuple[str, Status], float] = field(default_factory=dict)
    achieved: Mapping[tuple[str, Status], float] = field(default_factory=dict)
    count: Mapping[tuple[str, Status], int] = field(default_factory=dict)
    told: Mapping[tuple[str, Status], int] = field(default_factory=dict)
    left: frozenset[tuple[int, str]] = frozenset()


@dataclass(slots=True)
class _Left:
    """What is left out, as it is found."""

    kt: dict[tuple[str, Status], list[float]] = field(default_factory=lambda: defaultdict(list))
    achieved: dict[tuple[str, Status], list[float]] = field(default_factory=lambda: defaultdict(list))
    told: dict[tuple[str, Status], int] = field(default_factory=lambda: defaultdict(int))
    left: set[tuple[int, str]] = field(default_factory=set)

    def take(self, member: Member, lever: str) -> None:
        value = member.kt[lever]
        if value is None:
            self.told[lever, member.status] += 1
        else:
            self.kt[lever, member.status].append(value)
            self.achieved[lever, member.status].append(value * member.achieved)
            self.left.add((member.action, lever))


def twice_in(alike: Alike) -> Twice:
    """What these leave out of the sums."""
    found = _Left()
    inside = alike.inside()
    for member in alike.members:
        if member.action in inside:
            for lever in member.kt:
                found.take(member, lever)
    same: dict[int, set[int]] = defaultdict(set)
    for one, other in alike.same:
        same[one].add(other)
        same[other].add(one)
    for group in alike.groups():
        _of_group(_one_each(group, same, found), found)
    kt, achieved = ({at: fsum(values) for at, values in each.items()} for each in (found.kt, found.achieved))
    return Twice(
        kt, achieved, {at: len(values) for at, values in found.kt.items()}, dict(found.told), frozenset(found.left)
    )


def _one_each(group: Sequence[Member], same: Mapping[int, set[int]], found: _Left) -> list[Member]:
    """A group in which one stands for all those that a person said to be the same: the rest is left out of all."""
    own = {member.action: member for member in group}
    kept, met = [], set()
    for member in group:
        if member.action in met:
            continue
        met.add(member.action)
        tied, waiting = [member], [member.action]
        while waiting:
            for number in sorted(same.get(waiting.pop(), set()) & own.keys() - met):
                met.add(number)
                waiting.append(number)
                tied.append(own[number])
        known = [each for each in tied if each.known]
        first = min(known or tied, key=_furthest)
        kept.append(first)
        if known:
            for each in tied:
                for lever in each.kt if each is not first else ():
                    found.take(each, lever)
        else:
            kept += [each for each in tied if each is not first]
    return sorted(kept, key=lambda member: member.action)


def _furthest(member: Member) -> tuple[int, bool, int]:
    """The order in which one of a group is kept: as `duplicates.kept_of` has it."""
    return COUNTED.index(member.status), not member.physical, member.action


def _of_group(group: Sequence[Member], found: _Left) -> None:
    for lever in dict.fromkeys(lever for member in group for lever in member.kt):
        here = [member for member in group if lever in member.kt]
        known = [member for member in here if member.kt[lever] is not None]
        if not known:
            continue
        kept = min(known, key=_furthest)
        for member in here:
            if member is not kept:
                found.take(member, lever)
