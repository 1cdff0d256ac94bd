"""What a territory says, lever by lever, on its public page: its proposal beside its share, what is done, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.cop.permissions import Rights
from copilote.exchange.perimeters import Place
from copilote.planning.apportionment import TONNES
from copilote.reference.errors import UnknownNameError
from copilote.reference.simulator import Region
from copilote.sharing.figures import Own, declared_words, own_levers
from copilote.sharing.pages.mix import Option
from copilote.sharing.pages.territory import find_territory
from copilote.sharing.quantities import grade_words, quantity_in_2030, rounded_share, share_words
from copilote.sharing.recorded import Figure, figures_of
from copilote.sharing.sheet_words import region_of_code, shown_name
from copilote.simulator.pages.frame import Entry, Page
from copilote.simulator.pages.seen import CellView, TableView, address_of, tied
from copilote.ui.translation import lacks_english, t
from copilote.ui.words import (
    UNKNOWN,
    counted,
    format_decimals,
    format_kt,
    format_number,
    format_percent,
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
        trail=trail_of(place, name),
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
    share = sum(one.part.tonnes or 0 for one in proposed if one.part.placed) / TONNES
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
        share = own.part.target_kt if own.part.placed else None
        gap = None if figure.proposed_kt is None or share is None else figure.proposed_kt - share
        cells = (
            share_in_words(own),
            grade_words(own.part),
            declared(own, figure.proposed_kt),
            "–" if gap is None else format_decimals(gap, 2, sign=True),
            "–" if gap is None or not share else ("+" if gap > 0 else "") + format_percent(gap / share),
            declared(own, figure.done_kt),
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
        _row(own, (share_in_words(own), grade_words(own.part)), titles, {1}, place, speaks)
        for own in owns
        if own.part.lever.id not in said
    ]
    columns = tuple(CellView(title, number=rank == 1) for rank, title in enumerate(titles))
    return TableView("sans-reponse", _("Leviers sans réponse"), columns, tuple(rows)) if rows else None


def share_in_words(own: Own) -> str:
    """The indicative share in kt and, where it is translated, the quantity of 2030 that goes with it."""
    part = own.part
    share = rounded_share(part)
    if share is None:
        return t(UNKNOWN)
    if not part.placed:
        return _("à localiser : %(kt)s en région") % {"kt": with_unit(format_number(part.lever.target_kt), "kt")}
    written = with_unit(format_number(share), "kt")
    if part.physical is not None:
        written += f" ({quantity_in_2030(part, own.scale, alone=part.grade == 'A')})"
    return share_words(part, written)


def declared(own: Own, kt: float | None) -> str:
    """What the territory says, in both units."""
    return _("non dit") if kt is None else declared_words(own, kt)


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


def trail_of(place: Place, name: str) -> tuple[Entry, ...]:
    here = reverse("proposals", args=[place.level, place.code])
    above = address_of("territory", place.level, place.code)
    return (*((Entry(name, above),) if above else ()), Entry(_("Propositions"), here))
