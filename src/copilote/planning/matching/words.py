"""A text as words that can be compared: without accents, case nor plural; and words that were misspelt."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from copilote.reference.errors import fold

WORD = re.compile(r"[^\W_]+")
SENTENCE = re.compile(r"[.;!?:\n•]+\s")
SHORTEST = 6
"""Letters of a word that may be taken for another: shorter ones are too alike."""
ALIKE = 0.7
"""Part of their trigrams that a misspelt word has in common with the right one (Dice)."""


@lru_cache(maxsize=50_000)
def bare(word: str) -> str:
    """A word folded, without the mark of its plural.

    >>> bare("Énergétiques"), bare("bus"), bare("réseaux")
    ('energetique', 'bus', 'reseau')
    """
    folded = fold(word).replace(" ", "")
    return folded[:-1] if len(folded) > 4 and folded[-1] in "sx" else folded


def sentences(text: str) -> list[list[str]]:
    """The words of a text as written, sentence by sentence."""
    return [words for part in SENTENCE.split(text) if (words := WORD.findall(part))]


@lru_cache(maxsize=50_000)
def trigrams(word: str) -> frozenset[str]:
    """Runs of three letters, the ends of the word being letters too."""
    edged = f"^{word}$"
    return frozenset(edged[at : at + 3] for at in range(len(edged) - 2))


def dice(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two sets are, from 0 to 1.

    >>> dice(trigrams("covoiturage"), trigrams("covoiturge")) > 0.7
    True
    """
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


class Spelling:
    """Right words, by which a misspelt one is known."""

    def __init__(self, right: Iterable[str]) -> None:
        self._right = sorted({word for word in right if len(word) >= SHORTEST})
        self._known = set(self._right)
        self._holding: dict[str, list[str]] = defaultdict(list)
        for word in self._right:
            for run in trigrams(word):
                self._holding[run].append(word)

    def nearest(self, word: str) -> str | None:
        """The right word that a bare word is most like, when it is alike enough; None for a right one."""
        if len(word) < SHORTEST or word in self._known:
            return None
        own = trigrams(word)
        candidates = {right for run in own for right in self._holding.get(run, ()) if right[0] == word[0]}
        best = max(candidates, key=lambda right: (dice(own, trigrams(right)), right), default=None)
        return best if best is not None and dice(own, trigrams(best)) >= ALIKE else None
