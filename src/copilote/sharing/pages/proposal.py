"""The form of who speaks for a territory, lever by lever: typed in the unit of its page, seen converted, published.

Three states of one page: the form, with its bounds beside the fields; the form again with what is wrong; and what was
typed said in both units, with what must be asked. Nothing is published that was not seen converted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.exchange.perimeters import Place
from copilote.planning.quantities import borne
from copilote.reference.errors import CopiloteError, InputError
from copilote.reference.simulator import Region
from copilote.sharing.figures import (
    KT,
    QUANTITY,
    Amount,
    Own,
    Question,
    converted,
    own_levers,
    questions,
    read_amount,
    region_quantity,
    written,
)
from copilote.sharing.pages.choice import MOST_REASON
from copilote.sharing.pages.mix import Option
from copilote.sharing.pages.proposals import figures_in, share_in_words, trail_of
from copilote.sharing.quantities import one_quantity, remark_on
from copilote.sharing.recorded import Figure
from copilote.sharing.sheet_words import shown_name
from copilote.simulator.pages.frame import Entry, Page
from copilote.simulator.pages.seen import tied
from copilote.ui.quantities import told
from copilote.ui.translation import t
from copilote.ui.words import format_number, with_unit

DONE, PROPOSED = "fait", "proposition"
"""The two amounts of the form."""


@dataclass(frozen=True)
class AmountField:
    """A field of the form, its unit and its error; `said` is what was typed in both units, `asked` what is asked.

    offers_share : whether a button fills it with the indicative share.
    """

    name: str
    label: str
    value: str
    unit: str
    units: tuple[Option, ...]
    error: str = ""
    said: str = ""
    asked: tuple[Question, ...] = ()
    offers_share: bool = False


@dataclass(frozen=True)
class Live:
    """Numbers for the script that converts as one types; "" where there is none. In the unit of the page."""

    baseline: str
    ratio: str
    share: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class ProposalPage(Page):
    """The form of one lever; errors stand beside their fields. `seen` : what the next step publishes if it is sent."""

    lever_label: str
    action: str
    back: str
    bounds: tuple[str, ...]
    fields: tuple[AmountField, ...]
    reason: str
    reason_error: str
    seen: str
    live: Live

    @property
    def wrong(self) -> bool:
        """Whether something must be corrected."""
        return bool(self.reason_error or any(field.error for field in self.fields))

    @property
    def asks(self) -> bool:
        """Whether something looks like a slip."""
        return any(field.asked for field in self.fields)

    @property
    def withdraws(self) -> bool:
        """Whether nothing is said any more."""
        return not any(field.said for field in self.fields)


@dataclass(frozen=True)
class Typed:
    """What a form without mistake says."""

    done_kt: float | None
    proposed_kt: float | None
    reason: str

    @property
    def seen(self) -> str:
        """What was shown converted, to be sent back unchanged before it is published."""
        return f"{self.done_kt!r};{self.proposed_kt!r}"


def proposal_page(
    place: Place, region: Region, lever: str, given: Mapping[str, str] | None
) -> tuple[ProposalPage, Typed]:
    """The form of one lever: as it stands (`given` None), or as sent, with what is wrong; and what it says."""
    own = next((one for one in own_levers(place, region.code) if one.part.lever.id == lever), None)
    if own is None:
        raise InputError(_("Levier « %(lever)s » : inconnu dans cette région.") % {"lever": lever[:40]})
    sent = _fields_of(own, figures_in(place, region).get(lever)) if given is None else given
    done, done_kt = _field(own, sent, DONE, _("Fait ou en cours"))
    proposed, proposed_kt = _field(
        own, sent, PROPOSED, _("Proposition du territoire pour 2030, ce qui est fait compris")
    )
    reason = sent.get("raison", "").strip().replace("\r\n", "\n")
    said = Typed(done_kt, proposed_kt, reason)
    label, name = t(own.part.lever.label), shown_name(place.name)
    back = reverse("proposals", args=[place.level, place.code])
    page = ProposalPage(
        title=tied(_("%(name)s : « %(lever)s »") % {"name": name, "lever": label}),
        summary=tied(_("Part indicative : %(share)s.") % {"share": share_in_words(own)}),
        region=region,
        section="territories",
        trail=(*trail_of(place, name)[:-1], Entry(_("Propositions"), back), Entry(label, "")),
        lever_label=label,
        action=reverse("proposal", args=[place.level, place.code, lever]),
        back=back,
        bounds=tuple(map(tied, _bounds(own))),
        fields=(done, proposed),
        reason=reason,
        reason_error=_reason_error(reason, proposed_kt) if given is not None else "",
        seen=said.seen,
        live=_live(own),
    )
    return page, said


def asked_otherwise(given: Mapping[str, str], own_share: Mapping[str, str]) -> tuple[dict[str, str], bool]:
    """The fields as the buttons of the form change them, and whether the form itself is wanted again.

    own_share : the fields of the indicative share, for the button that takes it.
    """
    fields = {name: given.get(name, "") for name in given}
    again = "corriger" in fields
    for name in (DONE, PROPOSED):
        if instead := fields.get(f"plutot-{name}"):
            fields[name], fields["vu"] = instead, ""
        if fields.get("reprendre") == name:
            fields[name], fields[f"{name}-unite"] = own_share["value"], own_share["unit"]
            again = True
    return fields, again


def share_fields(place: Place, region: Region, lever: str) -> dict[str, str]:
    """The indicative share as the field writes it: value and unit; both "" where it is not known."""
    own = next((one for one in own_levers(place, region.code) if one.part.lever.id == lever), None)
    if own is None or not own.share_kt:
        return {"value": "", "unit": KT}
    value, unit = written(own, own.share_kt)
    return {"value": value, "unit": unit}


def _field(own: Own, fields: Mapping[str, str], name: str, label: str) -> tuple[AmountField, float | None]:
    text = fields.get(name, "").strip()[:60]
    unit = fields.get(f"{name}-unite", KT)
    unit = unit if unit in (KT, QUANTITY) else KT
    amount, error = None, ""
    try:
        amount = read_amount(own, text, unit, label)
    except CopiloteError as problem:
        error = t(str(problem))
    return _amount_field(own, name, label, text, unit, amount, error), amount.kt if amount else None


def _amount_field(
    own: Own, name: str, label: str, text: str, unit: str, amount: Amount | None, error: str
) -> AmountField:
    return AmountField(
        name,
        label,
        text[:40],
        unit,
        _units(own, unit),
        tied(error),
        tied(converted(own, amount)) if amount else "",
        questions(own, amount) if amount else (),
        name == PROPOSED and bool(own.share_kt),
    )


def _reason_error(reason: str, proposed_kt: float | None) -> str:
    if proposed_kt is not None and not reason:
        return _("Une proposition a une raison : écrivez-la, elle sera publique.")
    if len(reason) > MOST_REASON:
        said = {"count": len(reason), "most": MOST_REASON}
        return _("Raison trop longue : %(count)s signes, pour %(most)s au plus.") % said
    return ""


def _fields_of(own: Own, held: Figure | None) -> dict[str, str]:
    """What the territory said already, in the unit that writes it well; an empty field is in that of the page."""
    unit = KT if own.lever is None else QUANTITY
    found = {"raison": held.reason if held else ""}
    for name, kt in ((DONE, held.done_kt if held else None), (PROPOSED, held.proposed_kt if held else None)):
        found[name], found[f"{name}-unite"] = ("", unit) if kt is None else written(own, kt)
    return found


def _units(own: Own, chosen: str) -> tuple[Option, ...]:
    in_kt = Option(KT, _("kt de CO2e évitées par an"), chosen != QUANTITY)
    if own.lever is None:
        return (in_kt,)
    unit = t(own.scale.unit)
    if own.part.lever.counts_completed:
        label = _("%(unit)s (quantité atteinte, départ de 2019 compris)") % {"unit": unit}
    else:
        label = _("%(unit)s (en plus de 2019)") % {"unit": unit}
    return (Option(QUANTITY, label, chosen == QUANTITY), in_kt)


def _bounds(own: Own) -> tuple[str, ...]:
    """What stands beside the fields: the share, the start of 2019, the stock, the region's target, cautions."""
    part = own.part
    found = [_("Part indicative : %(share)s.") % {"share": share_in_words(own)}]
    if own.lever is None:
        found.append(_("Ce levier se compte en ktCO2e seulement, ici."))
    elif part.lever.counts_completed and part.baseline is not None:
        start = one_quantity(part, part.baseline)
        found.append(_("En 2019 : %(start)s ; c’est la quantité de la région, répartie par la clé.") % {"start": start})
    if own.stock_kt is not None:
        stock = with_unit(format_number(borne(own.stock_kt, 2)), "kt")
        found.append(_("Au plus : %(stock)s environ, si cette quantité tombait à 0.") % {"stock": stock})
    target = part.lever.target_kt
    if target is not None:
        region = with_unit(format_number(target), "kt")
        quantity = region_quantity(own)
        if quantity is not None:
            region += f" ({told(borne(quantity, 3), own.scale)})"
        found.append(_("Objectif de toute la région : %(target)s.") % {"target": region})
    return (*found, *((remark_on(part),) if remark_on(part) else ()))


def _live(own: Own) -> Live:
    share = "" if own.share_kt is None else repr(own.share_kt)
    if own.lever is None or own.lever.ratio is None or own.start is None:
        return Live("", "", share, "")
    return Live(repr(own.start), repr(own.lever.ratio * own.scale.factor), share, t(own.scale.unit))
