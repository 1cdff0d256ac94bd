"""The second panorama, nature and resources: its tiles by group, and the measures that no other table holds.

A tile is what one lever changes: a physical quantity, without carbon. What measures it is told by reference: a regional
series ("826"), a row of the barometer ("fr-106"), a lever of the simulator whose target the State publishes by region
("augm_haies"), or a measure of this domain ("wetlands"). Edition 2026.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache

from copilote.reference.records import Text, keyed, load
from copilote.reference.series import Points
from copilote.words import per_language

DOMAIN = "resources"


@dataclass(frozen=True, slots=True)
class ResourceTile:
    """A lever of the panorama and the quantity that it changes.

    lever : of 2026 ("2026-083"), None for a state that several change together. regional, national, state, measure :
    what measures it or sets its target, None where nothing does. note : what must be known of its measure.
    """

    id: str
    group: str
    name: Text
    quantity: Text
    lever: str | None
    regional: str | None
    national: str | None
    state: str | None
    measure: str | None
    note: Text | None


@dataclass(frozen=True, slots=True)
class ResourceMeasure:
    """A measure of this domain in one region; values are (year, value) pairs in `unit`."""

    id: str
    label: Text
    unit: Text
    source: str
    producer: str
    values: Points = ()


@dataclass(frozen=True, slots=True)
class ResourceSharing:
    """How what is aimed at of a tile is shared among territories.

    kind : "rate" (the same everywhere), "shared" (by a key), "none" (nothing says where). lever : of the simulator,
    whose key is taken, and what the COP chose for it; else key.
    grain : the unit that shares are rounded to, `per_unit` of
    them in the unit of the tile; None where nothing is shared. reason : a sentence.
    """

    tile: str
    kind: str
    lever: str | None
    key: str | None
    grain: Text | None
    per_unit: float | None
    reason: Text


@dataclass(frozen=True, slots=True)
class _Group:
    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class _Value:
    measure: str
    region: str
    year: int
    value: float


@dataclass(frozen=True, slots=True)
class DepartementMeasure:
    """What a tile's id counts in a département in one year: "dry_streams", stations dry at least once `among` those
    followed; "pesticides", tonnes of active substances bought, among None."""

    measure: str
    departement: str
    year: int
    value: float
    among: int | None


@per_language
def load_groups() -> dict[str, str]:
    """Key → name of the groups, in the order of the panorama."""
    return {group.id: group.name for group in load(_Group, DOMAIN, "groups.csv")}


@per_language
def load_tiles(edition: str | None = None) -> tuple[ResourceTile, ...]:
    """The tiles, group by group. edition : None is the newest."""
    return load(ResourceTile, DOMAIN, "tiles.csv", edition)


@per_language
def load_sharing() -> dict[str, ResourceSharing]:
    """How the tiles that can be simulated are shared, by tile."""
    return keyed("tile", load(ResourceSharing, DOMAIN, "sharing.csv"))


@per_language
def load_measures(region: str) -> dict[str, ResourceMeasure]:
    """The measures that a region (code) has, by id."""
    values: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for row in load(_Value, DOMAIN, "measures.csv"):
        if row.region == region:
            values[row.measure].append((row.year, row.value))
    about = keyed("id", load(ResourceMeasure, DOMAIN, "measures_about.csv"))
    return {id_: replace(measure, values=tuple(values[id_])) for id_, measure in about.items() if id_ in values}


def load_departement_measures(departement: str) -> tuple[DepartementMeasure, ...]:
    """What is published of a département (code) alone, by measure and year; nothing where it is not followed."""
    return _by_departement().get(departement, ())


@lru_cache(maxsize=1)
def _by_departement() -> dict[str, tuple[DepartementMeasure, ...]]:
    rows: dict[str, list[DepartementMeasure]] = defaultdict(list)
    for row in load(DepartementMeasure, DOMAIN, "departements.csv"):
        rows[row.departement].append(row)
    return {code: tuple(own) for code, own in rows.items()}
