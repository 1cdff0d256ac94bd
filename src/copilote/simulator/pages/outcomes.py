"""Third and fifth steps: what remains once what is done is taken off, and what the scenario comes to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.dossier.phrases import daily_words, place_of
from copilote.planning.balance import Balance, balance, balance_by_theme, in_excess
from copilote.planning.conversion import physical_quantity, shown_decimals
from copilote.planning.quantities import borne
from copilote.planning.scenario import LeverOutcome
from copilote.reference.simulator import LeverFigures
from copilote.simulator.pages.frame import lever_slug
from copilote.simulator.pages.seen import tied
from copilote.simulator.pages.stepper import Gauge, StepPage, Total, gauge, reached, share_text, step_frame, total_kt
from copilote.simulator.state import State
from copilote.ui.charts import BulletLever, Chart, bullets
from copilote.ui.charts.grouped import grouped
from copilote.ui.quantities import scale_in_words, told, unit_words
from copilote.ui.words import format_decimals, format_percent

UNKNOWN = "?"


@dataclass(frozen=True)
class BalanceRow:
    """A lever, or a theme's sum: kt written to 0.1."""

    label: str
    address: str
    target: str
    done: str
    remaining: str
    share: str


@dataclass(frozen=True)
class BalanceTheme:
    """A theme's levers and their sum."""

    total: BalanceRow
    rows: tuple[BalanceRow, ...]


@dataclass(frozen=True, kw_only=True)
class BalancePage(StepPage):
    """The third step."""

    themes: tuple[BalanceTheme, ...]
    whole: BalanceRow
    totals: tuple[Total, ...]
    gauge: Gauge
    wide: Chart
    narrow: Chart
    over: tuple[str, ...]


def balance_page(state: State) -> BalancePage:
    """The page model of the balance."""
    whole = balance(_("Total"), state.outcome.levers)
    themes = balance_by_theme(state.outcome)
    target = whole.target.value or 0.0
    if reached(whole.remaining_kt):
        title = _("Tout l’objectif est déjà fait ou en cours")
    else:
        title = _("Il reste %(rest)s à trouver") % {"rest": total_kt(whole.remaining_kt)}
    done = total_kt(whole.completed_kt)
    if whole.completed_kt:
        summary = _("Sur un objectif de %(target)s en 2030, %(done)s sont faites ou en cours %(where)s.")
    else:
        summary = _("Rien n’est encore compté comme fait ou en cours %(where)s, sur un objectif de %(target)s en 2030.")
    summary %= {"target": total_kt(target), "done": done, "where": place_of(state.region)}
    levers = [BulletLever(one.name, one.target.value, done=one.completed_kt) for one in themes]
    caption = _("Fait ou en cours, et reste, par thème")
    over = tuple(
        _(
            "%(lever)s : %(done)s faites ou en cours, plus que l’objectif de %(target)s. "
            "Le surplus n’est pas pris aux autres."
        )
        % {"lever": o.lever.label, "done": total_kt(o.completed_kt), "target": total_kt(o.lever.target_kt)}
        for o in in_excess(state.outcome.levers)
    )
    return BalancePage(
        title=title,
        summary=summary,
        themes=tuple(
            BalanceTheme(_sum_row(theme), tuple(_balance_row(state, line) for line in theme.lines)) for theme in themes
        ),
        whole=_sum_row(whole),
        totals=(
            Total("target", _("Objectif 2030"), total_kt(target)),
            Total("done", _("Fait ou en cours"), done),
            Total("remaining", _("Reste à trouver"), total_kt(whole.remaining_kt), True),
        ),
        gauge=gauge(state.outcome.totals, new_kt=0.0, sentence=summary),
        wide=bullets(levers, title=caption, prefix="bw", width=1080),
        narrow=bullets(levers, title=caption, prefix="bn", width=360),
        over=over,
        **step_frame(state, "bilan"),
    )


def _sum_row(one: Balance) -> BalanceRow:
    target = one.target.value
    return BalanceRow(
        one.name,
        "",
        format_decimals(target, 1, unknown=UNKNOWN),
        format_decimals(one.completed_kt, 1),
        format_decimals(one.remaining_kt, 1),
        format_percent(one.completed_kt / target) if target else "",
    )


