"""The two steps where people type: what is done or under way, and new targets; one row per lever, by theme."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from copilote.planning.balance import (
    Balance,
    balance,
    balance_by_theme,
    excess_kt,
    in_excess,
    least_shown_kt,
)
from copilote.planning.quantities import borne
from copilote.planning.remarks import note_of, remarks_on
from copilote.planning.scenario import LeverOutcome
from copilote.simulator.fields import FieldKind, carbon_field, carbon_text, field_name, physical_text, plain
from copilote.simulator.pages.observed_offer import ObservedOffer, observed_offer
from copilote.simulator.pages.sliders import Slider, slider_of
from copilote.simulator.pages.stepper import (
    ENTRY,
    UNKNOWN,
    Gauge,
    StepPage,
    Total,
    aim,
    bar,
    gauge,
    in_its_unit,
    lever_address,
    reached,
    step_frame,
    total_kt,
)
from copilote.simulator.state import State
from copilote.ui.daily_words import place_of
from copilote.ui.quantities import in_scale, scale_in_words, unit_words
from copilote.words import _, ngettext
from copilote.words.carbon import CarbonUnit, carbon_unit
from copilote.words.numbers import format_decimals, format_number, listed, with_unit


@dataclass(frozen=True)
class EntryField:
    """A field of the form, with what describes it; `error` and `note` are empty when there is nothing to say."""

    name: str
    label: str
    value: str
    unit: str
    error: str = ""
    note: str = ""

    @property
    def described_by(self) -> str:
        """Identifiers of the texts that go with the field."""
        return " ".join([f"{self.name}-erreur"] * bool(self.error) + [f"{self.name}-note"] * bool(self.note))


@dataclass(frozen=True)
class EntryRow:
    """A lever of the form. Numbers for the script are written with a decimal point; "" where there is none."""

    id: str
    label: str
    address: str
    target: str
    context: str
    fields: tuple[EntryField, ...]
    value: str
    reason: str
    note: str
    observed: ObservedOffer | None
    slider: Slider | None
    data_target: str
    data_done: str
    data_new: str
    data_ratio: str
    data_baseline: str


@dataclass(frozen=True)
class ThemeBlock:
    """The levers of a theme, foldable."""

    name: str
    summary: str
    gauge: Gauge
    gap: str
    lacking: bool
    open: bool
    rows: tuple[EntryRow, ...]


@dataclass(frozen=True, kw_only=True)
class EntryPage(StepPage):
    """A step with a form. `before` fills the form; `over` says what goes past the targets; `reasons`, what holds for
    several levers."""

    kind: str
    unit: CarbonUnit
    lead: str
    themes: tuple[ThemeBlock, ...]
    totals: tuple[Total, ...]
    gauge: Gauge
    before: str
    reasons: tuple[str, ...]
    over: str = ""
    why_not: str = ""
    can_spread: bool = False


@in_its_unit
def entry_page(state: State, kind: FieldKind) -> EntryPage:
    """The page model of "ordres de grandeur" (what is done) or of "ambition" (new targets)."""
    themes = balance_by_theme(state.outcome)
    changed = {
        lever
        for lever, change in state.scenario.changes.items()
        if (change.completed_kt if kind is FieldKind.DONE else change.new_target_kt) is not None
    }
    wrong = {name.partition("-")[2] for name in (*state.typed, *state.notes)}
    largest = max((max(theme.target.value or 0.0, theme.planned_kt) for theme in themes), default=0.0)
    reasons = _reasons(state)
    blocks = tuple(
        ThemeBlock(
            theme.name,
            _theme_summary(theme, kind, aim(state)),
            _theme_gauge(theme, kind, largest),
            *_theme_gap(theme, kind),
            rank == 0 or any(line.lever.id in changed | wrong for line in theme.lines),
            tuple(_row(state, line, kind, reasons) for line in theme.lines),
        )
        for rank, theme in enumerate(themes)
    )
    frame = step_frame(state, ENTRY[kind])
    common = {"themes": blocks, "before": state.query, "kind": kind.value, "why_not": _why_not(state), **frame}
    common |= {"unit": carbon_unit(), "reasons": tuple(reasons.values())}
    whole = balance("", state.outcome.levers)
    return _done_page(state, whole, common) if kind is FieldKind.DONE else _ambition_page(state, common)


def _done_page(state: State, whole: Balance, common: dict[str, object]) -> EntryPage:
    totals, where = state.outcome.totals, place_of(state.region)
    if whole.completed_kt:
        title = _("%(done)s déjà évitées ou en cours %(where)s", done=total_kt(whole.completed_kt), where=where)
    else:
        title = _("Qu’est-ce qui est déjà fait ou en cours %(where)s ?", where=where)
    sentence = _(
        "%(done)s faites ou en cours sur %(target)s.",
        done=total_kt(whole.completed_kt),
        target=total_kt(totals.target.value),
    )
    return EntryPage(
        title=title,
        summary=sentence,
        lead=_(
            "Pour chaque levier, donnez ce qui est fait ou en cours depuis 2019, en tonnes ou en voitures, logements, "
            "hectares… : l’autre nombre suit. Une case laissée à zéro veut dire « rien de compté »."
        ),
        totals=(
            Total("target", _("Objectif 2030"), total_kt(totals.target.value)),
            Total("done", _("Fait ou en cours"), total_kt(whole.completed_kt)),
            Total("remaining", _("Reste à trouver"), total_kt(whole.remaining_kt), True),
        ),
        gauge=gauge(totals, new_kt=0.0, sentence=sentence),
        over=_over(state, FieldKind.DONE),
        **common,  # type: ignore[arg-type]
    )


def _ambition_page(state: State, common: dict[str, object]) -> EntryPage:
    totals = state.outcome.totals
    gap = totals.gap_kt
    if gap is None or reached(gap):
        title, label = _("Tout l’objectif est réparti entre les leviers"), _("Reste à répartir")
    elif gap > 0:
        title = _("Il reste %(gap)s à répartir entre les leviers", gap=total_kt(gap))
        label = _("Reste à répartir")
    else:
        title = _("Vos objectifs dépassent celui de la région de %(gap)s", gap=total_kt(-gap))
        label = _("Au-delà de l’objectif")
    sentence = _(
        "%(done)s faites ou en cours et %(new)s de nouveaux objectifs, pour un objectif de %(target)s.",
        done=total_kt(totals.completed_kt),
        new=total_kt(totals.new_target.value),
        target=total_kt(totals.target.value),
    )
    return EntryPage(
        title=title,
        summary=sentence,
        lead=_(
            "Au départ, chaque levier garde ce qui reste de l’objectif de l’État. Baissez l’un, relevez l’autre, "
            "jusqu’à ce qu’il ne reste rien à répartir."
        )
        if state.territory is None
        else _(
            "Au départ, chaque levier garde ce qui reste de la part indicative du territoire. Baissez l’un, relevez "
            "l’autre : le total dit ce qui manque. %(note)s",
            note=state.region.comment or "",
        ),
        totals=(
            Total("target", _("Objectif 2030"), total_kt(totals.target.value)),
            Total("done", _("Fait ou en cours"), total_kt(totals.completed_kt)),
            Total("new", _("Nouveaux objectifs"), total_kt(totals.new_target.value)),
            Total("gap", label, total_kt(0.0 if gap is None or reached(gap) else abs(gap)), True),
        ),
        gauge=gauge(totals, new_kt=totals.new_target.value, sentence=sentence),
        over=_over(state, FieldKind.TARGET),
        can_spread=gap is not None and gap > 0 and not reached(gap),
        **common,  # type: ignore[arg-type]
    )


def _over(state: State, kind: FieldKind) -> str:
    """Says what goes past the levers' own targets, and what becomes of it: the totals then do not add up by eye."""
    planned = kind is FieldKind.TARGET
    lines = in_excess(state.outcome.levers, planned=planned)
    if not lines:
        return ""
    excess = total_kt(math.fsum(excess_kt(line, planned=planned) for line in lines))
    if planned:
        sentence = ngettext(
            "Dont %(excess)s au-delà de l’objectif d’un levier.",
            "Dont %(excess)s au-delà de l’objectif de %(count)s leviers.",
            len(lines),
        )
    else:
        sentence = ngettext(
            "Dont %(excess)s au-delà de l’objectif d’un levier : ce surplus n’est pas déduit du reste.",
            "Dont %(excess)s au-delà de l’objectif de %(count)s leviers : ce surplus n’est pas déduit du reste.",
            len(lines),
        )
    return sentence % {"excess": excess, "count": len(lines)}


