"""The State's regional indicators: catalogue, 43 series with their values, and how a regional target is derived.

The values of a region are in one small file, so that one region costs one read. Edition 2026, years to 2025.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from copilote.reference.english import word
from copilote.reference.errors import UnknownNameError
from copilote.reference.records import Text, keyed, load
from copilote.reference.soundness import Soundness
from copilote.words import _, per_language

DOMAIN = "indicators"
SOURCE = "irpe-2026"
Points = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A numbered indicator of the service: in what unit, down to which level."""

    number: str
    label: Text
    unit: Text | None
    levels: tuple[str, ...]
    producers: tuple[str, ...]
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class RegionalSeries:
    """A series of one region, for one value of its dimension when it has one ("Vélo (depuis 2017)").

    dimension : in French, since it tells series apart. kind : "rate", "stock", "yearly_flow" or "per_inhabitant".
    national : barometer rows that speak of the same thing, the nearest first.
    values : (year, value) pairs, in `unit`; a year that is not known is absent.
    """

    number: str
    label: Text
    unit: Text
    unit_published: str
    dimension: str | None
    kind: str
    national: tuple[str, ...]
    soundness: Soundness
    note: Text | None
    producer: str
    edition: str
    region: str = ""
    values: Points = ()
    source: str = SOURCE

    @property
    def name(self) -> str:
        """Label and value of the dimension in one line."""
        if not self.dimension:
            return self.label
        return _("%(name)s : %(value)s", name=self.label, value=word(self.dimension))


@dataclass(frozen=True, slots=True)
class RegionalRule:
    """How the national target becomes the region's, for one series.

    rule : "rate" (the national rate as it is), "share_observed" (same relative effort as the country since the
        reference year), "share_population", or "none".
    transform : what is done to the series first; None, "sum:A|B" (sum of values of its dimension), "plus:N" (add series
        N), "share_of:N" (in percent of series N), "cumulate:Y" (running total since year Y).
    factor : from the national unit to that of the series; None where the rule does not need it.
    reference_region, reference_national : year ("2024") or period ("2011-2020") compared, in each table's own dating.
    label, unit : of the transformed series; None where nothing changes.
    reference_total : national quantity of the reference period in the unit of the series, where the barometer has
        none (the sum of the regions).
    key_grade : "A" the target as it stands, "B" a proxy, "C" population or an incomplete basis; None without target.
    excluded : regions where the rule does not hold.
    """

    number: str
    national: str
    rule: str
    transform: str | None
    label: Text | None
    unit: Text | None
    factor: float | None
    reference_region: str | None
    reference_national: str | None
    reference_total: float | None
    direction: str
    key_grade: str | None
    excluded: tuple[str, ...]
    reason: Text
    source: str = "copilote-liens"


@dataclass(frozen=True, slots=True)
class _SeriesPoint:
    number: str
    dimension: str
    year: int
    value: float


@per_language
def load_catalogue() -> tuple[CatalogueEntry, ...]:
    """The 158 numbered indicators, by number."""
    return load(CatalogueEntry, DOMAIN, "catalogue.csv", separator=";")


@per_language
def _described() -> dict[str, RegionalSeries]:
    """What each indicator is, without a region's values."""
    renamed = {"producer": "source"}
    return keyed("number", load(RegionalSeries, DOMAIN, "series.csv", separator=";", renamed=renamed, source=SOURCE))


def load_series(region_code: str, numbers: Iterable[str] | None = None) -> tuple[RegionalSeries, ...]:
    """The series of a region that hold values; `numbers` keeps only those indicators.

    Parameters
    ----------
    region_code : INSEE code ("24"); the fictional region has no series.
    numbers : indicator numbers as text, in any order; None for all.

    Raises
    ------
    UnknownNameError : a number that is not one of the 43 series.
    """
    described = _described()
    wanted = set(described if numbers is None else numbers)
    for number in sorted(wanted - described.keys()):
        accepted = _("Numéros connus : %(numbers)s.", numbers=", ".join(described))
        raise UnknownNameError(_("Indicateur régional"), number, accepted=accepted)
    if region_code == "exemple":
        return ()
    values: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for point in load(_SeriesPoint, DOMAIN, f"series_values/{region_code}.csv"):
        if point.number in wanted:
            values[point.number, point.dimension].append((point.year, point.value))
    return tuple(
        replace(described[number], region=region_code, dimension=dimension or None, values=tuple(points))
        for (number, dimension), points in values.items()
    )


@per_language
def load_regional_rules() -> tuple[RegionalRule, ...]:
    """One rule for each of the 43 series."""
    return load(RegionalRule, DOMAIN, "regional_targets.csv")
