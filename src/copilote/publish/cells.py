"""How a cell is written for a reader: the one place where a table's numbers become text."""

from __future__ import annotations

from copilote.publish.table import Cell, Column, Kind, Linked, Shown, Table
from copilote.words import _
from copilote.words.numbers import UNKNOWN, format_decimals, format_short

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings that spreadsheets read as a formula, their full-width forms too."""


def written(cell: Cell, kind: Kind) -> str:
    """A cell as pages and documents write it: few digits, in the language in use; empty when there is nothing to say.

    >>> written(1138.06, Kind.KT), written(None, Kind.KT), written(Shown(0.5, 2, sign=True), Kind.NUMBER)
    ('1\\u202f138,1', 'non connu', '+0,50')
    """
    if isinstance(cell, Linked):
        return written(cell.value, kind) if cell.text is None else cell.text
    if cell is None:
        return _(UNKNOWN) if kind is Kind.KT else ""
    if isinstance(cell, Shown):
        return format_decimals(cell.value, cell.decimals, sign=cell.sign)
    if isinstance(cell, bool):
        return _("oui") if cell else _("non")
    if isinstance(cell, str) or kind is Kind.YEAR:
        return str(cell)
    if kind in (Kind.KT, Kind.PERCENT):
        return format_decimals(cell, 1)
    if kind in (Kind.COUNT, Kind.EUR):
        return format_decimals(cell, 0)
    return format_short(cell)


def texts(table: Table) -> list[list[str]]:
    """The rows of a table as documents write them."""
    return [[written(cell, column.kind) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows]


def safe(cell: Cell) -> Cell:
    """The cell, with an apostrophe before a text that a spreadsheet would run as a formula.

    >>> safe("=HYPERLINK(…)"), safe(-3.5)
    ("'=HYPERLINK(…)", -3.5)
    """
    return "'" + cell if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA) else cell


_DECIMALS = {Kind.YEAR: 0, Kind.COUNT: 0, Kind.KT: 1, Kind.PERCENT: 1, Kind.EUR: 2}


def decimals_of(column: Column) -> int | None:
    """How many decimals a spreadsheet shows of a column; None for all that there are."""
    return _DECIMALS.get(column.kind) if column.decimals is None else column.decimals
