"""What a territory says, lever by lever: its proposal beside its indicative share, the gap, what is done, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.cop.permissions import Rights
from copilote.exchange.perimeters import Place
from copilote.planning.apportionment import TONNES
from copilote.reference.errors import CopiloteError, InputError, UnknownNameError
from copilote.reference.simulator import Region
from copilote.sharing.figures import Own, own_levers, read_amount
from copilote.sharing.pages.choice import MOST_REASON
from copilote.sharing.pages.mix import Option
from copilote.sharing.pages.territory import find_territory
from copilote.sharing.recorded import Figure, figures_of
from copilote.sharing.sheet_words import region_of_code, shown_name
from copilote.simulator.fields import field_text
from copilote.simulator.pages.frame import Entry, Page
from copilote.simulator.pages.seen import CellView, TableView, address_of, tied
from copilote.ui.translation import lacks_english, t
from copilote.ui.words import (
    UNKNOWN,
    counted,
    format_decimals,
    format_kt,
    format_percent,
    format_short,
    with_unit,
)


@dataclass(frozen=True, kw_only=True)
class ProposalsPage(Page):
    """A territory's answers. `answered` : levers with a figure; `silent` : those without; `speaks` : whether the
    reader may answer for it."""

    name: str
    answered: TableView | None
    silent: TableView | None
    speaks: bool
    regions: tuple[Option, ...]
    place_address: str
    region_address: str
    signed_in: bool


@dataclass(frozen=True, kw_only=True)
class ProposalPage(Page):
    """The form of one lever; errors stand beside their fields."""

    lever_label: str
    action: str
    back: str
    facts: tuple[str, ...]
    done: str
    done_units: tuple[Option, ...]
    done_error: str
    proposed: str
    proposed_units: tuple[Option, ...]
    proposed_error: str
    reason: str
    reason_error: str

    @property
    def wrong(self) -> bool:
        """Whether something must be corrected."""
        return bool(self.done_error or self.proposed_error or self.reason_error)


@dataclass(frozen=True)
class Typed:
    """What a form without mistake says; notes : what was brought back into the lever's range."""

    done_kt: float | None
    proposed_kt: float | None
    reason: str
    notes: tuple[str, ...]


def proposals_page(level: str, code: str, region_asked: str, rights: Rights) -> ProposalsPage:
    """The page of a territory; `region_asked` (a slug) for one that lies in several regions."""
    place = find_territory(level, code)
    region = region_in(place, region_asked, rights)
    owns = own_levers(place, region.code)
    said = figures_in(place, region)
    speaker = rights.speaker(place.level, place.code)
    speaks = speaker is not None and speaker.cop.region == region.code
    name = shown_name(place.name)
    return ProposalsPage(
        title=tied(_title(name, owns, said)),
        summary=tied(
            _("Ce que le territoire propose et déclare, à côté de sa part indicative. L’écart est toujours montré.")
        ),
        region=region,
        section="territories",
        trail=_trail(place, name),
        name=name,
        answered=_answered(owns, said, place, speaks),
        silent=_silent(owns, said, place, speaks),
        speaks=speaks,
        regions=tuple(
            Option(one.slug, one.name, one.code == region.code) for one in map(region_of_code, place.regions)
        ),
        place_address=address_of("territory", place.level, place.code),
        region_address=reverse("region_proposals", args=[region.slug]),
        signed_in=rights.signed_in,
    )


def region_in(place: Place, asked: str, rights: Rights) -> Region:
    """The region looked at: that asked for, else that of who speaks for the territory, else its first."""
    regions = [region_of_code(code) for code in place.regions]
    for one in regions:
        if asked and asked == one.slug:
            return one
    if asked:
        raise UnknownNameError(_("Région de ce territoire"), asked, [one.slug for one in regions])
    speaker = rights.speaker(place.level, place.code)
    return next((one for one in regions if speaker and speaker.cop.region == one.code), regions[0])


def figures_in(place: Place, region: Region) -> dict[str, Figure]:
    """What a territory says today, by lever."""
    found = figures_of(region.code)
    return {one.lever: one for one in found if (one.level, one.code) == (place.level, place.code)}


