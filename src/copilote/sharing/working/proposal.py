"""The form of who speaks for a territory, lever by lever: typed in the unit of its page, seen converted, published.

Three states of one page: the form, with its bounds beside the fields; the form again with what is wrong; and what was
typed said in both units, with what must be asked. Nothing is published that was not seen converted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import format_html

from copilote.cop.models import Cop, current_cop
from copilote.cop.working.fields import ReasonField, SeenField
from copilote.exchange.place import Place
from copilote.planning.quantities import borne
from copilote.reference.errors import CopiloteError, InputError
from copilote.reference.simulator import Region
from copilote.sharing.figures import (
    KT,
    QUANTITY,
    TONNES,
    Amount,
    Own,
    Question,
    converted,
    declared_words,
    own_levers,
    questions,
    read_amount,
    region_quantity,
    written,
)
from copilote.sharing.models import TerritoryFigure
from copilote.sharing.pages.proposals import form_address, page_address, share_in_words, trail_of
from copilote.sharing.quantities import one_quantity, remark_on
from copilote.ui.forms import LONGEST, Form
from copilote.ui.page import Entry, Page
from copilote.ui.quantities import in_scale
from copilote.words.typography import day_words, quoted, tied

AMOUNTS = {"fait": "Fait ou en cours", "proposition": "Proposition du territoire pour 2030, ce qui est fait compris"}
"""The two amounts of the form, by the name of their fields."""


class ProposalForm(Form):
    """Two amounts, each in one of the lever's units, and why. amounts : by field once valid, None for an empty one."""

    fait = forms.CharField(label=AMOUNTS["fait"], required=False, max_length=LONGEST)
    proposition = forms.CharField(label=AMOUNTS["proposition"], required=False, max_length=LONGEST)
    raison = ReasonField("Raison (publiée ; obligatoire avec une proposition)", required=False)
    connu = SeenField()

    def __init__(self, own: Own, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="%s", use_required_attribute=False)
        self.own = own
        self.amounts: dict[str, Amount | None] = {}
        for name, label in AMOUNTS.items():
            unit = format_html('Unité<span class="fr-sr-only"> : {}</span>', label)
            self.fields[f"{name}-unite"] = forms.ChoiceField(label=unit, choices=_units(own), required=False)
            self.fields[name].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
        self.dress()

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, str]]:
        """(amount, unit, what it is in the other unit), as the template writes them."""
        return [(self[name], self[f"{name}-unite"], self._in_both_units(self.amounts.get(name))) for name in AMOUNTS]

    @property
    def given(self) -> list[tuple[str, str, str, tuple[Question, ...]]]:
        """(name, label, what was typed in both units, what must be asked) of each amount that was given."""
        return [
            (name, AMOUNTS[name], self._in_both_units(amount), questions(self.own, amount))
            for name, amount in self.amounts.items()
            if amount
        ]

    @property
    def doubtful(self) -> bool:
        """Whether something looks like a slip."""
        return any(asked for _name, _label, _amount, asked in self.given)

    def _in_both_units(self, amount: Amount | None) -> str:
        """An amount in both units, beside the share; "" for none."""
        return tied(converted(self.own, amount)) if amount else ""

    def clean(self) -> dict[str, Any]:
        """Read the amounts in their units; a proposal has its reason."""
        cleaned = super().clean() or {}
        for name, label in AMOUNTS.items():
            own_unit = self.own.unit.short
            unit = cleaned.get(f"{name}-unite") or own_unit
            if f"{name}-unite" in self.errors:  # a unit that the form has not: what it says is meant
                unit = self.data.get(f"{name}-unite", own_unit)
                del self.errors[f"{name}-unite"]
            try:
                self.amounts[name] = read_amount(self.own, cleaned.get(name, ""), unit, label)
            except CopiloteError as error:
                self.add_error(name, tied(str(error)))
        if self.amounts.get("proposition") and not cleaned.get("raison") and "raison" not in self.errors:
            self.add_error("raison", "Une proposition a une raison : écrivez-la, elle sera publique.")
        return cleaned

    def kt(self, name: str) -> float | None:
        """An amount in ktCO2e; None when it is not given."""
        amount = self.amounts.get(name)
        return amount.kt if amount else None

    @property
    def seen(self) -> str:
        """What was shown converted, to be sent back unchanged before it is published."""
        return ";".join(repr(self.kt(name)) for name in AMOUNTS)


@dataclass(frozen=True, kw_only=True)
class ProposalPage(Page):
    """The form of one lever. cops : those in which one may answer, when several. meanwhile : what a colleague published
    since the form was opened, in sentences. live : numbers for the script that converts as one types, in the unit of
    the page, "" where there is none."""

    form: ProposalForm
    action: str
    back: str
    bounds: tuple[str, ...]
    live: dict[str, str]
    cops: tuple[Entry, ...]
    meanwhile: tuple[str, ...] = ()


def own_lever(place: Place, region: Region, lever: str) -> Own:
    """A lever in a territory; raises InputError for one that the region has not."""
    for own in own_levers(place, region.code):
        if own.part.lever.id == lever:
            return own
    raise InputError(f"Levier « {lever[:40]} » : inconnu dans cette région.")


