"""The second panorama of a territory under the region: the tiles that are measured there, and those that are not.

What is measured by EPCI is left out where the territory is less than that, as in `around.measured`: shared by area, it
would be no measure. What is measured by département is told of the one that holds the whole territory. What a file that
the installation loaded measures comes where no table does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from copilote.exchange.measured import Measured, measured_tile
from copilote.exchange.place import Place
from copilote.reference.communes import load_about, load_frame
from copilote.reference.resources import ResourceTile, load_departement_measures, load_groups, load_tiles
from copilote.reference.territories import departement_of, load_departements

HECTARES = {
    "land_take": "land_take_ha",
    "permanent_grassland": "pastures_ha",
    "wetlands": "wetlands_ha",
}
"""Tiles that the tables of communes measure in hectares, by another quantity than the tile's own. Hedges are not told:
their table, which serves as a key once mended, has 27 ha in Creuse and 20 in Haute-Vienne."""
VACANT = "vacant_dwellings"
BY_DEPARTEMENT = {"dry_streams": "onde-2019", "pesticides": "bnvd-2018"}
"""Tiles that are published by département, and their sources."""


@dataclass(frozen=True, slots=True)
class HereMeasure:
    """A tile measured in a territory. value : in `unit` ("ha", "%", "stations", "t"); among : stations followed, else
    None; year : None where it is not published; level : "commune", "epci" or "departement", what it is measured by, or
    "file"; where : name of the département that it is of, "" where it is of the territory itself; loaded : what the
    installation's own file says, None where a table does."""

    tile: ResourceTile
    group: str
    value: float
    unit: str
    among: int | None
    year: int | None
    level: str
    where: str
    source: str
    loaded: Measured | None = None


@dataclass(frozen=True, slots=True)
class ResourcesHere:
    """The tiles of a territory. missing : those that no table measures there; wider : of those, what is measured by
    EPCI, in a territory that is less than one."""

    place: Place
    measures: tuple[HereMeasure, ...]
    missing: tuple[ResourceTile, ...]
    wider: tuple[ResourceTile, ...]


def resources_here(place: Place) -> ResourcesHere:
    """What is measured of the second panorama in a territory, in the order of the panorama."""
    found = {tile.id: _measure(place, tile) for tile in load_tiles()}
    missing = tuple(tile for tile in load_tiles() if found[tile.id] is None)
    wider = tuple(tile for tile in missing if _too_fine(place, tile.id))
    return ResourcesHere(place, tuple(filter(None, found.values())), missing, wider)


def _measure(place: Place, tile: ResourceTile) -> HereMeasure | None:
    if tile.id in HECTARES:
        return None if _too_fine(place, tile.id) else _hectares(place, tile)
    if tile.id == VACANT:
        return _vacant(place, tile)
    return _of_departement(place, tile) if tile.id in BY_DEPARTEMENT else _loaded(place, tile)


def _too_fine(place: Place, tile: str) -> bool:
    figure = HECTARES.get(tile)
    return figure is not None and load_about()[figure].level == "epci" and place.grain == "commune"


def _sum(place: Place, figure: str) -> float | None:
    """The sum over the communes of a territory; None where one of them is not known."""
    value = float(load_frame().figures[figure][place.ranks].sum())
    return value if np.isfinite(value) else None


def _hectares(place: Place, tile: ResourceTile) -> HereMeasure | None:
    figure = HECTARES[tile.id]
    about, value = load_about()[figure], _sum(place, figure)
    if value is None:
        return None
    group = load_groups()[tile.group]
    return HereMeasure(tile, group, value, "ha", None, about.year, about.level, "", about.source)


def _vacant(place: Place, tile: ResourceTile) -> HereMeasure | None:
    vacant, dwellings = _sum(place, "vacant_dwellings"), _sum(place, "dwellings")
    if vacant is None or not dwellings:
        return None
    about = load_about()["vacant_dwellings"]
    group, share = load_groups()[tile.group], 100 * vacant / dwellings
    return HereMeasure(tile, group, share, "%", None, about.year, about.level, "", about.source)


def _of_departement(place: Place, tile: ResourceTile) -> HereMeasure | None:
    """The last year of what is published of the département that holds the territory; None where several do."""
    codes = set(map(departement_of, place.codes))
    if len(codes) != 1:
        return None
    code = codes.pop()
    rows = [row for row in load_departement_measures(code) if row.measure == tile.id]
    if not rows:
        return None
    last, group = max(rows, key=lambda row: row.year), load_groups()[tile.group]
    where = "" if place.level == "departement" else _name_of(code)
    unit = "t" if last.among is None else "stations"
    return HereMeasure(
        tile, group, last.value, unit, last.among, last.year, "departement", where, BY_DEPARTEMENT[tile.id]
    )


def _loaded(place: Place, tile: ResourceTile) -> HereMeasure | None:
    one = measured_tile(place, tile.id)
    if one is None:
        return None
    key, value, unit, among = one.key, one.amount, one.key.unit, None
    if key.told == "rate" and one.over:
        value, unit = value / one.over * (100 if key.rate_unit == "%" else 1), key.rate_unit
    elif key.told == "part" and one.over:
        among = round(one.over)
    group, year = load_groups()[tile.group], one.file.year
    return HereMeasure(tile, group, value, unit, among, year, "file", "", one.file.source, one)


def _name_of(departement: str) -> str:
    return next((held.name for held in load_departements() if held.code == departement), departement)
