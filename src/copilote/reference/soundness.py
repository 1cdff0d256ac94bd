"""How sound a figure is. A sum carries the weakest mark of its parts."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Soundness(Enum):
    """Marks from the soundest to the weakest; the value is the key used in JSON and CSV."""

    MEASURED = "measured"
    OFFICIAL_TARGET = "official_target"
    DERIVED = "derived"
    ESTIMATED = "estimated"
    INCOMPLETE = "incomplete"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The French word that a user reads."""
        return _LABELS[self]

    @property
    def rank(self) -> int:
        """0 for the soundest mark; larger is weaker."""
        return list(Soundness).index(self)


_LABELS = {
    Soundness.MEASURED: "mesuré",
    Soundness.OFFICIAL_TARGET: "objectif officiel",
    Soundness.DERIVED: "calculé",
    Soundness.ESTIMATED: "estimé",
    Soundness.INCOMPLETE: "incomplet",
    Soundness.UNKNOWN: "inconnu",
}


def weakest(marks: Iterable[Soundness]) -> Soundness:
    """The weakest mark of the parts; unknown when there is no part.

    >>> weakest([Soundness.MEASURED, Soundness.DERIVED]).value
    'derived'
    """
    return max(marks, key=lambda mark: mark.rank, default=Soundness.UNKNOWN)