def _row_note(line: LeverOutcome, kind: FieldKind, *, changed: bool) -> str:
    """What the row says of its value: past the lever's target, and the remarks that the result makes of it.

    The step of what is done looks at that alone: the new target is the next step's.
    """
    over = excess_kt(line, planned=kind is FieldKind.TARGET)
    excess = _("Dépasse l’objectif du levier de %(excess)s.", excess=total_kt(over)) if over >= least_shown_kt() else ""
    looked_at = line if kind is FieldKind.TARGET else replace(line, new_target_kt=0.0)
    remarks = remarks_on(looked_at, changed=changed and line.lever.editable)
    return " ".join(filter(None, (excess, note_of(remarks))))


def _theme_summary(theme: Balance, kind: FieldKind, asked: str) -> str:
    if kind is FieldKind.DONE:
        done = format_decimals(carbon_unit().per_kt * theme.completed_kt, 0)
        return _("%(done)s sur %(target)s", done=done, target=total_kt(theme.target.value))
    return _(
        "%(new)s, %(asked)s %(target)s",
        new=total_kt(theme.planned_kt),
        asked=asked,
        target=total_kt(theme.target.value),
    )


def _theme_gauge(theme: Balance, kind: FieldKind, whole: float) -> Gauge:
    """The bar of a theme, on one scale with the others."""
    new = theme.planned_kt - theme.completed_kt if kind is FieldKind.TARGET else 0.0
    return bar(theme.target.value or 0.0, theme.completed_kt, new, whole)


