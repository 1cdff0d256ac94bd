"""The map of the EPCI of a département on a slide, and how slides write amounts."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.exchange.place import Place
from copilote.exchange.shapes import shapes_of
from copilote.publish.table import Cell, Column, Kind, Table
from copilote.ui.charts import Bar, Chart, bars
from copilote.ui.charts.choropleth import Area, Choropleth, choropleth
from copilote.words import N_, _
from copilote.words.numbers import format_kt


def kt_words(value: float | None) -> str:
    """An amount in kilotonnes, on a slide."""
    return format_kt(value, mega=False)


def number_in(cell: Cell) -> float:
    """The number of a cell; 0 for a text."""
    return float(cell) if isinstance(cell, int | float) else 0.0


def epci_map(place: Place, rows: Sequence[dict[str, Cell]], most: int) -> Chart:
    """The shares of the EPCI: on a map where their outlines are known, else as bars."""
    region, title = place.regions[0], _("Part indicative par intercommunalité")
    shapes, limits = shapes_of(region, "epci"), shapes_of(region, "departement").outline(place.code)
    areas = [
        Area(str(row["code"]), str(row["name"]), shapes.outline(str(row["code"])), number_in(row["target_kt"]))
        for row in rows
    ]
    drawn = [area for area in areas if area.rings]
    if not drawn:
        items = [Bar(area.name, area.value) for area in areas[:most]]
        return bars(items, title=title, prefix="epci", unit=_("ktCO2e"), write=kt_words)
    what = _("intercommunalités")
    return choropleth(drawn, title=title, unit="ktCO2e", what=what, prefix="epci", borders=limits, legend=False)


def classes_of(chart: Chart) -> tuple[Table, ...]:
    """The classes of a map in letters that a room can read; none for bars."""
    if not isinstance(chart, Choropleth):
        return ()
    fields = (
        (Column("mark", N_("Classe")), lambda entry: entry.mark or "–"),
        (Column("text", N_("Part")), lambda entry: entry.text),
        (Column("count", N_("Territoires"), Kind.COUNT), lambda entry: entry.count),
    )
    return (Table.of("classes", "", fields, chart.classes),)
