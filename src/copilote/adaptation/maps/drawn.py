"""Maps of one index or count over the territories of a region, drawn the same on pages, in files and on the plate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import numpy as np

from copilote.adaptation.maps.shapes import sketch_for, tiles_for
from copilote.adaptation.reads import climate_address
from copilote.exchange.climate_field import values_of_communes
from copilote.exchange.place import Place
from copilote.reference.climate import ClimateIndex, find_index
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.maps import Level
from copilote.reference.simulator import Region
from copilote.ui.charts.choropleth import Area, Choropleth, Cut, choropleth
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
from copilote.ui.charts.mosaic import mosaic
from copilote.words import nouns
from copilote.words.language import noun
from copilote.words.numbers import format_number
from copilote.words.typography import quoted

NOUNS = {
    "epci": nouns("intercommunalité", "intercommunalités"),
    "departement": nouns("département", "départements"),
    "commune": nouns("commune", "communes"),
}


@kept_while_loaded(maxsize=120, texts=False)
def scale_of(region: Region, index: str) -> Classes:
    """Six classes that hold for every level of warming and every level of territories: of the values of communes."""
    coming = values_of_communes(region.code, index)[1:]
    return replace(classes_of(coming[np.isfinite(coming)].tolist()), shades=shades_for(find_index(index)))


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
        tiles = tiles_for(region.code, named)
        return mosaic(tiles, areas, cut=cut, title=title, unit=unit, what=what, prefix=prefix, write=write)
    return choropleth(
        areas,  # the table beneath has the same links
        sketch=sketch_for(region.code, cast("Level", by)),
        legend=False,
        scale=cut,
        changes=isinstance(cut, Changes),
        stops=False,
        title=title,
        unit=unit,
        what=what,
        prefix=prefix,
        write=write,
    )
