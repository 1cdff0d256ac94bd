"""The diagnostic of a region by a table of actions: what they come to by lever, beside what statistics observe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from copilote.exchange.actions.reading import Reading, read_actions
from copilote.exchange.intake import Source
from copilote.exchange.intake.rows import Progress
from copilote.exchange.newest import Newest, newest_of, observed_kt
from copilote.exchange.observed import regional_observations
from copilote.planning.balance import BASE_YEAR
from copilote.planning.diagnosis import LeverDiagnosis, diagnose
from copilote.planning.duplicates import Pair, groups, likely_pairs
from copilote.reference.links import LinkKind, indicator_links
from copilote.reference.simulator import LeverFigures, Region, find_region, load_levers


@dataclass(frozen=True)
class Observed:
    """What statistics observe of a lever: of its own quantity, with the kt that it comes to since 2019, or, where there
    is none, the closest series (`link` "part"), which does not convert.

    quantity, baseline_2019 : in `unit`. indicator : number of the series, None for what the simulator publishes.
    """

    label: str
    year: int
    quantity: float
    baseline_2019: float | None
    unit: str | None
    kt: float | None
    indicator: str | None
    link: str
    source: str


@dataclass(frozen=True)
class Diagnosed:
    """A region's diagnostic. pairs : likely duplicates, by rank among the actions of the reading."""

    region: Region
    reading: Reading
    levers: tuple[LeverDiagnosis, ...]
    pairs: tuple[Pair, ...]
    observed: Mapping[str, Observed]


def diagnosed(
    place: str, source: Source, *, columns: Mapping[str, str] | None = None, on_progress: Progress | None = None
) -> Diagnosed:
    """The diagnostic of a region, named as people do, by a file of actions.

    columns : headings of the file by what they are (see `read_actions`). Likely duplicates are counted once.
    Raises UnknownNameError for the region, FileError when nothing can be read.
    """
    region = find_region(place)
    reading = read_actions(source, region.code, columns=columns, on_progress=on_progress)
    pairs = likely_pairs(reading.actions, reading.blocks)
    levers = load_levers(region.code)
    lines = diagnose(levers, reading.actions, groups(pairs, len(reading.actions)))
    return Diagnosed(region, reading, lines, pairs, observed_of(region, levers))


def observed_of(region: Region, levers: Sequence[LeverFigures]) -> dict[str, Observed]:
    """What is observed, by lever; nothing of a fictional region."""
    if region.fictional:
        return {}
    own = {lever.id: _own(lever, newest) for lever in levers if (newest := newest_of(lever)) is not None}
    return own | _linked(region, [lever for lever in levers if lever.id not in own])


def _own(lever: LeverFigures, newest: Newest) -> Observed:
    series = newest.series
    return Observed(
        series.name if series else lever.quantity or lever.label,
        newest.year,
        newest.quantity,
        lever.baseline_2019,
        lever.unit,
        observed_kt(lever),
        series.number if series else None,
        LinkKind.SAME.value,
        series.source if series else lever.source,
    )


def _linked(region: Region, levers: Sequence[LeverFigures]) -> dict[str, Observed]:
    """The closest series with a value of levers whose own quantity nothing observes."""
    close = (LinkKind.SAME, LinkKind.PART)
    links = {lever.id: [link for link in indicator_links(lever.id, "region") if link.kind in close] for lever in levers}
    numbers = {link.indicator for own in links.values() for link in own if link.indicator}
    known = {each.indicator: each for each in reversed(regional_observations(region.code, numbers)) if each.values}
    found = {}
    for lever, own in links.items():
        link = next((link for link in own if link.indicator in known), None)
        if link is not None and link.indicator is not None:
            series = known[link.indicator]
            (year, value), start = series.values[-1], dict(series.values).get(BASE_YEAR)
            found[lever] = Observed(
                series.name, year, value, start, series.unit, None, series.indicator, link.kind.value, series.source
            )
    return found