def _balance_row(state: State, line: LeverOutcome) -> BalanceRow:
    lever = line.lever
    return BalanceRow(
        lever.label,
        reverse("lever", args=[state.region.slug, lever_slug(lever)]),
        format_decimals(lever.target_kt, 1) if lever.target_shown else UNKNOWN,
        format_decimals(line.completed_kt, 1),
        kt_of(lever, line.remaining_kt),
        format_percent(line.completed_kt / lever.target_kt) if lever.target_kt else "",
    )


@dataclass(frozen=True)
class ResultRow:
    """A lever before (the State's target) and after (the scenario), in kt and in its physical unit."""

    label: str
    address: str
    changed: bool
    words: str
    target: str
    planned: str
    delta: str
    start: str
    before: str
    after: str
    unit: str


@dataclass(frozen=True)
class ResultTheme:
    """A theme's levers in the result, and its sums in words."""

    name: str
    sentence: str
    rows: tuple[ResultRow, ...]


@dataclass(frozen=True, kw_only=True)
class ResultPage(StepPage):
    """The fifth step. `highlights` are the levers that weigh most, in daily words."""

    themes: tuple[ResultTheme, ...]
    highlights: tuple[ResultRow, ...]
    totals: tuple[Total, ...]
    gauge: Gauge
    wide: Chart
    narrow: Chart
    compare: str


def result_page(state: State) -> ResultPage:
    """The page model of the result: before and after, the gap, what it means in daily words."""
    totals = state.outcome.totals
    themes = balance_by_theme(state.outcome)
    rows = {line.lever.id: _result_row(state, line) for line in state.outcome.levers}
    series = (_("Objectif de l’État"), state.scenario.name or _("Votre scénario"))
    drawn = [(one.name, (one.target.value, one.planned_kt)) for one in themes]
    caption = _("Objectif de l’État et scénario, par thème")
    title = result_title(state)
    weight = {line.lever.id: abs(_delta(line) or 0.0) for line in state.outcome.levers}
    changed = [line.lever.id for line in state.outcome.levers if line.lever.id in state.scenario.changes]
    planned = {line.lever.id: line.completed_kt + (line.new_target_kt or 0.0) for line in state.outcome.levers}
    largest = sorted(rows, key=lambda one: -planned[one])
    first = dict.fromkeys([*sorted(changed, key=lambda one: -weight[one]), *largest])
    return ResultPage(
        title=title,
        summary=_result_summary(state),
        themes=tuple(
            ResultTheme(
                theme.name,
                _("%(planned)s pour un objectif de %(target)s")
                % {"planned": total_kt(theme.planned_kt), "target": total_kt(theme.target.value)},
                tuple(rows[line.lever.id] for line in theme.lines),
            )
            for theme in themes
        ),
        highlights=tuple(rows[one] for one in first if rows[one].words)[:6],
        totals=(
            Total("target", _("Objectif 2030"), total_kt(totals.target.value)),
            Total("done", _("Fait ou en cours"), total_kt(totals.completed_kt)),
            Total("new", _("Nouveaux objectifs"), total_kt(totals.new_target.value)),
            Total("gap", _("Écart à l’objectif"), gap_text(totals.gap_kt), True),
        ),
        gauge=gauge(totals, new_kt=totals.new_target.value, sentence=title),
        wide=grouped(drawn, series, title=caption, prefix="gw", unit="ktCO2e", width=1080),
        narrow=grouped(drawn, series, title=caption, prefix="gn", unit="ktCO2e", width=360),
        compare=_compare_address(state),
        **step_frame(state, "resultat"),
    )


def _compare_address(state: State) -> str:
    base = reverse("compare", args=[state.region.slug])
    return f"{base}?{urlencode([('s', state.code)])}" if state.code else base


def gap_text(gap: float | None) -> str:
    """The gap as planned less target: what lacks has a minus sign."""
    if gap is None:
        return UNKNOWN
    return total_kt(0.0) if reached(gap) else total_kt(-gap, sign=True)


