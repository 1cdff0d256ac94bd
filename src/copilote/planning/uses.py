"""Conflicts of use: what levers ask of the same biomass, wood, land and water by 2030, against what a region has of it.

Every amount is a range, and ranges are combined at their worst: the low end of a sum is that of all its parts. A
verdict is given only where the two ranges, of what is asked and of what there is, do not meet. What the lines are made
of is said in `exchange.uses`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from math import isfinite


@dataclass(frozen=True, slots=True)
class Span:
    """An amount that is known to a range: low <= central <= high, each finite."""

    low: float
    central: float
    high: float

    def __post_init__(self) -> None:
        if not all(map(isfinite, (self.low, self.central, self.high))) or not self.low <= self.central <= self.high:
            raise ValueError("a span goes from its low end to its high end")

    @classmethod
    def exactly(cls, value: float) -> Span:
        """A known amount."""
        return cls(value, value, value)

    @classmethod
    def over(cls, *values: float) -> Span:
        """The range that holds some values, their mean at its centre."""
        return cls(min(values), min(max(values), max(min(values), sum(values) / len(values))), max(values))

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.central + other.central, self.high + other.high)

    def __sub__(self, other: Span) -> Span:
        return Span(self.low - other.high, self.central - other.central, self.high - other.low)

    def __mul__(self, other: Span | float) -> Span:
        """Times another range; both without negative values."""
        by = other if isinstance(other, Span) else Span.exactly(other)
        if self.low < 0 or by.low < 0:
            raise ValueError("only ranges without negative values are multiplied")
        return Span(self.low * by.low, self.central * by.central, self.high * by.high)

    def __truediv__(self, other: Span | float) -> Span:
        """Over another range, which is above zero; neither with negative values."""
        by = other if isinstance(other, Span) else Span.exactly(other)
        if self.low < 0 or by.low <= 0:
            raise ValueError("only a range without negative values is divided, by one above zero")
        return Span(self.low / by.high, self.central / by.central, self.high / by.low)

    @property
    def width(self) -> float:
        """How far apart its ends are."""
        return self.high - self.low


NOTHING = Span(0.0, 0.0, 0.0)


def total(spans: Iterable[Span]) -> Span:
    """The sum of ranges, at their worst."""
    return sum(spans, NOTHING)


@dataclass(frozen=True, slots=True)
class UseLine:
    """One part of what is asked or of what there is, in the unit of its balance. lever : id, "" for what is not a lever
    (today's uses, a resource). coefficients : ids of those that it was computed with."""

    key: str
    label: str
    amount: Span
    lever: str = ""
    coefficients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A part of a balance that no published figure allows to count. supply : on the side of what there is, else of what
    is asked. lever : as in `UseLine`. needed : the figures that it would take, without full stop."""

    key: str
    label: str
    supply: bool
    needed: str
    lever: str = ""


class UseVerdict(Enum):
    """What a balance allows to say; the value is the key used in JSON and CSV."""

    SHORT = "short"
    ENOUGH = "enough"
    OPEN = "open"
    NO_LIMIT = "no_limit"


@dataclass(frozen=True, slots=True)
class UseBalance:
    """What is asked of one resource against what there is, both in `unit`.

    demand, supply : their lines. limited : False where what there is sets no published limit (farmland): shares are
    told, and no verdict. uncounted : what belongs to either side and has no figure.
    """

    key: str
    unit: str
    demand: tuple[UseLine, ...]
    supply: tuple[UseLine, ...]
    limited: bool = True
    uncounted: tuple[Uncounted, ...] = ()

    @property
    def asked(self) -> Span:
        """All that is asked."""
        return total(line.amount for line in self.demand)

    @property
    def available(self) -> Span:
        """All that there is."""
        return total(line.amount for line in self.supply)

    @property
    def missing(self) -> Span:
        """What is asked less what there is: negative ends where some is left."""
        return self.asked - self.available

    @property
    def verdict(self) -> UseVerdict:
        """That of what is counted, but OPEN where something uncounted could overturn it: a resource, a lack; a use, its
        contrary."""
        counted = self.counted
        overturned = {UseVerdict.SHORT: True, UseVerdict.ENOUGH: False}.get(counted)
        return UseVerdict.OPEN if any(part.supply is overturned for part in self.uncounted) else counted

    @property
    def counted(self) -> UseVerdict:
        """SHORT where even the least that is asked is more than the most that there is; ENOUGH where even the most that
        is asked is no more than the least that there is; else OPEN. Of what has a figure alone."""
        if not self.limited:
            return UseVerdict.NO_LIMIT
        if self.asked.low > self.available.high:
            return UseVerdict.SHORT
        return UseVerdict.ENOUGH if self.asked.high <= self.available.low else UseVerdict.OPEN

    @property
    def meeting(self) -> tuple[UseLine, ...]:
        """The levers that meet there, the largest first; those that ask nothing left out."""
        levers = (line for line in self.demand if line.lever and line.amount.high > 0)
        return tuple(sorted(levers, key=lambda line: (-line.amount.central, line.key)))

    @property
    def widest(self) -> tuple[UseLine, ...]:
        """The lines that make the uncertainty, widest first: at most three, each over a tenth of all of it."""
        lines = sorted((*self.demand, *self.supply), key=lambda line: (-line.amount.width, line.key))
        whole = sum(line.amount.width for line in lines)
        return tuple(line for line in lines[:3] if line.amount.width > whole / 10)


def take_to_2030(observed: Iterable[tuple[int, float]], target: Span, first: int, last: int) -> Span:
    """Hectares taken over the years `first` to `last` included, in the unit of the yearly figures.

    observed : (year, taken); target : taken a year in `last`. Years observed count as they are. The others: at the
    least all at the lower of the last observed and the target, at the most all at the higher, in the middle a straight
    path from one to the other.

    Raises ValueError without any observed year.
    """
    known = dict(observed)
    if not known:
        raise ValueError("a pace needs an observed year")
    start = max(year for year in known if year <= last)
    counted = sum(value for year, value in known.items() if first <= year <= last)
    ahead, pace = last - start, known[start]
    path = sum(pace + (target.central - pace) * step / ahead for step in range(1, ahead + 1))
    return Span.exactly(counted) + Span(ahead * min(pace, target.low), path, ahead * max(pace, target.high))
