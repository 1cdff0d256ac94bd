"""Physical quantities of a territory in words: in the unit of its magnitude, to the digits that they bear."""

from __future__ import annotations

from dataclasses import replace

from copilote.planning.quantities import MOST_DIGITS, Scale, borne, borne_change, plain_unit, scale_for
from copilote.reference.simulator import LeverFigures
from copilote.ui.translation import french_of, say, t
from copilote.ui.words import format_decimals, format_number, with_unit


def unit_words(lever: LeverFigures) -> str:
    """The unit of a lever in plain words and in the language in use, at the size that the simulator counts in."""
    return t(plain_unit(french_of(lever.unit_short or ""))) if lever.translated else ""


def scale_in_words(lever: LeverFigures, quantity: float | None) -> Scale:
    """The unit in which one quantity of a lever is said, whatever the language of its texts."""
    return scale_for(replace(lever, unit_short=french_of(lever.unit_short or "")), (quantity,))


def shown(value: float, scale: Scale, grade: str, digits: int, *, sign: bool = False) -> str:
    """A quantity to read: "environ 9 500 véhicules". value : in the lever's unit; grade : of the key that shares it.

    >>> shown(9.5352, Scale("véhicules", 1000.0, "véhicule"), "B", 2)
    'environ 9\\u202f500\\xa0véhicules'
    """
    return _around(borne(value * scale.factor, digits), scale, grade, sign=sign)


def shown_change(start: float, end: float, scale: Scale, grade: str, digits: int) -> str:
    """The quantities of 2019 and of 2030: "environ 170 → 9 500 véhicules"."""
    first, last = borne_change(start * scale.factor, end * scale.factor, digits)
    if scale.whole and 0 < first < LEAST:
        return f"{_number(first, scale)} → {_around(last, scale, grade)}"
    return environ(f"{_number(first, scale)} → {told(last, scale)}", grade)


def told(value: float, scale: Scale, *, sign: bool = False) -> str:
    """A number of the scale's unit, already rounded, and the unit: "9 500 véhicules", "moins d’un véhicule"."""
    single = scale.whole and 0 < abs(value) < 1.5
    return with_unit(_number(value, scale, sign=sign), scale.one if single else scale.unit)


def environ(text: str, grade: str) -> str:
    """The text with "environ" before it, unless the grade is A: measured by the State's own key."""
    return text if grade == "A" or not text else say("environ %(quantity)s", quantity=text)


LEAST = 0.5
"""Fewer than so many whole things read "moins d’un", which is no estimate."""


def _around(value: float, scale: Scale, grade: str, *, sign: bool = False) -> str:
    text = told(value, scale, sign=sign)
    return text if scale.whole and 0 < value < LEAST else environ(text, grade)


def _number(value: float, scale: Scale, *, sign: bool = False) -> str:
    if not scale.whole:
        return format_number(value, MOST_DIGITS, sign=sign)
    return say("moins d’un") if 0 < value < LEAST else format_decimals(value, 0, sign=sign)
