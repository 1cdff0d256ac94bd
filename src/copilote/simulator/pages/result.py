"""Fifth step: what the scenario comes to, beside the State's targets, in kt and in physical quantities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from copilote.planning.balance import Balance, balance, balance_by_theme
from copilote.planning.conversion import physical_quantity, shown_decimals
from copilote.planning.quantities import OTHER_DIGITS, borne, rescaled
from copilote.planning.scenario import LeverOutcome
from copilote.publish.columns import LEVER, UNIT
from copilote.publish.table import Cell, Column, Kind, Linked, Shown, Table
from copilote.reference.simulator import Region
from copilote.simulator.pages.stepper import (
    UNKNOWN,
    Fold,
    Gauge,
    StepPage,
    Total,
    address,
    aim,
    asked_table,
    gap_text,
    gauge,
    in_its_unit,
    kt_of,
    lever_address,
    reached,
    share_text,
    step_frame,
    total_kt,
)
from copilote.simulator.state import State
from copilote.ui.addresses import path_to, slug_of
from copilote.ui.charts import Chart
from copilote.ui.charts.grouped import grouped
from copilote.ui.daily_words import daily_words
from copilote.ui.drawing import Drawing
from copilote.ui.page import Slide
from copilote.ui.quantities import in_scale, scale_in_words, unit_words
from copilote.words import N_, _
from copilote.words.carbon import CarbonUnit, carbon_unit
from copilote.words.language import per_language
from copilote.words.numbers import with_unit
from copilote.words.typography import capital, tied

HIGHLIGHTS = 6
"""Levers told in daily words at the top of the result."""
COLUMNS = (
    LEVER,
    Column("target_kt", N_("État (kt)"), Kind.KT),
    Column("planned_kt", N_("Scénario (kt)"), Kind.KT),
    Column("delta_kt", N_("Écart (kt)"), Kind.KT),
    Column("baseline_2019", N_("2019"), Kind.NUMBER),
    Column("target_2030", N_("2030, État"), Kind.NUMBER),
    Column("physical_2030", N_("2030, scénario"), Kind.NUMBER),
    UNIT,
)


@dataclass(frozen=True)
class Highlight:
    """A lever of the result in daily words: what is planned, and what the State asks where the scenario differs."""

    label: str
    address: str
    words: str
    planned: str
    target: str


@dataclass(frozen=True, kw_only=True)
class ResultPage(StepPage):
    """The fifth step. `highlights` are the levers that were changed most, then those that weigh most.
    uses : address of its conflicts of use; "" for a territory."""

    folds: tuple[Fold, ...]
    highlights: tuple[Highlight, ...]
    totals: tuple[Total, ...]
    gauge: Gauge
    chart: Drawing
    compare: str
    uses: str
    asked: str
    sums: Table

    @property
    def slides(self) -> tuple[Slide, ...]:
        """The scenario for a room: what it reaches, what that means, theme by theme."""
        numbers = tuple((total.value, total.label) for total in self.totals if total.key != "done")
        note = " · ".join(filter(None, (self.where, self.name)))
        words = tuple((lever.planned, f"{lever.label}. {lever.words}") for lever in self.highlights[:3])
        return (
            Slide(self.title, self.chart.narrow, numbers, note),
            *([Slide(_("Ce que cela veut dire en 2030"), None, words, note)] if words else []),
            Slide(_("Avant et après, par thème"), note=note, tables=(self.sums,)),
        )


@in_its_unit
def result_page(state: State) -> ResultPage:
    """The page model of the result: before and after, the gap, what it means in daily words."""
    totals = state.outcome.totals
    title = result_title(state)
    compared = path_to("compare", state.region.slug)
    return ResultPage(
        title=title,
        summary=_summary(state),
        folds=tuple(_fold(state, theme) for theme in balance_by_theme(state.outcome)),
        highlights=_highlights(state),
        totals=(
            Total("target", _("Objectif 2030"), total_kt(totals.target.value)),
            Total("done", _("Fait ou en cours"), total_kt(totals.completed_kt)),
            Total("new", _("Nouveaux objectifs"), total_kt(totals.new_target.value)),
            Total("gap", _("Écart à l’objectif"), gap_text(totals.gap_kt), True),
        ),
        gauge=gauge(totals, new_kt=totals.new_target.value, sentence=title),
        chart=Drawing(
            theme_chart(state, 1080),
            theme_chart(state, 360),
            _(
                "%(unit)s évitées par an en 2030 : ce qui est fait ou en cours, plus les nouveaux objectifs.",
                unit=_(carbon_unit().name),
            ),
        ),
        asked=aim(state),
        sums=theme_table(state),
        uses="" if state.territory else address("uses", state.region, state.query),
        compare=f"{compared}?{urlencode([('s', state.code)])}" if state.code else compared,
        **step_frame(state, "resultat"),
    )


@in_its_unit
def theme_chart(state: State, width: float) -> Chart:
    """The State's target and the scenario, theme by theme, `width` units wide."""
    unit, themes = carbon_unit(), balance_by_theme(state.outcome)
    return grouped(
        [(theme.name, [kt and unit.per_kt * kt for kt in (theme.target.value, theme.planned_kt)]) for theme in themes],
        (
            aim(state).capitalize() if state.territory else _("Objectif de l’État"),
            state.scenario.name or _("Votre scénario"),
        ),
        title=_("Part indicative et scénario, par thème")
        if state.territory
        else _("Objectif de l’État et scénario, par thème"),
        prefix=f"resultat-{width:.0f}",
        unit=unit.name,
        width=width,
    )


