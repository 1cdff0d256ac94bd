"""Kinds of cells: from a cell's text, never empty, to its value; what it should have been in an InputError."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from copilote.exchange.numbers import parse_decimal, parse_number
from copilote.reference.errors import InputError, fold, nearest
from copilote.words import _
from copilote.words.numbers import format_number

CellKind = Callable[[str], Any]
T = TypeVar("T")
SHOWN = 40
LISTED = 12
"""Values of a choice that are all told."""
MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
          "decembre")  # fmt: skip
EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"\\]{1,64}@(?:[\w-]{1,63}\.)+[^\W\d_]{2,63}")
YEAR = re.compile(r"\s*((?:19|20)\d{2})(?!\d)")


@lru_cache(maxsize=20_000)
def folded(cell: str) -> str:
    """A cell folded ("N° INSEE commune" is "n insee commune"): the same words stand in most rows of a long file."""
    return fold(cell)


def _refused(sentence: str, cell: str, **values: object) -> InputError:
    """The error of a cell; `sentence` is translated already, and filled in here."""
    return InputError(sentence % {"cell": cell.strip()[:SHOWN], **values})


def text(longest: int = 1000) -> CellKind:
    """Words, without spaces around, control characters nor more than `longest` characters."""

    def read(cell: str) -> str:
        bare = cell.strip()
        if not bare.isprintable():
            bare = "".join(sign for sign in bare if sign.isprintable() or sign == "\n")
        if len(bare) > longest:
            raise _refused(_("%(count)s caractères, %(most)s au plus"), "", count=len(bare), most=longest)
        return bare

    return read


def number(least: float | None = None, most: float | None = None, unit: str = "", *, exact: bool = False) -> CellKind:
    """A number written the French way or the English one, between bounds; its unit may stand after it.

    exact : a Decimal with every digit, for sums of money, instead of a float.
    """

    def read(cell: str) -> float | Decimal:
        bare = cell.strip().removesuffix(unit) if unit else cell
        try:
            value = parse_decimal(bare) if exact else parse_number(bare)
        except InputError as error:
            raise _refused(_("« %(cell)s » n’est pas un nombre (1 500 ou 1,5)"), cell) from error
        if least is not None and value < least:
            raise _refused(_("%(cell)s : %(bound)s au moins"), cell, bound=format_number(least))
        if most is not None and value > most:
            raise _refused(_("%(cell)s : %(bound)s au plus"), cell, bound=format_number(most))
        return value

    return read


def date(cell: str) -> datetime.date:
    """A day: "31/12/2026", "2026-12-31" (what spreadsheets' own dates become), "31 décembre 2026"."""
    words = fold(cell).split()
    try:
        if re.match(r"\s*\d{4}-\d", cell):
            return datetime.date.fromisoformat(cell.strip()[:10])
        day, month, written_year = words
        if len(written_year) == len("2026"):
            rank = MONTHS.index(month) + 1 if month in MONTHS else int(month)
            return datetime.date(int(written_year), rank, int(day.removesuffix("er")))
    except ValueError:
        pass
    raise _refused(_("« %(cell)s » n’est pas une date (31/12/2026)"), cell)


def year_of(cell: str) -> int | None:
    """The year that a cell tells ("2021", "2021-01-01T00:00:00.000"); None when it tells none."""
    dated = YEAR.match(cell)
    return int(dated[1]) if dated else None


def year(first: int = 1900, last: int = 2100) -> CellKind:
    """A year between two, alone or at the head of a date."""

    def read(cell: str) -> int:
        value = year_of(cell)
        if value is None or not first <= value <= last:
            raise _refused(
                _("« %(cell)s » n’est pas une année entre %(first)s et %(last)s"), cell, first=first, last=last
            )
        return value

    return read


def code(pattern: str, example: str) -> CellKind:
    """A code in capitals, its spaces and the ".0" of spreadsheets taken away; `example` is shown when it does not fit.

    >>> code(r"crte-[\\d-]+", "crte-24-45-1")(" CRTE-24-45-1 ")
    'crte-24-45-1'
    """
    wanted = re.compile(pattern, re.IGNORECASE)
    change = str.lower if example == example.lower() else str.upper

    def read(cell: str) -> str:
        bare = change(re.sub(r"\s", "", cell).removesuffix(".0"))
        if not wanted.fullmatch(bare):
            raise _refused(_("« %(cell)s » n’est pas un code attendu (comme %(example)s)"), cell, example=example)
        return bare

    return read


def siren(cell: str) -> str:
    """The nine digits of a SIREN, spaces taken away; a slip is seen by its key (that of Luhn)."""
    bare = re.sub(r"\s", "", cell).removesuffix(".0")
    if not re.fullmatch(r"\d{9}", bare, re.ASCII):
        raise _refused(_("« %(cell)s » n’est pas un SIREN (neuf chiffres)"), cell)
    doubled = [int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(bare))]
    if sum(value - 9 if value > 9 else value for value in doubled) % 10:
        raise _refused(_("« %(cell)s » n’est pas un SIREN : sa clé est fausse, un chiffre a changé"), bare)
    return bare


def choice(values: Mapping[str, T]) -> Callable[[str], T]:
    """One of the values that are known, by any of their names: `{"État": "state", "Etat": "state"}`.

    Accents, case and punctuation do not count. The nearest names are told of one that is not known, or all when few.
    """
    known = {fold(name): value for name, value in values.items()}
    first = {value: name for name, value in reversed(list(values.items()))}  # each value by its first name

    @lru_cache(maxsize=1000)
    def accepted(cell: str) -> str:
        """What a wrong cell should have been: the same slip stands in many rows."""
        near = dict.fromkeys(first[values[name]] for name in nearest(cell, values))
        names = ", ".join(near or list(first.values())[: -LISTED - 1 : -1]) + "…" * (not near and len(first) > LISTED)
        return (_("vouliez-vous dire : %(names)s ?") if near else _("attendu : %(names)s")) % {"names": names}

    def read(cell: str) -> T:
        if folded(cell) in known:
            return known[folded(cell)]
        raise _refused(_("« %(cell)s » est inconnu, %(accepted)s"), cell, accepted=accepted(cell))

    return read


def email(cell: str) -> str:
    """An e-mail address."""
    bare = cell.strip().removeprefix("mailto:")
    if not EMAIL.fullmatch(bare) or ".." in bare:
        raise _refused(_("« %(cell)s » n’est pas une adresse électronique (nom@exemple.fr)"), bare)
    return bare
