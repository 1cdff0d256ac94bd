"""What a territory says, lever by lever, on its public page: its proposal beside its share, what is done, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from copilote.cop.models import current_cop
from copilote.cop.permissions import Rights
from copilote.exchange.place import Place
from copilote.exchange.shares import share_of
from copilote.planning.apportionment import TONNES
from copilote.publish.columns import CERTAINTY, LEVER, REASON
from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.reference.errors import UnknownNameError
from copilote.reference.simulator import Region
from copilote.sharing.answers import TerritorySays, says_of
from copilote.sharing.figures import Own, declared_words, own_levers
from copilote.sharing.models import TerritoryFigure
from copilote.sharing.pages.effects import GAP, GAP_PERCENT, signed_percent
from copilote.sharing.quantities import grade_words, quantity_in_2030, rounded_share, share_words
from copilote.sharing.recorded import all_choices, figures_of
from copilote.sharing.sheet_words import region_of_code
from copilote.ui.addresses import address_of
from copilote.ui.page import Entry, Page
from copilote.ui.quantities import amount
from copilote.words import N_, _
from copilote.words.carbon import IN_KT, told_for
from copilote.words.numbers import UNKNOWN, counted, format_decimals
from copilote.words.typography import day_words, quoted, tied

Answers = list[tuple[Own, TerritoryFigure | None]]
"""The levers of the territory, and what it says of each."""


@dataclass(frozen=True, kw_only=True)
class ProposalsPage(Page):
    """A territory's answers. `answered` : levers with a figure; `silent` : those without; `speaks` : whether the
    reader may answer for it; regions : those that it lies in, when several. standing : how the whole answer stands, ""
    for nothing to say; seen : the number of its last figure; sends, validates : whether the reader may say that it is
    whole, or validate it, now; query : what names the region of the COP in an address.
    """

    answered: Table
    silent: Table
    speaks: bool
    regions: tuple[Entry, ...]
    place: Place
    signed_in: bool
    standing: str
    seen: int
    sends: bool
    validates: bool
    query: str


def proposals_page(place: Place, region_asked: str, rights: Rights) -> ProposalsPage:
    """The page of a territory; `region_asked` (a slug) for one that lies in several regions."""
    region = region_in(place, region_asked, rights)
    figures, name = figures_in(place, region), quoted(place.name)
    answers = [(own, figures.get(own.part.lever.id)) for own in own_levers(place, region.code)]
    speaks = rights.acting("sharing.propose", region.code, (place.level, place.code)) is not None
    regions = [region_of_code(code) for code in place.regions] if place.several_regions else []
    here = (place.level, place.code)
    cop = current_cop(region.code)
    says = says_of(cop, *here).get(here, TerritorySays()) if cop else TerritorySays()
    signs = rights.acting("sharing.validate", region.code, here) is not None
    with told_for(share_of(place, all_choices()).total_kt):
        title = _title(name, answers)
    answered, silent = _tables(answers, place, region if speaks else None)
    return ProposalsPage(
        title=tied(title),
        summary=tied(
            _("Ce que le territoire propose et déclare, à côté de sa part indicative. L’écart est toujours montré.")
        ),
        region=region,
        section="territories.proposals",
        trail=trail_of(place, name),
        answered=answered,
        silent=silent,
        speaks=speaks,
        regions=tuple(Entry(other.name, f"?region={other.slug}", other.code == region.code) for other in regions),
        place=place,
        signed_in=rights.signed_in,
        standing=says.words,
        seen=says.last,
        sends=speaks and not signs and bool(says.figures) and (says.word is None or says.changed),
        validates=signs and bool(says.figures) and not says.validated,
        query=f"?region={region.slug}" if place.several_regions else "",
    )


def region_in(place: Place, asked: str, rights: Rights) -> Region:
    """The region looked at: that asked for, else that of who speaks for the territory, else its first."""
    regions = {region.slug: region for region in map(region_of_code, place.regions)}
    if asked and asked not in regions:
        raise UnknownNameError(_("Région de ce territoire"), asked, list(regions))
    speaker = rights.acting("sharing.propose", territory=(place.level, place.code))
    return regions[asked] if asked else region_of_code(speaker.cop.region if speaker else place.regions[0])


def form_address(place: Place, region: Region, lever: str) -> str:
    """The form of a lever; it names the region of the COP where the territory lies in several."""
    address = reverse("proposal", args=[place.level, place.code, lever])
    return f"{address}?region={region.slug}" if place.several_regions else address


def page_address(place: Place, region: Region) -> str:
    """The page of a territory's proposals, in the same way."""
    address = reverse("proposals", args=[place.level, place.code])
    return f"{address}?region={region.slug}" if place.several_regions else address


