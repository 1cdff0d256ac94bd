"""The map of an index across a region as files: a drawing (SVG, PNG, PDF), a table (CSV)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from copilote.adaptation.maps.drawn import NOUNS, scale_of
from copilote.adaptation.maps.shapes import made_tiles
from copilote.exchange.climate_map import ClimateMap
from copilote.exchange.perimeters import places
from copilote.exchange.place import Place
from copilote.exchange.shapes import shapes_of
from copilote.publish import columns
from copilote.publish.table import Cell, Column, Kind, Table
from copilote.publish.to_csv import csv_bytes
from copilote.publish.to_pdf import drawing_pdf
from copilote.reference.climate import SOURCE
from copilote.ui.charts.beside import Panel, beside
from copilote.ui.charts.choropleth import MOST_HEIGHT, WIDTH, Area, Named, choropleth
from copilote.ui.charts.classes import Write
from copilote.ui.charts.mosaic import mosaic
from copilote.ui.charts.svg import Chart
from copilote.ui.pictures import Picture
from copilote.words import N_, _
from copilote.words.language import noun
from copilote.words.numbers import format_decimals, format_number
from copilote.words.typography import quoted


class _Told(TypedDict):
    title: str
    unit: str
    what: str
    write: Write


ENDINGS = ("svg", "png", "csv", "pdf")


def map_file(drawn: ClimateMap, ending: str, address: str) -> bytes:
    """The map in one form of `ENDINGS`. address : of the climate of the region, said beneath the drawing."""
    if ending == "csv":
        return csv_bytes(map_table(drawn), machine=True)
    picture = Picture(f"climat-{drawn.region.slug}", title_of(drawn), map_chart(drawn), (SOURCE,), _notes())
    if ending == "svg":
        return picture.svg(address).encode()
    return picture.png(address) if ending == "png" else drawing_pdf(picture.svg(address), picture.chart.alternative)


def title_of(drawn: ClimateMap) -> str:
    """What the map shows: "Jours à 30 °C et plus en 2050 (France à +2,7 °C), Centre-Val de Loire"."""
    warming = format_decimals(float(drawn.level), 1, sign=True)
    text = N_("%(index)s en %(year)s (France à %(warming)s °C), %(region)s")
    return _(text, index=drawn.index.label, year=drawn.horizon, warming=warming, region=drawn.region.name)


def _notes() -> tuple[str, ...]:
    return (
        _("Médiane des modèles, moyenne des communes selon leurs habitants, mailles de 8 km. Un aléa, pas un risque."),
        _("Les classes sont les mêmes en 2030, en 2050 et en 2100 : les cartes se comparent."),
    )


def map_chart(drawn: ClimateMap) -> Chart:
    """The drawing, with classes that hold for every level of warming; communes of a class are drawn together."""
    region = drawn.region.code
    about: _Told = {
        "title": title_of(drawn),
        "unit": drawn.index.unit,
        "what": noun(2, *NOUNS[drawn.by]),
        "write": lambda value: format_number(value, 3),
    }
    cut = scale_of(drawn.region, drawn.index.id)
    if drawn.by == "commune":
        areas = [Area(place.code, quoted(place.name), (), row[0]) for place, row in drawn.values.items()]
        drawing = mosaic(made_tiles(region, WIDTH, MOST_HEIGHT), areas, cut=cut, **about)
        return beside([Panel("", "", drawing)], drawing.classes, title=drawing.title, prefix="legende", width=WIDTH)
    shapes, around = shapes_of(region, drawn.by), shapes_of(region, "departement")
    names = [Named(place.name, around.outline(place.code)) for place in places(region, "departement")]
    return choropleth(
        [
            Area(place.code, quoted(place.name), shapes.outline(place.code), row[0])
            for place, row in drawn.values.items()
        ],
        borders=around.lines,
        names=names if len(names) > 1 else (),
        scale=cut,
        **about,
    )


def map_table(drawn: ClimateMap) -> Table:
    """A row for each territory: its value and its range."""
    fields: list[tuple[Column, Callable[[Place], Cell]]] = [
        (columns.CODE, lambda place: place.code),
        (columns.TERRITORY, lambda place: place.name),
        (Column("index", N_("Identifiant"), Kind.CODE), lambda _place: drawn.index.id),
        (Column("unit", N_("Unité")), lambda _place: drawn.index.unit),
        (Column("horizon", N_("Année"), Kind.YEAR), lambda _place: drawn.horizon),
        (Column("warming_c", N_("Réchauffement de la France (°C)"), Kind.NUMBER), lambda _place: float(drawn.level)),
        (Column("median", N_("Médiane des modèles"), Kind.NUMBER), lambda place: drawn.values[place][0]),
        (Column("low", N_("Plus bas des modèles"), Kind.NUMBER), lambda place: drawn.values[place][1]),
        (Column("high", N_("Plus haut des modèles"), Kind.NUMBER), lambda place: drawn.values[place][2]),
    ]
    return Table.of("carte", title_of(drawn), fields, drawn.values, (SOURCE,))
