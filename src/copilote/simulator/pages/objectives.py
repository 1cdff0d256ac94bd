"""First step: what the State asks of the region, as a treemap by theme or by sector, and the same data as a table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from copilote.dossier.phrases import near_share
from copilote.planning.panorama import By, panorama
from copilote.planning.trace import TracedFigure, total_figures
from copilote.reference.simulator import Region
from copilote.simulator.names import load_levers
from copilote.simulator.pages.frame import Entry, lever_slug
from copilote.simulator.pages.seen import per_language
from copilote.simulator.pages.stepper import StepPage, address, step_frame
from copilote.simulator.state import State
from copilote.ui.charts import Chart, TreemapItem, treemap
from copilote.ui.translation import t
from copilote.ui.words import format_decimals, format_kt, format_percent

GROUPINGS = {"theme": By.THEME, "secteur": By.SECTOR}


@dataclass(frozen=True)
class ObjectiveRow:
    """A lever in the table: its target in kt and its share, "?" where the State does not show it."""

    label: str
    address: str
    kt: str
    share: str
    note: str


@dataclass(frozen=True)
class ObjectiveGroup:
    """A theme or a sector and its levers, largest first."""

    name: str
    kt: str
    share: str
    rows: tuple[ObjectiveRow, ...]


@dataclass(frozen=True)
class Objectives:
    """What does not depend on the scenario: drawings, table, trace; made once per region, grouping and language."""

    title: str
    summary: str
    wide: Chart
    narrow: Chart
    groups: tuple[ObjectiveGroup, ...]
    total: str
    trace: TracedFigure
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ObjectivesPage(StepPage):
    """The first step."""

    by: str
    choices: tuple[Entry, ...]
    content: Objectives
    comment: str = ""


def objectives_page(state: State) -> ObjectivesPage:
    """The page model of the first step; `par=secteur` groups by sector."""
    by = dict(state.view).get("par", "theme")
    by = by if by in GROUPINGS else "theme"
    content = _objectives(state.region, state.scenario.edition, by)
    frame = step_frame(state, "objectifs")
    joint = "&" if frame["query"] else ""
    choices = tuple(
        Entry(label, address("step", state.region, f"{frame['query']}{joint}par={key}", step="objectifs"), key == by)
        for key, label in (("theme", _("Par thème")), ("secteur", _("Par secteur")))
    )
    return ObjectivesPage(
        title=content.title,
        summary=content.summary,
        by=by,
        choices=choices,
        content=content,
        comment=t(state.region.comment or ""),
        **frame,
    )


@per_language
def _objectives(region: Region, edition: str, by: str) -> Objectives:
    levers = load_levers(region.code, edition)
    view = panorama(levers, GROUPINGS[by])
    own = {lever.id: lever for lever in levers}
    total = view.target.value or 0.0
    items = [
        TreemapItem(getattr(lever, GROUPINGS[by].value), lever.label, lever.target_kt, lever.reason or "")
        for lever in levers
    ]
    title = _("%(region)s : %(target)s à éviter en 2030") % {"region": region.name, "target": format_kt(total)}
    largest = view.groups[0]
    summary = _(
        "Par rapport à 2019, selon l’État. « %(group)s » en porte %(share)s, « %(lever)s » est le plus gros."
    ) % {
        "group": largest.name,
        "share": near_share(largest.share or 0.0),
        "lever": max(levers, key=lambda lever: lever.target_kt or 0.0).label,
    }
    caption = _("Objectifs de 2030 par levier, en ktCO2e évitées par an")
    groups = tuple(
        ObjectiveGroup(
            group.name,
            format_decimals(group.target.value, 1),
            format_percent(group.share),
            tuple(
                ObjectiveRow(
                    lever.label,
                    address("lever", region, lever=lever_slug(lever)),
                    format_decimals(lever.target_kt, 1) if lever.target_shown else "?",
                    format_percent(lever.target_kt / total) if lever.target_kt is not None and total else "?",
                    _unshown(lever.target_kt) if not lever.target_shown else "",
                )
                for lever in sorted((own[i] for i in group.levers), key=lambda one: -(one.target_kt or 0.0))
            ),
        )
        for group in view.groups
    )
    return Objectives(
        title,
        summary,
        treemap(items, title=caption, prefix=f"tm-{by}", width=1080, height=560),
        treemap(items, title=caption, prefix=f"tn-{by}", width=360),
        groups,
        format_decimals(view.target.value, 1),
        total_figures(levers, region.name)[0],
        view.target.missing,
    )


def _unshown(kt: float | None) -> str:
    """Why a "?" stands in the place of a target, and whether the total counts something for it."""
    if kt is None:
        return _(
            "L’État ne décline pas cet objectif par région et n’en donne pas d’estimation : "
            "le total n’en tient pas compte."
        )
    said = _(
        "L’État ne décline pas cet objectif par région : il affiche « ? ». Son total compte une estimation de %(kt)s."
    )
    return said % {"kt": format_kt(kt, mega=False)}
