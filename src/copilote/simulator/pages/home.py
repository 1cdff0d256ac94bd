"""The home page: find one’s territory, what is asked of each region, what the COPs do, three facts measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import Error
from django.urls import reverse

from copilote.cop.first_run import is_empty
from copilote.planning.observation import Observation
from copilote.planning.panorama import total_target
from copilote.reference.glossary import load_statements
from copilote.reference.outlines import load_outlines
from copilote.reference.reading import Aim
from copilote.reference.simulator import Region, load_levers, load_regions, load_territories
from copilote.reference.soundness import Soundness
from copilote.reference.sources import Source, find_source
from copilote.ui.charts import Chart
from copilote.ui.charts.choropleth import Choropleth
from copilote.ui.charts.map import MapRegion, region_map
from copilote.ui.daily_words import place_of
from copilote.ui.indicators import last_value, seen_in_france, shown_in, target_text, verdict
from copilote.ui.observations import path_of
from copilote.ui.page import Entry, Page, latest_in_cops
from copilote.ui.targets import inhabitants
from copilote.words import N_, _, per_language
from copilote.words.numbers import format_decimals, format_kt
from copilote.words.typography import capital, tied

SOUND = (Soundness.MEASURED, Soundness.OFFICIAL_TARGET, Soundness.DERIVED)
CHART = (400.0, 200.0)


@dataclass(frozen=True, slots=True)
class FactOfTheDay:
    """A fact of the day: where it holds, the series and its path, the verdict in a sentence, its page and source."""

    place: str
    observation: Observation
    path: Chart
    sentence: str
    address: str
    source: Source

    @property
    def value(self) -> str:
        """The last value with its unit."""
        return last_value(self.observation)

    @property
    def words(self) -> str:
        """What follows the value in daily words: "des bus qui roulent sont électriques"."""
        return tied(load_statements("indicator")[self.observation.indicator])


@dataclass(frozen=True, slots=True)
class RegionChoice:
    """A region to choose: its name, its target written, its address."""

    name: str
    target: str
    address: str


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    """`example` is the fictional region, apart; `news` are the COPs of this site that decided something; `empty` :
    nobody has an account here yet."""

    map: Choropleth
    mainland: tuple[RegionChoice, ...]
    overseas: tuple[RegionChoice, ...]
    example: RegionChoice
    news: tuple[Entry, ...] | None
    facts: tuple[FactOfTheDay, ...]
    levers: int
    empty: bool


def home_page(today: date) -> HomePage:
    """The home page of a day."""
    drawn, mainland, overseas, example = _choices()
    return HomePage(
        title=_("Ce que 2030 demande à votre commune, à votre région"),
        summary=_(
            "Combien de tonnes de CO2, de voitures, de logements, de haies. Ce qui avance, ce qui traîne, et un "
            "simulateur pour en débattre."
        ),
        section="home",
        map=drawn,
        mainland=mainland,
        overseas=overseas,
        example=example,
        news=latest_in_cops(),
        facts=facts_of(today),
        levers=max(len(load_levers(region.code)) for region in load_regions()),
        empty=_is_empty(),
    )


def _is_empty() -> bool:
    """Whether the installation waits for its administrator; False while the base does not answer."""
    try:
        return is_empty()
    except Error:
        return False


@per_language
def _choices() -> tuple[Choropleth, tuple[RegionChoice, ...], tuple[RegionChoice, ...], RegionChoice]:
    regions = load_regions()
    choices = {region.code: _choice(region) for region in load_territories()}
    mainland = sorted((region for region in regions if not is_overseas(region)), key=_sort_name)
    overseas = [region for region in regions if is_overseas(region)]
    outlines = load_outlines()
    drawn = region_map(
        [
            MapRegion(
                region.name,
                choices[region.code].address,
                outlines[region.code],
                _tonnes_per_head(region),
                is_overseas(region),
            )
            for region in [*mainland, *overseas]
        ],
        title=_("À éviter chaque année d’ici 2030, en tonnes de CO2 par habitant"),
        unit=_("tonnes de CO2 par habitant"),
        write=lambda value: format_decimals(value, 1),
    )
    example = next(choices[region.code] for region in load_territories() if region.fictional)
    return (
        drawn,
        tuple(choices[region.code] for region in mainland),
        tuple(choices[region.code] for region in overseas),
        example,
    )


def _tonnes_per_head(region: Region) -> float | None:
    target, people = total_target(load_levers(region.code)).value, inhabitants(region)
    # A class holds what is written on the map: 3.97 is written 4.0.
    return round(1000 * target / people, 1) if target is not None and people else None


def _sort_name(region: Region) -> str:
    """Île-de-France stands under I."""
    return region.name.replace("Î", "I")


def is_overseas(region: Region) -> bool:
    """The regions of the Caribbean, Guyane and the Indian Ocean, whose codes begin with 0."""
    return region.code.startswith("0")


def _choice(region: Region) -> RegionChoice:
    target = total_target(load_levers(region.code)).value
    return RegionChoice(region.name, format_kt(target), reverse("region", args=[region.slug]))


def facts_of(today: date) -> tuple[FactOfTheDay, ...]:
    """Three facts of a day, the same for everyone: the country's pace, and those of two regions.

    Regions and subjects both change from one day to the next; nothing is drawn at random.
    """
    return _facts(today.toordinal())


@per_language
def _facts(day: int) -> tuple[FactOfTheDay, ...]:
    regions = load_regions()
    country = [(_("En France"), observation, "national", ()) for observation in _turned(_graded_in_france(), 37 * day)]
    facts = []
    for rank, start in enumerate((day, 7 * day + 9)):
        region, graded = next(
            (region, graded)
            for region in _turned(regions, start)
            if (graded := [observation for observation in shown_in(region.code) if _sound(observation)])
        )
        observation = graded[(3 * day + rank) % len(graded)]
        facts.append((capital(place_of(region)), observation, "indicator", (region.slug,)))
    return tuple(
        FactOfTheDay(
            place,
            observation,
            path_of(observation, f"fait-{rank}", CHART),
            tied(_sentence(observation)),
            reverse(route, args=[*where, observation.indicator]),
            find_source(observation.source),
        )
        for rank, (place, observation, route, where) in enumerate([*facts[:1], *country[:1], *facts[1:]], 1)
    )


Turned = TypeVar("Turned")


def _turned(items: Sequence[Turned], start: int) -> list[Turned]:
    """All of them, beginning at one: the next ones stand in for those that have nothing to tell."""
    first = start % len(items) if items else 0
    return [*items[first:], *items[:first]]


@per_language
def _graded_in_france() -> tuple[Observation, ...]:
    return tuple(filter(_sound, seen_in_france().values()))


def _sentence(observation: Observation) -> str:
    """Last year, target and verdict in one sentence; the value stands above."""
    pattern = N_("En %(year)s, pour %(target)s visés en 2030 : %(verdict)s.")
    if observation.pace.aim is Aim.CEILING:
        pattern = N_("En %(year)s, pour %(target)s au plus en 2030 : %(verdict)s.")
    return _(pattern, year=observation.pace.last_year, target=target_text(observation), verdict=verdict(observation))


def _sound(observation: Observation) -> bool:
    """A grade that every window says and no caution weakens, without a weak step, not 0, with its daily words."""
    return (
        observation.pace.unanimous
        and not observation.pace.caution
        and observation.soundness in SOUND
        and bool(observation.pace.last_value)
        and bool(observation.target_2030)
        and observation.indicator in load_statements("indicator")
    )
