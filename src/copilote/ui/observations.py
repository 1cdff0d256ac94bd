"""Observed series in words and drawings: what is read of one, on pages and in documents alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.reference.english import french_of
from copilote.reference.links import LinkKind, levers_of_indicator
from copilote.reference.simulator import LeverFigures
from copilote.ui.charts import Chart, PathSeries, indicator_path, path_sentence
from copilote.words import N_, _
from copilote.words.numbers import format_short, times, with_unit
from copilote.words.typography import quoted

OUTSIDE = N_("Eau, biodiversité, alimentation, ressources")
"""Where indicators go that follow no lever of the simulator."""
FIRST_YEAR = 2015
"""Drawings start here: what came before says little of the present pace. Tables and files hold all years."""
CARD = (280.0, 162.0)
"""Size of a small chart, near that of its card on a phone, so that its texts keep their size there."""
ON_TRACK = (Grade.AHEAD, Grade.ON_PACE)
KEY_GRADES = {
    "A": N_("cible nationale telle quelle"),
    "B": N_("cible déduite par une clé approchée"),
    "C": N_("cible déduite de la population ou d’une base partielle"),
}
_SCALES = {
    "tCO2e": ((1e3, N_("ktCO2e")),),
    "kg": ((1e6, N_("milliers de tonnes")), (1e3, N_("tonnes"))),
    "t/hab.": ((1e-3, N_("kg/hab.")),),
}
_LARGE = {
    False: ((1e9, N_("milliards de %(unit)s")), (1e6, N_("millions de %(unit)s"))),
    True: ((1e9, N_("milliards d’%(unit)s")), (1e6, N_("millions d’%(unit)s"))),
}
"""Larger units of any other, and of one that begins with a vowel."""
_REACHED = {
    Grade.AHEAD: N_("déjà atteinte"),
    Grade.ON_PACE: N_("tenue, avec une marge qui se réduit"),
    Grade.WRONG_WAY: N_("tenue, mais perdue avant 2030 à ce rythme"),
}


def readable(observation: Observation) -> Observation:
    """The same series in a unit that needs few digits ("13,2 milliards de t.km"), its name in French typography."""
    unit = observation.unit or ""
    largest = max((abs(value) for _year, value in observation.values), default=0.0)
    known = french_of(unit)
    elided = known[:1].lower() in "aeiouh"
    factor, name = next((scale for scale in _SCALES.get(known, _LARGE[elided]) if largest >= 10 * scale[0]), (1.0, ""))

    def scaled(value: float | None) -> float | None:
        return None if value is None else value / factor

    pace = observation.pace
    fields = ("last_value", "pace_1y", "pace_3y", "pace_ls", "pace_observed", "pace_required")
    scaled_paces: dict[str, Any] = {field: scaled(getattr(pace, field)) for field in fields}
    return replace(
        observation,
        label=typographic(observation.label),
        part=None if observation.part is None else typographic(observation.part),
        unit=_(name, unit=unit) if name else unit or None,
        values=tuple((year, value / factor) for year, value in observation.values),
        target_2030=scaled(observation.target_2030),
        pace=replace(
            pace,
            windows=tuple(replace(window, pace=scaled(window.pace)) for window in pace.windows),
            basis=None if pace.basis is None else replace(pace.basis, pace=scaled(pace.basis.pace)),
            **scaled_paces,
        ),
    )


def typographic(text: str) -> str:
    """A name of the tables with typographic apostrophes, quotes and dashes."""
    return quoted(text).replace("'", "’").replace(" - ", " – ")


def worth_drawing(observation: Observation, observations: Sequence[Observation]) -> bool:
    """Whether a series is on the page: those of an indicator cut in parts are, only if they bear its target."""
    parts = [other for other in observations if other.indicator == observation.indicator]
    return len(parts) == 1 or observation.target_2030 is not None


def followed_levers(observation: Observation, levers: Mapping[str, LeverFigures]) -> tuple[tuple[str, str, str], ...]:
    """(identifier, label, nature of the link) of the levers that a series follows, closest first."""
    links = [link for link in levers_of_indicator(observation.indicator) if link.kind is not LinkKind.NONE]
    kept = sorted((link for link in links if link.lever in levers), key=lambda link: link.kind.rank)
    return tuple((link.lever, levers[link.lever].label, link.kind.label) for link in kept)


def closeness(observation: Observation, levers: Mapping[str, LeverFigures]) -> int:
    """How closely a series follows a lever of the region: 0 for the same quantity."""
    kinds = [link.kind.rank for link in levers_of_indicator(observation.indicator) if link.lever in levers]
    return min(kinds, default=LinkKind.NONE.rank)


def path_of(observation: Observation, prefix: str, size: tuple[float, float] = CARD, *, whole: bool = False) -> Chart:
    """The path of a series. whole : from its first year on, else from `FIRST_YEAR`."""
    unit = observation.unit or ""
    recent = tuple(pair for pair in observation.values if whole or pair[0] >= FIRST_YEAR) or observation.values
    ceiling = 100.0 if unit == "%" else None
    name, pace = observation.name, observation.pace.pace_observed
    series = PathSeries(name, unit, recent, observation.target_2030, pace=pace, ceiling=ceiling)
    return indicator_path(series, title=name, prefix=prefix, width=size[0], height=size[1])


def is_ceiling(observation: Observation) -> bool:
    """True for a running total under a ceiling: it grows, and less is better."""
    return observation.pace.ceiling


def sentence(observation: Observation) -> str:
    """The pace read aloud, with the two figures that make the grade."""
    pace, unit = observation.pace, observation.unit or ""
    if pace.last_value is None:
        return _("Aucune valeur connue.")
    last = _("%(value)s en %(year)s", value=with_unit(format_short(pace.last_value), unit), year=pace.last_year)
    if observation.target_2030 is not None and pace.last_year is not None:
        verdict = _against_target(observation, last, format_short(observation.target_2030))
        if verdict:
            return verdict
    observed, required = pace.pace_observed, pace.pace_required
    if is_ceiling(observation) and observed is not None and required is not None:
        ratio = observed / required
        return _(
            "%(pace)s par an observé, %(most)s au plus pour tenir le plafond : %(verdict)s.",
            pace=with_unit(format_short(observed, sign=True), unit),
            most=format_short(required),
            verdict=pace.word if ratio <= 1.12 else _("%(times)s trop vite", times=times(ratio)),
        )
    if observed is not None:
        return path_sentence(observed, required, unit, pace.grade.value, times_told=pace.unanimous)
    if required is None:
        return _("%(last)s ; ni rythme, ni cible connus.", last=last)
    asked = with_unit(format_short(required, sign=True), unit)
    return _("%(last)s, %(pace)s par an pour tenir la cible.", last=last, pace=asked)


def _against_target(observation: Observation, last: str, aim: str) -> str:
    """What is said of a series that is not graded by its pace: why not, or where it stands; "" for the others."""
    pace = observation.pace
    if pace.reason:
        return _("%(last)s, pour une cible de %(aim)s en 2030. %(why)s", last=last, aim=aim, why=pace.reason)
    if pace.reached or pace.at_level:
        verdict = _(_REACHED[pace.grade]) if pace.reached else pace.word
        return _("%(last)s, pour une cible de %(aim)s en 2030 : %(verdict)s.", last=last, aim=aim, verdict=verdict)
    if is_ceiling(observation) and pace.pace_required is not None and pace.pace_required <= 0:
        return _("%(last)s, pour un plafond de %(aim)s en 2030 : déjà consommé.", last=last, aim=aim)
    return ""
