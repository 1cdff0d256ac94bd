"""What pages show of observed series: which ones, in readable units, their verdict, how many have each grade."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from copilote.exchange.observed import national_observations, regional_observations
from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.reference.barometer import NationalIndicator, load_national_indicators
from copilote.reference.errors import UnknownNameError
from copilote.reference.links import IndicatorLink, indicator_links
from copilote.reference.simulator import Region, load_levers
from copilote.ui.drawing import Drawing
from copilote.ui.observations import closeness, is_ceiling, path_of, readable, sentence, worth_drawing
from copilote.words import N_, _, per_language
from copilote.words.numbers import format_number, format_short, times, with_unit
from copilote.words.typography import tied

GRADES = tuple(Grade)
_REACHED = {
    Grade.AHEAD: N_("cible déjà atteinte"),
    Grade.ON_PACE: N_("cible tenue, avec une marge qui se réduit"),
    Grade.WRONG_WAY: N_("cible tenue, mais perdue à ce rythme"),
}


@per_language
def seen_in(code: str) -> tuple[Observation, ...]:
    """Everything observed in a region (code), in the units of the tables; nothing for the fictional one."""
    return regional_observations(code) if code.isdigit() else ()


@per_language
def shown_in(code: str) -> tuple[Observation, ...]:
    """The series that pages show, in readable units; first those with a target and a grade, the closest to a lever."""
    levers = {lever.id: lever for lever in load_levers(code)}
    observations = seen_in(code)
    shown = [readable(observation) for observation in observations if worth_drawing(observation, observations)]
    return tuple(sorted(shown, key=lambda observation: (rank_of(observation), closeness(observation, levers))))


@per_language
def published_in_france() -> dict[str, Observation]:
    """The rows of the barometer that hold values, in the units of the tables, by identifier ("fr-059")."""
    return {observation.indicator: observation for observation in national_observations()}


@per_language
def seen_in_france() -> dict[str, Observation]:
    """The same in readable units."""
    return {number: readable(observation) for number, observation in published_in_france().items()}


@per_language
def national_indicators() -> dict[str, NationalIndicator]:
    """All rows of the barometer, by identifier."""
    return {indicator.id: indicator for indicator in load_national_indicators()}


def series_of(region: Region, number: str) -> list[Observation]:
    """The series of an indicator ("826") in a region, in the units of the tables; raises UnknownNameError for none."""
    series = [observation for observation in seen_in(region.code) if observation.indicator == number]
    if not series:
        known = ", ".join(dict.fromkeys(observation.indicator for observation in seen_in(region.code))) or _("aucun")
        raise UnknownNameError(f"Indicateur de {region.name}", number, [], f"Numéros connus : {known}.")
    return series


def national_of(number: str, *, published: bool = False) -> Observation:
    """A row of the barometer, in readable units or as `published`; raises UnknownNameError when it holds no value."""
    known = published_in_france() if published else seen_in_france()
    if number not in known:
        raise UnknownNameError("Indicateur national", number, [], "De fr-001 à fr-358, parmi ceux qui ont une valeur.")
    return known[number]


def linked_series(lever: str, code: str) -> list[tuple[IndicatorLink, Observation]]:
    """The series that follow a lever of 2023 or 2026, closest link first: in a region (code), or in "france"."""
    shown = seen_in_france().values() if code == "france" else shown_in(code)
    links = indicator_links(lever, "france" if code == "france" else "region")
    return [(link, observation) for link in links for observation in shown if observation.indicator == link.indicator]


def rank_of(observation: Observation) -> int:
    """0 with a grade, 1 with a target alone, 2 without: what can be judged comes first."""
    if observation.pace.grade is not Grade.UNKNOWN:
        return 0
    return 1 if observation.target_2030 is not None else 2


def axes_of(observation: Observation) -> tuple[str, ...]:
    """The axes that a series speaks of: those of the national row it goes with."""
    national = national_indicators().get(observation.national or "")
    return national.axes if national else ()


def verdict(observation: Observation) -> str:
    """The grade in words, with how many times where every window says it: "cinq fois trop lent"; "" without one."""
    pace = observation.pace
    if observation.target_2030 is None or pace.grade is Grade.UNKNOWN:
        return ""
    if pace.grade is Grade.UNCERTAIN:
        return _("appréciation incertaine")
    if pace.reached:
        return _(_REACHED[pace.grade])
    if is_ceiling(observation) and pace.pace_observed and pace.pace_required and pace.pace_required > 0:
        ratio = pace.pace_observed / pace.pace_required
        return _("%(times)s trop vite", times=times(ratio)) if pace.grade is Grade.TOO_SLOW else pace.word
    if pace.grade is Grade.TOO_SLOW and pace.unanimous and pace.ratio is not None and 0 < pace.ratio < 1:
        return _("%(times)s trop lent", times=times(1 / pace.ratio))
    return _("dans le mauvais sens") if pace.grade is Grade.WRONG_WAY else pace.word


def last_value(observation: Observation) -> str:
    """The last known value with its unit, without its year."""
    return with_unit(format_short(observation.pace.last_value), observation.unit or "")


def target_text(observation: Observation) -> str:
    """The target of 2030 with its unit; "" without one."""
    target = observation.target_2030
    return "" if target is None else with_unit(format_short(target), observation.unit or "")


def result(observation: Observation) -> str:
    """The sentence that a title says: "… : 2,3 % en 2025, cinq fois trop lent"."""
    name, value = observation.name, observation.pace.last_value
    if value is None:
        return _("%(name)s : aucune valeur connue", name=name)
    short = with_unit(format_number(value, 2) if abs(value) < 100 else format_short(value), observation.unit or "")
    text = tied(_("%(name)s : %(value)s en %(year)s", name=name, value=short, year=observation.pace.last_year))
    return ", ".join(filter(None, (text, verdict(observation))))


def drawn(observation: Observation, prefix: str, *, large: bool = False) -> Drawing:
    """The path of a series in two sizes: that of a page, that of a phone; cards take the phone's."""
    narrow = path_of(observation, f"{prefix}-m", whole=large)
    return Drawing(path_of(observation, prefix, (760, 330), whole=True) if large else narrow, narrow, "")


