"""A region's targets by lever, sector and theme. Totals are exact sums of the published figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from copilote.planning.figures import Figure, sum_figures
from copilote.reference.simulator import LeverFigures


class By(Enum):
    """What a panorama is grouped by."""

    LEVER = "lever"
    SECTOR = "sector"
    THEME = "theme"


@dataclass(frozen=True)
class TargetGroup:
    """Part of a region's target.

    target : ktCO2e avoided in 2030 against 2019. share : of the region's target, between 0 and 1; None when unknown.
    """

    name: str
    target: Figure
    share: float | None
    levers: tuple[str, ...]


@dataclass(frozen=True)
class Panorama:
    """Targets of a region in 2030 against 2019, ktCO2e a year; groups by decreasing target."""

    levers: tuple[LeverFigures, ...]
    target: Figure
    groups: tuple[TargetGroup, ...]


def panorama(levers: Sequence[LeverFigures], by: By = By.SECTOR) -> Panorama:
    """Totals and shares of the levers' targets.

    The sum of the levers is the sum that the State publishes; it is not a net reduction of emissions (overlaps,
    sinks and wood products are inside).
    """
    total = total_target(levers)
    members: dict[str, list[LeverFigures]] = {}
    for lever in levers:
        members.setdefault(_group_name(lever, by), []).append(lever)
    groups = []
    for name, levers_in in members.items():
        target = total_target(levers_in)
        share = target.value / total.value if target.value is not None and total.value else None
        groups.append(TargetGroup(name, target, share, tuple(lever.id for lever in levers_in)))
    groups.sort(key=lambda group: (-(group.target.value or 0.0), group.name))
    return Panorama(tuple(levers), total, tuple(groups))


def total_target(levers: Sequence[LeverFigures]) -> Figure:
    """Sum of the levers' targets, in ktCO2e, with the weakest mark of its parts."""
    return sum_figures((lever.label, lever.target_kt, lever.soundness) for lever in levers)


def _group_name(lever: LeverFigures, by: By) -> str:
    return {By.LEVER: lever.label, By.SECTOR: lever.sector, By.THEME: lever.theme}[by]
