"""The form by which a COP chooses a key, what it would change, and going back on a choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from copilote.cop.working.fields import ReasonField, SeenField
from copilote.exchange.perimeters import places
from copilote.exchange.shares import Bound, KeyChoice
from copilote.planning.allocation import AllocationError
from copilote.planning.apportionment import TONNES, Tonnes
from copilote.publish.table import Column, Kind, Table
from copilote.reference.errors import CopiloteError, InputError
from copilote.reference.simulator import LeverFigures, Region
from copilote.sharing.compare import by_code, lever_in, spread, total_of
from copilote.sharing.decisions import before, choice_in_force
from copilote.sharing.levels import COMPARED, compared_level, plural_of
from copilote.sharing.models import LeverKeyChoice
from copilote.sharing.pages.decided import DecisionView, bound_in_words, decision_view, keys_in_words
from copilote.sharing.pages.effects import Effects
from copilote.sharing.pages.keys import MixForm, fields_of
from copilote.ui.addresses import region_of
from copilote.ui.forms import AmountField, Form
from copilote.ui.page import Entry, Page
from copilote.words import N_, _
from copilote.words.numbers import field_text, format_decimals, format_kt
from copilote.words.typography import quoted, tied


class ChoiceForm(MixForm):
    """Keys and weights, why, and a floor and a ceiling a territory of the level; `choice` once valid."""

    levier = forms.CharField(widget=forms.HiddenInput)
    niveau = forms.CharField(widget=forms.HiddenInput)
    vu = SeenField()
    raison = ReasonField("Pourquoi ce choix ? (publié)")

    def __init__(
        self, region: str, lever: LeverFigures, level: str, data: Mapping[str, Any] | None = None, **options: Any
    ) -> None:
        super().__init__(lever.id, region, data, **options)
        self.region, self.lever, self.level = region, lever, level
        self.shares = by_code(region, level, spread(region, lever, KeyChoice(lever.id)))
        self.places = places(region, level)
        for place in self.places:
            self.fields[f"min-{place.code}"] = AmountField(label="Au moins")
            self.fields[f"max-{place.code}"] = AmountField(label="Au plus")
        self.dress()

    @property
    def limits(self) -> list[tuple[str, str, forms.BoundField, forms.BoundField]]:
        """(territory, its share by default, its floor, its ceiling), as the template writes them."""
        shares = {place.code: format_kt(self.shares[place.code] / TONNES, mega=False) for place in self.places}
        return [
            (quoted(place.name), shares[place.code], self[f"min-{place.code}"], self[f"max-{place.code}"])
            for place in self.places
        ]

    @property
    def limited(self) -> bool:
        """Whether the limits are to be looked at: some are set, or what they make impossible is said."""
        return bool(self.non_field_errors()) or any(field.value() for limit in self.limits for field in limit[2:])

    def clean(self) -> dict[str, Any]:
        """At least a key; limits that make sense, each alone and together."""
        cleaned = super().clean()
        for place in self.places:
            low, high = cleaned.get(f"min-{place.code}"), cleaned.get(f"max-{place.code}")
            if (low or 0) < 0 or (high or 0) < 0:
                self.add_error(f"min-{place.code}", "Un plancher ou un plafond ne peut pas être négatif.")
            elif low is not None and high is not None and low > high:
                self.add_error(f"min-{place.code}", "Le plancher dépasse le plafond.")
        if not self.keys and not any(f"{name}{row}" in self.errors for row in (1, 2, 3) for name in ("cle", "poids")):
            self.add_error("cle1", "Choisissez une clé au moins.")
        if not self.errors:
            try:
                spread(self.region, self.lever, self.choice)
            except AllocationError as error:
                self.add_error(None, str(error))
            except CopiloteError as error:
                self.add_error("cle1", str(error))
        return cleaned

    @property
    def choice(self) -> KeyChoice:
        """The choice that a form without mistake says."""
        given = self.cleaned_data
        limits = ((place.code, given[f"min-{place.code}"], given[f"max-{place.code}"]) for place in self.places)
        bounds = tuple(Bound(self.level, *limit) for limit in limits if limit[1:] != (None, None))
        return KeyChoice(self.lever.id, self.keys, bounds, given["raison"])


class UndoForm(Form):
    """Why go back on a choice."""

    levier = forms.CharField(widget=forms.HiddenInput)
    vu = SeenField()
    raison = ReasonField("Pourquoi revenir en arrière ? (publié)")


@dataclass(frozen=True, kw_only=True)
class ChoicePage(Page):
    """The form, and what it would change once it is seen. levels : (level, name, whether it is the present one)."""

    form: ChoiceForm
    levels: tuple[tuple[str, str, bool], ...] = ()
    keys: str = ""
    bounds: tuple[str, ...] = ()
    sums: str = ""
    effects: Effects | None = None
    table: Table | None = None


@dataclass(frozen=True, kw_only=True)
class UndoPage(Page):
    """Going back on the choice in force: what it was, what comes back, why."""

    form: UndoForm
    lever: LeverFigures
    current: DecisionView


def choice_form(slug: str, given: Mapping[str, Any], *, sent: bool) -> ChoiceForm:
    """The form, as opened (with keys in the address, or those in force) or as sent."""
    region = region_of(slug)
    lever = lever_in(region.code, given.get("levier", ""))
    if total_of(region.code, lever.id) is None:
        raise InputError("L’objectif régional de ce levier n’est pas connu : il n’y a rien à partager.")
    current = choice_in_force(region.code, lever.id)
    chosen = current.as_choice() if current is not None and not current.withdrawn else None
    own_level = chosen.bounds[0].level if chosen and chosen.bounds else ""
    level = compared_level(given.get("niveau", "") or own_level)
    if sent:
        return ChoiceForm(region.code, lever, level, given)
    fields = dict(given)
    if chosen is not None and not given.get("cle1"):
        fields |= fields_of(chosen)
    for bound in chosen.bounds if chosen else ():
        if bound.level == level:
            limits = (("min", bound.floor_kt), ("max", bound.ceiling_kt))
            fields |= {f"{end}-{bound.code}": field_text(kt, 6) for end, kt in limits if kt is not None}
    fields |= {"levier": lever.id, "niveau": level, "vu": current.pk if current else 0}
    return ChoiceForm(region.code, lever, level, initial=fields)


def choice_page(slug: str, form: ChoiceForm) -> ChoicePage:
    """The page of the form."""
    region = region_of(slug)
    return ChoicePage(
        title=tied(f"Choisir la clé de « {form.lever.label} »"),
        summary="Vous verrez ce que ce choix change avant de l’enregistrer. Il sera public, avec sa date et sa raison.",
        region=region,
        section="territories.keys",
        trail=_trail(region, form.lever.id, "Choisir"),
        form=form,
        levels=tuple((level, plural_of(level), level == form.level) for level in COMPARED),
    )


def preview_page(slug: str, form: ChoiceForm) -> ChoicePage:
    """What the choice of a form without mistake would change, against what holds today."""
    region, lever, choice = region_of(slug), form.lever, form.choice
    old, new = _spread_today(region.code, lever), spread(region.code, lever, choice)
    effects = Effects(region.code, form.level, old, new, "Écart à la répartition d’aujourd’hui, en %")
    sharings = (
        (Column("before_kt", N_("Aujourd’hui (kt)"), Kind.KT), old),
        (Column("after_kt", N_("Avec ce choix (kt)"), Kind.KT), new),
    )
    before_kt, after_kt = (format_decimals(int(tonnes.sum()) / TONNES, 2) for tonnes in (old, new))
    return ChoicePage(
        title=tied(f"« {lever.label} » : ce que ce choix change"),
        summary=effects.sentence,
        region=region,
        section="territories.keys",
        trail=_trail(region, lever.id, "Confirmer"),
        form=form,
        keys=keys_in_words(choice, region.code),
        bounds=tuple(map(bound_in_words, choice.bounds)),
        sums=tied(f"Somme de la région : {before_kt} kt avant, {after_kt} kt après, égales à la tonne."),
        effects=effects,
        table=effects.table("effets", _("Ce que ce choix change"), sharings),
    )


def _spread_today(region: str, lever: LeverFigures) -> Tonnes:
    """Today's shares; the default ones where no choice is in force, or where it cannot be followed any more."""
    current, default = choice_in_force(region, lever.id), KeyChoice(lever.id)
    try:
        return spread(region, lever, current.as_choice() if current and not current.withdrawn else default)
    except CopiloteError:
        return spread(region, lever, default)


