"""The second panorama in words and drawings: what a tile says of one quantity, on pages and on paper alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.planning.resources import Gap, GapKind, Place, ResourceLever
from copilote.reference.english import french_of
from copilote.ui.charts import Chart, level
from copilote.ui.indicators import last_value, target_text, verdict
from copilote.ui.observations import KEY_GRADES, ON_TRACK, readable
from copilote.ui.quantities import scale_in_words, shown
from copilote.words import N_, _
from copilote.words.numbers import format_short, with_unit
from copilote.words.typography import tied

DIGITS = 3
STATE_TARGET = N_("objectif indicatif de l’État pour la région")
_UNITS = {
    "t": (1.0, N_("tonnes")),
    "kt": (1.0, N_("milliers de tonnes")),
    "kt d’azote": (1.0, N_("milliers de tonnes d’azote")),
    "kt d’engrais azotés": (1.0, N_("milliers de tonnes")),
    "Mt": (1.0, N_("millions de tonnes")),
    "unités": (1.0, ""),
    "indice 100 en 1989": (1.0, N_("(100 en 1989)")),
    "indice 100 en 2011-2013": (1.0, N_("(100 en 2011-2013)")),
}
"""Units of the tables as people say them: how many of the first one of the second holds, and its name."""
_GAPS = {
    GapKind.LACKING: N_("il manque %(amount)s"),
    GapKind.EXCESS: N_("%(amount)s de trop"),
    GapKind.LEFT: N_("il reste %(amount)s avant le plafond"),
    GapKind.MET: N_("objectif tenu"),
}


@dataclass(frozen=True)
class ResourceWords:
    """What a tile says, each text made once.

    shown : the series in the unit that people say. address : of the page of its indicator, "" without one. simulated :
    of its field in the simulator, "" where the region cannot move it. beside :
    another limit of the same quantity, and the address of its page.
    """

    lever: ResourceLever
    shown: Observation | None
    address: str
    simulated: str = ""
    beside: tuple[str, str] | None = None

    @cached_property
    def id(self) -> str:
        """Its key."""
        return self.lever.tile.id

    @cached_property
    def name(self) -> str:
        """The lever, in a few words."""
        return tied(self.lever.tile.name)

    @cached_property
    def here(self) -> bool:
        """Whether it is measured in the region."""
        return self.lever.place is Place.REGION

    @cached_property
    def value(self) -> str:
        """The last value with its unit; "" where nobody measures it."""
        return "" if self.lever.place is Place.NOWHERE or self.shown is None else last_value(self.shown)

    @cached_property
    def quantity(self) -> str:
        """What is counted, where and when."""
        quantity = tied(self.lever.tile.quantity)
        if self.lever.place is Place.NOWHERE or self.shown is None:
            return quantity
        year = self.shown.pace.last_year
        if self.here:
            return _("%(quantity)s, en %(year)s", quantity=quantity, year=year)
        return _("%(quantity)s, en France en %(year)s", quantity=quantity, year=year)

    @cached_property
    def unmeasured(self) -> str:
        """That the region does not measure it; "" where it does."""
        if self.here:
            return ""
        return _("Pas mesuré dans la région") if self.lever.place is Place.FRANCE else _("Pas encore mesuré")

    @cached_property
    def only_added(self) -> bool:
        """Whether all that is told of the region is what the State wants added there."""
        return not self.here and self.lever.addition is not None

    @cached_property
    def figure(self) -> str:
        """What stands large: the value; what is to be added, where the region has no other figure."""
        return self._added if self.only_added else self.value

    @cached_property
    def meaning(self) -> str:
        """What `figure` counts."""
        if self.only_added:
            quantity = tied(self.lever.tile.quantity)
            return _("%(quantity)s : objectif 2030, stock régional non publié", quantity=quantity)
        return self.quantity

    @cached_property
    def beneath(self) -> str:
        """What stands under it: the target; the country's value, where the target is what stands large."""
        if not self.only_added:
            return self.target
        if not self.value or self.shown is None:
            return ""
        return _("En France : %(value)s en %(year)s", value=self.value, year=self.shown.pace.last_year)

    @cached_property
    def badge(self) -> str:
        """The pace in words, or that the region does not measure it where no value is told."""
        return self.pace if self.value and not self.only_added else self.unmeasured

    @cached_property
    def _added(self) -> str:
        """What the State wants added, with its sign and unit; "" without such a target."""
        addition = self.lever.addition
        if addition is None:
            return ""
        return shown(addition.value, scale_in_words(addition.lever, addition.value), "A", DIGITS, sign=True)

    @cached_property
    def target(self) -> str:
        """What is aimed at by 2030, and by whom; that nothing is, where nothing is."""
        if self.here and self.lever.target_2030 is not None and self.shown is not None:
            ceiling = self.shown.pace.ceiling
            text = N_("Au plus %(target)s de 2021 à 2030") if ceiling else N_("Objectif 2030 : %(target)s")
            return _(text, target=target_text(self.shown))
        if self._added:
            return _("Objectif 2030 : %(target)s", target=self._added)
        if self.national_target and not self.here:
            return _("Cible de la France en 2030 : %(target)s", target=self.national_target)
        return _("Pas d’objectif publié")

    @cached_property
    def national_target(self) -> str:
        """The country's target with its unit; "" without one."""
        national = self.lever.national
        return "" if national is None or national.target_2030 is None else target_text(told(national))

    @cached_property
    def basis(self) -> str:
        """Where the region's target comes from, in words; "" without one."""
        if self.lever.target_2030 is None and self.lever.addition is None:
            return ""
        key = self.lever.regional and self.lever.regional.key_grade
        return _(KEY_GRADES[key]) if key else _(STATE_TARGET)

    @cached_property
    def gap(self) -> str:
        """What is missing, in words; "" where it cannot be said."""
        found = self.lever.gap
        if found is None or self.shown is None or self.lever.regional is None:
            return ""
        return _(_GAPS[found.kind], amount=_amount(found, self.lever.regional, self.shown))

    @cached_property
    def pace(self) -> str:
        """The pace in words."""
        if self.shown is None or self.lever.place is Place.NOWHERE:
            return _("rythme inconnu")
        words = verdict(self.shown) or _("rythme inconnu")
        return words if self.here else _("France : %(pace)s", pace=words)

    @cached_property
    def reason(self) -> str:
        """Why the pace is not told plainly, and what must be known of the measure."""
        if self.lever.regional is None:
            return ""
        seen = self.lever.regional
        texts = (seen.pace.reason, self.lever.tile.note or "")
        return " ".join(dict.fromkeys(text for text in texts if text))

    @cached_property
    def grade(self) -> str:
        """The key of the grade, which gives its colour."""
        return (self.shown.pace.grade if self.shown else Grade.UNKNOWN).value

    @cached_property
    def chart(self) -> Chart | None:
        """The value as a bar and its target as a mark, what is missing hatched; None without both."""
        if not self.here or self.shown is None or self.shown.target_2030 is None:
            return None
        value, target = self.shown.pace.last_value, self.shown.target_2030
        if value is None or min(value, target) < 0 or not max(value, target):
            return None
        found = self.lever.gap
        wanting = found is not None and found.kind in (GapKind.LACKING, GapKind.EXCESS)
        return level(
            value, target, title=self.name, prefix=f"case-{self.id}", unit=self.shown.unit or "", wanting=wanting
        )