def _title(name: str, owns: tuple[Own, ...], said: Mapping[str, Figure]) -> str:
    proposed = [one for one in owns if one.part.lever.id in said and said[one.part.lever.id].proposed_kt is not None]
    if not proposed:
        return _("%(name)s : aucune proposition pour l’instant") % {"name": name}
    total = sum(said[one.part.lever.id].proposed_kt or 0 for one in proposed)
    share = sum(one.part.tonnes or 0 for one in proposed) / TONNES
    return _("%(name)s propose %(total)s sur %(levers)s, pour une part indicative de %(share)s") % {
        "name": name,
        "total": format_kt(total, mega=False),
        "levers": counted(len(proposed), "levier"),
        "share": format_kt(share, mega=False),
    }


def _answered(owns: tuple[Own, ...], said: Mapping[str, Figure], place: Place, speaks: bool) -> TableView | None:
    titles = (
        *(_("Levier"), _("Part indicative"), _("Certitude"), _("Proposition"), _("Écart (kt)"), _("Écart (%)")),
        *(_("Fait ou en cours"), _("Raison"), _("Le")),
    )
    numbers = {1, 3, 4, 5, 6}
    rows = []
    for own in owns:
        figure = said.get(own.part.lever.id)
        if figure is None:
            continue
        share = own.part.target_kt
        gap = None if figure.proposed_kt is None or share is None else figure.proposed_kt - share
        cells = (
            both(own, share),
            own.part.grade,
            both(own, figure.proposed_kt),
            "–" if gap is None else format_decimals(gap, 2, sign=True),
            "–" if gap is None or not share else ("+" if gap > 0 else "") + format_percent(gap / share),
            both(own, figure.done_kt),
            figure.reason,
            figure.decided_on.strftime("%d/%m/%Y") if figure.decided_on else "",
        )
        rows.append(_row(own, cells, titles, numbers, place, speaks))
    if not rows:
        return None
    columns = tuple(CellView(title, number=rank in numbers) for rank, title in enumerate(titles))
    note = _(
        "Proposition : contribution entière en 2030, ce qui est fait compris. Écart : proposition moins part "
        "indicative. Ces chiffres sont ceux du territoire ; ils ne sont pas vérifiés ici."
    )
    return TableView("propositions", _("Ce que dit le territoire"), columns, tuple(rows), note)


def _silent(owns: tuple[Own, ...], said: Mapping[str, Figure], place: Place, speaks: bool) -> TableView | None:
    titles = (_("Levier"), _("Part indicative"), _("Certitude"))
    rows = [
        _row(own, (both(own, own.part.target_kt), own.part.grade), titles, {1}, place, speaks)
        for own in owns
        if own.part.lever.id not in said
    ]
    columns = tuple(CellView(title, number=rank == 1) for rank, title in enumerate(titles))
    return TableView("sans-reponse", _("Leviers sans réponse"), columns, tuple(rows)) if rows else None


def both(own: Own, kt: float | None) -> str:
    """An amount in kt and, where it is translated, the quantity of 2030 that goes with it."""
    if kt is None:
        return t(UNKNOWN) if own.part.tonnes is None else _("non dit")
    physical = own.physical(kt)
    told = with_unit(format_decimals(kt, 2), "kt")
    if physical is None:
        return told
    unit = own.part.lever.unit_short or own.part.lever.unit or ""
    return f"{told} ({with_unit(format_short(physical), unit)})"


def _row(
    own: Own, cells: tuple[str, ...], titles: tuple[str, ...], numbers: set[int], place: Place, speaks: bool
) -> tuple[CellView, ...]:
    link = reverse("proposal", args=[place.level, place.code, own.part.lever.id]) if speaks else ""
    head = CellView(t(own.part.lever.label), titles[0], False, link)
    typed = titles.index(_("Raison")) if _("Raison") in titles else 0
    return (
        head,
        *(
            CellView(text, titles[rank], rank in numbers, french=rank == typed and lacks_english(text))
            for rank, text in enumerate(cells, 1)
        ),
    )


def _trail(place: Place, name: str) -> tuple[Entry, ...]:
    here = reverse("proposals", args=[place.level, place.code])
    above = address_of("territory", place.level, place.code)
    return (*((Entry(name, above),) if above else ()), Entry(_("Propositions"), here))


