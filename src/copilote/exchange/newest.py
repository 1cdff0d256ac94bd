"""The newest value observed of each lever: what the simulator offers to count as done, what stands beside actions.

Two sources speak of a lever's quantity: the dated observations of the State's simulator (2019, then 2021 or 2022), and
the regional statistics that are linked to it as the same quantity, often newer. The latter are in other units: the
lever's start of 2019 is moved as they moved (`planning.balance.quantities_of`). The newest of all is offered.
"""

from __future__ import annotations

from dataclasses import dataclass

from copilote.planning.balance import BASE_YEAR, comparable_observations, quantities_of
from copilote.planning.conversion import avoided_kt
from copilote.reference.links import LinkKind, indicator_links
from copilote.reference.series import RegionalSeries, load_series
from copilote.reference.simulator import DatedObservation, LeverFigures, load_observations
from copilote.words import per_language

WITH_THE_WEATHER = ("255", "257")
"""Consumption of services, not corrected for the climate: a mild winter would count as done, so neither is offered."""


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest value of a lever's own quantity, in the lever's unit.

    series : the statistic that it comes from, with the reason of its link; None for the simulator's own observation.
    """

    year: int
    quantity: float
    series: RegionalSeries | None = None
    reason: str = ""


def observed_kt(lever: LeverFigures) -> float | None:
    """ktCO2e a year avoided since 2019 by the newest observed value of the lever's own quantity; None without one."""
    newest = newest_of(lever)
    if newest is None or newest.year <= BASE_YEAR:
        return None
    return float(avoided_kt(lever, newest.quantity))


def own_series(lever: LeverFigures) -> dict[str, str]:
    """The statistics of the lever's own quantity, with the reason of their link."""
    return {
        link.indicator: link.reason
        for link in indicator_links(lever.id, "region")
        if link.kind is LinkKind.SAME and link.indicator and link.indicator not in WITH_THE_WEATHER
    }


@per_language
def newest_of(lever: LeverFigures) -> Newest | None:
    """The newest value among the simulator's and the linked statistics'; at the same year, the simulator's."""
    candidates = [
        Newest(observation.year, observation.value)
        for observation in comparable_observations(lever, dated_values(lever))
        if observation.value is not None
    ]
    reasons = own_series(lever)
    for series in load_series(lever.region, reasons) if reasons else ():
        quantities = quantities_of(lever, series.values) if series.dimension is None else ()
        candidates += [
            Newest(year, quantity, series, reasons[series.number]) for year, quantity in sorted(quantities)[-1:]
        ]
    return max(candidates, key=lambda newest: (newest.year, newest.series is None), default=None)


@per_language
def dated_values(lever: LeverFigures) -> tuple[DatedObservation, ...]:
    """The dated observations of a lever that the State's simulator publishes, targets apart."""
    observations = load_observations(lever.region, lever.edition)
    return tuple(row for row in observations if row.lever == lever.id and row.kind == "observed")
