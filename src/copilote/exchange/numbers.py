"""Numbers as people type them: "1,5", "1.5", "1 500", "1 139,06", "−3"."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from copilote.reference.errors import InputError

LARGEST = 1e12
"""No amount of a COP comes near: beyond, it is a slip of the fingers."""

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)


def parse_number(text: str, what: str = "valeur") -> float:
    """A finite number typed the French way or the English one; raises InputError.

    A comma is a decimal comma, unless a point follows it ("1,500.5"); spaces separate thousands.

    >>> parse_number("1 139,06"), parse_number("1.5"), parse_number("1,500.5")
    (1139.06, 1.5, 1500.5)
    """
    number = float(_plain(text, what))
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise InputError(f"{what} : « {text[:40]} » est trop grand.")
    return number


def parse_decimal(text: str, what: str = "valeur") -> Decimal:
    """Like `parse_number`, with every digit kept, for sums that must be exact.

    >>> parse_decimal("1 139,06")
    Decimal('1139.06')
    """
    number = Decimal(_plain(text, what))
    if abs(number) > LARGEST:
        raise InputError(f"{what} : « {text[:40]} » est trop grand.")
    return number


def _plain(text: str, what: str) -> str:
    """The number as a program writes it: a decimal point, no space."""
    bare = _SPACES.sub("", text).replace("−", "-")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+\.\d*", bare):
        bare = bare.replace(",", "")
    bare = bare.replace(",", ".")
    if not _PLAIN.fullmatch(bare):
        raise InputError(f"{what} : « {text[:40]} » n’est pas un nombre. Écrivez par exemple 1 500 ou 1,5.")
    return bare
