"""The maps of an index as images and PDF, each with its legend, its source and its limits."""

from __future__ import annotations

from copilote.adaptation.maps.asked import AskedMaps
from copilote.adaptation.maps.drawn import scale_of
from copilote.adaptation.maps.page import (
    cautions_of,
    change_map,
    heading_of,
    level_map,
    map_legend,
)
from copilote.adaptation.maps.told import region_values, title_of, valued
from copilote.adaptation.words import whole
from copilote.exchange.climate_field import climate_field
from copilote.publish.to_pdf import drawing_pdf
from copilote.reference.climate import HORIZONS, SOURCE
from copilote.reference.errors import UnknownNameError, nearest
from copilote.ui.charts.beside import Panel, beside
from copilote.ui.pictures import Picture
from copilote.words import _

CHARTS = ("niveaux", "ecarts")


def maps_picture(asked: AskedMaps, name: str) -> Picture:
    """The three maps, or that of the differences. Raises UnknownNameError for another name."""
    if name not in CHARTS:
        raise UnknownNameError(_("Carte"), name[:40], nearest(name, CHARTS))
    index, region = asked.index, asked.region
    field = climate_field(region, index.id, asked.by)
    prefix = f"i-{name}"
    if name == "niveaux":
        values = region_values(region, index)
        panels = [
            Panel(heading_of(level), whole(valued(index, values[level])), level_map(asked, field, level, prefix))
            for level in HORIZONS
        ]
        classes, title = map_legend(asked, field, scale_of(region, index.id)), title_of(region, index)
        chart = beside(panels, classes, title=title, prefix=prefix)
    else:
        drawn = change_map(asked, field, prefix)
        title = drawn.title
        chart = beside(
            [Panel(heading_of(asked.level), "", drawn)], drawn.classes, title=title, prefix=prefix, width=760
        )
    file = f"{region.slug}-climat-{index.id.replace('_', '-')}-{asked.by}-{name}"
    return Picture(file, title, chart, (SOURCE,), cautions_of(asked))


def maps_pdf(asked: AskedMaps, address: str) -> bytes:
    """The three maps on one page. Raises BusyError when too many documents are being made."""
    picture = maps_picture(asked, CHARTS[0])
    return drawing_pdf(picture.svg(address), picture.chart.alternative)
