"""The five steps of the simulator of nature and resources: those of the climate's, on levers that have no carbon.

Every lever keeps its unit, and nothing is added from one to another: where the climate's steps total kt, these count
levers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from copilote.exchange.resources import resource_levers
from copilote.planning.resource_scenario import Reach, ResourceOutcome, StartKind
from copilote.publish.columns import LEVER
from copilote.publish.table import Cell, Column, Linked, Table
from copilote.reference.simulator import Region
from copilote.simulator.pages.stepper import (
    STEPS,
    Fold,
    StepError,
    StepLink,
    StepPage,
    Tool,
    Total,
    address,
)
from copilote.simulator.resource_state import ResourceState
from copilote.ui.page import Entry
from copilote.ui.resource_levers import SimulatedLever
from copilote.ui.resources import ResourceWords
from copilote.words import N_, _, ngettext
from copilote.words.numbers import counted
from copilote.words.typography import tied

ROUTE = "resource_step"
TERRITORIES, SHARE, ERASE, COMPARE = "territoires", "partager", "effacer", "comparer"
"""What comes with the steps, at addresses like theirs."""
Line = tuple[SimulatedLever, ResourceOutcome]


@dataclass(frozen=True, kw_only=True)
class ResourceStepPage(StepPage):
    """A step of these levers."""

    @property
    def tools(self) -> tuple[Tool, ...]:
        """What may be done with the scenario."""
        if self.region is None:
            return ()
        tools = [Tool(_("Partager (lien, QR code)"), link_to(self.region, SHARE, self.query))]
        if self.step != "resultat":  # whose main button leads there
            tools.insert(0, Tool(_("Répartir entre les territoires"), link_to(self.region, TERRITORIES, self.query)))
        if self.changed:
            code = urlencode([("s", self.short.rpartition("/")[2])])
            tools.append(Tool(_("Comparer"), link_to(self.region, COMPARE, code)))
            tools.append(Tool(_("Tout effacer"), link_to(self.region, ERASE, self.query)))
        return tuple(tools)


@dataclass(frozen=True)
class Panel:
    """A group of the panorama and its levers."""

    key: str
    name: str
    lines: tuple[Line, ...]


def link_to(region: Region, step: str, query: str = "") -> str:
    """The address of a step, with a query."""
    return address(ROUTE, region, query, step=step)


def resource_short(state: ResourceState) -> str:
    """The short link of a scenario."""
    return reverse("short", args=[state.code])


def trail(state: ResourceState, label: str) -> tuple[Entry, ...]:
    """The breadcrumb: the panorama, its simulator, the page."""
    return (
        Entry.to(_("Nature et ressources"), "resources", state.region.slug),
        Entry(_("Simulateur"), link_to(state.region, "objectifs", state.query)),
        Entry(label, ""),
    )


def frame(state: ResourceState, step: str) -> dict[str, Any]:
    """What a step's page needs, whatever its content."""
    room = [pair for pair in state.view if pair[0] == "salle"]
    query = urlencode([*state.pairs, *room])
    undo = ""
    if state.undo:
        undo = f"{link_to(state.region, step)}?{urlencode([('revenir', state.undo)])}"
    return {
        "region": state.region,
        "section": "resources",
        "trail": trail(state, str(STEPS[step])),
        "step": step,
        "steps": tuple(
            StepLink(number, str(label), link_to(state.region, slug, query), slug == step)
            for number, (slug, label) in enumerate(STEPS.items(), start=1)
        ),
        "query": query,
        "name": state.scenario.name,
        "remarks": state.remarks,
        "errors": tuple(StepError(problem.message, problem.field) for problem in state.problems),
        "undo": undo,
        "changed": sum(
            (change.done is not None) + (change.ambition is not None) for change in state.scenario.changes.values()
        ),
        "short": resource_short(state) if state.pairs else "",
        "editable": bool(state.levers),
    }


def panels_of(state: ResourceState) -> tuple[Panel, ...]:
    """The levers of a scenario by group, those with a target first."""
    groups: dict[str, list[Line]] = {}
    for line in state.lines:
        groups.setdefault(line[0].words.lever.tile.group, []).append(line)
    return tuple(
        Panel(key, lines[0][0].words.lever.group, tuple(sorted(lines, key=lambda line: line[0].start.target is None)))
        for key, lines in groups.items()
    )


def reach_counts(state: ResourceState) -> dict[Reach, int]:
    """How many levers stand how beside their target."""
    found = [outcome.reach for _lever, outcome in state.lines]
    return {reach: found.count(reach) for reach in Reach}


def totals_of(state: ResourceState) -> tuple[Total, ...]:
    """How many targets are met, how many are not, and what has none."""
    counts = reach_counts(state)
    aimed = counts[Reach.MET] + counts[Reach.SHORT]
    own = sum(outcome.reach is Reach.NO_TARGET for _lever, outcome in state.lines)
    return (
        Total(
            "met", _("À la hauteur de l’objectif"), _("%(some)s sur %(all)s", some=counts[Reach.MET], all=aimed), True
        ),
        Total("short", _("Sous l’objectif"), str(counts[Reach.SHORT])),
        Total("own", _("Ambitions sans objectif publié"), str(own)),
    )


