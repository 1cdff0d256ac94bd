"""The State's regional indicators: catalogue, 43 series with their values, and how a regional target is derived.

The values of a region are in one small file, so that one region costs one read. Edition 2026, years to 2025.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from copilote.reference.errors import UnknownNameError
from copilote.reference.soundness import Soundness
from copilote.reference.tables import latest, number, read_rows, table_path, whole

DOMAIN = "indicators"
SOURCE = "irpe-2026"
Points = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A numbered indicator of the service: where it is, in what unit, down to which level.

    summable : False when the service says that it may not be summed; None when it does not say.
    """

    number: str
    label: str
    cubes: tuple[str, ...]
    unit: str | None
    summable: bool | None
    levels: tuple[str, ...]
    other_dimensions: tuple[str, ...]
    producers: tuple[str, ...]
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class RegionalSeries:
    """A series of one region, for one value of its dimension when it has one ("Vélo (depuis 2017)").

    kind : "rate", "stock", "yearly_flow" or "per_inhabitant".
    national : barometer rows that speak of the same thing, the nearest first.
    values : (year, value) pairs, in `unit`; a year that is not known is absent.
    """

    number: str
    region: str
    label: str
    unit: str
    unit_published: str
    dimension: str | None
    kind: str
    national: tuple[str, ...]
    soundness: Soundness
    note: str | None
    producer: str
    values: Points
    edition: str
    source: str = SOURCE

    @property
    def name(self) -> str:
        """Label and value of the dimension in one line."""
        return f"{self.label} : {self.dimension}" if self.dimension else self.label


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
    label: str | None
    unit: str | None
    factor: float | None
    reference_region: str | None
    reference_national: str | None
    reference_total: float | None
    direction: str
    key_grade: str | None
    excluded: tuple[str, ...]
    reason: str
    source: str = "copilote-liens"


@lru_cache(maxsize=4)
def load_catalogue(edition: str | None = None) -> tuple[CatalogueEntry, ...]:
    """The 158 numbered indicators, by number."""
    return tuple(
        CatalogueEntry(
            number=row["number"],
            label=row["label"],
            cubes=_split(row["cubes"]),
            unit=row["unit"] or None,
            summable={"true": True, "false": False}.get(row["summable"]),
            levels=_split(row["levels"]),
            other_dimensions=_split(row["other_dimensions"]),
            producers=_split(row["producers"]),
        )
        for row in read_rows(table_path(DOMAIN, edition, "catalogue.csv"))
    )


@lru_cache(maxsize=4)
def _described(edition: str) -> dict[str, dict[str, str]]:
    return {row["number"]: row for row in read_rows(table_path(DOMAIN, edition, "series.csv"))}


def load_series(
    region_code: str, numbers: Iterable[str] | None = None, *, edition: str | None = None
) -> tuple[RegionalSeries, ...]:
    """The series of a region that hold values; `numbers` keeps only those indicators.

    Parameters
    ----------
    region_code : INSEE code ("24"); the fictional region has no series.
    numbers : indicator numbers as text, in any order; None for all.

    Raises
    ------
    UnknownNameError : a number that is not one of the 43 series.
    """
    chosen = edition or latest(DOMAIN)
    described = _described(chosen)
    wanted = None if numbers is None else set(numbers)
    for one in sorted(wanted or ()):
        if one not in described:
            raise UnknownNameError(
                "Indicateur régional", one, accepted="Numéros connus : " + ", ".join(described) + "."
            )
    if region_code == "exemple":
        return ()
    points: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for row in read_rows(table_path(DOMAIN, chosen, f"series_values/{region_code}.csv")):
        if wanted is None or row["number"] in wanted:
            points[row["number"], row["dimension"]].append((int(row["year"]), float(row["value"])))
    return tuple(
        RegionalSeries(
            number=key,
            region=region_code,
            label=described[key]["label"],
            unit=described[key]["unit"],
            unit_published=described[key]["unit_published"],
            dimension=dimension or None,
            kind=described[key]["kind"],
            national=_split(described[key]["national"]),
            soundness=Soundness(described[key]["soundness"]),
            note=described[key]["note"] or None,
            producer=described[key]["source"],
            values=tuple(values),
            edition=chosen,
        )
        for (key, dimension), values in points.items()
    )


@lru_cache(maxsize=4)
def load_regional_rules(edition: str | None = None) -> tuple[RegionalRule, ...]:
    """One rule for each of the 43 series."""
    return tuple(
        RegionalRule(
            number=row["number"],
            national=row["national"],
            rule=row["rule"],
            transform=row["transform"] or None,
            label=row["label"] or None,
            unit=row["unit"] or None,
            factor=number(row["factor"]),
            reference_region=row["reference_region"] or None,
            reference_national=row["reference_national"] or None,
            reference_total=number(row["reference_total"]),
            direction=row["direction"],
            key_grade=row["key_grade"] or None,
            excluded=tuple(row["excluded"].split()),
            reason=row["reason"],
        )
        for row in read_rows(table_path(DOMAIN, edition, "regional_targets.csv"))
    )


@dataclass(frozen=True, slots=True)
class SeriesCorrection:
    """A published cell of a regional series that was emptied, or the year of a whole one put right (`region` ""), with
    the reason."""

    number: str
    region: str
    year: int | None
    published: str
    reason: str


@lru_cache(maxsize=4)
def load_series_corrections(edition: str | None = None) -> tuple[SeriesCorrection, ...]:
    """Every cell of the regional series that was emptied."""
    return tuple(
        SeriesCorrection(row["number"], row["region"], whole(row["year"]), row["published"], row["reason"])
        for row in read_rows(table_path(DOMAIN, edition, "corrections.csv"))
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)
