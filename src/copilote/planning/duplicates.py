"""Actions that are likely one and the same, declared twice: which pairs, why, and what a group of them counts.

Two actions are a likely pair when they have a lever in common (or one has none yet), cover a common commune or have the
same holder, and say the same in their titles; dates, amounts and quantities then speak for it, or against. Nothing is
merged: a person decides. Pairs are looked for among actions of the same EPCI or holder that share one of their rarest
words, so that ten thousand actions take seconds.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import TypeVar

from copilote.planning.actions import COUNTED, Action
from copilote.planning.matching.words import bare, dice, trigrams
from copilote.reference.errors import fold
from copilote.words import _

Key = TypeVar("Key")

RAREST = 4
"""Words of a title by which others are looked for: its rarest."""
WIDE = 8
"""An action over more EPCI than this is compared with all those that share its words."""
CROWD = 150_000
"""Pairs of one word beyond which it is no sign: its titles are found by their other words."""
ALIKE = 0.8
SAME_WORD = 0.75
NEAR_AMOUNT, FAR_AMOUNT = 0.02, 0.2
YEARS = 2
NUMBERING = re.compile(
    r"^(?:(?:fiche|action|axe|mesure|n°?|no|numéro|numero)\s*)*[\divx]{0,4}(?:[.\-]\d+)*[.)]?\s*[-–:.)]\s*",
    re.IGNORECASE,
)
"""What numbers a title in its plan: "Action 4.2 - ", "1.2.1.3. "."""
_SMALL = (
    "de du des le la les un une et en au aux pour par sur dans avec sans a d l ou son sa ses leur leurs ce cette "
    "mise place "
    "mettre oeuvre projet action travaux programme realisation creation"
)
SMALL = frozenset(_SMALL.split())


@dataclass(frozen=True, slots=True)
class Pair:
    """Two likely duplicates, by their ranks, the first one first. why : in words."""

    first: int
    second: int
    why: str


@dataclass(frozen=True, slots=True)
class _Said:
    """What is compared of an action. words : of its title, in order, without small ones; numbers : those in figures."""

    title: str
    words: tuple[str, ...]
    numbers: frozenset[str]
    runs: frozenset[str]
    levers: frozenset[str]
    holder: str
    area: frozenset[str]


def likely_pairs(actions: Sequence[Action], blocks: Mapping[str, str] | None = None) -> tuple[Pair, ...]:
    """The likely duplicates among actions, in their order. blocks : the EPCI of each commune."""
    said = [_said(action) for action in actions]
    pairs: dict[tuple[int, int], str] = {}
    for first, second in _candidates(said, blocks or {}):
        if (first, second) not in pairs and (why := _why(actions[first], actions[second], said[first], said[second])):
            pairs[first, second] = why
    return tuple(Pair(first, second, why) for (first, second), why in sorted(pairs.items()))


def alike(one: Action, other: Action) -> str:
    """Why two actions are likely the same, in words; "" when they are not."""
    return _why(one, other, _said(one), _said(other))


def near_titles(title: str, others: Iterable[tuple[Key, str]]) -> list[Key]:
    """The keys of the titles that say what one says, and have a word of it: no other may be of a likely pair."""
    own = _words(title)
    said = _said(Action(0, title))
    found = []
    for key, other in others:
        its = _words(other)
        if its == own or (not own.isdisjoint(its) and _may_be(said, _said(Action(0, other)))):
            found.append(key)
    return found


def _may_be(own: _Said, its: _Said) -> bool:
    if own.numbers != its.numbers and own.numbers and its.numbers:
        return False
    return own.title == its.title or _same_words(own, its) or _same_words(its, own)


@lru_cache(maxsize=20_000)
def _words(title: str) -> frozenset[str]:
    """The words of a title, without small ones."""
    return frozenset(_in_order(title))


def _in_order(title: str) -> tuple[str, ...]:
    text = fold(NUMBERING.sub("", title.strip(), count=1) or title)
    return tuple(bare(word) for word in text.split() if word not in SMALL)


def _said(action: Action) -> _Said:
    words = _in_order(action.title)
    numbers = frozenset(word for word in words if any(sign.isdigit() for sign in word))
    plain = tuple(word for word in words if word not in numbers)
    runs = frozenset().union(*(trigrams(word) for word in plain)) if plain else frozenset()
    levers = frozenset(share.lever for share in action.levers)
    return _Said(" ".join(words), plain, numbers, runs, levers, fold(action.holder), action.area)


def _candidates(said: Sequence[_Said], blocks: Mapping[str, str]) -> Iterable[tuple[int, int]]:
    """Pairs of ranks that share a rare word and a block; those of one title, area and holder are chained."""
    often = Counter(word for each in said for word in set(each.words))
    places = _blocks_by_area(said, blocks)
    chains: dict[tuple[str, frozenset[str], str, frozenset[str]], int] = {}
    local: dict[tuple[str, str], list[int]] = defaultdict(list)
    wide: dict[str, list[int]] = defaultdict(list)
    every: dict[str, list[int]] = defaultdict(list)
    for rank, each in enumerate(said):
        same = (each.title, each.area, each.holder, each.levers)
        if (before := chains.get(same)) is not None:
            yield before, rank
        chains[same] = rank
        rarest = sorted(set(each.words), key=lambda word: (often[word], word))[:RAREST] or [each.title]
        own = places[each.area]
        for word in rarest:
            every[word].append(rank)
            if len(own) > WIDE:
                wide[word].append(rank)
            for block in (
                *(own if len(own) <= WIDE else ()),
                f"@{each.holder}" if each.holder else "",
                *([] if own else ["?"]),
            ):
                if block:
                    local[block, word].append(rank)
    for ranks in local.values():
        if len(ranks) * (len(ranks) - 1) // 2 <= CROWD:
            yield from combinations(ranks, 2)
    for word, ranks in wide.items():
        if len(ranks) * len(every[word]) <= CROWD:
            both = ((one, other) for one in ranks for other in every[word] if one != other)
            yield from ((min(pair), max(pair)) for pair in both)


def _blocks_by_area(said: Sequence[_Said], blocks: Mapping[str, str]) -> dict[frozenset[str], tuple[str, ...]]:
    areas = {each.area for each in said}
    return {area: tuple(sorted({blocks.get(code, code) for code in area})) for area in areas}


def _why(one: Action, other: Action, own: _Said, its: _Said) -> str:
    """Why two actions are likely the same, in words; "" when they are not."""
    if own.levers and its.levers and not own.levers & its.levers:
        return ""
    same_place, same_holder = bool(own.area & its.area), bool(own.holder) and own.holder == its.holder
    apart = bool(own.area) and bool(its.area) and not same_place
    if apart or (own.holder and its.holder and not same_holder and not same_place):
        return ""
    if own.numbers != its.numbers and own.numbers and its.numbers:
        return ""
    same_title = own.title == its.title
    if same_title and own == its and replace(one, row=0, sheet="", key="") == replace(other, row=0, sheet="", key=""):
        return _("lignes identiques")
    if not same_title and not _same_words(own, its):
        return ""
    signs = [
        (_("montants proches"), _("montants différents"), _near(one.amount_eur, other.amount_eur)),
        (_("quantités égales"), _("quantités différentes"), _near(one.kt, other.kt)),
        (_("dates proches"), _("dates éloignées"), _dates(one, other)),
    ]
    speak_for = [words for words, _against, verdict in signs if verdict is True]
    against = [words for _for, words, verdict in signs if verdict is False]
    known = same_place or same_holder
    if same_title:
        likely = len(against) < 2 and (known or (bool(speak_for) and not against))
    else:
        likely = (
            not against and known and (bool(speak_for) or (same_holder and len(min(own.words, its.words, key=len)) > 2))
        )
    if not likely:
        return ""
    told = [_("même titre") if same_title else _("titres proches")]
    told += [_("même levier")] if own.levers & its.levers else []
    told += [_("même porteur")] if same_holder else []
    told += [_("territoire commun")] if same_place else []
    return ", ".join([*told, *speak_for, *against])


def _same_words(own: _Said, its: _Said) -> bool:
    """Whether one title says nothing that the other does not, but for the spelling."""
    shorter, longer = sorted((own, its), key=lambda each: len(each.words))
    if len(shorter.words) < 2 or len(longer.words) > 2 * len(shorter.words) + 1:
        return False
    if dice(own.runs, its.runs) < (ALIKE if len(shorter.words) == len(longer.words) else 0.5):
        return False
    return all(any(_alike(word, other) for other in longer.words) for word in shorter.words)


@lru_cache(maxsize=100_000)
def _alike(word: str, other: str) -> bool:
    return word == other or dice(trigrams(word), trigrams(other)) >= SAME_WORD or _one_letter_off(word, other)


def _one_letter_off(word: str, other: str) -> bool:
    """Whether a letter was left out: one put for another makes a word of its own (halle, salle)."""
    shorter, longer = sorted((word, other), key=len)
    if len(shorter) < 4 or len(longer) != len(shorter) + 1:
        return False
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(1, len(longer)))


def _near(one: float | None, other: float | None) -> bool | None:
    """Whether two amounts are the same (True), far apart (False), or tell nothing."""
    if not one or not other:
        return None
    gap = abs(one - other) / max(abs(one), abs(other))
    return True if gap <= NEAR_AMOUNT else False if gap > FAR_AMOUNT else None


def _dates(one: Action, other: Action) -> bool | None:
    for own, its in ((one.start, other.start), (one.end, other.end)):
        if own and its:
            return abs(own.year - its.year) < YEARS
    return None


def groups(
    pairs: Iterable[Pair],
    count: int,
    apart: Iterable[tuple[int, int]] = (),
    same: Iterable[tuple[int, int]] = (),
) -> tuple[tuple[int, ...], ...]:
    """Actions gathered by pairs, each group in order; only those of two or more. count : of actions.

    apart : pairs that a person said to be different: no group holds both, whatever a third one looks like. same : pairs
    that a person said to be the same, gathered first.
    """
    barred: dict[int, set[int]] = defaultdict(set)
    for one, other in apart:
        barred[one].add(other)
        barred[other].add(one)
    parent = list(range(count))
    members = {rank: {rank} for rank in range(count)}

    def root(rank: int) -> int:
        while parent[rank] != rank:
            parent[rank] = parent[parent[rank]]
            rank = parent[rank]
        return rank

    told = [(pair.first, pair.second) for pair in pairs]
    for one, other in [*same, *told]:
        low, high = sorted((root(one), root(other)))
        if low == high or (barred and any(barred.get(rank, set()) & members[low] for rank in members[high])):
            continue
        parent[high] = low
        members[low] |= members.pop(high)
    return tuple(tuple(sorted(group)) for _low, group in sorted(members.items()) if len(group) > 1)


def kept_of(actions: Sequence[Action], group: Sequence[int], lever: str) -> int | None:
    """Which action of a group counts for a lever: among those with known kt, the furthest along, then the one whose kt
    come from a physical quantity, then the first. None where none counts.
    """
    known = [rank for rank in group if _counts(actions[rank], lever)]
    return min(known, key=lambda rank: (_order(actions[rank]), not actions[rank].physical, rank), default=None)


def _counts(action: Action, lever: str) -> bool:
    kept = action.status is not None and action.status.counted and action.kt is not None
    return kept and any(share.lever == lever for share in action.levers)


def _order(action: Action) -> int:
    return COUNTED.index(action.status) if action.status in COUNTED else len(COUNTED)
