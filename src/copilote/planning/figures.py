"""A figure knows how sound it is; a sum carries the weakest mark of its parts and says what it lacks."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from copilote.reference.soundness import Soundness, weakest


@dataclass(frozen=True)
class Figure:
    """A value and its mark.

    value : in the unit that the holder says; None when not known.
    missing : names of the parts that are not known, for an incomplete sum.
    rule : how a derived figure was made, in French; empty for one that was published.
    """

    value: float | None
    soundness: Soundness
    missing: tuple[str, ...] = ()
    rule: str = ""


def sum_figures(parts: Iterable[tuple[str, float | None, Soundness]]) -> Figure:
    """Exact sum (correctly rounded, whatever the order) of named parts.

    Parts that are not known make the sum incomplete: it holds the others, and names those. Without any known part
    the sum itself is not known.

    >>> sum_figures([("a", 0.1, Soundness.MEASURED), ("b", 0.2, Soundness.ESTIMATED)]).soundness.value
    'estimated'
    >>> sum_figures([("a", 1.0, Soundness.MEASURED), ("b", None, Soundness.UNKNOWN)]).missing
    ('b',)
    """
    known: list[tuple[float, Soundness]] = []
    missing: list[str] = []
    for name, value, soundness in parts:
        if value is None:
            missing.append(name)
        else:
            known.append((value, soundness))
    if not known:
        return Figure(None, Soundness.UNKNOWN, tuple(missing))
    marks = [soundness for _value, soundness in known]
    if missing:
        marks.append(Soundness.INCOMPLETE)
    return Figure(math.fsum(value for value, _soundness in known), weakest(marks), tuple(missing))
