"""Cells of published files: codes that a spreadsheet spoilt, numbers written the French way, values kept secret."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from copilote.exchange.keyfiles.model import Notes
from copilote.exchange.numbers import parse_number
from copilote.reference.errors import InputError, fold

SECRET = {"s", "ss", "nd", "n d", "nc", "na", "n a", "nr", "secret", "secret statistique", "null", "none", "nan"}
"""How publishers write "not given"; an empty cell says the same."""
COMMUNE_COLUMNS = (
    "com",
    "codgeo",
    "code commune",
    "commune code",
    "code commune code",
    "code commune insee",
    "commune insee",
    "insee",
    "code insee",
    "depcom",
    "code insee commune",
    "insee commune",
    "insee com",
    "idcom",
    "code geo",
    "geo",
)  # fmt: skip
"""Folded titles under which publishers give a commune's code."""
COMMUNE = re.compile(r"(\d{2}|2[AB])\d{3}")
SIREN = re.compile(r"\d{9}")


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """A cell folded: the same words stand in most rows of a long file."""
    return fold(text)


def number(text: str, line: int, column: str, notes: Notes) -> float | None:
    """A cell as a number of at least 0; None when it is not given, or when it is a problem (noted)."""
    bare = text.strip()
    if not bare:
        return None
    try:
        value = float(bare)
    except ValueError:
        if fold(bare) in SECRET or set(bare) <= set("-–.…*"):
            return None
        try:
            value = parse_number(bare)
        except InputError:
            notes.problem(line, column, f"« {bare[:40]} » n’est pas un nombre")
            return None
    if math.isnan(value):
        return None
    if math.isinf(value):
        notes.problem(line, column, f"« {bare[:40]} » n’est pas un nombre")
        return None
    if value < 0:
        notes.problem(line, column, f"{bare[:40]} est négatif, une clé ne l’est jamais")
        return None
    return value


def commune_code(text: str) -> str:
    """A commune's code as it should be: "1001" (a spreadsheet lost the zero) is "01001", "2a004" is "2A004".

    >>> commune_code(" 1001 "), commune_code("2a004"), commune_code("45234.0")
    ('01001', '2A004', '45234')
    """
    bare = text.strip().strip("'\"").upper().removesuffix(".0")
    return bare.zfill(5) if bare.isascii() and bare.isdigit() and len(bare) == 4 else bare


def siren_code(text: str) -> str:
    """A SIREN without spaces: "200 030 385" is "200030385"."""
    return re.sub(r"\s", "", text).removesuffix(".0")


def year_of(text: str) -> int | None:
    """The year that a cell tells ("2021", "2021-01-01T00:00:00.000"); None when it tells none."""
    found = re.match(r"\s*((?:19|20)\d{2})(?!\d)", text)
    return int(found[1]) if found else None
