"""The barometer of the national ecological plan: levers of 2026, worksites, commitments, national indicators.

Figures come as published; a cell that stood for "not known" is left out, and `load_corrections` says why. Edition 2026.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from copilote.reference.soundness import Soundness
from copilote.reference.tables import latest, number, read_rows, table_path, whole

DOMAIN = "barometer"
SOURCE = "barometre-2026"

Points = tuple[tuple[int, float], ...]
"""(year, value) pairs in the order of years; a year that is not known is absent."""


@dataclass(frozen=True, slots=True)
class Lever2026:
    """A lever of the reference of 2026. `territorial`: a local authority can act on it."""

    id: str
    name: str
    short_name: str
    sector: str
    worksite: str
    territorial: bool
    axes: tuple[str, ...]
    target_source: tuple[str, ...]
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class Worksite2026:
    """A worksite ("chantier") of 2026; `other_name` is how the State's list of worksites spells it."""

    id: str
    name: str
    sector: str
    axes: tuple[str, ...]
    other_name: str | None
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class Commitment:
    """A national commitment; its headline number lies between `low` and `high`, in `unit`, against `reference`."""

    id: str
    theme: str
    axis: str
    summary: str
    quantity: str | None
    low: float | None
    high: float | None
    unit: str | None
    year: int | None
    reference: str | None
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class PublishedPace:
    """The paces that the barometer itself publishes, in the indicator's unit a year, as rounded there."""

    pace_1y: float | None
    pace_3y: float | None
    pace_required: float | None


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
    uuid: str | None
    label: str
    series: str | None
    unit: str | None
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
    note: str | None
    source: str | None
    target_source: str | None
    values: Points
    published_values: Points
    targets: Points
    published_targets: Points
    published_pace: PublishedPace | None
    edition: str
    table: str = SOURCE

    @property
    def worksite(self) -> str | None:
        """The first worksite it belongs to, if any."""
        return self.worksites[0] if self.worksites else None

    @property
    def name(self) -> str:
        """Label and series in one line."""
        return f"{self.label} : {self.series}" if self.series else self.label

    def target(self, year: int = 2030) -> float | None:
        """The target of that year, in `unit`; None when there is none."""
        return dict(self.targets).get(year)


@dataclass(frozen=True, slots=True)
class Correction:
    """A published cell that our tables do not carry over as it is; `corrected` None means emptied."""

    table: str
    id: str
    year: int | None
    published: str
    corrected: str | None
    reason: str


def split(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, separated by semicolons."""
    return tuple(part for part in cell.split(";") if part)


@lru_cache(maxsize=4)
def load_levers_2026(edition: str | None = None) -> tuple[Lever2026, ...]:
    """The 133 levers, in the order of the published table."""
    return tuple(
        Lever2026(
            id=row["id"],
            name=row["name"],
            short_name=row["short_name"],
            sector=row["sector"],
            worksite=row["worksite"],
            territorial=row["territorial"] == "true",
            axes=split(row["axes"]),
            target_source=split(row["target_source"]),
        )
        for row in read_rows(table_path(DOMAIN, edition, "levers.csv"))
    )


@lru_cache(maxsize=4)
def load_worksites(edition: str | None = None) -> tuple[Worksite2026, ...]:
    """The 36 worksites that carry levers."""
    return tuple(
        Worksite2026(row["id"], row["name"], row["sector"], split(row["axes"]), row["other_name"] or None)
        for row in read_rows(table_path(DOMAIN, edition, "worksites.csv"))
    )


@lru_cache(maxsize=4)
def load_sectors(edition: str | None = None) -> tuple[str, ...]:
    """The 6 sectors of 2026, in order."""
    return tuple(row["name"] for row in read_rows(table_path(DOMAIN, edition, "sectors.csv")))


@lru_cache(maxsize=4)
def load_axes(edition: str | None = None) -> dict[str, str]:
    """Key → French name of the 6 axes."""
    return {row["id"]: row["name"] for row in read_rows(table_path(DOMAIN, edition, "axes.csv"))}


@lru_cache(maxsize=4)
def load_commitments(edition: str | None = None) -> tuple[Commitment, ...]:
    """The national commitments, with their headline number where there is one."""
    return tuple(
        Commitment(
            id=row["id"],
            theme=row["theme"],
            axis=row["axis"],
            summary=row["summary"],
            quantity=row["quantity"] or None,
            low=number(row["low"]),
            high=number(row["high"]),
            unit=row["unit"] or None,
            year=whole(row["year"]),
            reference=row["reference"] or None,
        )
        for row in read_rows(table_path(DOMAIN, edition, "commitments.csv"))
    )


def _points(edition: str | None, name: str) -> tuple[dict[str, list[tuple[int, float]]], ...]:
    """Known points and published points of each indicator."""
    known: dict[str, list[tuple[int, float]]] = defaultdict(list)
    published: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for row in read_rows(table_path(DOMAIN, edition, name)):
        year, value = int(row["year"]), number(row["value"])
        shown = value if value is not None else number(row["published"])
        if value is not None:
            known[row["id"]].append((year, value))
        if shown is not None:
            published[row["id"]].append((year, shown))
    return known, published


@lru_cache(maxsize=4)
def load_national_indicators(edition: str | None = None) -> tuple[NationalIndicator, ...]:
    """One per row of the published table, in its order ("fr-001" first), with values, targets and published paces."""
    chosen = edition or latest(DOMAIN)
    values, published_values = _points(chosen, "values.csv")
    targets, published_targets = _points(chosen, "targets.csv")
    paces = {
        row["id"]: PublishedPace(number(row["pace_1y"]), number(row["pace_3y"]), number(row["pace_required"]))
        for row in read_rows(table_path(DOMAIN, chosen, "published_paces.csv"))
    }
    return tuple(
        NationalIndicator(
            id=row["id"],
            uuid=row["uuid"] or None,
            label=row["label"],
            series=row["series"] or None,
            unit=row["unit"] or None,
            unit_published=row["unit_published"] or None,
            perimeter=row["perimeter"] or None,
            roles=split(row["roles"]),
            worksites=split(row["worksites"]),
            levers=split(row["levers"]),
            axes=split(row["axes"]),
            direction=row["direction"] or None,
            running_total=row["running_total"] == "true",
            irpe=split(row["irpe"]),
            soundness=Soundness(row["soundness"]),
            note=row["note"] or None,
            source=row["source"] or None,
            target_source=row["target_source"] or None,
            values=tuple(values[row["id"]]),
            published_values=tuple(published_values[row["id"]]),
            targets=tuple(targets[row["id"]]),
            published_targets=tuple(published_targets[row["id"]]),
            published_pace=paces.get(row["id"]),
            edition=chosen,
        )
        for row in read_rows(table_path(DOMAIN, chosen, "indicators.csv"))
    )


@lru_cache(maxsize=4)
def load_corrections(edition: str | None = None) -> tuple[Correction, ...]:
    """Every published cell that was emptied or relabelled, with the reason."""
    return tuple(
        Correction(
            table=row["table"],
            id=row["id"],
            year=whole(row["year"]),
            published=row["published"],
            corrected=row["corrected"] or None,
            reason=row["reason"],
        )
        for row in read_rows(table_path(DOMAIN, edition, "corrections.csv"))
    )
