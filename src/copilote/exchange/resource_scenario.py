"""Scenarios of the second panorama for a region: the levers that it may move, and their short codes.

A code has the shape of those of the climate (`exchange.short_link`), in a format of its own whose amounts are in the
units of the tables: what is done at 2 × the rank of the tile, the ambition at the next.
"""

from __future__ import annotations

from copilote.exchange.numbers import LARGEST
from copilote.exchange.resources import resource_levers
from copilote.exchange.short_link import pack, refused_as_unknown, unknown_code, unpack
from copilote.planning.resource_scenario import ResourceChange, ResourceScenario, ResourceStart, starts
from copilote.reference.resources import load_tiles
from copilote.reference.simulator import Region, load_territories
from copilote.words import per_language

EDITIONS = {2: "2026"}
"""The edition of the tiles whose list a format counts in: a format never changes, nor is one of the climate's."""


@per_language
def resource_starts(region: Region) -> tuple[ResourceStart, ...]:
    """The levers that a region may simulate, in the order of the panorama."""
    return starts(resource_levers(region))


def encode_resources(scenario: ResourceScenario) -> str:
    """The code of a scenario. Raises InputError for an amount that is negative or too large."""
    version = next(version for version, edition in EDITIONS.items() if edition == scenario.edition)
    regions, tiles = _lists(version)
    amounts = {
        2 * tiles.index(tile) + rank: amount
        for tile, change in scenario.changes.items()
        for rank, amount in enumerate((change.done, change.ambition))
        if amount is not None
    }
    return pack(version, regions.index(scenario.region), amounts, scenario.name, LARGEST)


def decode_resources(code: str) -> ResourceScenario:
    """The scenario of a code; raises UnknownNameError for what is none, or was cut or changed on its way."""
    with refused_as_unknown(code):
        version, region, amounts, name = unpack(code)
        regions, tiles = _lists(version)
        stated: dict[str, list[float | None]] = {}
        for place, amount in amounts.items():
            stated.setdefault(tiles[place // 2], [None, None])[place % 2] = amount
        changes = {tile: ResourceChange(*pair) for tile, pair in stated.items()}
        scenario = ResourceScenario(regions[region], EDITIONS[version], changes, name)
        if encode_resources(scenario) == code:
            return scenario
    raise unknown_code(code)


def is_of_resources(code: str) -> bool:
    """Whether a code is of such a scenario, sound or not."""
    with refused_as_unknown(code):
        return unpack(code)[0] in EDITIONS
    return False


@per_language
def _lists(version: int) -> tuple[list[str], list[str]]:
    """Codes of the regions and ids of the tiles; raises ValueError for the format of other scenarios."""
    if version not in EDITIONS:
        raise ValueError("a format of other scenarios")
    return [region.code for region in load_territories("2023")], [tile.id for tile in load_tiles(EDITIONS[version])]
