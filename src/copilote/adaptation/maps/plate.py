"""Six maps of what comes to a region by 2050, on one sheet to hang in the room of its COP: A3, or A4."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from copilote.adaptation.maps.drawn import map_of, scale_of
from copilote.adaptation.maps.page import written
from copilote.adaptation.parts import FIRST, HEADINGS, NOTES
from copilote.adaptation.words import NEAR, change_words, whole
from copilote.exchange.climate import climate_of
from copilote.exchange.climate_field import STEPS, climate_field
from copilote.exchange.perimeters import place_of
from copilote.publish.to_pdf import set_pdf
from copilote.reference.climate import HORIZONS, SOURCE, find_index
from copilote.reference.simulator import Region
from copilote.reference.sources import find_source
from copilote.ui.charts.choropleth import Choropleth
from copilote.ui.charts.sheet import size_of
from copilote.words import _, language
from copilote.words.numbers import format_decimals

TEMPLATE = Path(__file__).with_name("plate.typ")
SIZES = {"a3": 12.5, "a4": 8.6}
"""Letters of each paper, in points."""
WIDER = 1.05
"""How much wider than high a map is that has more room above its legend than beside it."""


def plate_pdf(region: Region, paper: str, address: str) -> bytes:
    """The sheet. paper : "a3" or "a4"; address : of the maps' page. Raises BusyError when too many are being made."""
    climate = climate_of(place_of("region", region.code), only=FIRST)
    charts = {f"carte-{name.replace('_', '-')}": _map(region, name) for name in FIRST}
    maps = [
        {
            "heading": whole(_(HEADINGS[name])),
            "sentence": change_words(climate.get(name)) + (f" {_(NOTES[name])}" if name in NOTES else ""),
            "file": f"{key}.svg",
            "alt": chart.alternative,
            "unit": find_index(name).unit,
            "classes": _classes(region, name, chart),
        }
        for name, (key, chart) in zip(FIRST, charts.items(), strict=True)
    ]
    year, warming = HORIZONS[NEAR], format_decimals(float(NEAR), 1, sign=True)
    source, (wide, high) = find_source(SOURCE), size_of(next(iter(charts.values())).svg)
    content = {
        "lang": language(),
        "paper": paper,
        "size": SIZES[paper],
        "title": _("%(name)s : le climat de %(year)s", name=region.name, year=year),
        "lead": whole(
            _("Ce qui change par an quand la France sera à %(warming)s °C. Hier : 1976-2005.", warming=warming)
        ),
        "maps": maps,
        "wide": wide > WIDER * high,
        "foot": [
            _("Un aléa, pas un risque : rien n’est dit de qui est exposé, ni de ce qui protège."),
            _("Chaque commune a la valeur de sa maille de 8 km (médiane de 17 modèles) : peu fidèle en relief et sur "
              "la côte. Les chiffres des phrases sont la moyenne des communes selon leurs habitants."),
            _("Les classes sont celles des cartes de 2030, 2050 et 2100 : limites arrondies."),
            _("Source : %(sources)s.", sources=f"{source.title} ({source.publisher}, {source.year}), {source.licence}"),
            address,
        ],
    }  # fmt: skip
    return set_pdf(TEMPLATE, "plate.json", content, {key: chart.svg for key, chart in charts.items()})


def _map(region: Region, name: str) -> Choropleth:
    field, index = climate_field(region, name, "commune"), find_index(name)
    row = field.median[STEPS.index(NEAR)]
    values = {
        place: float(value) if np.isfinite(value) else None for place, value in zip(field.places, row, strict=True)
    }
    return map_of(
        region, "commune", values,
        title=f"{index.label}, {HORIZONS[NEAR]}, {region.name}", unit=index.unit, cut=scale_of(region, name),
        prefix=f"p-{name.replace('_', '-')}", write=written, named=True,
    )  # fmt: skip


def _classes(region: Region, name: str, drawn: Choropleth) -> list[dict[str, object]]:
    """The classes of a map, and what is not known when there is any; the unit is written once above them."""
    texts = scale_of(region, name).texts("", written)
    unknown = [entry.text for entry in drawn.classes[len(texts) :]]
    return [
        {"mark": entry.mark, "text": text, "colour": entry.shade.colour, "dark": entry.shade.dark}
        for entry, text in zip(drawn.classes, [*texts, *unknown], strict=True)
    ]
