"""An ambition for nature and resources among the territories of a region: rates as they are, quantities by keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from copilote.exchange.land_budgets import budgeted_land
from copilote.exchange.place import Place
from copilote.exchange.resource_shares import LEVELS, ResourceShare, ResourceShares, resource_shares
from copilote.planning.quantities import MEASURED_DIGITS, OTHER_DIGITS, borne
from copilote.planning.resource_scenario import StartKind
from copilote.publish import columns
from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.sharing.reads import choices_of
from copilote.simulator.pages.resource_land import budget_table, land_words, share_words
from copilote.simulator.pages.resource_steps import TERRITORIES, link_to, trail
from copilote.simulator.pages.stepper import Tool
from copilote.simulator.resource_state import ResourceState
from copilote.ui.certainty import grade_name
from copilote.ui.page import Entry, Page
from copilote.ui.resource_levers import SimulatedLever
from copilote.words import N_, _, nouns
from copilote.words.language import noun
from copilote.words.numbers import counted, format_decimals, format_short, with_unit
from copilote.words.typography import quoted, tied

NOUNS = {
    "departement": nouns("département", "départements"),
    "crte": nouns("CRTE", "CRTE"),
    "epci": nouns("intercommunalité", "intercommunalités"),
}
SOURCES = ("copilote-liens", "decoupage-2026", "corine-2018", "irpe-2026", "barometre-2026", "simulateur-2023")


@dataclass(frozen=True, kw_only=True)
class ResourceTerritoriesPage(Page):
    """What each territory takes of each ambition. choices : the levels. rates : (lever, rate, why it is the same
    everywhere); left : (lever, why). land : the budgets of the land, where they or its shares are known."""

    query: str
    choices: tuple[Entry, ...]
    table: Table | None
    keys: Table | None
    rates: tuple[tuple[str, str, str], ...]
    left: tuple[tuple[str, str], ...]
    law: tuple[str, ...]
    land: Table | None
    back: str
    tools: tuple[Tool, ...] = ()


def territories_page(state: ResourceState) -> ResourceTerritoriesPage:
    """The page model of the shares at the level of the address (`niveau`), by département unless said."""
    region = state.region
    level = dict(state.view).get("niveau", LEVELS[0])
    level = level if level in LEVELS else LEVELS[0]
    shares = shares_of(state, level)
    joint = f"{state.query}&" if state.query else ""
    own = {lever.id: lever for lever in state.levers}
    count, land = len(shares.shares), budgeted_land(region.code, shares)
    title = _("%(region)s : aucune ambition à partager", region=region.name)
    if count and shares.places:
        title = _(
            "%(region)s : %(ambitions)s entre %(places)s",
            region=region.name,
            ambitions=counted(count, "ambition partagée", "ambitions partagées"),
            places=counted(len(shares.places), *NOUNS[level]),
        )
    return ResourceTerritoriesPage(
        title=tied(title),
        summary=tied(
            _(
                "Parts indicatives : ce que chaque territoire prendrait de l’ambition de la région. Un taux vaut "
                "partout ; une quantité se partage par la clé du même levier du climat, ou par une clé éprouvée de la "
                "même façon."
            )
        ),
        region=region,
        section="resources",
        trail=trail(state, _("Territoires")),
        query=f"{joint}niveau={level}",
        choices=tuple(
            Entry(
                noun(2, *NOUNS[each]).capitalize() if each != "crte" else "CRTE",
                link_to(region, TERRITORIES, f"{joint}niveau={each}"),
                each == level,
            )
            for each in LEVELS
        ),
        table=share_table(shares, own, level) if count and shares.places else None,
        keys=key_table(shares, own) if count and shares.places else None,
        rates=tuple((own[line.start.id].words.name, own[line.start.id].aim(line), why) for line, why in shares.rates),
        left=tuple((own[line.start.id].words.name, why) for line, why in shares.left),
        law=(*land_words(state), *share_words(land)),
        land=budget_table(land, level),
        back=link_to(region, "resultat", state.query),
    )


def shares_of(state: ResourceState, level: str) -> ResourceShares:
    """The shares of a scenario at a level, by the keys that the COP chose."""
    outcomes = tuple(outcome for _lever, outcome in state.lines)
    return resource_shares(state.region, level, outcomes, choices_of(state.region.code))


def _column(share: ResourceShare, lever: SimulatedLever) -> Column:
    return Column(share.outcome.start.id, f"{lever.words.name} ({share.unit})", Kind.COUNT)


def share_table(shares: ResourceShares, own: dict[str, SimulatedLever], level: str) -> Table:
    """A line a territory, a column an ambition in its own unit; the region's total, and what is in no territory."""
    head = (columns.TERRITORY, columns.FILE_CODE)
    cells = [_column(share, own[share.outcome.start.id]) for share in shares.shares]
    rows: list[tuple[Cell, ...]] = [
        (
            _place(place, level),
            place.code,
            *(_told(share.amounts[rank], share.grade) for share in shares.shares),
        )
        for rank, place in enumerate(shares.places)
    ]
    if any(share.outside for share in shares.shares):
        rows.append((_("Hors de ces territoires"), "", *(_told(share.outside, share.grade) for share in shares.shares)))
    totals = (Linked(share.total, text=format_short(share.total)) for share in shares.shares)
    rows.append((_("Région"), "", *totals))
    title = _("Part de chaque territoire dans l’ambition de 2030, chaque colonne dans son unité")
    note = _("Parts arrondies à ce que la clé permet de dire ; les fichiers ont tous les chiffres, qui s’additionnent.")
    return Table(f"parts-{level}", title, (*head, *cells), tuple(rows), SOURCES, total=True, note=note)


def _place(place: Place, level: str) -> Linked:
    """A territory's name, which leads to its page."""
    return Linked(quoted(place.name), reverse("territory", args=[level, place.code]))


def _told(amount: int, grade: str) -> Cell:
    """A share with the digits that its key allows; files hold it whole."""
    return Linked(
        amount, text=format_decimals(borne(float(amount), MEASURED_DIGITS if grade == "A" else OTHER_DIGITS), 0)
    )


def key_table(shares: ResourceShares, own: dict[str, SimulatedLever]) -> Table:
    """What is shared of each lever, by which key, and how sure that is."""
    fields: tuple[tuple[Column, Callable[[ResourceShare], Cell]], ...] = (
        (columns.LEVER, lambda share: own[share.outcome.start.id].words.name),
        (Column("shared", N_("Ce qui est partagé")), lambda share: _what(share)),
        (columns.KEY, lambda share: share.key),
        (columns.CERTAINTY, lambda share: grade_name(share.grade)),
        (Column("why", N_("Pourquoi cette clé")), lambda share: tied(share.reason)),
    )
    return Table.of("cles", _("Comment chaque ambition se partage"), fields, shares.shares, SOURCES)


def _what(share: ResourceShare) -> str:
    total = with_unit(format_short(share.total), share.unit)
    kind = share.outcome.start.kind
    if kind is StartKind.CEILING:
        return _("le total de 2021 à 2030, %(total)s", total=total)
    if kind is StartKind.ADDITION:
        return _("l’ajout de %(year)s à 2030, %(total)s", year=share.outcome.start.year, total=total)
    return _("le niveau de 2030, %(total)s", total=total)