@in_its_unit
def result_title(state: State) -> str:
    """The result in one sentence, without its full stop."""
    totals = state.outcome.totals
    name = _("« %(name)s »", name=state.scenario.name) if state.scenario.name else _("Votre scénario")
    if totals.gap_kt is None or totals.share_of_target is None:
        return _("%(name)s : total non connu", name=name)
    if not state.scenario.changes:
        if state.territory:
            return _("%(name)s reprend les parts indicatives", name=name)
        return _("%(name)s reprend les objectifs de l’État", name=name)
    if reached(totals.gap_kt):
        return _("%(name)s atteint l’objectif", name=name)
    if totals.gap_kt < 0:
        return _("%(name)s dépasse l’objectif de %(gap)s", name=name, gap=total_kt(-totals.gap_kt))
    return _("%(name)s atteint %(share)s de l’objectif", name=name, share=share_text(totals.share_of_target))


def _summary(state: State) -> str:
    totals = state.outcome.totals
    values = {
        "planned": total_kt(totals.completed_kt + (totals.new_target.value or 0.0)),
        "target": total_kt(totals.target.value),
        "gap": total_kt(abs(totals.gap_kt or 0.0)),
        "region": state.region.name,
    }
    if totals.gap_kt is None or reached(totals.gap_kt):
        return _("%(region)s : %(planned)s évitées par an en 2030, autant que l’objectif.", **values)
    if totals.gap_kt < 0:
        return _("%(region)s : %(planned)s évitées par an en 2030, pour un objectif de %(target)s.", **values)
    return _("%(region)s : %(planned)s évitées par an en 2030, il manque %(gap)s sur %(target)s.", **values)


def _highlights(state: State) -> tuple[Highlight, ...]:
    changes = state.scenario.changes
    changed = [line for line in state.outcome.levers if line.lever.id in changes]
    changed.sort(key=lambda line: -abs((line.planned_kt or 0.0) - (line.lever.target_kt or 0.0)))
    heaviest = sorted(state.outcome.levers, key=lambda line: -(line.planned_kt or line.completed_kt))
    first = {line.lever.id: line for line in (*changed, *heaviest) if line.physical_2030 is not None}
    return tuple(
        Highlight(
            line.lever.label,
            lever_address(state.region, line.lever),
            _words(line),
            with_unit(kt_of(line.lever, line.planned_kt), carbon_unit().name),
            "" if line.lever.id not in changes else kt_of(line.lever, line.lever.target_kt),
        )
        for line in list(first.values())[:HIGHLIGHTS]
    )


@in_its_unit
def theme_table(state: State) -> Table:
    """The sums of each theme in ktCO2e: the State's target, what is done, new targets, what the scenario avoids."""
    sums = [*balance_by_theme(state.outcome), balance(_("Total"), state.outcome.levers)]
    fields: list[tuple[Column, Callable[[Balance], Cell]]] = [
        (Column("theme", N_("Thème")), lambda theme: theme.name),
        (Column("target_kt", N_("Objectif de l’État"), Kind.KT), lambda theme: theme.target.value),
        (Column("completed_kt", N_("Fait ou en cours"), Kind.KT), lambda theme: theme.completed_kt),
        (Column("new_target_kt", N_("Nouveaux objectifs"), Kind.KT), lambda theme: theme.new_target_kt),
        (Column("planned_kt", N_("Scénario"), Kind.KT), lambda theme: theme.planned_kt),
        (Column("delta_kt", N_("Écart"), Kind.KT), lambda theme: _gap(theme.planned_kt, theme.target.value)),
    ]
    table = Table.of("themes", _("Objectif de l’État et scénario, par thème, en ktCO2e"), fields, sums, total=True)
    return asked_table(state, table)


