"""Physical quantities of a territory in words: in the unit of its magnitude, to the digits that they bear."""

from __future__ import annotations

import re
from dataclasses import replace

from copilote.planning.quantities import MOST_DIGITS, Scale, borne, borne_change, plain_unit, scale_for
from copilote.publish.table import Cell, Kind, Shown, Table
from copilote.reference.simulator import LeverFigures
from copilote.words import N_, _
from copilote.words.carbon import IN_TONNES, carbon_unit, is_small
from copilote.words.numbers import NBSP, T, format_decimals, format_kt, format_number, with_unit

FEW = 5.0
"""Fewer things than this are not counted out loud: a share says no more than "quelques", or "moins d’un"."""


def amount(kt: float | None, significant: int = 3, *, mega: bool = True, sign: bool = False) -> str:
    """A share for reading, in the unit of its territory.

    >>> from copilote.words.carbon import told_for
    >>> with told_for(0.4):
    ...     amount(0.2974), amount(342.186)
    ('297\\xa0tCO2e', '342\\xa0ktCO2e')
    >>> amount(0.2974)
    '0,297\\xa0ktCO2e'
    """
    if kt is None or carbon_unit() is not IN_TONNES or not is_small(kt):
        return format_kt(kt, significant, mega=mega, sign=sign)
    return with_unit(format_number(borne(1000 * kt, significant), significant, sign=sign), T)


def spelled(kt: float) -> str:
    """A share alone in view, its tonnes in full letters: "8 420 tonnes de CO2e", "258 ktCO2e"."""
    told = amount(kt)
    return with_unit(told.removesuffix(NBSP + _(T)), N_("tonnes de CO2e")) if told.endswith(NBSP + _(T)) else told


def in_tonnes(table: Table) -> Table:
    """A table whose columns in ktCO2e are told in tCO2e, to the tonne."""

    def told(cell: Cell) -> Cell:
        if isinstance(cell, Shown):
            return replace(cell, value=1000 * cell.value, decimals=0)
        return 1000 * cell if isinstance(cell, int | float) else cell

    kinds = [column.kind is Kind.KT for column in table.columns]
    columns = [
        replace(column, title=_in_t(column.heading), unit=_in_t(column.unit), kind=Kind.COUNT) if in_kt else column
        for column, in_kt in zip(table.columns, kinds, strict=True)
    ]
    rows = [[told(cell) if in_kt else cell for cell, in_kt in zip(row, kinds, strict=True)] for row in table.rows]
    return replace(table, title=_in_t(table.title), columns=tuple(columns), rows=tuple(map(tuple, rows)))


def _in_t(text: str) -> str:
    return re.sub(r"\bkt( ?CO2e)?\b", r"t\1", text)


def unit_words(lever: LeverFigures) -> str:
    """The unit of a lever in plain words and in the language in use, at the size that the simulator counts in."""
    return plain_unit(lever.unit_short or "") if lever.translated else ""


def scale_in_words(lever: LeverFigures, quantity: float | None) -> Scale:
    """The unit in which one quantity of a lever is said, whatever the language of its texts."""
    return scale_for(lever, (quantity,))


def shown(value: float, scale: Scale, grade: str, digits: int, *, sign: bool = False) -> str:
    """A quantity to read: "environ 9 500 véhicules". value : in the lever's unit; grade : of the key that shares it.

    >>> shown(9.5352, Scale("véhicules", 1000.0, "véhicule"), "B", 2)
    'environ 9\\u202f500\\xa0véhicules'
    """
    return _around(borne(value * scale.factor, digits), scale, grade, sign=sign)


def shown_change(start: float, end: float, scale: Scale, grade: str, digits: int) -> str:
    """The quantities of 2019 and of 2030: "environ 170 → 9 500 véhicules"."""
    first, last = borne_change(start * scale.factor, end * scale.factor, digits)
    if scale.whole and 0 < max(first, last) < FEW and (first < 1) == (last < 1):
        return in_scale(last, scale)
    if scale.whole and 0 < first < FEW:
        return f"{_number(first, scale)} → {_around(last, scale, grade)}"
    return environ(f"{_number(first, scale)} → {in_scale(last, scale)}", grade)


def in_scale(value: float, scale: Scale, *, sign: bool = False) -> str:
    """A number of the scale's unit, already rounded, and the unit: "9 500 véhicules", "quelques véhicules"."""
    single = scale.whole and 0 < abs(value) < 1
    return with_unit(_number(value, scale, sign=sign), scale.single if single else scale.unit)


def environ(text: str, grade: str) -> str:
    """The text with "environ" before it, unless the grade is A: measured by the State's own key."""
    return text if grade == "A" or not text else _("environ %(quantity)s", quantity=text)


def _around(value: float, scale: Scale, grade: str, *, sign: bool = False) -> str:
    text = in_scale(value, scale, sign=sign)
    return text if scale.whole and 0 < value < FEW else environ(text, grade)


def _number(value: float, scale: Scale, *, sign: bool = False) -> str:
    if not scale.whole:
        return format_number(value, MOST_DIGITS, sign=sign)
    if 0 < value < 1:
        return _("moins d’un")
    return _("quelques") if 1 <= value < FEW else format_decimals(value, 0, sign=sign)
