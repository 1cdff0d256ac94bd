"""The page of what an action has given, and the sentence that the action's own page says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from copilote.diagnostic.achieved.models import Achievement
from copilote.diagnostic.achieved.writing import FIRST
from copilote.diagnostic.here import lever_of
from copilote.diagnostic.models import Action, Origin
from copilote.diagnostic.working.list_page import trail
from copilote.diagnostic.working.words import quantity_words, said_quantity
from copilote.planning.quantities import scale_for
from copilote.reference.simulator import LeverFigures
from copilote.ui.forms import AmountField, Form
from copilote.ui.page import Entry, Page
from copilote.words.numbers import format_percent, format_short
from copilote.words.typography import day_words, tied


class AchievementForm(Form):
    """A day, a quantity in the unit that the action's page shows, a word."""

    jour = forms.DateField(
        label="Au",
        widget=forms.DateInput(attrs={"type": "date", "min": FIRST.isoformat()}, format="%Y-%m-%d"),
        error_messages={"invalid": "Écrivez un jour, comme 2026-12-31.", "required": "Dites à quel jour."},
    )
    precision = forms.CharField(
        label="Précision (facultatif)",
        max_length=300,
        required=False,
        help_text="D’où vient ce chiffre : bilan annuel, facture, comptage…",
    )
    field_order = ("jour", "quantite", "precision")

    def __init__(self, action: Action, lever: LeverFigures, given: Mapping[str, Any] | None = None) -> None:
        self.scale = scale_for(lever, (action.quantity,))
        super().__init__(given, initial={"jour": timezone.localdate()}, auto_id="%s")
        self.fields["quantite"] = AmountField(
            label="Réalisé en tout, depuis le début",
            unit=self.scale.unit,
            low=0,
            required=True,
            error_messages={"required": "Écrivez la quantité réalisée."},
        )
        self.order_fields(self.field_order)
        self.dress()

    @property
    def quantity(self) -> float:
        """What was typed, in the lever's own unit."""
        return float(self.cleaned_data["quantite"]) / self.scale.factor


@dataclass(frozen=True, slots=True)
class Line:
    """A dated quantity in words. withdrawn : when and by whom, "" while it holds."""

    number: int
    day: str
    said: str
    note: str
    signed: str
    withdrawn: str


@dataclass(frozen=True, kw_only=True)
class AchievedPage(Page):
    """What an action has given. form : None for who only reads, or where no quantity is expected."""

    action: Action
    lines: tuple[Line, ...]
    form: AchievementForm | None
    expected: str

    @property
    def of_table(self) -> bool:
        """Whether the action is what a cell of the workbench became."""
        return self.action.origin == Origin.TABLE


def achieved_page(action: Action, form: AchievementForm | None) -> AchievedPage:
    """The page."""
    region, slug = action.cop.region, action.cop.held_at
    here = Entry("Ce qui est réalisé", reverse("achieved", args=[slug, action.pk]))
    told = latest_words(action)
    return AchievedPage(
        title=tied(f"{action.title} : {told}") if told else tied(f"{action.title} : rien n’est encore noté"),
        summary="Chaque ligne dit tout ce qui est réalisé à ce jour. Dans le diagnostic, la part réalisée d’une action "
        "en cours ou décidée compte comme faite, au plus la quantité prévue ; le reste garde le statut de l’action.",
        region=action.cop.place,
        departement=action.cop.departement,
        section="diagnostic.actions",
        trail=trail(slug, Entry(action.title, reverse("action", args=[slug, action.pk])), here),
        action=action,
        lines=tuple(_line(row, action, lever_of(region, action.measured)) for row in _rows(action)),
        form=form,
        expected=said_quantity(action, region),
    )


def form_of(action: Action, given: Mapping[str, Any] | None = None) -> AchievementForm | None:
    """The form for an action; None for one that has no quantity to be compared with."""
    lever = lever_of(action.cop.region, action.measured) if action.measured else None
    if lever is None or action.quantity is None or action.origin == Origin.TABLE:
        return None
    return AchievementForm(action, lever, given)


def latest_words(action: Action) -> str:
    """What the last line says: "350 véhicules au 31/12/2025, 29 % de ce qui est prévu"; "" for none."""
    row = _rows(action).filter(withdrawn_at=None).first()
    if row is None:
        return ""
    quantity, part = _said(row, action, lever_of(action.cop.region, action.measured))
    return ", ".join(filter(None, (f"{quantity} au {day_words(row.on)}", part)))


def _rows(action: Action) -> Any:
    return Achievement.objects.filter(action=action).order_by("-on", "-pk")


def _said(row: Achievement, action: Action, lever: LeverFigures | None) -> tuple[str, str]:
    """A quantity, and what part it is of the one that is expected."""
    part = f"{format_percent(row.quantity / action.quantity)} de ce qui est prévu" if action.quantity else ""
    return quantity_words(lever, row.quantity) or format_short(row.quantity), part


def _line(row: Achievement, action: Action, lever: LeverFigures | None) -> Line:
    withdrawn = ""
    if row.withdrawn_at is not None:
        withdrawn = f"retirée le {day_words(timezone.localdate(row.withdrawn_at))} ({row.withdrawn_by})"
    said = tied(", ".join(filter(None, _said(row, action, lever))))
    return Line(row.pk, day_words(row.on), said, row.note, row.signed, withdrawn)
