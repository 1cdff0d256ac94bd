"""The page of the climate of a territory: what comes, where summers are like that already, what has struck."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.adaptation import parts, words
from copilote.adaptation.reads import climate_address, disasters_links, maps_links
from copilote.adaptation.tables import (
    disasters_table,
    indices_table,
    values_table,
    vigilance_table,
    weightings_table,
)
from copilote.exchange.climate import (
    Likeness,
    TerritoryClimate,
    climate_of,
    likeness_of,
)
from copilote.exchange.measured import Measured, measured_in
from copilote.exchange.place import LEVEL_WORDS, Place
from copilote.exchange.risks import disasters_of, other_risks_of
from copilote.publish.table import Book, Table
from copilote.reference.passage import passage_note
from copilote.reference.simulator import find_region
from copilote.reference.sources import Source, find_source
from copilote.ui.addresses import slug_of
from copilote.ui.downloads import Offer, offer
from copilote.ui.drawing import Drawing
from copilote.ui.measured import measured_lines
from copilote.ui.page import EasyPart, Entry, Page, Slide
from copilote.ui.summary import KeyFigure
from copilote.words import _
from copilote.words.typography import quoted

MOST_SUMMERS = 3
"""Départements of which the summers are shown one by one."""


@dataclass(frozen=True, kw_only=True)
class ClimatePage(Page):
    """The page. level : in words; sheet : the territory's own page; maps : of its region; passage : what is to be said
    of its name or code; table : every index by inhabitants, by_area : by area, None for a commune; alike, struck,
    others : sentences."""

    level: str
    place: Place
    passage: str
    sheet: Entry
    maps: tuple[Entry, ...]
    climate: TerritoryClimate
    figures: tuple[KeyFigure, ...]
    cards: tuple[parts.IndexCard, ...]
    folded: tuple[parts.IndexCard, ...]
    likeness: Likeness | None
    alike: tuple[str, ...]
    alike_lines: tuple[tuple[str, str], ...]
    struck: tuple[str, ...]
    struck_drawing: Drawing | None
    disasters: Table
    others: tuple[str, ...]
    summers: Table | None
    several_summers: bool
    table: Table | None
    by_area: Table | None
    cautions: tuple[str, ...]
    sources: tuple[Source, ...]
    offer: Offer

    @property
    def slides(self) -> tuple[Slide, ...]:
        """The climate for a room: heat by 2050, what has struck."""
        figures = tuple((figure.value, figure.meaning) for figure in self.figures[:3])
        note = _("Un aléa, pas un risque")
        picture = self.cards[0].chart if self.cards else None
        slides = [Slide(self.title, picture, figures, note)]
        if self.struck_drawing:
            title = _("%(name)s : ce qui a déjà frappé", name=quoted(self.place.name))
            slides.append(Slide(title, self.struck_drawing.narrow, (), self.struck[0]))
        return tuple(slides)

    @property
    def easy(self) -> tuple[EasyPart, ...]:
        """The climate in easy words."""
        parts = [EasyPart(_("Qu’est-ce qui vient ?"), tuple(card.sentence for card in self.cards[:2]))]
        parts.append(EasyPart(_("Qu’est-ce qui est déjà arrivé ?"), self.struck[:1]))
        return tuple(part for part in parts if part.sentences)


def climate_page(place: Place, former: str = "") -> ClimatePage:
    """The page of a territory; `former` is the code of a commune of the past that led to it, "" or another text."""
    climate, disasters, other = climate_of(place), disasters_of(place), other_risks_of(place)
    many = len({row.departement for row in other.vigilance}) > MOST_SUMMERS
    likeness = likeness_of(climate)
    told, measured = likeness.told if likeness else None, measured_in(place)
    region, name, several = find_region(place.regions[0]), quoted(place.name), climate.weighting != "cell"
    args = [region.slug] if place.level == "region" else [place.level, place.code]
    route = "region_climate" if place.level == "region" else "climate"
    sheet = Entry.to(name, *(("region", region.slug) if place.level == "region" else ("territory", *args)))
    trail = (Entry(_("Climat qui vient"), climate_address(place)),)
    by = _("Tous les indices, en moyenne des communes selon leurs habitants") if several else _("Tous les indices")
    return ClimatePage(
        title=words.whole(words.title_of(climate, disasters)),
        summary=words.whole(words.summary_of(climate, disasters, told)),
        region=region,
        section="climate",
        trail=trail if place.level == "region" else (sheet, *trail),
        level=_(LEVEL_WORDS[place.level]),
        place=place,
        sheet=sheet,
        maps=maps_links(region) if climate.indices else disasters_links(region),
        climate=climate,
        figures=parts.key_figures(climate, disasters),
        cards=parts.index_cards(climate, parts.FIRST),
        folded=parts.index_cards(climate, parts.FOLDED),
        likeness=likeness,
        alike=parts.alike(likeness) if likeness else (),
        alike_lines=parts.alike_lines(climate, told) if told else (),
        struck=parts.struck(disasters),
        struck_drawing=parts.struck_drawing(disasters) if disasters.total else None,
        disasters=disasters_table(disasters),
        others=(*parts.other_risks(place, other), *measured_lines(measured)),
        summers=None if many else vigilance_table(other),
        several_summers=many,
        table=indices_table(climate, "indices", by) if climate.indices else None,
        by_area=_by_area(place) if several and climate.indices else None,
        passage=passage_note(former, place.code) if place.level == "commune" else place.note,
        cautions=climate.cautions,
        sources=tuple(map(find_source, [*parts.source_keys(climate, other), *_loaded_sources(measured)])),
        offer=offer(route, args),
    )  # fmt: skip


def climate_book(place: Place) -> Book:
    """Its tables, for files: every index both ways that communes are averaged, disasters, heat vigilance."""
    climate, disasters, other = climate_of(place), disasters_of(place), other_risks_of(place)
    climates = (climate,) if climate.weighting == "cell" else (climate, climate_of(place, "area"))
    summers = vigilance_table(other)
    tables = (values_table(climates), disasters_table(disasters), *((summers,) if summers else ()))
    name = f"copilote-{place.level}-{slug_of(place.code)}-climat"
    notes = (*climate.cautions, *disasters.cautions)
    return Book(name, words.title_of(climate, disasters), tables, notes)


def _by_area(place: Place) -> Table:
    title = _("En moyenne des communes selon leurs habitants, ou selon leur surface")
    return weightings_table(climate_of(place), climate_of(place, "area"), title)


def _loaded_sources(measured: tuple[Measured, ...]) -> dict[str, None]:
    return dict.fromkeys(each.file.source for each in measured)
