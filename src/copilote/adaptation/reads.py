"""What the adaptation offers to others: the climate of a territory in a few lines, or for a document; its addresses."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from copilote.adaptation.parts import ClimateSheet, IndexCard, climate_sheet
from copilote.adaptation.words import NEAR, days, nights_words, place_words, range_words, struck_words
from copilote.exchange.climate import climate_of, likeness_of
from copilote.exchange.place import Place
from copilote.exchange.risks import disasters_of
from copilote.reference.simulator import Region, find_region
from copilote.ui.page import Entry
from copilote.words import _
from copilote.words.typography import tied

__all__ = [
    "ClimateBlock",
    "ClimateSheet",
    "IndexCard",
    "climate_address",
    "climate_block",
    "climate_sheet",
    "disasters_links",
    "maps_links",
]


@dataclass(frozen=True, slots=True)
class ClimateBlock:
    """The climate that comes, beside other things: lines (number, meaning), what has struck, in a sentence, a page."""

    lines: tuple[tuple[str, str], ...]
    struck: str
    address: str


def climate_address(place: Place) -> str:
    """The page of the climate of a territory."""
    if place.level == "region":
        return reverse("region_climate", args=[find_region(place.code).slug])
    return reverse("climate", args=[place.level, place.code])


def maps_links(region: Region) -> tuple[Entry, ...]:
    """The maps of a region's climate."""
    label = tied(_("Cartes du climat qui vient : %(name)s", name=region.name))
    maps = Entry.to(label, "region_climate_maps", region.slug)
    return (maps, *disasters_links(region))


def disasters_links(region: Region) -> tuple[Entry, ...]:
    """The map of what has struck a region."""
    label = tied(_("Carte des catastrophes reconnues : %(name)s", name=region.name))
    return (Entry.to(label, "region_disasters", region.slug),)


def climate_block(place: Place) -> ClimateBlock:
    """What comes to a territory by 2050, and what has already struck it; no line where there is no projection."""
    climate, struck = climate_of(place), struck_words(disasters_of(place))
    if not climate.indices:
        return ClimateBlock((), struck, climate_address(place))
    hot, nights = climate.get("jours_30"), climate.get("nuits_tropicales")
    lines = [
        (
            days(hot.at(NEAR).median),
            _(
                "à 30 °C et plus par an en 2050 (%(range)s) ; hier %(past)s",
                range=range_words(hot, NEAR),
                past=days(hot.reference),
            ),
        ),
        (
            nights_words(nights.at(NEAR).median),
            _("à plus de 20 °C par an en 2050 ; hier %(past)s", past=nights_words(nights.reference)),
        ),
    ]
    likeness = likeness_of(climate)
    if likeness and likeness.told:
        lines.append((place_words(likeness.told), _("connaissait hier les étés d’ici en 2050")))
    return ClimateBlock(tuple(lines), struck, climate_address(place))
