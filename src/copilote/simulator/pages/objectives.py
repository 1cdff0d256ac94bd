"""First step: what the State asks of the region, as a treemap by theme or by sector, and the same data as a table."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from copilote.planning.panorama import By, Panorama, panorama
from copilote.planning.trace import TracedFigure, total_figures
from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.reference.simulator import LeverFigures, Region
from copilote.simulator.pages.stepper import StepPage, address, in_its_unit, lever_address, step_frame
from copilote.simulator.state import State
from copilote.simulator.territory import KIND
from copilote.ui.daily_words import near_share
from copilote.ui.drawing import Drawing
from copilote.ui.page import Entry
from copilote.ui.quantities import amount, in_tonnes
from copilote.ui.targets import objectives_map
from copilote.words import N_, _, per_language
from copilote.words.carbon import IN_TONNES, carbon_unit
from copilote.words.numbers import format_percent

GROUPINGS = {"theme": By.THEME, "secteur": By.SECTOR}


@dataclass(frozen=True)
class Objectives:
    """What does not depend on the scenario: drawing, table, trace; made once per region, grouping and language."""

    title: str
    summary: str
    chart: Drawing
    table: Table
    trace: TracedFigure
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ObjectivesPage(StepPage):
    """The first step."""

    choices: tuple[Entry, ...]
    content: Objectives
    comment: str = ""


@in_its_unit
def objectives_page(state: State) -> ObjectivesPage:
    """The page model of the first step; `par=secteur` groups by sector."""
    by = dict(state.view).get("par", "theme")
    by = by if by in GROUPINGS else "theme"
    content = _objectives(state.region, state.levers, by)
    frame = step_frame(state, "objectifs")
    joint = "&" if frame["query"] else ""
    choices = tuple(
        Entry(label, address("step", state.region, f"{frame['query']}{joint}par={key}", step="objectifs"), key == by)
        for key, label in (("theme", _("Par thème")), ("secteur", _("Par secteur")))
    )
    return ObjectivesPage(
        title=content.title,
        summary=content.summary,
        choices=choices,
        content=content,
        comment=(state.region.comment or ""),
        **frame,
    )


@per_language
def _objectives(region: Region, levers: tuple[LeverFigures, ...], by: str) -> Objectives:
    view = panorama(levers, GROUPINGS[by])
    largest = view.groups[0]
    pattern = N_("Par rapport à 2019, selon l’État. « %(group)s » en porte %(share)s, « %(lever)s » est le plus gros.")
    if region.kind == KIND:
        pattern = N_("Par rapport à 2019. « %(group)s » en porte %(share)s, « %(lever)s » est le plus gros.")
    summary = _(
        pattern,
        group=largest.name,
        share=near_share(largest.share or 0.0),
        lever=max(levers, key=lambda lever: lever.target_kt or 0.0).label,
    )
    chart = objectives_map(levers, GROUPINGS[by], lambda lever: reverse("lever", args=[region.slug, lever.slug]))
    return Objectives(
        _("%(region)s : %(target)s à éviter en 2030", region=region.name, target=amount(view.target.value or 0.0)),
        summary,
        chart,
        _table(region, levers, view, _("Secteur et levier") if by == "secteur" else _("Thème et levier")),
        total_figures(levers, region.name)[0],
        view.target.missing,
    )


def _table(region: Region, levers: tuple[LeverFigures, ...], view: Panorama, first: str) -> Table:
    """Each group and its share, then its levers, largest first; the total."""
    own = {lever.id: lever for lever in levers}
    total = view.target.value or 0.0
    rows: list[tuple[Cell, ...]] = []
    heads = []
    for group in view.groups:
        heads.append(len(rows))
        rows.append((group.name, group.target.value, format_percent(group.share)))
        for lever in sorted((own[ident] for ident in group.levers), key=lambda lever: -(lever.target_kt or 0.0)):
            note = "" if lever.target_shown else _unshown(lever.target_kt)
            share = format_percent(lever.target_kt / total) if lever.target_kt is not None and total else "?"
            name = Linked(lever.label, lever_address(region, lever), note=note)
            rows.append((name, lever.target_kt if lever.target_shown else "?", share))
    rows.append((_("Total"), view.target.value, format_percent(1.0)))
    table = Table(
        "objectives",
        _("Objectifs de 2030 par rapport à 2019, en ktCO2e évitées par an"),
        (
            Column("label", first),
            Column("target_kt", "ktCO2e", Kind.KT),
            Column("share", _("Part"), Kind.NUMBER),
        ),
        tuple(rows),
        ("simulateur-2023",),
        total=True,
        heads=tuple(heads),
    )
    return in_tonnes(table) if carbon_unit() is IN_TONNES else table


def _unshown(kt: float | None) -> str:
    """Why a "?" stands in the place of a target, and whether the total counts something for it."""
    if kt is None:
        return _(
            "L’État ne décline pas cet objectif par région et n’en donne pas d’estimation : "
            "le total n’en tient pas compte."
        )
    return _(
        "L’État ne décline pas cet objectif par région : il affiche « ? ». Son total compte une estimation de %(kt)s.",
        kt=amount(kt, mega=False),
    )
