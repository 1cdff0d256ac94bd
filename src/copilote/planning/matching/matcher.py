r"""The levers that a text is about, by the expressions of a thesaurus.

An expression is found where all its words stand in one sentence, at most `WINDOW` words apart, and none of the words
that cancel it does. With :math:`w_i` the weights of the expressions of a lever that are found (one whose words are all
in a heavier one's counts no more), :math:`h_j` those of what is outside the levers, the score is

.. math:: s = 1 - \prod_i \Big(1 - w_i \prod_j (1 - h_j)\Big)

An expression that weighs `PLAIN` or more says its lever whatever stands beside it: the :math:`h_j` leave it as it is.
What is found in the description weighs `BESIDE` of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from copilote.planning.matching.words import Spelling, bare, sentences
from copilote.reference.matching import Expression

MOST = 3
"""Suggestions at most."""
LEAST = 0.4
"""Score under which nothing is proposed."""
NEAR = 0.45
"""Part of the best score under which nothing is proposed beside it."""
WINDOW = 12
BESIDE = 0.6
PLAIN = 0.9


@dataclass(frozen=True)
class Suggestion:
    """A lever proposed for a text. score : from 0 to 1; words : of the text, as written, that made it."""

    lever: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Found:
    expression: Expression
    weight: float
    at: frozenset[tuple[int, int]]


class Matcher:
    """Proposes levers. expressions : of the levers at hand, in the order in which equals are given.

    written : texts whose words are spelt right, by which a slip is understood ("covoiturge").
    """

    def __init__(self, expressions: Sequence[Expression], written: Iterable[str] = ()) -> None:
        self._order = {lever: rank for rank, lever in enumerate(dict.fromkeys(each.lever for each in expressions))}
        self._whole: dict[str, list[str]] = defaultdict(list)
        self._begun: dict[str, list[str]] = defaultdict(list)
        self._by_word: dict[str, list[Expression]] = defaultdict(list)
        self._words: dict[str, tuple[str, ...]] = {}
        stems = dict.fromkeys(word for each in expressions for word in (*each.words, *each.unless))
        for stem in stems:
            kind, key = (self._begun, stem[:-1]) if stem.endswith("*") else (self._whole, bare(stem))
            kind[key].append(stem)
        for expression in expressions:
            self._by_word[expression.words[0]].append(expression)
        self._longest = max(map(len, self._begun), default=0)
        known = (bare(word) for text in written for words in sentences(text) for word in words)
        self._spelling = Spelling(word for word in known if self._stems_in(word))

    def suggest(self, title: str, description: str = "") -> tuple[Suggestion, ...]:
        """The levers of a text, best first, three at most; none where nothing fits."""
        lines = [(words, 1.0) for words in sentences(title)]
        lines += [(words, BESIDE) for words in sentences(description)]
        found = [each for at, (words, part) in enumerate(lines) for each in self._found(at, words, part)]
        outside = 1.0
        for each in found:
            if not each.expression.lever and each.weight == each.expression.weight:
                outside *= 1 - each.weight
        scored = []
        for lever in dict.fromkeys(each.expression.lever for each in found if each.expression.lever):
            kept = _heaviest([each for each in found if each.expression.lever == lever])
            missed = 1.0
            for each in kept:
                missed *= 1 - each.weight * (outside if each.weight < PLAIN else 1.0)
            score = 1 - missed
            at = sorted(set().union(*(each.at for each in kept)))
            words = dict.fromkeys(lines[line][0][rank].lower() for line, rank in at)
            scored.append(Suggestion(lever, round(score, 3), tuple(words)))
        scored.sort(key=lambda each: (-each.score, self._order[each.lever]))
        least = max(LEAST, NEAR * scored[0].score) if scored else LEAST
        return tuple(each for each in scored[:MOST] if each.score >= least)

    def _found(self, line: int, words: Sequence[str], part: float) -> list[_Found]:
        """The expressions of one sentence."""
        places: dict[str, list[int]] = {}
        for rank, word in enumerate(words):
            for stem in self._stems(bare(word)):
                places.setdefault(stem, []).append(rank)
        found = []
        for stem in places:
            for expression in self._by_word.get(stem, ()):
                if any(word not in places for word in expression.words):
                    continue
                if any(word in places for word in expression.unless):
                    continue
                at = _together([places[word] for word in expression.words])
                if at:
                    spots = frozenset((line, rank) for rank in at)
                    found.append(_Found(expression, expression.weight * part, spots))
        return found

    def _stems(self, word: str) -> tuple[str, ...]:
        """The words of the thesaurus that a bare word stands for, those of the word that it misspells failing it."""
        if word not in self._words:
            stems = self._stems_in(word)
            if not stems and (right := self._spelling.nearest(word)):
                stems = self._stems_in(right)
            self._words[word] = stems
        return self._words[word]

    def _stems_in(self, word: str) -> tuple[str, ...]:
        stems = list(self._whole.get(word, ()))
        for end in range(1, min(len(word), self._longest) + 1):
            stems += self._begun.get(word[:end], ())
        return tuple(stems)


def _together(places: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """One place for each word, all within the window; empty when they stand too far apart, or on the same word."""
    for first in places[0]:
        chosen = [first]
        for others in places[1:]:
            free = [place for place in others if place not in chosen]
            if not free:
                break
            chosen.append(min(free, key=lambda place: abs(place - first)))
        if len(chosen) == len(places) and max(chosen) - min(chosen) < WINDOW:
            return tuple(chosen)
    return ()


def _heaviest(found: Sequence[_Found]) -> list[_Found]:
    """The expressions that count: none whose words are all in a heavier one's."""
    kept: list[_Found] = []
    for each in sorted(found, key=lambda each: (-each.weight, -len(each.at), sorted(each.at), each.expression.words)):
        if not any(each.at <= other.at for other in kept):
            kept.append(each)
    return kept