@in_its_unit
def scenario_table(state: State) -> Table:
    """All the levers of the scenario in one table, each theme over its own."""
    rows: list[tuple[Cell, ...]] = []
    heads: list[int] = []
    changed: list[int] = []
    for theme in balance_by_theme(state.outcome):
        heads.append(len(rows))
        gap = _gap(theme.planned_kt, theme.target.value)
        rows.append((theme.name, theme.target.value, theme.planned_kt, gap, *[""] * (len(COLUMNS) - 4)))
        levers = lever_table(state, theme)
        changed += [len(rows) + rank for rank in levers.changed]
        rows += levers.rows
    title = _("Objectif de l’État et scénario, levier par levier")
    table = Table("levers", title, COLUMNS, tuple(rows), heads=tuple(heads), changed=tuple(changed))
    return asked_table(state, table)


def _fold(state: State, theme: Balance) -> Fold:
    sentence = _(
        "%(planned)s pour un objectif de %(target)s",
        planned=total_kt(theme.planned_kt),
        target=total_kt(theme.target.value),
    )
    return Fold(theme.name, sentence, lever_table(state, theme))


def lever_table(state: State, theme: Balance) -> Table:
    """The levers of a theme before (the State's targets) and after (the scenario), in kt and in physical quantities."""
    changes = state.scenario.changes
    table = Table(
        f"resultat-{slug_of(theme.name)}",
        _("%(theme)s : objectif de l’État et scénario, en ktCO2e et dans l’unité de chaque levier", theme=theme.name),
        COLUMNS,
        tuple(_cells(state.region, line, line.lever.id in changes, carbon_unit()) for line in theme.lines),
        changed=tuple(rank for rank, line in enumerate(theme.lines) if line.lever.id in changes),
    )
    return asked_table(state, table)


@per_language
def _cells(region: Region, line: LeverOutcome, changed: bool, _unit: CarbonUnit) -> tuple[Cell, ...]:
    """A line, kept for other scenarios: most levers are as the State asks in all of them."""
    lever = line.lever
    before = None
    if lever.target_kt is not None and lever.translated:
        before = float(physical_quantity(lever, lever.target_kt))
    scale = scale_in_words(lever, line.physical_2030)
    counted = scale.whole and scale.factor == 1
    decimals = 0 if counted or not lever.translated else shown_decimals(lever, line.planned_kt or 0.0)
    quantities = (lever.baseline_2019 if lever.counts_completed else None, before, line.physical_2030)
    words = "" if line.physical_2030 is None else _words(line)
    note = " ".join(filter(None, (_("Modifié.") if changed else "", words)))
    return (
        Linked(lever.label, lever_address(region, lever), note=note),
        lever.target_kt if lever.target_shown else UNKNOWN,
        kt_of(lever, line.planned_kt),
        _gap(line.planned_kt, lever.target_kt),
        *("" if quantity is None else Shown(quantity, decimals) for quantity in quantities),
        unit_words(lever),
    )


def _gap(planned_kt: float | None, target_kt: float | None) -> Cell:
    """What the scenario avoids beyond the State's target (ktCO2e), signed; "=" for as much."""
    if planned_kt is None or target_kt is None:
        return UNKNOWN
    return "=" if reached(planned_kt - target_kt) else Shown(planned_kt - target_kt, 1, sign=True)


@per_language
def _words(line: LeverOutcome) -> str:
    """The quantity of 2030 in daily words, and the part of an addition that is already done: a whole sentence."""
    phrase = daily_words(line.lever, line.physical_2030, digits=OTHER_DIGITS if rescaled(line.lever) else None)
    if line.completed_physical:
        scale = scale_in_words(line.lever, line.physical_2030)
        done = in_scale(borne(line.completed_physical * scale.factor, 3), scale)
        phrase = _("%(phrase)s, dont %(done)s déjà faits", phrase=phrase.rstrip("."), done=done)
    return tied(capital(phrase) + ("" if phrase.endswith(".") else "."))