def result_title(state: State) -> str:
    """The result in one sentence, without its full stop."""
    totals = state.outcome.totals
    name = _("« %(name)s »") % {"name": state.scenario.name} if state.scenario.name else _("Votre scénario")
    if totals.gap_kt is None or totals.share_of_target is None:
        return _("%(name)s : total non connu") % {"name": name}
    if not state.scenario.changes:
        return _("%(name)s reprend les objectifs de l’État") % {"name": name}
    if reached(totals.gap_kt):
        return _("%(name)s atteint l’objectif") % {"name": name}
    if totals.gap_kt < 0:
        return _("%(name)s dépasse l’objectif de %(gap)s") % {"name": name, "gap": total_kt(-totals.gap_kt)}
    return _("%(name)s atteint %(share)s de l’objectif") % {"name": name, "share": share_text(totals.share_of_target)}


def _result_summary(state: State) -> str:
    totals = state.outcome.totals
    said = {
        "planned": total_kt(totals.completed_kt + (totals.new_target.value or 0.0)),
        "target": total_kt(totals.target.value),
        "gap": total_kt(abs(totals.gap_kt or 0.0)),
        "region": state.region.name,
    }
    if totals.gap_kt is None or reached(totals.gap_kt):
        return _("%(region)s : %(planned)s évitées par an en 2030, autant que l’objectif.") % said
    if totals.gap_kt < 0:
        return _("%(region)s : %(planned)s évitées par an en 2030, pour un objectif de %(target)s.") % said
    return _("%(region)s : %(planned)s évitées par an en 2030, il manque %(gap)s sur %(target)s.") % said


def _delta(line: LeverOutcome) -> float | None:
    if line.lever.target_kt is None or line.new_target_kt is None:
        return None
    return line.completed_kt + line.new_target_kt - line.lever.target_kt


def _result_row(state: State, line: LeverOutcome) -> ResultRow:
    lever, delta = line.lever, _delta(line)
    planned = line.planned_kt
    before = (
        None if lever.target_kt is None or not lever.translated else float(physical_quantity(lever, lever.target_kt))
    )
    decimals = shown_decimals(lever, planned or 0.0) if lever.translated else 1
    same = delta is not None and abs(delta) < 0.05
    return ResultRow(
        label=lever.label,
        address=reverse("lever", args=[state.region.slug, lever_slug(lever)]),
        changed=lever.id in state.scenario.changes,
        words="" if line.physical_2030 is None else _sentence(_words(line)),
        target=format_decimals(lever.target_kt, 1) if lever.target_shown else UNKNOWN,
        planned=kt_of(lever, planned),
        delta="=" if same else format_decimals(delta, 1, sign=True, unknown=UNKNOWN),
        start=_quantity(lever.baseline_2019 if lever.counts_completed else None, decimals),
        before=_quantity(before, decimals),
        after=_quantity(line.physical_2030, decimals),
        unit=_unit(lever),
    )


def _words(line: LeverOutcome) -> str:
    """The quantity of 2030 in daily words, and the part of an addition that is already done."""
    phrase = daily_words(line.lever, line.physical_2030)
    if not line.completed_physical:
        return phrase
    scale = scale_in_words(line.lever, line.physical_2030)
    done = told(borne(line.completed_physical * scale.factor, 3), scale)
    return _("%(phrase)s, dont %(done)s déjà faits") % {"phrase": phrase.rstrip("."), "done": done}


def kt_of(lever: LeverFigures, kt: float | None) -> str:
    """kt of a lever in a table: to 0.1; "env. 473" where the State shows "?" and its total counts an estimate."""
    if lever.target_shown or kt is None:
        return format_decimals(kt, 1, unknown=UNKNOWN)
    return _("env. %(kt)s") % {"kt": format_decimals(kt, 0)}


def _sentence(phrase: str) -> str:
    """A phrase with its capital letter and full stop."""
    return tied(phrase[:1].upper() + phrase[1:] + ("" if phrase.endswith(".") else "."))


def _quantity(value: float | None, decimals: int) -> str:
    return "" if value is None else format_decimals(value, decimals)


def _unit(lever: LeverFigures) -> str:
    return unit_words(lever)