def figures_in(place: Place, region: Region) -> dict[str, TerritoryFigure]:
    """What a territory says today, by lever."""
    figures = figures_of(region.code)
    return {figure.lever: figure for figure in figures if (figure.level, figure.code) == (place.level, place.code)}


def _title(name: str, answers: Answers) -> str:
    proposed = [(own, figure.proposed_kt) for own, figure in answers if figure and figure.proposed_kt is not None]
    if not proposed:
        return _("%(name)s : aucune proposition pour l’instant", name=name)
    share = sum(own.part.tonnes or 0 for own, _kt in proposed if own.part.placed) / TONNES
    return _(
        "%(name)s propose %(total)s sur %(levers)s, pour une part indicative de %(share)s",
        name=name,
        total=amount(sum(kt for _own, kt in proposed), mega=False),
        levers=counted(len(proposed), "levier", "leviers"),
        share=amount(share, mega=False),
    )


def _tables(answers: Answers, place: Place, answering: Region | None) -> tuple[Table, Table]:
    """The levers with an answer and those without; they lead to their forms, for who may answer in a region."""

    def lever(own: Own) -> Linked:
        asked = own.part.lever
        return Linked(asked.label, form_address(place, answering, asked.id) if answering else "")

    def told(own: Own, kt: float | None) -> str:
        return _("non dit") if kt is None else declared_words(own, kt)

    shares: list[tuple[Column, Callable[[Own], Cell]]] = [
        (LEVER, lever),
        (Column("share", N_("Part indicative"), Kind.NUMBER), share_in_words),
        (CERTAINTY, lambda own: grade_words(own.part)),
    ]
    in_kt = all(own.unit is IN_KT for own, _figure in answers)
    gap_column = GAP if in_kt else GAP.called(N_("Écart (t)"))
    fields: list[tuple[Column, Callable[[tuple[Own, TerritoryFigure]], Cell]]] = [
        *((column, lambda answer, read=read: read(answer[0])) for column, read in shares),
        (Column("proposed", N_("Proposition"), Kind.NUMBER), lambda answer: told(answer[0], answer[1].proposed_kt)),
        (gap_column, lambda answer: _gap(*answer)[0]),
        (GAP_PERCENT, lambda answer: _gap(*answer)[1]),
        (Column("done", N_("Fait ou en cours"), Kind.NUMBER), lambda answer: told(answer[0], answer[1].done_kt)),
        (REASON, lambda answer: answer[1].reason),
        (Column("on", N_("Le")), lambda answer: day_words(answer[1].decided_on)),
    ]
    note = _(
        "Proposition : contribution entière en 2030, ce qui est fait compris. Écart : proposition moins part "
        "indicative. Ces chiffres sont ceux du territoire ; ils ne sont pas vérifiés ici."
    )
    answered = [(own, figure) for own, figure in answers if figure]
    silent = [own for own, figure in answers if not figure]
    return (
        Table.of("propositions", _("Ce que dit le territoire"), fields, answered, note=note),
        Table.of("sans-reponse", _("Leviers sans réponse"), shares, silent),
    )


def _gap(own: Own, figure: TerritoryFigure) -> tuple[str, str]:
    """The proposal less the share, in kt and in percent; a dash where there is none of the two."""
    share = own.part.target_kt if own.part.placed else None
    if figure.proposed_kt is None or share is None:
        return "–", "–"
    gap = figure.proposed_kt - share
    told = format_decimals(own.unit.per_kt * gap, 2 if own.unit is IN_KT else 0, sign=True)
    return told, signed_percent(gap / share) if share else "–"


def share_in_words(own: Own) -> str:
    """The indicative share in kt and, where it is translated, the quantity of 2030 that goes with it."""
    part = own.part
    share = rounded_share(part)
    if share is None:
        return _(UNKNOWN)
    if not part.placed:
        return _("à localiser : %(kt)s en région", kt=own.carbon(part.lever.target_kt or 0.0))
    written = own.carbon(share)
    if part.physical is not None:
        written += f" ({quantity_in_2030(part, own.scale, alone=part.grade == 'A')})"
    return share_words(part, written)


def trail_of(place: Place, name: str) -> tuple[Entry, ...]:
    """The way to the page: by the territory's own."""
    here = reverse("proposals", args=[place.level, place.code])
    return Entry(name, address_of("territory", place.level, place.code)), Entry(_("Propositions"), here)
