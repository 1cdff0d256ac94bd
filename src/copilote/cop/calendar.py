"""The calendar of a COP: when each stage is open, at which one it is, and who wrote it (`cop/journal.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from copilote.cop.cops import saved
from copilote.cop.journal import MeanwhileError, record
from copilote.cop.models import Cop, Membership, Period, Stage, StageChange
from copilote.words import N_, _
from copilote.words.typography import day_words

HELD = tuple(stage for stage in Stage if stage != Stage.CLOSED)
"""The stages that have dates: the last one is the yearly review."""
NAMES = {
    Stage.DIAGNOSTIC: N_("Diagnostic partagé"),
    Stage.DEBATE: N_("Débat"),
    Stage.SHARING: N_("Partage avec les territoires"),
    Stage.ROADMAP: N_("Feuille de route"),
    Stage.FOLLOW_UP: N_("Suivi et revue annuelle"),
    Stage.CLOSED: N_("Close"),
}
WHAT = {
    Stage.DIAGNOSTIC: N_("Pour chaque levier : ce qui est fait ou en cours, et ce qui reste."),
    Stage.DEBATE: N_("Les objectifs, et ce que chacun propose pour les atteindre."),
    Stage.SHARING: N_("Une part indicative pour chaque territoire, et ce qu’il en dit."),
    Stage.ROADMAP: N_("Qui s’engage à quoi, et une trajectoire jusqu’en 2030."),
    Stage.FOLLOW_UP: N_("Chaque année : ce qui avance, ce qui est à revoir."),
}
MEANWHILE = N_("Le calendrier a changé depuis que cette page est ouverte : relisez les dates d’aujourd’hui, ci-dessus.")
Dates = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class StageDates:
    """A stage of a COP with its dates, None where nobody said them; current : the COP is there."""

    stage: Stage
    opens_on: date | None
    closes_on: date | None
    current: bool

    @property
    def name(self) -> str:
        """Its name, in the language in use."""
        return _(NAMES[self.stage])

    @property
    def what(self) -> str:
        """What one does in it, in a sentence."""
        return _(WHAT[self.stage])

    @property
    def when(self) -> str:
        """Its dates in words."""
        opens, closes = day_words(self.opens_on), day_words(self.closes_on)
        if opens and closes:
            return _("du %(opens)s au %(closes)s", opens=opens, closes=closes)
        if opens:
            return _("à partir du %(opens)s", opens=opens)
        return _("jusqu’au %(closes)s", closes=closes) if closes else _("dates à venir")

    @property
    def late(self) -> bool:
        """Whether the COP is still there after its last day."""
        return self.current and self.closes_on is not None and self.closes_on < timezone.localdate()


def calendar_of(cop: Cop) -> tuple[StageDates, ...]:
    """The stages of a COP, in order."""
    periods = {period.stage: period for period in Period.objects.filter(cop=cop, in_force=True)}
    return tuple(
        StageDates(
            stage,
            periods[stage].opens_on if stage in periods else None,
            periods[stage].closes_on if stage in periods else None,
            cop.stage == stage,
        )
        for stage in HELD
    )


def seen_of(cop: Cop) -> str:
    """What tells two states of a calendar apart, for who sends one."""
    rows = Period.objects.filter(cop=cop, in_force=True).order_by("pk").values_list("pk", flat=True)
    return "-".join(map(str, (cop.stage, *rows)))


def set_calendar(member: Membership, stage: Stage, dates: Mapping[Stage, Dates], seen: str, reason: str = "") -> int:
    """Write the dates that differ and the stage, in the COP of a member; how many changed.

    seen : `seen_of` when the author read the page. Raises MeanwhileError when the calendar is another by now,
    InputError for a stage that ends before it begins.
    """
    with transaction.atomic():
        cop = Cop.objects.select_for_update().get(pk=member.cop_id)
        if seen_of(cop) != seen:
            raise MeanwhileError(_(MEANWHILE))
        changed = 0
        for line in calendar_of(cop):
            opens, closes = dates[line.stage]
            if (opens, closes) != (line.opens_on, line.closes_on):
                record(Period(stage=line.stage, opens_on=opens, closes_on=closes, reason=reason), member)
                changed += 1
        if stage != cop.stage:
            record(StageChange(stage=stage, reason=reason), member)
            cop.stage = stage
            saved(cop, "calendrier de la COP")
            changed += 1
    return changed
