"""What the simulator of nature and resources lets people take away: the scenario lever by lever, and its shares."""

from __future__ import annotations

from collections.abc import Callable

from copilote.exchange.land_budgets import budgeted_land
from copilote.exchange.resource_shares import LEVELS
from copilote.publish import columns
from copilote.publish.table import Book, Cell, Column, Kind, Table
from copilote.reference.errors import UnknownNameError, nearest
from copilote.simulator.pages.resource_land import budget_table
from copilote.simulator.pages.resource_result import result_title
from copilote.simulator.pages.resource_steps import TERRITORIES, Line
from copilote.simulator.pages.resource_territories import key_table, share_table, shares_of
from copilote.simulator.pages.resources import SOURCES
from copilote.simulator.pages.stepper import STEPS
from copilote.simulator.resource_state import ResourceState
from copilote.ui.resource_levers import REACHES
from copilote.words import N_, _

FIELDS: tuple[tuple[Column, Callable[[Line], Cell]], ...] = (
    (columns.ID, lambda line: line[0].id),
    (Column("group", N_("Groupe")), lambda line: line[0].words.lever.group),
    (columns.LEVER, lambda line: line[0].words.name),
    (columns.QUANTITY, lambda line: line[0].words.lever.tile.quantity),
    (columns.UNIT, lambda line: line[0].start.unit),
    (Column("kind", N_("Ce qui est compté"), Kind.CODE), lambda line: line[0].start.kind.value),
    (columns.LAST_YEAR, lambda line: line[0].start.year),
    (columns.LAST_VALUE, lambda line: line[0].start.value),
    (Column("done", N_("Fait ou en cours depuis"), Kind.NUMBER), lambda line: line[1].done),
    (columns.TARGET_2030.called(N_("Objectif 2030")), lambda line: line[0].start.target),
    (Column("remaining", N_("Reste"), Kind.NUMBER), lambda line: line[1].remaining),
    (Column("ambition", N_("Ambition 2030"), Kind.NUMBER), lambda line: line[1].ambition),
    (Column("own", N_("Ambition saisie")), lambda line: _("oui") if line[1].own else _("non")),
    (Column("reach", N_("Face à l’objectif")), lambda line: _(REACHES[line[1].reach])),
    (Column("margin", N_("Écart à l’objectif"), Kind.NUMBER), lambda line: line[1].margin),
    (Column("pace", N_("Rythme demandé (par an)"), Kind.NUMBER), lambda line: line[1].pace),
    (Column("times", N_("Demandé sur observé"), Kind.NUMBER), lambda line: line[1].times),
    (Column("basis", N_("Nature de l’objectif")), lambda line: line[0].words.basis or None),
    (Column("why", N_("Règle de l’objectif, ou pourquoi il n’y en a pas")), lambda line: line[0].words.lever.why),
)
"""Of a lever, in the units of the tables."""


def resource_scenario_book(state: ResourceState, step: str) -> Book:
    """The files of a step, or of the shares, which open on them. Raises UnknownNameError for another page."""
    pages = (*STEPS, TERRITORIES)
    if step not in pages:
        raise UnknownNameError(_("Étape"), step, nearest(step, pages), _("Étapes : %(names)s.", names=", ".join(pages)))
    levers = Table.of("levers", _("Scénario, levier par levier"), FIELDS, state.lines, SOURCES)
    tables = [levers]
    if step == TERRITORIES:
        own = {lever.id: lever for lever in state.levers}
        asked = dict(state.view).get("niveau", LEVELS[0])
        shared, lands = [], []
        for level in sorted(LEVELS, key=lambda level: level != asked):
            shares = shares_of(state, level)
            if shares.shares and shares.places:
                shared.append(share_table(shares, own, level))
                keys = key_table(shares, own)
            if (land := budget_table(budgeted_land(state.region.code, shares), level)) is not None:
                lands.append(land)
        if shared:
            tables = [*shared, keys, *lands, levers]
    notes = (
        _("Chaque levier garde son unité : rien ne s’additionne d’un levier à l’autre."),
        _("Les parts des territoires sont indicatives."),
    )
    title = f"{state.region.name} : {result_title(state)}"
    return Book(f"copilote-{state.region.slug}-ressources-{step}", title, tuple(tables), notes)