def told(observation: Observation) -> Observation:
    """A series in the unit that people say, with few digits."""
    observation = readable(observation)
    factor, unit = _UNITS.get(french_of(observation.unit or ""), (1.0, None))
    if unit is None:
        return observation

    def scaled(value: float | None) -> float | None:
        return None if value is None else value / factor

    pace = observation.pace
    return replace(
        observation,
        unit=_(unit) if unit else None,
        values=tuple((year, value / factor) for year, value in observation.values),
        target_2030=scaled(observation.target_2030),
        pace=replace(pace, last_value=scaled(pace.last_value)),
    )


def resource_words(levers: Sequence[ResourceLever], address: Callable[[ResourceLever], str]) -> list[ResourceWords]:
    """What each tile says. address : of the page that tells more of it."""
    return [
        ResourceWords(lever, None if lever.observation is None else told(lever.observation), address(lever))
        for lever in levers
    ]


def judged(levers: Sequence[ResourceLever]) -> tuple[int, int]:
    """How many quantities of the region have a plain grade, and how many of those are on track."""
    grades = [lever.regional.pace.grade for lever in levers if lever.regional is not None]
    return sum(grade.plain for grade in grades), sum(grade in ON_TRACK for grade in grades)


def _amount(found: Gap, own: Observation, shown: Observation) -> str:
    """A gap in the unit that its series is told in; points of percent for a rate."""
    value, last = shown.pace.last_value, own.pace.last_value
    scale = 1.0 if not last or value is None else value / last
    unit = _("points") if shown.unit == "%" else shown.unit or ""
    return with_unit(format_short(found.amount * scale), unit)
