"""The slider of a lever: what it goes to, and the marks above it; the fields beside it hold the same value."""

from __future__ import annotations

import math
from dataclasses import dataclass

from copilote.planning.scenario import LeverOutcome
from copilote.simulator.fields import FieldKind, plain
from copilote.simulator.newest import kt_at_observed_pace
from copilote.ui.charts.svg import num
from copilote.words import N_, _
from copilote.words.carbon import carbon_unit
from copilote.words.numbers import format_number

EDGE, LETTER = 14.0, 1.2
"""Percent of the width from an end where a mark's words no longer stand in its middle, at least, and for each of their
letters: on a narrow phone a letter takes a little more than 2 % of a slider, half of it on each side."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark above the slider, at a percentage of its width: its kind ("state" or "pace") and its words."""

    kind: str
    at: str
    words: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Slider:
    """From 0 to `most`, by `step`, in the unit of the page; numbers as HTML writes them."""

    most: str
    step: str
    value: str
    marks: tuple[Mark, ...]


def slider_of(line: LeverOutcome, kind: FieldKind, kt: float, *, own: bool = False) -> Slider | None:
    """The slider of a lever that can be edited; None where its target is not known, or is nothing.

    own : the lever is that of a territory, whose mark is its share and whose pace is its region's.
    """
    if not line.lever.editable or not line.lever.target_kt or line.lever.target_kt < 0:
        return None
    per_kt, pace = carbon_unit().per_kt, kt_at_observed_pace(line.lever)
    leads = None if pace is None else per_kt * pace
    target, value = per_kt * line.lever.target_kt, per_kt * kt
    counted = per_kt * line.completed_kt if kind is FieldKind.TARGET else 0.0
    # A new target is what comes on top of what is done: so are its marks.
    asked, reached = max(0.0, target - counted), None if leads is None else max(0.0, leads - counted)
    near = reached if reached is not None and reached < 3 * target else 0.0
    most = _rounded_up(max(1.5 * target, 1.05 * value, 1.05 * near))
    pattern = N_("part %(kt)s") if own else N_("État %(kt)s")
    marks = [_mark("state", asked, most, _(pattern, kt=format_number(asked, 3)))]
    if reached is not None:
        pattern = N_("rythme de la région %(kt)s") if own else N_("rythme observé %(kt)s")
        words = _(pattern, kt=format_number(min(reached, most), 3))
        marks.append(_mark("pace", min(reached, most), most, words))
    step = 10.0 ** math.floor(math.log10(most / 100))
    return Slider(plain(most), plain(min(1.0, step)), plain(value), tuple(marks))


def _mark(kind: str, value: float, most: float, words: str) -> Mark:
    at, edge = 100 * value / most, max(EDGE, LETTER * len(words))
    return Mark(kind, num(at), words, "start" if at < edge else "end" if at > 100 - edge else "middle")


def _rounded_up(value: float) -> float:
    """The least number of two digits above a value."""
    size = 10.0 ** (math.floor(math.log10(value)) - 1)
    return math.ceil(value / size - 1e-9) * size