def proposal_page(
    place: Place, region: Region, lever: str, given: Mapping[str, str] | None
) -> tuple[ProposalPage, Typed]:
    """The form of one lever: as it stands (`given` None), or as sent, with what is wrong; and what it says."""
    own = next((one for one in own_levers(place, region.code) if one.part.lever.id == lever), None)
    if own is None:
        raise InputError(_("Levier « %(lever)s » : inconnu dans cette région.") % {"lever": lever[:40]})
    held = figures_in(place, region).get(lever)
    fields = _fields_of(held) if given is None else given
    done, done_error, done_note = _amount(own, fields, "fait", _("Fait ou en cours"))
    proposed, proposed_error, proposed_note = _amount(own, fields, "proposition", _("Proposition"))
    reason = fields.get("raison", "").strip().replace("\r\n", "\n")
    reason_error = ""
    if given is not None and proposed is not None and not reason:
        reason_error = _("Une proposition a une raison : écrivez-la, elle sera publique.")
    elif len(reason) > MOST_REASON:
        reason_error = _("Raison trop longue : %(count)s signes, pour %(most)s au plus.") % {
            "count": len(reason),
            "most": MOST_REASON,
        }
    label, name = t(own.part.lever.label), shown_name(place.name)
    back = reverse("proposals", args=[place.level, place.code])
    page = ProposalPage(
        title=tied(_("%(name)s : « %(lever)s »") % {"name": name, "lever": label}),
        summary=tied(_("Part indicative : %(share)s.") % {"share": both(own, own.part.target_kt)}),
        region=region,
        section="territories",
        trail=(*_trail(place, name)[:-1], Entry(_("Propositions"), back), Entry(label, "")),
        lever_label=label,
        action=reverse("proposal", args=[place.level, place.code, lever]),
        back=back,
        facts=_facts(own),
        done=fields.get("fait", "").strip()[:40],
        done_units=_units(own, fields.get("fait-unite", "kt")),
        done_error=done_error,
        proposed=fields.get("proposition", "").strip()[:40],
        proposed_units=_units(own, fields.get("proposition-unite", "kt")),
        proposed_error=proposed_error,
        reason=reason,
        reason_error=reason_error,
    )
    return page, Typed(done, proposed, reason, tuple(note for note in (done_note, proposed_note) if note))


def _amount(own: Own, fields: Mapping[str, str], name: str, what: str) -> tuple[float | None, str, str]:
    text, unit = fields.get(name, "").strip()[:60], fields.get(f"{name}-unite", "kt")
    try:
        value, note = read_amount(own, text, unit, what)
    except CopiloteError as error:
        return None, t(str(error)), ""
    return value, "", t(note)


def _fields_of(held: Figure | None) -> dict[str, str]:
    if held is None:
        return {}
    found = {"raison": held.reason}
    if held.done_kt is not None:
        found["fait"] = field_text(held.done_kt, 6)
    if held.proposed_kt is not None:
        found["proposition"] = field_text(held.proposed_kt, 6)
    return found


def _units(own: Own, chosen: str) -> tuple[Option, ...]:
    found = [Option("kt", _("ktCO2e par an"), chosen != "physique")]
    if own.lever is not None:
        unit = t(own.part.lever.unit or own.part.lever.unit_short or "")
        label = _("quantité atteinte en 2030 (%(unit)s)") % {"unit": unit}
        found.append(Option("physique", label, chosen == "physique"))
    return tuple(found)


def _facts(own: Own) -> tuple[str, ...]:
    lever = own.lever
    if lever is None:
        return (_("Ce levier se compte en ktCO2e seulement, ici."),)
    unit = lever.unit_short or lever.unit or ""
    start = with_unit(format_short(lever.baseline_2019), unit)
    return (
        _("%(quantity)s : %(start)s en 2019 sur le territoire, d’après la clé.")
        % {"quantity": t(own.part.lever.quantity or own.part.lever.label), "start": start},
        _("Une quantité saisie est celle atteinte en 2030 sur le territoire, départ compris."),
    )