def fields_of(place: Place, region: Region, own: Own) -> dict[str, str]:
    """What the territory said already, in the unit that writes it well; an empty field is in that of the page."""
    figure = held_figure(place, region, own)
    unit = own.unit.short if own.lever is None else QUANTITY
    fields = {"raison": figure.reason if figure else "", "connu": str(figure.pk if figure else 0)}
    for name, kt in zip(AMOUNTS, (figure.done_kt, figure.proposed_kt) if figure else (None, None), strict=True):
        fields[name], fields[f"{name}-unite"] = ("", unit) if kt is None else written(own, kt)
    return fields


def changed_by_buttons(own: Own, sent: Mapping[str, str]) -> tuple[dict[str, str], bool]:
    """The fields as the buttons of the form change them, and whether the form itself is wanted again."""
    fields, again = {name: value.strip() for name, value in sent.items()}, "corriger" in sent
    for name in AMOUNTS:
        if instead := fields.get(f"plutot-{name}"):
            fields[name], fields["vu"] = instead, ""
        if fields.get("reprendre") == name:
            share = written(own, own.share_kt) if own.share_kt else ("", own.unit.short)
            fields[name], fields[f"{name}-unite"] = share
            again = True
    return fields, again


def proposal_page(
    place: Place, region: Region, own: Own, form: ProposalForm, cops: Sequence[Cop], *, meanwhile: bool = False
) -> ProposalPage:
    """The page of the form of one lever. cops : in which the reader may answer. meanwhile : whether what is in force
    was published since the form was opened."""
    label, name = own.part.lever.label, quoted(place.name)
    back = page_address(place, region)
    return ProposalPage(
        title=tied(f"{name} : « {label} »"),
        summary=tied(f"Part indicative : {share_in_words(own)}."),
        region=region,
        section="territories.proposals",
        trail=(*trail_of(place, name)[:-1], Entry("Propositions", back), Entry(label, "")),
        form=form,
        action=form_address(place, region, own.part.lever.id),
        back=back,
        bounds=tuple(map(tied, _bounds(own))),
        live=_live(own),
        cops=tuple(Entry(cop.name, f"?region={cop.place.slug}", cop.region == region.code) for cop in cops)
        if len(cops) > 1
        else (),
        meanwhile=_told(own, held_figure(place, region, own)) if meanwhile else (),
    )


def held_figure(place: Place, region: Region, own: Own) -> TerritoryFigure | None:
    """What the territory says of a lever today, taken back or not: the row that another would replace."""
    about = {"level": place.level, "code": place.code, "lever": own.part.lever.id}
    return TerritoryFigure.objects.filter(cop=current_cop(region.code), in_force=True, **about).first()


def _told(own: Own, figure: TerritoryFigure | None) -> tuple[str, ...]:
    """What a row says, in sentences: both amounts, why, who and when."""
    if figure is None:
        return ()
    amounts = zip(AMOUNTS.values(), (figure.done_kt, figure.proposed_kt), strict=True)
    told = [f"{label} : {declared_words(own, kt)}" for label, kt in amounts if kt is not None]
    if figure.reason:
        told.append(f"Raison : {figure.reason}")
    signed = f"Publié le {day_words(figure.decided_on)}, par : {figure.author_role}."
    return (*(told or ["Ce que le territoire avait dit est retiré."]), signed)


def _units(own: Own) -> list[tuple[str, str]]:
    words = {KT: "kt de CO2e évitées par an", TONNES: "tonnes de CO2e évitées par an"}
    carbon = (own.unit.short, words[own.unit.short])
    if own.lever is None:
        return [carbon]
    start = "quantité atteinte, départ de 2019 compris" if own.part.lever.counts_completed else "en plus de 2019"
    return [(QUANTITY, f"{own.scale.unit} ({start})"), carbon]


def _bounds(own: Own) -> tuple[str, ...]:
    """What stands beside the fields: the share, the start of 2019, the stock, the region's target, cautions."""
    part = own.part
    bounds = [f"Part indicative : {share_in_words(own)}."]
    if own.lever is None:
        bounds.append(f"Ce levier se compte en {own.unit.name} seulement, ici.")
    elif part.lever.counts_completed and part.baseline is not None:
        start = one_quantity(part, part.baseline)
        bounds.append(f"En 2019 : {start} ; c’est la quantité de la région, répartie par la clé.")
    if own.stock_kt is not None:
        stock = own.carbon(borne(own.stock_kt, 2))
        bounds.append(f"Au plus : {stock} environ, si cette quantité tombait à 0.")
    if part.lever.target_kt is not None:
        target, quantity = own.carbon(part.lever.target_kt), region_quantity(own)
        if quantity is not None:
            target += f" ({in_scale(borne(quantity, 3), own.scale)})"
        bounds.append(f"Objectif de toute la région : {target}.")
    remark = remark_on(part)
    return (*bounds, remark) if remark else tuple(bounds)


def _live(own: Own) -> dict[str, str]:
    live = {"baseline": "", "ratio": "", "unit": "", "share": "" if own.share_kt is None else repr(own.share_kt)}
    if own.lever is not None and own.lever.ratio is not None and own.start is not None:
        ratio = repr(own.lever.ratio * own.scale.factor)
        live |= {"baseline": repr(own.start), "ratio": ratio, "unit": own.scale.unit}
    return live | {"carbon": own.unit.short, "per-kt": f"{own.unit.per_kt:.0f}"}
