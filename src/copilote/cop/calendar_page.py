"""The page of a COP, open to all, and the form by which its animation keeps its calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from copilote.cop.actions import Action, actions_in_cops
from copilote.cop.calendar import HELD, NAMES, Dates, StageDates, calendar_of, seen_of
from copilote.cop.cops import ground_name
from copilote.cop.journal import DecisionKind
from copilote.cop.meetings import NOTHING, Meetings, document_in_words, meeting_in_words, meetings_of
from copilote.cop.models import Cop, Document, Meeting, Period, Stage, StageChange, current_cop
from copilote.cop.permissions import Rights
from copilote.cop.space import doing_of, reading_of
from copilote.publish.table import Column, Table
from copilote.reference.simulator import Region
from copilote.ui.addresses import ground_at, region_of
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page
from copilote.words import N_, _
from copilote.words.typography import capital

FIRST_YEAR, LAST_YEAR = 2023, 2040
"""The ecological planning began in the first; a date after the last is a slip."""
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _period(row: Period) -> tuple[str, str]:
    line = StageDates(Stage(row.stage), row.opens_on, row.closes_on, current=False)
    return line.name, line.when


def _stage(row: StageChange) -> tuple[str, str]:
    return _("Étape en cours"), _(NAMES[Stage(row.stage)])


KINDS = (
    DecisionKind("calendrier", N_("Calendrier"), Period, _period),
    DecisionKind("etape", N_("Étape de la COP"), StageChange, _stage),
    DecisionKind("reunion", N_("Réunion"), Meeting, meeting_in_words),
    DecisionKind("document", N_("Document"), Document, document_in_words),
)
RIGHTS = [
    (Column("does", N_("Quoi")), lambda action: capital(_(action.does))),
    (Column("who", N_("Qui")), lambda action: capital(action.done_by)),
    (Column("when", N_("À quelles étapes")), lambda action: _stages(action)),
]


def _stages(action: Action) -> str:
    held = [stage for stage in HELD if stage in action.stages]
    return _("toutes") if len(held) == len(HELD) else ", ".join(_(str(stage.label)) for stage in held)


@dataclass(frozen=True, kw_only=True)
class CopPage(Page):
    """What a COP is and where it stands; nothing of it where no COP is open (`cop` None).

    rights : who may do what there, and when. doing : what who reads may do in it, the first thing first; opens : where
    they may open one, for an administrator where there is none, else "". departements : the pages of the COPs of its
    départements; region_cop : of the one that it is under.
    """

    cop: Cop | None
    meetings: Meetings = NOTHING
    departements: tuple[Entry, ...] = ()
    region_cop: Entry | None = None
    stages: tuple[StageDates, ...] = ()
    rights: Table | None = None
    reading: tuple[Entry, ...] = ()
    doing: tuple[Entry, ...] = ()
    opens: str = ""


@dataclass(frozen=True, kw_only=True)
class CalendarPage(Page):
    """The form of the calendar, and the dates in force."""

    form: CalendarForm
    stages: tuple[StageDates, ...]


def cop_page(slug: str, rights: Rights) -> CopPage:
    """The page of the current COP of a region, or of one of its départements. Raises UnknownNameError."""
    region, (_region, departement) = region_of(slug), ground_at(slug)
    name = ground_name(region, departement)
    cop = current_cop(region.code, departement)
    about: dict[str, Any] = {
        "region": region,
        "departement": departement,
        "section": "cop",
        "trail": (Entry.to(_("La COP"), "cop", slug),),
        "reading": reading_of(slug),
        "region_cop": Entry.to(_("La COP"), "cop", region.slug) if departement else None,
    }
    if cop is None:
        return CopPage(
            title=_("%(region)s : aucune COP n’est ouverte sur ce site", region=name),
            summary=_(
                "Une COP régionale réunit l’État, la région, les collectivités, les entreprises, les associations et "
                "les habitants pour dire qui fait quoi d’ici 2030. Les chiffres de la région, eux, sont là."
            ),
            cop=None,
            opens=_opening(region, departement) if rights.user and rights.user.is_administrator else "",
            **about,
        )
    stages = calendar_of(cop)
    return CopPage(
        title=f"{cop.name} : {_(NAMES[Stage(cop.stage)]).lower()}",
        summary=_summary(cop, stages),
        cop=cop,
        stages=stages,
        rights=Table.of("droits", _("Qui peut faire quoi dans la COP, et quand"), RIGHTS, _actions_in(cop)),
        doing=doing_of(cop, [member for member in rights.members if member.cop_id == cop.pk], rights),
        meetings=meetings_of(cop),
        departements=tuple(
            Entry.to(within.name, "cop", within.held_at)
            for within in cop.within.filter(current=True).order_by("departement")
        ),
        **about,
    )


def _actions_in(cop: Cop) -> tuple[Action, ...]:
    return tuple(action for action in actions_in_cops() if not (action.regional and cop.departement))


def _opening(region: Region, departement: str) -> str:
    """Where an administrator opens the COP of a territory: that of the region first."""
    if region.fictional:
        return ""
    under = departement and current_cop(region.code) is not None
    key = Cop(region=region.code, departement=departement if under else "").key
    return f"{reverse('open_cop')}?{urlencode({'territoire': key})}"


def _summary(cop: Cop, stages: tuple[StageDates, ...]) -> str:
    here = next((line for line in stages if line.current), None)
    if here is None:
        return _("Cette COP est close : ce qu’elle a décidé reste à lire.")
    text = f"{here.what} {capital(here.when)}."
    if here.late:
        text += " " + _("La date est passée : l’animation n’a pas encore dit la suite.")
    after = next(iter(stages[stages.index(here) + 1 :]), None)
    if after is None:
        return text
    return text + " " + _("Ensuite : %(name)s, %(when)s.", name=after.name.lower(), when=after.when)


class DaysForm(Form):
    """The days of each stage: from one to another."""

    def ask_days(self) -> None:
        """Add two fields a stage."""
        for stage in HELD:
            for end in ("du", "au"):
                self.fields[f"{end}_{stage}"] = forms.DateField(
                    label=f"{NAMES[stage]}, {end}",
                    required=False,
                    widget=DAY,
                    error_messages={"invalid": "Écrivez un jour, comme 2026-03-31."},
                )
        self.dress()

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        """The two fields of each stage."""
        return [(self[f"du_{stage}"], self[f"au_{stage}"]) for stage in HELD]

    @property
    def dates(self) -> dict[Stage, Dates]:
        """What was typed, once valid."""
        return {stage: (self.cleaned_data[f"du_{stage}"], self.cleaned_data[f"au_{stage}"]) for stage in HELD}

    def clean(self) -> dict[str, Any]:
        """Days within reason, in order within a stage; a stage does not begin before the one before it."""
        cleaned = super().clean() or {}
        began: date | None = None
        for stage in HELD:
            opens, closes = cleaned.get(f"du_{stage}"), cleaned.get(f"au_{stage}")
            for end, day in (("du", opens), ("au", closes)):
                if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                    self.add_error(f"{end}_{stage}", f"Donnez une année de {FIRST_YEAR} à {LAST_YEAR}.")
            if opens and closes and closes < opens:
                self.add_error(f"au_{stage}", "Cette étape finirait avant d’avoir commencé.")
            if opens and began and opens < began:
                self.add_error(f"du_{stage}", "Cette étape commencerait avant celle d’avant.")
            began = opens or began
        return cleaned


class CalendarForm(DaysForm):
    """The stage of today and the days of each."""

    vu = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
    etape = forms.ChoiceField(
        label="Étape en cours",
        help_text="Ce que chacun peut faire dans la COP en dépend : voyez le tableau de sa page.",
        choices=[(stage.value, NAMES[stage]) for stage in Stage],
    )
    raison = forms.CharField(
        label="Raison du changement",
        help_text="Facultative. Elle sera lue dans le journal de la COP.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, cop: Cop, given: Mapping[str, str] | None) -> None:
        dates = {f"{end}_{line.stage}": day for line in calendar_of(cop) for end, day in _ends(line)}
        initial = {"etape": cop.stage, "vu": seen_of(cop)} | dates
        super().__init__(given, initial=initial, auto_id="%s")
        self.ask_days()


def _ends(line: StageDates) -> tuple[tuple[str, date | None], ...]:
    return ("du", line.opens_on), ("au", line.closes_on)


def calendar_page(cop: Cop, form: CalendarForm) -> CalendarPage:
    """The page of the form."""
    return CalendarPage(
        title=f"Le calendrier de la {cop.name}",
        summary="Il est public dès qu’il est enregistré. Chaque changement est écrit au journal, avec votre rôle.",
        region=cop.place,
        departement=cop.departement,
        section="cop",
        trail=(Entry.to("La COP", "cop", cop.held_at), Entry.to("Calendrier", "cop_calendar", cop.held_at)),
        form=form,
        stages=calendar_of(cop),
    )
