"""Numbers as people type them: "1,5", "1.5", "1 500", "1 139,06", "−3"."""

from __future__ import annotations

import math
import re

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
    bare = _SPACES.sub("", text).replace("−", "-")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+\.\d*", bare):
        bare = bare.replace(",", "")
    bare = bare.replace(",", ".")
    if not _PLAIN.fullmatch(bare):
        raise InputError(f"{what} : « {text[:40]} » n’est pas un nombre. Écrivez par exemple 1 500 ou 1,5.")
    number = float(bare)
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise InputError(f"{what} : « {text[:40]} » est trop grand.")
    return number
