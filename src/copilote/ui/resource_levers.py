"""A lever of the simulator of nature and resources in words: its amounts in the unit that people say."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from copilote.exchange.resource_scenario import resource_starts
from copilote.planning.resource_scenario import PERCENT, Reach, ResourceOutcome, ResourceStart, StartKind
from copilote.planning.resources import ResourceLever
from copilote.reference.simulator import Region
from copilote.ui.charts import Chart, level
from copilote.ui.quantities import scale_in_words
from copilote.ui.resources import ResourceWords, resource_words, told
from copilote.words import N_, _, nouns
from copilote.words.language import noun
from copilote.words.numbers import field_text, format_short, times, with_unit

POINTS = nouns("point", "points")
REACHES = {
    Reach.MET: N_("à la hauteur de l’objectif"),
    Reach.SHORT: N_("sous l’objectif"),
    Reach.NO_TARGET: N_("pas d’objectif publié, donc pas d’avis"),
    Reach.NO_AMBITION: N_("pas d’ambition"),
}


@dataclass(frozen=True)
class SimulatedLever:
    """A lever that can be simulated. factor : how many of the shown unit one of the tables' holds; unit : its name."""

    start: ResourceStart
    words: ResourceWords
    factor: float
    unit: str

    @property
    def id(self) -> str:
        """Its key, that of its tile."""
        return self.start.id

    def say(self, amount: float, *, sign: bool = False) -> str:
        """An amount, given in the unit of the tables, in the shown unit."""
        return with_unit(format_short(amount * self.factor, sign=sign), self.unit)

    def say_change(self, amount: float, *, sign: bool = False) -> str:
        """A change, of which a rate counts points."""
        value = amount * self.factor
        unit = noun(abs(value), *POINTS) if self.start.unit == PERCENT else self.unit
        return with_unit(format_short(value, sign=sign), unit)

    @property
    def change_unit(self) -> str:
        """What a change is counted in."""
        return noun(2, *POINTS) if self.start.unit == PERCENT else self.unit

    def field(self, amount: float | None) -> str:
        """An amount in a field of the form; "" for none."""
        if amount is None:
            return ""
        shown = abs(amount * self.factor)
        digits = 0 if shown == 0 else max(0, 2 - math.floor(math.log10(shown)))
        return field_text(amount * self.factor, min(3, digits))

    @cached_property
    def now(self) -> str:
        """Where it stands: the last value and its year, what was used of a ceiling, or that it counts from 2019."""
        start = self.start
        if start.kind is StartKind.ADDITION:
            return _("à compter de %(year)s ; ce qui est fait depuis n’est pas mesuré", year=start.year)
        if start.kind is StartKind.CEILING:
            return _("%(value)s de 2021 à %(year)s", value=self.say(start.value), year=start.year)
        return _("%(value)s en %(year)s", value=self.say(start.value), year=start.year)

    @cached_property
    def target(self) -> str:
        """The published target, "" without one."""
        target = self.start.target
        if target is None:
            return ""
        if self.start.kind is StartKind.CEILING:
            return _("au plus %(target)s", target=self.say(target))
        return self.say(target, sign=self.start.kind is StartKind.ADDITION)

    def aim(self, outcome: ResourceOutcome) -> str:
        """The ambition for 2030."""
        if outcome.ambition is None:
            return _("pas d’ambition")
        if self.start.kind is StartKind.CEILING:
            return _("au plus %(target)s", target=self.say(outcome.ambition))
        return self.say(outcome.ambition, sign=self.start.kind is StartKind.ADDITION)

    def verdict(self, outcome: ResourceOutcome) -> str:
        """How the ambition stands beside the target, and by how much; never without a published target."""
        if outcome.reach is Reach.SHORT and outcome.margin is not None:
            if self.start.wants_less:
                return _("%(gap)s de trop pour l’objectif", gap=self.say_change(-outcome.margin))
            return _("il manque %(gap)s pour l’objectif", gap=self.say_change(-outcome.margin))
        return _(REACHES[outcome.reach])

    def pace(self, outcome: ResourceOutcome) -> str:
        """The pace that the ambition asks, and how many times the observed one where that can be said; "" for none."""
        pace, start = outcome.pace, self.start
        if pace is None:
            return ""
        since = _("de %(first)s à 2030", first=start.year + 1)
        if start.kind is StartKind.CEILING:
            text = _("au plus %(pace)s chaque année %(since)s", pace=self.say_change(pace), since=since)
        elif abs(pace) * (2030 - start.year) < 5e-7:
            return _("rester au niveau de %(year)s", year=start.year)
        else:
            text = _("%(pace)s chaque année %(since)s", pace=self.say_change(pace, sign=True), since=since)
        return ", ".join(filter(None, (text, self._against(outcome))))

    def _against(self, outcome: ResourceOutcome) -> str:
        ratio = outcome.times
        if ratio is None:
            return ""
        if self.start.kind is StartKind.CEILING and ratio < 1:
            return _("%(times)s moins que le rythme observé", times=times(1 / ratio))
        if ratio < 1.1:
            return _("pas plus vite que le rythme observé") if ratio < 0.9 else _("autant que le rythme observé")
        return _("%(times)s le rythme observé", times=times(ratio))

    def chart(self, outcome: ResourceOutcome) -> Chart | None:
        """The ambition against where one stands: what is to be gained, or cut, is hatched; None without both."""
        start, ambition = self.start, outcome.ambition
        if start.kind is StartKind.ADDITION or ambition is None or min(outcome.moved, ambition) < 0:
            return None
        if not max(outcome.moved, ambition):
            return None
        return level(
            outcome.moved * self.factor,
            ambition * self.factor,
            title=self.words.name,
            prefix=f"cible-{self.id}",
            unit=self.unit,
            wanting=start.kind is not StartKind.CEILING and abs(ambition - outcome.moved) > 5e-7,
        )


def simulated_levers(region: Region, address: Callable[[ResourceLever], str]) -> tuple[SimulatedLever, ...]:
    """The levers of a region that can be simulated. address : of the page that tells more of one."""
    levers = resource_starts(region)
    words = resource_words([start.lever for start in levers], address)
    return tuple(_made(start, own) for start, own in zip(levers, words, strict=True))


def _made(start: ResourceStart, words: ResourceWords) -> SimulatedLever:
    if start.kind is StartKind.ADDITION and start.lever.addition is not None:
        scale = scale_in_words(start.lever.addition.lever, start.target)
        return SimulatedLever(start, words, scale.factor, scale.unit)
    seen = start.lever.regional
    if seen is None:
        raise ValueError("a lever without a series has an addition")
    shown = told(seen)
    pairs = ((seen.pace.last_value, shown.pace.last_value), (seen.target_2030, shown.target_2030))
    factor = next((known / own for own, known in pairs if own and known), 1.0)
    # Exact powers of ten, which a division leaves a hair away from.
    factor = 10.0 ** round(math.log10(factor)) if factor > 0 else 1.0
    return SimulatedLever(start, replace(words, shown=shown), factor, shown.unit or "")