def _theme_gap(theme: Balance, kind: FieldKind) -> tuple[str, bool]:
    """What a theme lacks, or has beyond what is asked; and whether it lacks something."""
    gap = (theme.target.value or 0.0) - (theme.planned_kt if kind is FieldKind.TARGET else theme.completed_kt)
    if reached(gap):
        return _("tenu"), False
    if gap > 0:
        return _("manque %(kt)s", kt=total_kt(gap)), True
    return _("au-delà de %(kt)s", kt=total_kt(-gap)), False


def _reasons(state: State) -> dict[str, str]:
    """What is said once for several levers, by the reason that each would give: that they have no quantity, or what
    holds for all of the region."""
    sentences = {}
    for reason in filter(None, dict.fromkeys(lever.reason for lever in state.levers)):
        levers = [lever for lever in state.levers if lever.reason == reason]
        if len(levers) == len(state.levers) > 1:
            sentences[reason] = reason
        elif len(levers) > 1 and all(lever.editable for lever in levers):
            sentences[reason] = _(
                "Aucune quantité (voitures, logements…) n’est publiée pour ces leviers, comptés en %(unit)s "
                "seulement : %(levers)s.",
                unit=_(carbon_unit().name),
                levers=listed(lever.label for lever in levers),
            )
    return sentences


