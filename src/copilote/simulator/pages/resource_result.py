"""The fifth step of the simulator of nature and resources: what each ambition comes to, and the pace that it asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from copilote.planning.resource_scenario import Reach, ResourceOutcome
from copilote.publish.columns import LEVER
from copilote.publish.table import Cell, Column, Table
from copilote.simulator.pages.resource_land import land_notes, land_words
from copilote.simulator.pages.resource_steps import (
    TERRITORIES,
    TEXTS,
    Line,
    ResourceStepPage,
    folds_of,
    frame,
    link_to,
    panels_of,
    reach_counts,
    totals_of,
)
from copilote.simulator.pages.stepper import Fold, Total
from copilote.simulator.resource_state import ResourceState, doubts
from copilote.ui.charts import Chart
from copilote.ui.page import Slide
from copilote.ui.resource_levers import SimulatedLever
from copilote.words import N_, _, ngettext
from copilote.words.numbers import counted
from copilote.words.typography import tied

RESULT: tuple[tuple[Column, Callable[[Line], Cell]], ...] = (
    (Column("ambition", N_("Ambition 2030")), lambda line: line[0].aim(line[1])),
    (Column("reach", N_("Face à l’objectif")), lambda line: line[0].verdict(line[1])),
    (Column("pace", N_("Rythme demandé")), lambda line: line[0].pace(line[1])),
)
"""What the result says of a lever, in words."""
ON_SLIDES = (LEVER, *(column for column, _read in (*TEXTS[1:2], *TEXTS[3:], *RESULT[:2])))
"""What a room reads of it: where one stands, the target, the ambition, how they compare."""


@dataclass(frozen=True)
class ResultTile:
    """A lever of the result: what is wanted, where it stands, the target, and the pace that this asks."""

    name: str
    address: str
    aim: str
    now: str
    done: str
    target: str
    basis: str
    verdict: str
    reach: str
    pace: str
    chart: Chart | None


@dataclass(frozen=True, kw_only=True)
class ResourceResultPage(ResourceStepPage):
    """The fifth step. law : what is to be known of the land that is taken."""

    panels: tuple[tuple[str, str, tuple[ResultTile, ...]], ...]
    totals: tuple[Total, ...]
    folds: tuple[Fold, ...]
    law: tuple[str, ...]
    territories: str

    @property
    def slides(self) -> tuple[Slide, ...]:
        """The scenario for a room: how many targets it matches, then the levers group by group, then the land."""
        numbers = tuple((total.value, total.label) for total in self.totals)
        note = " · ".join(filter(None, (self.where, self.name)))
        law = tuple(("", sentence) for sentence in self.law)
        return (
            Slide(self.title, None, numbers, note),
            *(Slide(fold.name, note=note, tables=(fold.table.picked(*ON_SLIDES),)) for fold in self.folds),
            *([Slide(_("L’espace consommé et la loi"), note=note, points=law)] if law else []),
        )


def result_page(state: ResourceState) -> ResourceResultPage:
    """What the scenario comes to, lever by lever."""
    counts = reach_counts(state)
    own = counts[Reach.NO_TARGET]
    summary = (
        ngettext(
            "%(count)s levier reste sous son objectif.",
            "%(count)s leviers restent sous leur objectif.",
            counts[Reach.SHORT],
            count=counts[Reach.SHORT],
        )
        if counts[Reach.SHORT]
        else _("Aucun levier ne reste sous son objectif.")
    )
    if own:
        summary += " " + ngettext(
            "%(count)s a une ambition sans objectif publié, donc sans avis.",
            "%(count)s ont une ambition sans objectif publié, donc sans avis.",
            own,
            count=own,
        )
    panels = tuple(
        (panel.key, panel.name, tuple(_tile(*line) for line in panel.lines if line[1].ambition is not None))
        for panel in panels_of(state)
    )
    return ResourceResultPage(
        title=result_title(state),
        summary=summary,
        panels=tuple(panel for panel in panels if panel[2]),
        totals=totals_of(state),
        folds=folds_of(state, "resultat", (*TEXTS, *RESULT), lambda lines: counted(len(lines), "levier", "leviers")),
        law=land_words(state),
        territories=link_to(state.region, TERRITORIES, state.query),
        **frame(state, "resultat") | {"notes": notes_of(state)},
    )


def scenario_table(state: ResourceState) -> Table:
    """All the levers of the scenario in one table, each group under its name."""
    rows: list[tuple[Cell, ...]] = []
    heads: list[int] = []
    changed: list[int] = []
    for panel, fold in zip(panels_of(state), folds_of(state, "", (*TEXTS, *RESULT), lambda lines: ""), strict=True):
        heads.append(len(rows))
        rows.append((panel.name, *[""] * (len(fold.table.columns) - 1)))
        changed += [len(rows) + rank for rank in fold.table.changed]
        rows += fold.table.rows
    title = _("Scénario, levier par levier")
    columns = tuple(column for column, _read in (*TEXTS, *RESULT))
    return Table("levers", title, columns, tuple(rows), heads=tuple(heads), changed=tuple(changed))


def result_title(state: ResourceState) -> str:
    """The result in one sentence, without its full stop."""
    counts = reach_counts(state)
    aimed = counts[Reach.MET] + counts[Reach.SHORT]
    name = _("« %(name)s »", name=state.scenario.name) if state.scenario.name else _("Votre scénario")
    if not state.scenario.changes:
        return tied(_("%(name)s reprend les objectifs publiés", name=name))
    if not aimed:
        return tied(_("%(name)s : des ambitions sans objectif publié", name=name))
    return tied(
        ngettext(
            "%(name)s est à la hauteur de %(met)s objectif sur %(all)s",
            "%(name)s est à la hauteur de %(met)s objectifs sur %(all)s",
            counts[Reach.MET],
            name=name,
            met=counts[Reach.MET],
            all=aimed,
        )
    )


def notes_of(state: ResourceState) -> tuple[str, ...]:
    """What is to be known of the scenario: ambitions that may be slips, land that passes what the law leaves."""
    notes = [
        _("%(name)s : %(value)s", name=lever.words.name, value=text)
        for lever, line in state.lines
        for text in doubts(lever, line)
    ]
    return tuple(map(tied, [*notes, *land_notes(state)]))


def _tile(lever: SimulatedLever, line: ResourceOutcome) -> ResultTile:
    return ResultTile(
        lever.words.name,
        lever.words.address,
        lever.aim(line),
        lever.now,
        _("%(done)s faits ou en cours depuis", done=lever.say_change(line.done)) if line.done else "",
        lever.target,
        lever.words.basis,
        lever.verdict(line),
        line.reach.value,
        lever.pace(line),
        lever.chart(line),
    )