def undo_page(slug: str, lever: str, data: Mapping[str, Any] | None) -> tuple[UndoPage, LeverKeyChoice]:
    """The page of going back, and the row in force; raises InputError when there is nothing to go back on."""
    region = region_of(slug)
    figures = lever_in(region.code, lever)
    row = choice_in_force(region.code, figures.id)
    if row is None or row.withdrawn:
        raise InputError("Aucun choix n’est en vigueur pour ce levier : il n’y a rien à annuler.")
    earlier, back = before(row), "La règle habituelle s’appliquera à nouveau."
    if earlier:
        back = f"Le choix d’avant reviendra : {keys_in_words(earlier.as_choice(), region.code)}."
    initial = {"levier": figures.id, "vu": row.pk}
    page = UndoPage(
        title=tied(f"Annuler le choix pour « {figures.label} »"),
        summary=tied(back),
        region=region,
        section="territories.keys",
        trail=_trail(region, figures.id, "Annuler"),
        form=UndoForm(data, initial=initial, auto_id="%s", use_required_attribute=False),
        lever=figures,
        current=decision_view(row, region.code, names=True),
    )
    return page, row


def _trail(region: Region, lever: str, here: str) -> tuple[Entry, ...]:
    keys = reverse("keys", args=[region.slug])
    return (Entry("Clés de répartition", f"{keys}?levier={lever}"), Entry(here, ""))
