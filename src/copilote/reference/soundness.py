"""How sound a figure is. A sum carries the weakest mark of its parts."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from copilote.words import N_, _


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
        """The word that a user reads."""
        return _(_LABELS[self])

    @property
    def rank(self) -> int:
        """0 for the soundest mark; larger is weaker."""
        return _RANKS[self]


_RANKS = {mark: rank for rank, mark in enumerate(Soundness)}
_LABELS = {
    Soundness.MEASURED: N_("mesuré"),
    Soundness.OFFICIAL_TARGET: N_("objectif officiel"),
    Soundness.DERIVED: N_("calculé"),
    Soundness.ESTIMATED: N_("estimé"),
    Soundness.INCOMPLETE: N_("incomplet"),
    Soundness.UNKNOWN: N_("inconnu"),
}


def weakest(marks: Iterable[Soundness]) -> Soundness:
    """The weakest mark of the parts; unknown when there is no part.

    >>> weakest([Soundness.MEASURED, Soundness.DERIVED]).value
    'derived'
    """
    return max(marks, key=lambda mark: mark.rank, default=Soundness.UNKNOWN)
