"""The home page: choose a region on a map or in a list, what a COP is, three facts of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.dossier.levers import physical_2030
from copilote.dossier.phrases import daily_words, place_of
from copilote.planning.observation import Observation
from copilote.planning.panorama import total_target
from copilote.reference.outlines import load_outlines
from copilote.reference.reading import Aim
from copilote.reference.simulator import LeverFigures, Region, load_regions, load_territories
from copilote.reference.soundness import Soundness
from copilote.reference.sources import Source
from copilote.simulator.names import find_source, load_levers
from copilote.simulator.pages.frame import Page, lever_slug
from copilote.simulator.pages.seen import address_of, last_value, per_language, seen_in_france, shown_in, tied, verdict
from copilote.ui.charts.map import MapRegion, region_map
from copilote.ui.charts.svg import Chart
from copilote.ui.translation import say
from copilote.ui.words import format_kt, format_short, with_unit

LONGEST = 95
"""Facts with a longer name, in characters, are left to their own page."""
SOUND = (Soundness.MEASURED, Soundness.OFFICIAL_TARGET, Soundness.DERIVED)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the day: where it holds, a sentence, the page that it comes from, its source."""

    place: str
    sentence: str
    address: str
    source: Source


@dataclass(frozen=True, slots=True)
class Choice:
    """A region to choose: its name, its target written, its address."""

    name: str
    target: str
    address: str


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    """`example` is the fictional region, apart; `whole` the sum over the 18 regions, written."""

    map: Chart
    mainland: tuple[Choice, ...]
    overseas: tuple[Choice, ...]
    example: Choice
    facts: tuple[Fact, ...]
    levers: int


def home_page(today: date) -> HomePage:
    """The home page of a day."""
    drawn, mainland, overseas, example = _choices()
    return HomePage(
        title=_("Quelle est votre région, votre commune ?"),
        summary=_(
            "Ce que la planification écologique demande à chaque région d’ici 2030, en CO2 et en voitures, logements, "
            "hectares ; ce qui est observé ; et un simulateur."
        ),
        section="home",
        map=drawn,
        mainland=mainland,
        overseas=overseas,
        example=example,
        facts=facts_of(today),
        levers=max(len(load_levers(region.code)) for region in load_regions()),
    )


@per_language
def _choices() -> tuple[Chart, tuple[Choice, ...], tuple[Choice, ...], Choice]:
    regions = load_regions()
    choices = {region.code: _choice(region) for region in load_territories()}
    ordered = sorted((one for one in regions if not is_overseas(one)), key=lambda one: one.name.replace("Î", "I"))
    beyond = [one for one in regions if is_overseas(one)]
    drawn = region_map(
        [
            MapRegion(one.name, choices[one.code].address, load_outlines()[one.code], is_overseas(one))
            for one in [*ordered, *beyond]
        ],
        title=_("Carte des régions : choisissez la vôtre"),
    )
    example = next(choices[one.code] for one in load_territories() if one.fictional)
    return drawn, tuple(choices[one.code] for one in ordered), tuple(choices[one.code] for one in beyond), example


def is_overseas(region: Region) -> bool:
    """The regions of the Caribbean, Guyane and the Indian Ocean, whose codes begin with 0."""
    return region.code.startswith("0")


def _choice(region: Region) -> Choice:
    target = total_target(load_levers(region.code)).value
    return Choice(region.name, format_kt(target), reverse("region", args=[region.slug]))


def facts_of(today: date) -> tuple[Fact, ...]:
    """Three facts of a day, the same for everyone: a region's target, the country's pace, another region's pace.

    Regions and subjects both change from one day to the next; nothing is drawn at random.
    """
    return _facts(today.toordinal())


@per_language
def _facts(day: int) -> tuple[Fact, ...]:
    regions = load_regions()
    found = [
        _target_fact(_turned(regions, day), day),
        _national_fact(day),
        _pace_fact(_turned(regions, 7 * day + 9), day),
    ]
    return tuple(fact for fact in found if fact is not None)


def _turned(regions: Sequence[Region], start: int) -> list[Region]:
    """All regions, beginning at one: the next ones stand in for those that have nothing to tell."""
    first = start % len(regions)
    return [*regions[first:], *regions[:first]]


def _target_fact(regions: Sequence[Region], day: int) -> Fact | None:
    told = ((one, [lever for lever in load_levers(one.code) if _tellable(lever)]) for one in regions)
    region, levers = next(((one, levers) for one, levers in told if levers), (None, []))
    if region is None:
        return None
    lever = levers[(day // 18 + day) % len(levers)]
    quantity = physical_2030(lever)
    words = daily_words(lever, None if quantity is None else quantity.value)
    target = format_kt(lever.target_kt)
    sentence = say(
        "%(lever)s, objectif de 2030\u00a0: %(words)s (%(target)s évitées par an).",
        lever=lever.label,
        words=words,
        target=target,
    )
    address = reverse("lever", args=[region.slug, lever_slug(lever)])
    return Fact(_capital(place_of(region)), tied(sentence), address, find_source(lever.source))


def _tellable(lever: LeverFigures) -> bool:
    """Levers whose target can be said in a physical quantity without caution, and is shown by the State."""
    return lever.translated and lever.target_shown and lever.editable and bool(lever.target_kt) and not lever.caution


def _national_fact(day: int) -> Fact | None:
    graded = _graded_in_france()
    if not graded:
        return None
    one = graded[(5 * day) % len(graded)]
    return Fact(
        _("En France"),
        _told(one),
        address_of("national", one.indicator) or reverse("france"),
        find_source(one.source),
    )


@per_language
def _graded_in_france() -> tuple[Observation, ...]:
    return tuple(one for one in seen_in_france().values() if _sound(one))


def _pace_fact(regions: Sequence[Region], day: int) -> Fact | None:
    """The first of the regions, in this order, that has an indicator sound enough."""
    for region in regions:
        graded = [one for one in shown_in(region.code) if _sound(one)]
        if graded:
            one = graded[(3 * day) % len(graded)]
            address = reverse("indicator", args=[region.slug, one.indicator])
            return Fact(_capital(place_of(region)), _told(one), address, find_source(one.source))
    return None


def _told(one: Observation) -> str:
    """Last value, target and verdict in one sentence."""
    target = with_unit(format_short(one.target_2030), one.unit or "")
    pattern = "%(name)s\u00a0: %(value)s en %(year)s, %(target)s visés en 2030\u00a0: %(verdict)s."
    if one.pace.aim is Aim.CEILING:
        pattern = "%(name)s\u00a0: %(value)s en %(year)s, %(target)s au plus en 2030\u00a0: %(verdict)s."
    return say(
        pattern,
        name=one.name,
        value=last_value(one),
        year=one.pace.last_year,
        target=target,
        verdict=verdict(one),
    )


def _sound(one: Observation) -> bool:
    """A grade that every window says and no caution weakens, without a weak step, not 0, short enough to be read."""
    return (
        one.pace.unanimous
        and not one.pace.caution
        and one.soundness in SOUND
        and bool(one.pace.last_value)
        and bool(one.target_2030)
        and len(one.name) <= LONGEST
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