@dataclass(frozen=True)
class ShownSeries:
    """A series as templates read it, and the address of its page; page models add what they say more."""

    observation: Observation
    address: str

    @property
    def number(self) -> str:
        """Its number, "826" or "fr-059"."""
        return self.observation.indicator

    @property
    def name(self) -> str:
        """Label and part in one line."""
        return tied(self.observation.name)

    @property
    def last(self) -> str:
        """The last value with its unit."""
        return last_value(self.observation)

    @property
    def year(self) -> str:
        """The year of the last value; "" without one."""
        return str(self.observation.pace.last_year or "")

    @property
    def sentence(self) -> str:
        """The pace read aloud."""
        return tied(sentence(self.observation))

    @property
    def grade(self) -> str:
        """The key of the grade, which gives its colour."""
        return self.observation.pace.grade.value

    @property
    def grade_label(self) -> str:
        """The grade in one or two words."""
        return self.observation.pace.word

    @property
    def mark(self) -> str:
        """How sound it is."""
        return self.observation.soundness.label

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must be known before it is read."""
        return tuple(tied(text) for text in self.observation.warnings)


@dataclass(frozen=True, slots=True)
class GradeCount:
    """How many series have a grade, and the address of those ("" without a page)."""

    key: str
    label: str
    count: int
    address: str = ""


def count_grades(observations: Iterable[Observation], address: str = "") -> tuple[GradeCount, ...]:
    """How many are ahead, on pace, too slow, going the wrong way, uncertain, unknown. address : of the page of all."""
    grades = [observation.pace.grade for observation in observations]
    return tuple(
        GradeCount(grade.value, grade.label, grades.count(grade), f"{address}?avis={grade.value}" if address else "")
        for grade in GRADES
    )
