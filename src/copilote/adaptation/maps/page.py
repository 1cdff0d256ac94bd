"""The page of the maps of an index: three levels on one scale, what changes, who is exposed, the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from django.urls import reverse
from numpy.typing import NDArray

from copilote.adaptation.maps.asked import AskedMaps, MapsForm
from copilote.adaptation.maps.drawn import NOUNS, change_scale, map_of, scale_of
from copilote.adaptation.maps.told import (
    exposed_cautions,
    exposed_drawing,
    exposed_sentence,
    exposed_table,
    region_values,
    sources_of,
    title_of,
    valued,
)
from copilote.adaptation.parts import HEADINGS, NOTES
from copilote.adaptation.reads import climate_address, disasters_links
from copilote.adaptation.words import whole
from copilote.exchange.climate_field import STEPS, ClimateField, climate_field
from copilote.exchange.exposed import QUANTITIES, exposed_of
from copilote.exchange.perimeters import places
from copilote.exchange.place import Place
from copilote.publish import columns
from copilote.publish.table import Book, Cell, Column, Kind, Linked, Shown, Table
from copilote.reference.climate import HORIZONS, SOURCE
from copilote.reference.simulator import Region
from copilote.reference.sources import Source, find_source
from copilote.reference.territories import departement_of
from copilote.ui.charts.choropleth import Choropleth, MapClass, map_classes
from copilote.ui.charts.classes import Classes
from copilote.ui.downloads import Offer, offer
from copilote.ui.drawing import Drawing
from copilote.ui.page import Entry, Page, Slide
from copilote.words import N_, _
from copilote.words.language import noun
from copilote.words.numbers import format_decimals, format_number
from copilote.words.typography import quoted, tied

CONTOURS = "ign-contours-2024"
FIRST = ("jours_30", "jours_35", "nuits_tropicales", "jours_sol_sec", "jours_feu", "pluie_ete", "pluie_max_1j")
"""Indices that are one click away; the others are in the list."""


@dataclass(frozen=True, slots=True)
class MapPanel:
    """A map, the year and level above it, and the average of the region."""

    heading: str
    value: str
    map: Choropleth


@dataclass(frozen=True, kw_only=True)
class MapsPage(Page):
    """The page. classes : those of the three maps; change : differences with yesterday, and what they say; chips :
    indices; sheets : départements whose communes the table has, none but by commune; others : what else is drawn."""

    asked: AskedMaps
    form: MapsForm
    chips: tuple[Entry, ...]
    panels: tuple[MapPanel, ...]
    classes: tuple[MapClass, ...]
    change: Choropleth
    change_heading: str
    exposed_drawing: Drawing | None
    exposed_table: Table
    exposed_cautions: tuple[str, ...]
    table: Table
    sheets: tuple[Entry, ...]
    cautions: tuple[str, ...]
    sources: tuple[Source, ...]
    offer: Offer
    level_word: str
    others: tuple[Entry, ...]

    @property
    def slides(self) -> tuple[Slide, ...]:
        """A map a slide, for a room."""
        note = _("Un aléa, pas un risque")
        return tuple(Slide(f"{panel.heading} : {panel.value}", panel.map, (), note) for panel in self.panels)


def maps_page(asked: AskedMaps) -> MapsPage:
    """The page of what an address asks for."""
    region, index = asked.region, asked.index
    field = climate_field(region, index.id, asked.by)
    cut, values = scale_of(region, index.id), region_values(region, index)
    panels = tuple(
        MapPanel(heading_of(level), whole(valued(index, values[level])), level_map(asked, field, level))
        for level in HORIZONS
    )
    change = change_map(asked, field)
    exposed = exposed_of(region, index.id, asked.who, cut.breaks)
    texts = cut.texts(index.unit, written)
    table = exposed_table(index, exposed, texts)
    address = reverse("region_climate_maps", args=[region.slug])
    query, sheets = asked.query(departement=""), _sheets(asked, address)
    return MapsPage(
        title=tied(title_of(region, index)),
        summary=exposed_sentence(index, exposed),
        region=region,
        section="climate",
        trail=(
            Entry(_("Climat qui vient"), reverse("region_climate", args=[region.slug])),
            Entry(_("Cartes"), address),
        ),
        asked=asked,
        form=MapsForm(asked),
        chips=_chips(asked, address),
        panels=panels,
        classes=map_legend(asked, field, cut),
        change=change,
        change_heading=_("Ce qui change d’ici %(year)s", year=asked.year),
        exposed_drawing=exposed_drawing(exposed, cut, texts, table.title),
        exposed_table=table,
        exposed_cautions=exposed_cautions(exposed),
        table=_page_table(asked, field, sheets),
        sheets=sheets,
        cautions=cautions_of(asked),
        sources=tuple(find_source(key) for key in dict.fromkeys((*sources_of(asked.who), CONTOURS))),
        offer=offer(
            "region_climate_maps",
            [region.slug],
            query=query,
            charts={"niveaux": _("Image des trois cartes"), "ecarts": _("Image de la carte des écarts")},
            pages=_files(asked, query),
        ),
        level_word=noun(2, *NOUNS[asked.by]),
        others=(*disasters_links(region), *plate_links(region)),
    )  # fmt: skip


def heading_of(level: str) -> str:
    """A level and its year: "2050, à +2,7 °C"."""
    warming = format_decimals(float(level), 1, sign=True)
    return whole(_("%(year)s, à %(warming)s °C", year=HORIZONS[level], warming=warming))


def map_legend(asked: AskedMaps, field: ClimateField, cut: Classes) -> tuple[MapClass, ...]:
    """The classes of the maps of all levels, and what is not known when there is any."""
    return map_classes(cut, int(np.isnan(field.median[0]).sum()), asked.index.unit, written, "legende")


def level_map(asked: AskedMaps, field: ClimateField, level: str, prefix: str = "carte") -> Choropleth:
    """The map of a level, on the scale of all."""
    row, index = field.median[STEPS.index(level)], asked.index
    return map_of(
        asked.region, asked.by, _by_place(field, row),
        title=f"{index.label}, {heading_of(level)}, {asked.region.name}", unit=index.unit,
        cut=scale_of(asked.region, index.id), prefix=f"{prefix}-{HORIZONS[level]}", write=written,
    )  # fmt: skip


def change_map(asked: AskedMaps, field: ClimateField, prefix: str = "ecart") -> Choropleth:
    """The differences between a level and yesterday, on a scale of their own."""
    rows, index = changes_of(field, asked.level), asked.index
    known = [value for value in rows if value is not None]
    title = _("%(index)s, écart entre %(year)s et 1976-2005", index=index.label, year=asked.year)
    return map_of(
        asked.region, asked.by, dict(zip(field.places, rows, strict=True)), title=f"{title}, {asked.region.name}",
        unit=index.unit, cut=change_scale(index, known), prefix=prefix, write=written,
    )  # fmt: skip


def changes_of(field: ClimateField, level: str) -> list[float | None]:
    """The differences of a level with the reference."""
    rows = np.round(field.median[STEPS.index(level)] - field.median[0], 6)
    return [float(value) if np.isfinite(value) else None for value in rows]


def _by_place(field: ClimateField, row: NDArray[np.float64]) -> dict[Place, float | None]:
    return {place: float(value) if np.isfinite(value) else None for place, value in zip(field.places, row, strict=True)}


def written(value: float) -> str:
    """To a tenth at most: models tell no more."""
    return format_number(round(value, 1), 3)


def _chips(asked: AskedMaps, address: str) -> tuple[Entry, ...]:
    return tuple(
        Entry(whole(_(HEADINGS[name])), f"{address}?{asked.query(indice=name)}", current=name == asked.index.id)
        for name in FIRST
    )


def _sheets(asked: AskedMaps, address: str) -> tuple[Entry, ...]:
    """The départements whose communes the table may have; the first, when none is asked for."""
    if asked.by != "commune":
        return ()
    held = places(asked.region.code, "departement")
    chosen = asked.departement if asked.departement in {place.code for place in held} else held[0].code
    return tuple(
        Entry(place.name, f"{address}?{asked.query(departement=place.code)}#table", current=place.code == chosen)
        for place in held
    )


def _page_table(asked: AskedMaps, field: ClimateField, sheets: tuple[Entry, ...]) -> Table:
    shown = list(field.places)
    if sheets:
        held = {place.name: place.code for place in places(asked.region.code, "departement")}
        chosen = held[next(sheet.label for sheet in sheets if sheet.current)]
        shown = [place for place in shown if departement_of(place.code) == chosen]
    index, decimals = asked.index, max(asked.index.decimals, 0)

    def at(step: int) -> Callable[[Place], Cell]:
        return lambda place: _shown(float(field.median[step, field.by_code[place.code]]), decimals)

    def change(place: Place) -> Cell:
        column = field.median[:, field.by_code[place.code]]
        return _shown(float(column[STEPS.index(asked.level)] - column[0]), decimals, sign=True)

    fields: list[tuple[Column, Callable[[Place], Cell]]] = [
        (columns.TERRITORY, lambda place: Linked(quoted(place.name), climate_address(place))),
        (Column("reference", N_("Hier"), Kind.NUMBER), at(0)),
        *((Column(f"year_{year}", str(year), Kind.NUMBER), at(step)) for step, year in enumerate(HORIZONS.values(), 1)),
        (Column("change", _("Écart %(year)s", year=asked.year), Kind.NUMBER), change),
    ]
    title = _("%(index)s, %(unit)s", index=index.label, unit=index.unit)
    return Table.of("cartes", title, fields, shown, (SOURCE,), anchors=tuple(f"t-{place.code}" for place in shown))


def _shown(value: float, decimals: int, *, sign: bool = False) -> Cell:
    return Shown(value, decimals, sign) if np.isfinite(value) else None


def cautions_of(asked: AskedMaps) -> tuple[str, ...]:
    """What must be read with the maps."""
    told = [
        _("Un aléa, pas un risque : rien n’est dit de qui est exposé, ni de ce qui protège."),
        _("Médiane de %(models)s modèles de climat, par maille de 8 km : peu fidèle en relief et sur la côte.",
          models=asked.index.models),
    ]  # fmt: skip
    if asked.by == "commune":
        told.append(
            _("Chaque commune a la valeur de sa maille ; les voisines d’une même classe sont dessinées ensemble.")
        )
    else:
        told.append(
            _("Moyenne des communes selon leurs habitants ; ce qui dépasse de la région compte dans l’ensemble.")
        )
    if asked.index.id in NOTES:
        told.append(_(NOTES[asked.index.id]))
    return tuple(map(tied, told))


def _files(asked: AskedMaps, query: str) -> tuple[Entry, ...]:
    slug = asked.region.slug
    address = reverse("region_climate_maps_pdf", args=[slug])
    maps = Entry(_("Les trois cartes (PDF)"), f"{address}?{query}" if query else address)
    return (maps, *plate_links(asked.region))


def plate_links(region: Region) -> tuple[Entry, ...]:
    """The six maps on a sheet, in each size."""
    return tuple(
        Entry.to(
            _("Six cartes à accrocher (PDF, %(paper)s)", paper=size.upper()), "region_climate_plate", region.slug, size
        )
        for size in ("a3", "a4")
    )


def maps_book(asked: AskedMaps) -> Book:
    """For files: every territory at the reference and at each level, with the range; then every quantity exposed."""
    field, index = climate_field(asked.region, asked.index.id, asked.by), asked.index

    def of(values: NDArray[np.float64], step: int) -> Callable[[Place], Cell]:
        def read(place: Place) -> Cell:
            value = float(values[step, field.by_code[place.code]])
            return value if np.isfinite(value) else None

        return read

    fields: list[tuple[Column, Callable[[Place], Cell]]] = [
        (columns.CODE, lambda place: place.code),
        (columns.TERRITORY, lambda place: place.name),
        (Column("index", N_("Identifiant"), Kind.CODE), lambda _place: index.id),
        (Column("unit", N_("Unité")), lambda _place: index.unit),
        (Column("reference", N_("Hier (1976-2005)"), Kind.NUMBER), of(field.median, 0)),
    ]
    for step, year in enumerate(HORIZONS.values()):
        fields += [
            (Column(f"median_{year}", _("Médiane, %(year)s", year=year), Kind.NUMBER), of(field.median, step + 1)),
            (Column(f"low_{year}", _("Plus bas, %(year)s", year=year), Kind.NUMBER), of(field.low, step)),
            (Column(f"high_{year}", _("Plus haut, %(year)s", year=year), Kind.NUMBER), of(field.high, step)),
        ]
    main = Table.of("cartes", title_of(asked.region, index), fields, field.places, (SOURCE,))
    cut = scale_of(asked.region, index.id)
    texts = cut.texts(index.unit, written)
    exposed = (
        exposed_table(index, exposed_of(asked.region, index.id, quantity, cut.breaks), texts) for quantity in QUANTITIES
    )
    name = f"copilote-{asked.region.slug}-climat-{index.id.replace('_', '-')}-{asked.by}"
    return Book(name, title_of(asked.region, index), (main, *exposed), cautions_of(asked))
