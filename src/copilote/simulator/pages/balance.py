"""Third step: what remains to be found once what is done or under way is taken off."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.planning.balance import Balance, balance, balance_by_theme, in_excess
from copilote.planning.scenario import LeverOutcome
from copilote.publish.columns import LEVER
from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.simulator.pages.stepper import (
    UNKNOWN,
    Fold,
    Gauge,
    StepPage,
    Total,
    asked_table,
    gauge,
    in_its_unit,
    kt_of,
    lever_address,
    reached,
    step_frame,
    total_kt,
)
from copilote.simulator.state import State
from copilote.ui.addresses import slug_of
from copilote.ui.charts import BulletLever, bullets
from copilote.ui.daily_words import place_of
from copilote.ui.drawing import Drawing
from copilote.words import N_, _
from copilote.words.carbon import carbon_unit
from copilote.words.numbers import format_percent

COLUMNS = (
    LEVER,
    Column("target_kt", N_("Objectif"), Kind.KT),
    Column("completed_kt", N_("Fait ou en cours"), Kind.KT),
    Column("completed_share", N_("Part faite"), Kind.NUMBER),
    Column("remaining_kt", N_("Reste"), Kind.KT),
)


@dataclass(frozen=True, kw_only=True)
class BalancePage(StepPage):
    """The third step. `over` says which levers are done beyond their target, `whole` the sums of all."""

    folds: tuple[Fold, ...]
    whole: str
    totals: tuple[Total, ...]
    gauge: Gauge
    chart: Drawing
    over: tuple[str, ...]


@in_its_unit
def balance_page(state: State) -> BalancePage:
    """The page model of the balance."""
    unit = carbon_unit()
    whole = balance(_("Total"), state.outcome.levers)
    themes = balance_by_theme(state.outcome)
    target, done, rest = (total_kt(kt) for kt in (whole.target.value or 0.0, whole.completed_kt, whole.remaining_kt))
    if reached(whole.remaining_kt):
        title = _("Tout l’objectif est déjà fait ou en cours")
    else:
        title = _("Il reste %(rest)s à trouver", rest=rest)
    if whole.completed_kt:
        summary = _("Sur un objectif de %(target)s en 2030, %(done)s sont faites ou en cours %(where)s.")
    else:
        summary = _("Rien n’est encore compté comme fait ou en cours %(where)s, sur un objectif de %(target)s en 2030.")
    summary %= {"target": target, "done": done, "where": place_of(state.region)}
    over = tuple(
        _(
            "%(lever)s : %(done)s faites ou en cours, plus que l’objectif de %(target)s. "
            "Le surplus n’est pas pris aux autres.",
            lever=line.lever.label,
            done=total_kt(line.completed_kt),
            target=total_kt(line.lever.target_kt),
        )
        for line in in_excess(state.outcome.levers)
    )
    return BalancePage(
        title=title,
        summary=summary,
        folds=tuple(_fold(state, theme) for theme in themes),
        whole=_("objectif %(target)s, fait ou en cours %(done)s, reste %(rest)s.", target=target, done=done, rest=rest),
        totals=(
            Total("target", _("Objectif 2030"), target),
            Total("done", _("Fait ou en cours"), done),
            Total("remaining", _("Reste à trouver"), rest, True),
        ),
        gauge=gauge(state.outcome.totals, new_kt=0.0, sentence=summary),
        chart=Drawing.of(
            bullets,
            [_bullet(theme, unit.per_kt) for theme in themes],
            unit=unit.name,
            title=_("Fait ou en cours, et reste, par thème"),
            prefix="bilan",
            caption=_(
                "En %(unit)s évitées par an. « Réalisé » compte ici ce qui est fait ou en cours.", unit=_(unit.name)
            ),
            width=1080,
            narrow={"width": 360},
        ),
        over=over,
        **step_frame(state, "bilan"),
    )


def _bullet(theme: Balance, per_kt: float) -> BulletLever:
    target = theme.target.value
    return BulletLever(theme.name, None if target is None else per_kt * target, done=per_kt * theme.completed_kt)


def _fold(state: State, theme: Balance) -> Fold:
    rows = [_cells(state, line) for line in theme.lines]
    target = theme.target.value
    share = format_percent(theme.completed_kt / target) if target else ""
    rows.append((_("Total du thème"), target, theme.completed_kt, share, theme.remaining_kt))
    title = _("%(theme)s : objectif, fait ou en cours, reste, en ktCO2e", theme=theme.name)
    table = Table(f"bilan-{slug_of(theme.name)}", title, COLUMNS, tuple(rows), total=True)
    return Fold(theme.name, _("reste %(rest)s", rest=total_kt(theme.remaining_kt)), asked_table(state, table))


def _cells(state: State, line: LeverOutcome) -> tuple[Cell, ...]:
    lever = line.lever
    return (
        Linked(lever.label, lever_address(state.region, lever)),
        lever.target_kt if lever.target_shown else UNKNOWN,
        line.completed_kt,
        format_percent(line.completed_kt / lever.target_kt) if lever.target_kt else "",
        kt_of(lever, line.remaining_kt),
    )
