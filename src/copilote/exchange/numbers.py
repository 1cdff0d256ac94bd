"""Numbers as people type them: "1,5", "1.5", "1 500", "1 139,06", "−3"."""

from __future__ import annotations

import re
from decimal import Decimal

from copilote.reference.errors import InputError
from copilote.words import N_, _

LARGEST = 1e12
"""No amount of a COP comes near: beyond, it is a slip of the fingers."""

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)


def parse_number(text: str, what: str | None = None) -> float:
    """A finite number typed the French way or the English one; raises InputError.

    A comma is a decimal comma, unless a point follows it ("1,500.5"); spaces separate thousands.

    >>> parse_number("1 139,06"), parse_number("1.5"), parse_number("1,500.5")
    (1139.06, 1.5, 1500.5)
    """
    return float(parse_decimal(text, what))


def parse_decimal(text: str, what: str | None = None) -> Decimal:
    """Like `parse_number`, with every digit kept, for sums that must be exact.

    >>> parse_decimal("1 139,06")
    Decimal('1139.06')
    """
    what = _("valeur") if what is None else what
    bare = _SPACES.sub("", text).replace("−", "-")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+\.\d*", bare):
        bare = bare.replace(",", "")
    bare = bare.replace(",", ".")
    if not _PLAIN.fullmatch(bare):
        words = N_("%(what)s : « %(text)s » n’est pas un nombre. Écrivez par exemple 1 500 ou 1,5.")
        raise InputError(_(words, what=what, text=text[:40]))
    number = Decimal(bare)
    if abs(number) > LARGEST:
        raise InputError(_("%(what)s : « %(text)s » est trop grand.", what=what, text=text[:40]))
    return number
