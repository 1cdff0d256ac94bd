"""What the sharing asks of organisations, how far each one is, and the figures that it tells to their people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from copilote.cop.asking import Answer, OwnFigure, Question
from copilote.cop.members import LEVELS
from copilote.cop.models import Cop, Organisation, OrganisationKind, Stage, territory_name
from copilote.exchange.perimeters import place_of
from copilote.exchange.place import Place
from copilote.exchange.shares import share_of, shared
from copilote.planning.apportionment import TONNES
from copilote.planning.declination import Declination
from copilote.reference.errors import CopiloteError
from copilote.reference.simulator import load_levers
from copilote.reference.tables import latest
from copilote.sharing.answers import TerritorySays, says_of
from copilote.sharing.figures import FAR
from copilote.sharing.models import TerritoryFigure
from copilote.sharing.quantities import quantity_words
from copilote.sharing.recorded import all_choices, choices_of
from copilote.ui.addresses import address_of
from copilote.ui.quantities import amount
from copilote.words import N_, _
from copilote.words.carbon import told_for
from copilote.words.numbers import NBSP, counted, format_number

HEAVIEST = 3
"""Levers of a territory that one's space names."""
LEAST_KT = 0.1
"""A share under this is no measure of what is far from it."""


def _asked_of(organisation: Organisation) -> bool:
    """Whether a territory is asked for its figures: one that may propose."""
    return organisation.territory is not None and organisation.territory.level in LEVELS


def _address(organisation: Organisation) -> str:
    """The territory's page of proposals, in the region of the COP."""
    place = organisation.territory
    address = address_of("proposals", place.level, place.code) if place else ""
    return f"{address}?region={organisation.cop.place.slug}" if address else ""


def _state_of(cop: Cop, organisations: Sequence[Organisation]) -> dict[int, Answer]:
    """How far each territory is: two queries, whatever their number."""
    said = says_of(cop)
    levers = {lever.id for lever in load_levers(cop.region) if lever.target_kt}
    declined = shared(cop.region, choices_of(cop.region)) if said else None
    answers = {}
    for organisation in organisations:
        place = organisation.territory
        says = said.get((place.level, place.code)) if place else None
        if says is not None and declined is not None:
            answers[organisation.pk] = _answer(says, levers, declined)
        elif place and (told := _told_before(said, organisation.pk)):
            answers[organisation.pk] = Answer(note=told)
    return answers


def _told_before(said: Mapping[tuple[str, str], TerritorySays], organisation: int) -> str:
    """What an organisation said for territories that merged into its own, in a sentence: kept, but no answer of the new
    one; "" for nothing."""
    figures = [figure for says in said.values() for figure in says.figures if figure.organisation_id == organisation]
    if not figures:
        return ""
    names = sorted({territory_name(figure.level, figure.code) for figure in figures})
    return _(
        "%(count)s de %(name)s au journal, à redire pour le nouveau territoire",
        count=_figures(len(figures)),
        name=", ".join(names),
    )


def _answer(says: TerritorySays, levers: set[str], declined: Declination) -> Answer:
    done = sum(figure.lever in levers for figure in says.figures)
    return Answer(
        begun=bool(says.figures) or says.sent,
        answered=says.sent or done == len(levers),
        validated=says.validated,
        updated_at=says.updated_at,
        done=done,
        total=len(levers),
        doubt=_doubt(says.figures, declined),
        note=says.words,
    )


def _doubt(figures: Sequence[TerritoryFigure], declined: Declination) -> str:
    """What is proposed far from the indicative shares: how many levers, and the one that is the farthest."""
    if not figures:
        return ""
    try:
        place = place_of(figures[0].level, figures[0].code)
    except CopiloteError:
        return _("Ce territoire n’existe plus dans la liste d’aujourd’hui.")
    far = [pair for figure in figures if (pair := _times(figure, place, declined)) is not None]
    if not far:
        return ""
    farthest, label = max(far, key=lambda pair: max(pair[0], 1 / pair[0] if pair[0] else float("inf")))
    words = _("%(lever)s : %(times)s fois la part indicative", lever=label, times=format_number(farthest, 2))
    if len(far) == 1:
        return words
    return _("%(count)s loin de la part indicative, dont %(farthest)s", count=_figures(len(far)), farthest=words)


def _figures(count: int) -> str:
    return counted(count, "chiffre", "chiffres")


def _times(figure: TerritoryFigure, place: Place, declined: Declination) -> tuple[float, str] | None:
    """How many times its share a figure is, and of which lever; None for one that is near it, or has none."""
    rank = next((rank for rank, lever in enumerate(declined.levers) if lever.id == figure.lever), None)
    if rank is None or figure.proposed_kt is None or not declined.rules[rank].placed(place.grain):
        return None
    share = float(declined.tonnes[rank, place.inside(declined.region)].sum()) / TONNES
    if share < LEAST_KT or 1 / FAR <= figure.proposed_kt / share <= FAR:
        return None
    return figure.proposed_kt / share, declined.levers[rank].label


def own_figures(cop: Cop, organisations: Sequence[Organisation]) -> Mapping[int, list[OwnFigure]]:
    """The share of each territory, as its page says it, and its heaviest levers in their own units."""
    choices = all_choices()
    told: dict[int, list[OwnFigure]] = {}
    for organisation in organisations:
        territory = organisation.territory
        if not _asked_of(organisation) or territory is None:
            if organisation.kind == OrganisationKind.EPCI:
                told[organisation.pk] = [_not_yet()]
            continue
        try:
            share = share_of(place_of(territory.level, territory.code), choices)
        except CopiloteError:
            told[organisation.pk] = [_not_yet()]
            continue
        people = share.place.population
        page = address_of("territory", territory.level, territory.code)
        with told_for(share.total_kt):
            each = ""
            if people:
                each = _("%(each)s par habitant", each=f"{format_number(share.tonnes / people, 2)}{NBSP}t")
            lines = [OwnFigure(_("Part indicative, tous leviers"), amount(share.total_kt, mega=False), each, page)]
            lines += [
                OwnFigure(part.lever.label, amount(part.target_kt, mega=False), quantity_words(part))
                for part in share.heaviest[:HEAVIEST]
                if part.target_kt
            ]
        told[organisation.pk] = lines
    return told


def _not_yet() -> OwnFigure:
    """What is told to an authority that the list of the year has not, or has no more: it merged."""
    year = latest("territories")[:4]
    note = _("ce territoire n’est pas dans la liste des intercommunalités de %(year)s", year=year)
    return OwnFigure(_("Part indicative, tous leviers"), _("inconnue"), note)


QUESTIONS = (
    Question(
        "sharing.proposals",
        N_("Ses chiffres, levier par levier"),
        Stage.SHARING,
        asked_of=_asked_of,
        state_of=_state_of,
        address=_address,
        regional=True,
    ),
)
