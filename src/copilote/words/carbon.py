"""The unit in which a page tells avoided emissions: kt, or tonnes where its territory is small. One unit a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from copilote.words.numbers import KT, T

SMALL_KT = 50.0
"""A territory whose whole share is under so many kt is told in tonnes, whatever the lever."""


@dataclass(frozen=True, slots=True)
class CarbonUnit:
    """`name` of the unit, `short` where there is little room, and how many of them a kt is."""

    name: str
    short: str
    per_kt: float


IN_KT, IN_TONNES = CarbonUnit(KT, "kt", 1.0), CarbonUnit(T, "t", 1000.0)
_UNIT: ContextVar[CarbonUnit] = ContextVar("copilote_carbon_unit", default=IN_KT)


@contextmanager
def told_for(total_kt: float) -> Iterator[None]:
    """What is made inside tells small amounts in tonnes for a territory of so little, and in kt for another."""
    token = _UNIT.set(IN_TONNES if is_small(total_kt) else IN_KT)
    try:
        yield
    finally:
        _UNIT.reset(token)


def is_small(total_kt: float) -> bool:
    """Whether a territory of so many kt is told in tonnes."""
    return 0 < abs(total_kt) < SMALL_KT


def carbon_unit() -> CarbonUnit:
    """The unit of the page that is being made."""
    return _UNIT.get()
