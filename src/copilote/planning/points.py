"""The points of a series as they are typed or read: checked, and rid of what is not known."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from itertools import pairwise

from copilote.reference.errors import InputError

YEARS_ACCEPTED = (1900, 2200)
LARGEST_VALUE = 1e15


def known_points(years: Iterable[int], values: Iterable[float | None]) -> list[tuple[int, float]]:
    """The (year, value) pairs that are known, checked."""
    whole, cells = [whole_year(year) for year in years], list(values)
    if len(whole) != len(cells):
        raise InputError(f"Série mal formée : {len(whole)} années pour {len(cells)} valeurs ; il en faut autant.")
    for earlier, later in pairwise(whole):
        if later == earlier:
            raise InputError(f"Année {later} en double dans la série : une seule valeur par an est acceptée.")
        if later < earlier:
            raise InputError(f"Années dans le désordre ({earlier} puis {later}) : l’ordre croissant est attendu.")
    known = []
    for year, cell in zip(whole, cells, strict=True):
        if cell is None or cell != cell:  # NaN, of any float type
            continue
        known.append((year, finite(cell, f"La valeur de {year}")))
    return known


def whole_year(year: object) -> int:
    """A year as an int; numpy's integers and 2019.0 are whole years too."""
    try:
        whole = int(year) if isinstance(year, float) and year.is_integer() else operator.index(year)  # type: ignore[arg-type]
    except TypeError:
        raise InputError(f"Année « {year} » : un nombre entier est attendu, par exemple 2024.") from None
    first, last = YEARS_ACCEPTED
    if not first <= whole <= last:
        raise InputError(f"Année {whole} hors limites : de {first} à {last}.")
    return whole


def finite(value: object, what: str) -> float:
    """A value as a float; text, NaN, infinities and absurd sizes are refused."""
    try:
        number = float(value) if not isinstance(value, str) else math.nan  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not abs(number) <= LARGEST_VALUE:
        raise InputError(f"{what} ({value}) n’est pas utilisable : un nombre fini est attendu.")
    return number
