"""The two steps of the simulator of nature and resources where people type: what is done, what is wanted in 2030."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.planning.resource_scenario import ResourceOutcome, StartKind
from copilote.simulator.fields import FieldKind
from copilote.simulator.pages.entry import EntryField, EntryRow
from copilote.simulator.pages.resource_result import notes_of, result_title
from copilote.simulator.pages.resource_steps import (
    Panel,
    ResourceStepPage,
    frame,
    link_to,
    panels_of,
    totals_of,
)
from copilote.simulator.pages.stepper import ENTRY, Total
from copilote.simulator.resource_state import ResourceState, doubts, field_of
from copilote.ui.resource_levers import SimulatedLever
from copilote.words import N_, _, ngettext
from copilote.words.numbers import counted


@dataclass(frozen=True)
class EntryGroup:
    """A group of the panorama, foldable."""

    name: str
    summary: str
    open: bool
    rows: tuple[EntryRow, ...]


@dataclass(frozen=True, kw_only=True)
class ResourceEntryPage(ResourceStepPage):
    """A step with a form. `before` fills it; `action`, where it goes; `next_action`, where its second button goes."""

    kind: str
    lead: str
    groups: tuple[EntryGroup, ...]
    totals: tuple[Total, ...]
    before: str
    action: str
    next_action: str


def entry_page(state: ResourceState, kind: FieldKind) -> ResourceEntryPage:
    """The page model of "ordres de grandeur" (what is done) or of "ambition" (what is wanted in 2030)."""
    step = ENTRY[kind]
    rows = [(panel, [_row(state, *line, kind) for line in panel.lines]) for panel in panels_of(state)]
    wrong = {name.partition("-")[2] for name in state.typed}
    stated = {
        tile
        for tile, change in state.scenario.changes.items()
        if (change.done if kind is FieldKind.DONE else change.ambition) is not None
    }
    title, summary = _head(state, kind, len(stated))
    base = frame(state, step) | {"notes": notes_of(state) if kind is FieldKind.TARGET else ()}
    return ResourceEntryPage(
        title=title,
        summary=summary,
        kind=kind.value,
        lead=_lead(kind),
        groups=tuple(
            EntryGroup(
                panel.name,
                _summary(panel, stated),
                rank == 0 or any(line[0].id in stated | wrong for line in panel.lines),
                tuple(own),
            )
            for rank, (panel, own) in enumerate(rows)
        ),
        totals=totals_of(state),
        before=state.query,
        action=link_to(state.region, step),
        next_action=link_to(state.region, "bilan" if kind is FieldKind.DONE else "resultat"),
        **base,
    )


def _head(state: ResourceState, kind: FieldKind, stated: int) -> tuple[str, str]:
    """The title and its sentence."""
    if kind is FieldKind.TARGET:
        return result_title(state), _(
            "Au départ, chaque levier garde l’objectif publié, ou son niveau d’aujourd’hui s’il est déjà meilleur."
        )
    if not stated:
        return _("Qu’est-ce qui est fait ou en cours depuis la dernière mesure ?").replace(" ?", "\u00a0?"), _(
            "La mesure dit ce qui est fait jusqu’à son année ; ajoutez ici ce qui l’est depuis, ou qui est engagé."
        )
    return (
        ngettext(
            "%(count)s levier a avancé depuis sa dernière mesure",
            "%(count)s leviers ont avancé depuis leur dernière mesure",
            stated,
            count=stated,
        ),
        _("Ce que vous comptez s’ajoute à la dernière mesure, sans la changer."),
    )


def _lead(kind: FieldKind) -> str:
    if kind is FieldKind.DONE:
        return _(
            "Une quantité par levier, dans son unité, toujours positive : ce qui est gagné, ou ce qui est évité pour "
            "ce qui doit baisser. Une case à zéro veut dire « rien de compté »."
        )
    return _(
        "Le niveau voulu en 2030, dans l’unité du levier. Videz une case pour revenir à l’objectif publié, ou pour "
        "n’avoir pas d’ambition là où il n’y en a pas."
    )


def _summary(panel: Panel, stated: set[str]) -> str:
    count = sum(line[0].id in stated for line in panel.lines)
    levers = counted(len(panel.lines), "levier", "leviers")
    if not count:
        return levers
    typed = counted(count, "valeur saisie", "valeurs saisies")
    return f"{levers}, {typed}"


def _row(state: ResourceState, lever: SimulatedLever, line: ResourceOutcome, kind: FieldKind) -> EntryRow:
    name = field_of(kind.value, lever.id)
    problems = {problem.field: problem.message for problem in state.problems}
    amount = line.done if kind is FieldKind.DONE else line.ambition
    text = (
        N_("Pris ou engagé depuis %(year)s")
        if lever.start.kind is StartKind.CEILING
        else N_("Fait ou en cours depuis %(year)s")
    )
    label = _(text, year=lever.start.year)
    if kind is FieldKind.TARGET:
        label = _("Total voulu de 2021 à 2030") if lever.start.kind is StartKind.CEILING else _("Niveau voulu en 2030")
        if lever.start.kind is StartKind.ADDITION:
            label = _("Ajout voulu de %(year)s à 2030", year=lever.start.year)
    value = state.typed.get(name, lever.field(amount))
    editable = kind is FieldKind.TARGET or lever.start.counts_done
    unit = lever.change_unit if kind is FieldKind.DONE else lever.unit
    field = EntryField(name, label, value, unit, problems.get(name, ""))
    pace = lever.pace(line) if kind is FieldKind.TARGET else ""
    said = doubts(lever, line) if kind is FieldKind.TARGET else []
    asked = pace[:1].upper() + pace[1:] + "." if pace else ""
    return EntryRow(
        id=lever.id,
        label=lever.words.name,
        address=lever.words.address or f"{link_to(state.region, 'objectifs')}#{lever.words.lever.tile.group}",
        target=lever.target or _("non publié"),
        context=lever.now,
        fields=(field,) if editable else (),
        value="",
        reason=asked if editable else _("Rien ne dit dans quel sens cette grandeur doit aller."),
        note=" ".join(said),
        observed=None,
        slider=None,
        data_target="",
        data_done="",
        data_new="",
        data_ratio="",
        data_baseline="",
    )
