"""Maps of one index or count over the territories of a region, drawn the same on pages, in files and on the plate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from copilote.adaptation.reads import climate_address
from copilote.exchange.climate_field import ClimateField, climate_field
from copilote.exchange.perimeters import places
from copilote.exchange.place import Place
from copilote.exchange.shapes import commune_sides, shapes_of
from copilote.reference.climate import ClimateIndex
from copilote.reference.contours import load_contours
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.simulator import Region
from copilote.ui.charts.choropleth import Area, Choropleth, Cut, Named, choropleth
from copilote.ui.charts.classes import (
    COOLER,
    HOTTER,
    RISES,
    SHADES,
    WARM,
    Changes,
    Classes,
    Shade,
    Write,
    changes_of,
    classes_of,
)
from copilote.ui.charts.mosaic import Tiles, mosaic, tiles_of
from copilote.words import nouns
from copilote.words.language import noun
from copilote.words.numbers import format_number
from copilote.words.typography import quoted

WIDTH, HEIGHT = 400.0, 430.0
"""Most of a map, so that three stand side by side."""
NOUNS = {
    "epci": nouns("intercommunalité", "intercommunalités"),
    "departement": nouns("département", "départements"),
    "commune": nouns("commune", "communes"),
}


def scale_of(region: Region, index: str) -> Classes:
    """Six classes that hold for every level of warming and every level of territories: of the values of communes."""
    field = climate_field(region, index, "commune")
    return _scale(field)


@kept_while_loaded(maxsize=120, texts=False)
def _scale(field: ClimateField) -> Classes:
    return replace(classes_of(field.coming), shades=shades_for(field.index))


def shades_for(index: ClimateIndex) -> tuple[Shade, ...]:
    """Warm for heat and dryness, cold for rain."""
    return SHADES if index.group == "rain" else WARM


def change_scale(index: ClimateIndex, changes: list[float]) -> Cut:
    """Classes of differences: six where all rise, else three a side of zero."""
    if all(change >= 0 for change in changes):
        return replace(classes_of(changes), shades=shades_for(index))
    if index.group == "rain":
        return replace(changes_of(changes), words=RISES)
    return replace(changes_of(changes), words=RISES, more=HOTTER, less=COOLER)


def map_of(
    region: Region,
    by: str,
    values: Mapping[Place, float | None],
    *,
    title: str,
    unit: str,
    cut: Cut,
    prefix: str,
    write: Write = format_number,
    named: bool = False,
    notes: Mapping[str, str] | None = None,
) -> Choropleth:
    """A map. values : by territory, None where not known; named : départements are, on a map of communes;
    notes : by code, said after the value."""
    areas = [
        Area(
            place.code,
            quoted(place.name),
            (),
            value,
            climate_address(place) if by != "commune" else "",
            (notes or {}).get(place.code, ""),
        )
        for place, value in values.items()
    ]
    what = noun(2, *NOUNS[by])
    if by == "commune":
        tiles = _tiles(region.code, named)
        return mosaic(tiles, areas, cut=cut, title=title, unit=unit, what=what, prefix=prefix, write=write)
    shapes, around = shapes_of(region.code, by), shapes_of(region.code, "departement")
    return choropleth(
        [replace(area, rings=shapes.outline(area.code)) for area in areas],  # the table beneath has the same links
        borders=around.lines if by != "departement" else (),
        names=_names(region.code) if by == "departement" else (),
        legend=False,
        scale=cut,
        changes=isinstance(cut, Changes),
        width=WIDTH,
        most_height=HEIGHT,
        stops=False,
        title=title,
        unit=unit,
        what=what,
        prefix=prefix,
        write=write,
    )


def _names(region: str) -> tuple[Named, ...]:
    around = shapes_of(region, "departement")
    return tuple(Named(place.name, around.outline(place.code)) for place in places(region, "departement"))


@kept_while_loaded(maxsize=20)
def _tiles(region: str, named: bool) -> Tiles:
    """The lines between the communes of a region: quick to paint again in other colours."""
    contours, around = load_contours(region), shapes_of(region, "departement")
    return tiles_of(
        contours.lines,
        commune_sides(region),
        contours.bbox(),
        width=WIDTH,
        most_height=HEIGHT,
        borders=around.lines,
        names=_names(region) if named else (),
    )