@dataclass(frozen=True, kw_only=True)
class TargetsPage(ResourceStepPage):
    """The first step. left : the levers that the region cannot simulate."""

    panels: tuple[tuple[str, str, tuple[ResourceWords, ...]], ...]
    left: tuple[str, ...]
    none: str = ""


def targets_page(state: ResourceState) -> TargetsPage:
    """Where one stands and what is published for 2030, tile by tile."""
    aimed = sum(lever.start.target is not None for lever in state.levers)
    tiles = {lever.id for lever in state.levers}
    left = [lever.tile.name for lever in resource_levers(state.region) if lever.tile.id not in tiles]
    return TargetsPage(
        title=tied(
            _(
                "%(region)s : %(levers)s de nature et de ressources à simuler",
                region=state.region.name,
                levers=counted(len(state.levers), "levier", "leviers"),
            )
        ),
        summary=_(
            "%(aimed)s pour 2030. Les autres se simulent aussi, sans avis : aucun objectif n’est inventé. Chaque "
            "levier garde son unité, rien ne s’additionne.",
            aimed=counted(aimed, "a un objectif", "ont un objectif"),
        ),
        panels=tuple(
            (panel.key, panel.name, tuple(line[0].words for line in panel.lines)) for panel in panels_of(state)
        ),
        left=tuple(left),
        none="" if state.levers else _("Aucune grandeur n’est mesurée dans cette région : rien ne peut s’y simuler."),
        **frame(state, "objectifs"),
    )


TEXTS: tuple[tuple[Column, Callable[[Line], Cell]], ...] = (
    (LEVER, lambda line: Linked(line[0].words.name, line[0].words.address)),
    (Column("now", N_("Où l’on en est")), lambda line: line[0].now),
    (
        Column("done", N_("Fait ou en cours depuis")),
        lambda line: line[0].say_change(line[1].done) if line[1].done else "",
    ),
    (Column("target", N_("Objectif 2030")), lambda line: line[0].target or _("non publié")),
)
"""What the tables of the steps say of a lever, in words: each line has a unit of its own."""
REMAINING: tuple[Column, Callable[[Line], Cell]] = (Column("remaining", N_("Reste")), lambda line: _remaining(*line))


def _remaining(lever: SimulatedLever, line: ResourceOutcome) -> str:
    if line.remaining is None:
        return ""
    if lever.start.kind is StartKind.CEILING:
        text = N_("%(rest)s avant le plafond") if line.remaining >= 0 else N_("plafond dépassé de %(rest)s")
        return _(text, rest=lever.say_change(abs(line.remaining)))
    if line.remaining < 5e-7:
        return _("rien : objectif atteint")
    return lever.say_change(line.remaining)


@dataclass(frozen=True, kw_only=True)
class RemainingPage(ResourceStepPage):
    """The third step."""

    folds: tuple[Fold, ...]


def remaining_page(state: ResourceState) -> RemainingPage:
    """What remains of each published target once what is done is taken off."""
    aimed = [line for line in state.lines if line[1].remaining is not None]
    left = [line for line in aimed if _lacks(*line)]
    if not aimed:
        title = _("Aucun objectif publié : rien à retrancher")
    elif not left:
        title = _("Tous les objectifs publiés sont atteints ou engagés")
    else:
        title = ngettext(
            "Il reste à faire pour %(count)s levier sur %(all)s qui ont un objectif",
            "Il reste à faire pour %(count)s leviers sur %(all)s qui ont un objectif",
            len(left),
            count=len(left),
            all=len(aimed),
        )
    done = sum(outcome.done > 0 for _lever, outcome in state.lines)
    summary = (
        ngettext(
            "Vous avez compté ce qui est fait ou en cours pour %(count)s levier.",
            "Vous avez compté ce qui est fait ou en cours pour %(count)s leviers.",
            done,
            count=done,
        )
        if done
        else _("Rien n’est encore compté comme fait ou en cours depuis la dernière mesure.")
    )
    return RemainingPage(
        title=title,
        summary=f"{summary} {_('Le reste se lit levier par levier, chacun dans son unité.')}",
        folds=folds_of(state, "reste", (*TEXTS, REMAINING), _left_words),
        **frame(state, "bilan"),
    )


def _lacks(lever: SimulatedLever, line: ResourceOutcome) -> bool:
    """Whether a target asks for more; under a ceiling, it is asked to stay there."""
    return lever.start.kind is not StartKind.CEILING and (line.remaining or 0.0) > 5e-7


def _left_words(lines: Sequence[Line]) -> str:
    left = sum(_lacks(*line) for line in lines)
    return ngettext("%(count)s objectif à atteindre", "%(count)s objectifs à atteindre", left, count=left)


def folds_of(
    state: ResourceState,
    key: str,
    fields: Sequence[tuple[Column, Callable[[Line], Cell]]],
    words: Callable[[Sequence[Line]], str],
) -> tuple[Fold, ...]:
    changed = state.scenario.changes
    return tuple(
        Fold(
            panel.name,
            words(panel.lines),
            Table.of(
                f"{key}-{panel.key}",
                _("%(group)s, chaque levier dans son unité", group=panel.name),
                fields,
                panel.lines,
                changed=tuple(rank for rank, line in enumerate(panel.lines) if line[0].id in changed),
            ),
        )
        for panel in panels_of(state)
    )
