"""The second panorama of a region, put together from the tables: nature, water, resources, pollution and health."""

from __future__ import annotations

from collections.abc import Mapping

from copilote.exchange.observed import national_observations, regional_observations
from copilote.planning.observation import Observation
from copilote.planning.resources import Addition, ResourceLever, observe_measure, observe_state
from copilote.reference.resources import ResourceTile, load_groups, load_measures, load_tiles
from copilote.reference.simulator import LeverFigures, Region, load_levers, load_observations
from copilote.words import per_language

SAME = 0.02
"""Dated observations that start this near to a lever's baseline are of the same quantity."""
OBSERVED = "observed"


@per_language
def resource_levers(region: Region) -> tuple[ResourceLever, ...]:
    """Every tile of a region's panorama, group by group; for the fictional region, what the country measures."""
    tiles, groups = load_tiles(), load_groups()
    observed = _regional(region, tiles)
    national = {row.indicator: row for row in national_observations([t.national for t in tiles if t.national])}
    measures = {} if region.fictional else load_measures(region.code)
    levers = {lever.id: lever for lever in load_levers(region.code)}
    made = []
    for tile in tiles:
        lever = levers.get(tile.state or "")
        seen = observed.get(tile.regional or "")
        if tile.measure in measures:
            seen = observe_measure(measures[tile.measure], tile.note)
        elif lever is not None and not tile.regional:
            seen = _dated(region, lever, tile)
        made.append(
            ResourceLever(
                tile,
                groups[tile.group],
                seen if seen is not None and seen.pace.last_value is not None else None,
                national.get(tile.national or ""),
                _addition(lever),
            )
        )
    return tuple(made)


def _regional(region: Region, tiles: tuple[ResourceTile, ...]) -> Mapping[str, Observation]:
    """The series of the region by number; none for the fictional one."""
    if region.fictional:
        return {}
    observed = regional_observations(region.code, [tile.regional for tile in tiles if tile.regional])
    return {observation.indicator: observation for observation in observed}


def _dated(region: Region, lever: LeverFigures, tile: ResourceTile) -> Observation | None:
    """What the simulator's text says was observed of a lever, against its target; None where it says nothing."""
    values = tuple(
        sorted(
            (row.year, row.value)
            for row in load_observations(region.code)
            if row.lever == lever.id and row.kind == OBSERVED and row.value is not None
        )
    )
    if not values or not lever.counts_completed or not lever.baseline_2019:
        return None
    same = abs(values[0][1] - lever.baseline_2019) <= max(SAME * lever.baseline_2019, 0.051)
    return observe_state(lever, tile.name, values, _physical(lever)) if same else None


def _addition(lever: LeverFigures | None) -> Addition | None:
    """The target of a lever whose translation counts what is added since 2019; None for the others."""
    if lever is None or lever.counts_completed or not lever.translated:
        return None
    value = _physical(lever)
    return None if not value else Addition(lever, value)


def _physical(lever: LeverFigures) -> float | None:
    """The quantity of 2030 at the official target."""
    if lever.target_kt is None or not lever.translated:
        return None
    from copilote.planning.conversion import convert_kt  # brings numpy, which the rest does not need

    return convert_kt(lever, lever.target_kt).physical