def _row(state: State, line: LeverOutcome, kind: FieldKind, said: Mapping[str, str]) -> EntryRow:
    lever = line.lever
    kt = line.completed_kt if kind is FieldKind.DONE else line.new_target_kt
    change = state.scenario.changes.get(lever.id)
    explicit = change.new_target_kt if change else None
    return EntryRow(
        id=lever.id,
        label=lever.label,
        address=lever_address(state.region, lever),
        target=_target_text(lever.target_kt if lever.target_shown else None),
        context=_context(line, kind),
        fields=_fields(state, line, kind, kt or 0.0) if lever.editable else (),
        value="" if kt is None or not kt else total_kt(kt),
        reason=" ".join(text for text in (lever.reason, lever.caution) if text and text not in said),
        note=_row_note(line, kind, changed=change is not None),
        observed=observed_offer(lever) if kind is FieldKind.DONE and state.territory is None else None,
        slider=slider_of(line, kind, kt or 0.0, own=state.territory is not None),
        data_target="" if lever.target_kt is None else plain(lever.target_kt),
        data_done=plain(line.completed_kt),
        data_new="" if explicit is None else plain(explicit),
        data_ratio="" if lever.ratio is None else repr(lever.ratio),
        data_baseline="" if lever.baseline_2019 is None else repr(lever.baseline_2019),
    )


def _target_text(kt: float | None) -> str:
    """A target as totals are said, and two digits of one under 1, which a territory's may be."""
    if kt is None:
        return with_unit(UNKNOWN, carbon_unit().name)
    unit = carbon_unit()
    small = 0 < abs(unit.per_kt * kt) < 1
    return with_unit(format_number(unit.per_kt * kt, 2), unit.name) if small else total_kt(kt)


def _context(line: LeverOutcome, kind: FieldKind) -> str:
    """What the row recalls beside the target: the start of 2019, or what remains once something is done."""
    lever = line.lever
    if kind is FieldKind.TARGET and line.completed_kt and line.remaining_kt is not None:
        text = _("%(done)s faites ou en cours, reste %(rest)s")
        text %= {"done": total_kt(line.completed_kt), "rest": total_kt(line.remaining_kt)}
        if line.completed_physical:
            scale = scale_in_words(lever, line.physical_2030)
            done = in_scale(borne(line.completed_physical * scale.factor, 3), scale)
            text += " ; " + _("la grandeur compte les %(quantity)s déjà faits", quantity=done)
        return text
    if lever.counts_completed and lever.baseline_2019:
        scale = scale_in_words(lever, lever.baseline_2019)
        start = with_unit(format_number(lever.baseline_2019), unit_words(lever))
        if scale.whole and scale.factor == 1:
            start = in_scale(borne(lever.baseline_2019, 2), scale)
        return _("%(start)s en 2019", start=start)
    return ""


def _fields(state: State, line: LeverOutcome, kind: FieldKind, kt: float) -> tuple[EntryField, ...]:
    lever = line.lever
    name = carbon_field(kind, lever.id)
    problems = {problem.field: problem.message for problem in state.problems}
    label = _("Fait ou en cours") if kind is FieldKind.DONE else _("Nouvel objectif")
    unit = _(carbon_unit().name)
    fields = [EntryField(name, label, state.typed.get(name, carbon_text(kt)), unit, problems.get(name, ""))]
    if lever.translated:
        name = field_name(kind, lever.id, physical=True)
        value = state.typed.get(name, physical_text(lever, kind, kt, line.completed_kt))
        note = state.notes.get(name, "")
        label = lever.quantity or _("Grandeur physique")
        fields.append(EntryField(name, label, value, unit_words(lever), problems.get(name, ""), note))
    return tuple(fields)


def _why_not(state: State) -> str:
    """Why nothing can be typed for this region; empty when something can."""
    if any(lever.editable for lever in state.levers):
        return ""
    return state.region.comment or _(
        "Pour ce territoire, l’État publie seulement des objectifs en ktCO2e : ils ne se convertissent ni ne se "
        "modifient."
    )
