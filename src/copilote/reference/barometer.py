"""The barometer of the national ecological plan: levers of 2026, worksites, commitments, national indicators.

Figures come as published; a cell that stood for "not known" is left out, and the table of corrections says why.
Edition 2026.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from copilote.reference.records import Text, load
from copilote.reference.soundness import Soundness
from copilote.words import _, per_language

DOMAIN = "barometer"
SOURCE = "barometre-2026"

Points = tuple[tuple[int, float], ...]
"""(year, value) pairs in the order of years; a year that is not known is absent."""


@dataclass(frozen=True, slots=True)
class Lever2026:
    """A lever of the reference of 2026. `territorial`: a local authority can act on it."""

    id: str
    name: Text
    sector: Text
    worksite: str
    territorial: bool
    axes: tuple[str, ...]
    target_source: tuple[Text, ...]
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class Worksite2026:
    """A worksite ("chantier") of 2026; `other_name` is how the State's list of worksites spells it."""

    id: str
    name: Text
    sector: Text
    axes: tuple[str, ...]
    other_name: str | None
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class Commitment:
    """A national commitment; its headline number lies between `low` and `high`, in `unit`, against `reference`."""

    id: str
    theme: Text
    axis: str
    summary: Text
    quantity: Text | None
    low: float | None
    high: float | None
    unit: Text | None
    year: int | None
    reference: Text | None
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class NationalIndicator:
    """A national indicator, or one series of it (`series`).

    values, targets : what is known, in `unit`, by year. `published_values` and `published_targets` are the cells as
    published, with the zeros that mean "not known".
    direction : "up" when more is better, "down" when less is; None when it cannot be said.
    running_total : a total that only grows, whose target is a ceiling for the end of the period.
    levers, worksites : identifiers of 2026; `irpe` numbers of the regional indicator service.
    source, target_source : who measures, and what sets the target, as the barometer words them.
    """

    id: str
    label: Text
    series: Text | None
    unit: Text | None
    unit_published: str | None
    perimeter: str | None
    roles: tuple[str, ...]
    worksites: tuple[str, ...]
    levers: tuple[str, ...]
    axes: tuple[str, ...]
    direction: str | None
    running_total: bool
    irpe: tuple[str, ...]
    soundness: Soundness
    note: Text | None
    source: str | None
    target_source: Text | None
    edition: str
    values: Points = ()
    published_values: Points = ()
    targets: Points = ()
    published_targets: Points = ()
    table: str = SOURCE

    @property
    def worksite(self) -> str | None:
        """The first worksite it belongs to, if any."""
        return self.worksites[0] if self.worksites else None

    @property
    def name(self) -> str:
        """Label and series in one line."""
        return _("%(name)s : %(value)s", name=self.label, value=self.series) if self.series else self.label

    def target(self, year: int = 2030) -> float | None:
        """The target of that year, in `unit`; None when there is none."""
        return dict(self.targets).get(year)


@dataclass(frozen=True, slots=True)
class _NationalPoint:
    id: str
    year: int
    value: float | None
    published: float | None


@dataclass(frozen=True, slots=True)
class _Axis:
    id: str
    name: Text


@per_language
def load_levers_2026() -> tuple[Lever2026, ...]:
    """The 133 levers, in the order of the published table."""
    return load(Lever2026, DOMAIN, "levers.csv", separator=";")


@per_language
def load_worksites() -> tuple[Worksite2026, ...]:
    """The 36 worksites that carry levers."""
    return load(Worksite2026, DOMAIN, "worksites.csv", separator=";")


@per_language
def load_axes() -> dict[str, str]:
    """Key → name of the 6 axes."""
    return {axis.id: axis.name for axis in load(_Axis, DOMAIN, "axes.csv")}


@per_language
def load_commitments() -> tuple[Commitment, ...]:
    """The national commitments, with their headline number where there is one."""
    return load(Commitment, DOMAIN, "commitments.csv")


@per_language
def load_national_indicators() -> tuple[NationalIndicator, ...]:
    """One per row of the published table, in its order ("fr-001" first), with values and targets."""
    values, published_values = _points(load(_NationalPoint, DOMAIN, "values.csv"))
    targets, published_targets = _points(load(_NationalPoint, DOMAIN, "targets.csv"))
    return tuple(
        replace(
            indicator,
            values=values.get(indicator.id, ()),
            published_values=published_values.get(indicator.id, ()),
            targets=targets.get(indicator.id, ()),
            published_targets=published_targets.get(indicator.id, ()),
        )
        for indicator in load(NationalIndicator, DOMAIN, "indicators.csv", separator=";")
    )


def _points(points: Iterable[_NationalPoint]) -> tuple[dict[str, Points], dict[str, Points]]:
    """Known points and published points of each indicator."""
    known: dict[str, Points] = {}
    published: dict[str, Points] = {}
    for point in points:
        shown = point.published if point.value is None else point.value
        for value, series in ((point.value, known), (shown, published)):
            if value is not None:
                series[point.id] = (*series.get(point.id, ()), (point.year, value))
    return known, published
