"""The two steps where people type: what is done or under way, and new targets; one row per lever, by theme."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from copilote.dossier.phrases import place_of
from copilote.planning.balance import (
    SHOWN_KT,
    Balance,
    balance,
    balance_by_theme,
    comparable_observations,
    excess_kt,
    in_excess,
)
from copilote.planning.quantities import borne
from copilote.planning.remarks import remarks_on
from copilote.planning.scenario import LeverOutcome
from copilote.reference.simulator import LeverFigures, Observation
from copilote.simulator.fields import Kind, field_name, kt_text, physical_text, plain
from copilote.simulator.names import load_observations, note
from copilote.simulator.pages.frame import lever_slug
from copilote.simulator.pages.seen import per_language
from copilote.simulator.pages.stepper import ENTRY, Gauge, StepPage, Total, gauge, reached, step_frame, total_kt
from copilote.simulator.state import State, observed_kt
from copilote.ui.quantities import scale_in_words, told, unit_words
from copilote.ui.translation import t
from copilote.ui.words import format_decimals, format_number, with_unit


@dataclass(frozen=True)
class Field:
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
        said = [f"{self.name}-erreur"] if self.error else []
        return " ".join([*said, *([f"{self.name}-note"] if self.note else [])])


@dataclass(frozen=True)
class Observed:
    """What the simulator's dated observations say of a lever. `kt` and `kt_plain` when it can be taken as done."""

    text: str
    kt: str = ""
    kt_plain: str = ""


@dataclass(frozen=True)
class LeverRow:
    """A lever of the form. Numbers for the script are written with a decimal point; "" where there is none."""

    id: str
    label: str
    address: str
    target: str
    context: str
    fields: tuple[Field, ...]
    value: str
    reason: str
    note: str
    observed: Observed | None
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
    open: bool
    rows: tuple[LeverRow, ...]


@dataclass(frozen=True, kw_only=True)
class EntryPage(StepPage):
    """A step with a form. `before` fills the form; `over` says what goes past the targets."""

    kind: str
    lead: str
    themes: tuple[ThemeBlock, ...]
    totals: tuple[Total, ...]
    gauge: Gauge
    before: str
    over: str = ""
    why_not: str = ""
    can_spread: bool = False


def entry_page(state: State, kind: Kind) -> EntryPage:
    """The page model of "ordres de grandeur" (what is done) or of "ambition" (new targets)."""
    themes = balance_by_theme(state.outcome)
    changed = {
        lever
        for lever, change in state.scenario.changes.items()
        if (change.completed_kt if kind is Kind.DONE else change.new_target_kt) is not None
    }
    wrong = {name.partition("-")[2] for name in (*state.typed, *state.notes)}
    blocks = tuple(
        ThemeBlock(
            theme.name,
            _theme_summary(theme, kind),
            rank == 0 or any(line.lever.id in changed | wrong for line in theme.lines),
            tuple(_row(state, line, kind) for line in theme.lines),
        )
        for rank, theme in enumerate(themes)
    )
    frame = step_frame(state, ENTRY[kind])
    common = {"themes": blocks, "before": state.query, "kind": kind.value, "why_not": _why_not(state), **frame}
    whole = balance("", state.outcome.levers)
    return _done_page(state, whole, common) if kind is Kind.DONE else _ambition_page(state, common)


def _done_page(state: State, whole: Balance, common: dict[str, object]) -> EntryPage:
    totals, where = state.outcome.totals, place_of(state.region)
    if whole.completed_kt:
        title = _("%(done)s déjà évitées ou en cours %(where)s") % {
            "done": total_kt(whole.completed_kt),
            "where": where,
        }
    else:
        title = _("Qu’est-ce qui est déjà fait ou en cours %(where)s ?") % {"where": where}
    sentence = _("%(done)s faites ou en cours sur %(target)s.") % {
        "done": total_kt(whole.completed_kt),
        "target": total_kt(totals.target.value),
    }
    return EntryPage(
        title=title,
        summary=sentence,
        lead=_(
            "Pour chaque levier, donnez ce qui est déjà fait ou en cours depuis 2019, en ktCO2e ou en grandeur "
            "physique : l’autre se calcule. Une case laissée à zéro veut dire « rien de compté »."
        ),
        totals=(
            Total("target", _("Objectif 2030"), total_kt(totals.target.value)),
            Total("done", _("Fait ou en cours"), total_kt(whole.completed_kt)),
            Total("remaining", _("Reste à trouver"), total_kt(whole.remaining_kt), True),
        ),
        gauge=gauge(totals, new_kt=0.0, sentence=sentence),
        over=_over(state, Kind.DONE),
        **common,  # type: ignore[arg-type]
    )


def _ambition_page(state: State, common: dict[str, object]) -> EntryPage:
    totals = state.outcome.totals
    gap = totals.gap_kt
    if gap is None or reached(gap):
        title, label = _("Tout l’objectif est réparti entre les leviers"), _("Reste à répartir")
    elif gap > 0:
        title = _("Il reste %(gap)s à répartir entre les leviers") % {"gap": total_kt(gap)}
        label = _("Reste à répartir")
    else:
        title = _("Vos objectifs dépassent celui de la région de %(gap)s") % {"gap": total_kt(-gap)}
        label = _("Au-delà de l’objectif")
    sentence = _("%(done)s faites ou en cours et %(new)s de nouveaux objectifs, pour un objectif de %(target)s.") % {
        "done": total_kt(totals.completed_kt),
        "new": total_kt(totals.new_target.value),
        "target": total_kt(totals.target.value),
    }
    return EntryPage(
        title=title,
        summary=sentence,
        lead=_(
            "Au départ, chaque levier garde ce qui reste de l’objectif de l’État. Baissez l’un, relevez l’autre, en "
            "ktCO2e ou en grandeur physique atteinte en 2030, jusqu’à ce qu’il ne reste rien à répartir."
        ),
        totals=(
            Total("target", _("Objectif 2030"), total_kt(totals.target.value)),
            Total("done", _("Fait ou en cours"), total_kt(totals.completed_kt)),
            Total("new", _("Nouveaux objectifs"), total_kt(totals.new_target.value)),
            Total("gap", label, total_kt(0.0 if gap is None or reached(gap) else abs(gap)), True),
        ),
        gauge=gauge(totals, new_kt=totals.new_target.value, sentence=sentence),
        over=_over(state, Kind.TARGET),
        can_spread=gap is not None and gap >= 0.05,
        **common,  # type: ignore[arg-type]
    )


def _over(state: State, kind: Kind) -> str:
    """Says what goes past the levers' own targets, and what becomes of it: the totals then do not add up by eye."""
    planned = kind is Kind.TARGET
    lines = in_excess(state.outcome.levers, planned=planned)
    if not lines:
        return ""
    excess = total_kt(math.fsum(excess_kt(line, planned=planned) for line in lines))
    if planned:
        said = ngettext(
            "Dont %(excess)s au-delà de l’objectif d’un levier.",
            "Dont %(excess)s au-delà de l’objectif de %(count)s leviers.",
            len(lines),
        )
    else:
        said = ngettext(
            "Dont %(excess)s au-delà de l’objectif d’un levier : ce surplus n’est pas déduit du reste.",
            "Dont %(excess)s au-delà de l’objectif de %(count)s leviers : ce surplus n’est pas déduit du reste.",
            len(lines),
        )
    return said % {"excess": excess, "count": len(lines)}


def _row_note(line: LeverOutcome, kind: Kind, *, changed: bool) -> str:
    """What the row says of its value: past the lever's target, and the remarks that the result makes of it.

    The step of what is done looks at that alone: the new target is the next step's.
    """
    over = excess_kt(line, planned=kind is Kind.TARGET)
    excess = _("Dépasse l’objectif du levier de %(excess)s.") % {"excess": total_kt(over)} if over >= SHOWN_KT else ""
    looked_at = line if kind is Kind.TARGET else replace(line, new_target_kt=0.0)
    told = remarks_on(looked_at, changed=changed and line.lever.editable)
    return " ".join(filter(None, (excess, note(told))))


def _theme_summary(theme: Balance, kind: Kind) -> str:
    if kind is Kind.DONE:
        return _("%(done)s sur %(target)s") % {
            "done": format_decimals(theme.completed_kt, 0),
            "target": total_kt(theme.target.value),
        }
    return _("%(new)s, objectif de l’État %(target)s") % {
        "new": total_kt(theme.planned_kt),
        "target": total_kt(theme.target.value),
    }


def _row(state: State, line: LeverOutcome, kind: Kind) -> LeverRow:
    lever = line.lever
    kt = line.completed_kt if kind is Kind.DONE else line.new_target_kt
    change = state.scenario.changes.get(lever.id)
    explicit = change.new_target_kt if change else None
    target = "?" if not lever.target_shown else format_decimals(lever.target_kt, 0)
    return LeverRow(
        id=lever.id,
        label=lever.label,
        address=reverse("lever", args=[state.region.slug, lever_slug(lever)]),
        target=with_unit(target, "ktCO2e"),
        context=_context(line, kind),
        fields=_fields(state, line, kind, kt or 0.0) if lever.editable else (),
        value="" if kt is None or not kt else total_kt(kt),
        reason=" ".join(text for text in (lever.reason, lever.caution) if text),
        note=_row_note(line, kind, changed=change is not None),
        observed=_observed(lever) if kind is Kind.DONE else None,
        data_target="" if lever.target_kt is None else plain(lever.target_kt),
        data_done=plain(line.completed_kt),
        data_new="" if explicit is None else plain(explicit),
        data_ratio="" if lever.ratio is None else repr(lever.ratio),
        data_baseline="" if lever.baseline_2019 is None else repr(lever.baseline_2019),
    )


def _context(line: LeverOutcome, kind: Kind) -> str:
    """What the row recalls beside the target: the start of 2019, or what remains once something is done."""
    lever = line.lever
    if kind is Kind.TARGET and line.completed_kt and line.remaining_kt is not None:
        text = _("%(done)s faites ou en cours, reste %(rest)s")
        text %= {"done": total_kt(line.completed_kt), "rest": total_kt(line.remaining_kt)}
        if line.completed_physical:
            scale = scale_in_words(lever, line.physical_2030)
            done = told(borne(line.completed_physical * scale.factor, 3), scale)
            text += " ; " + _("la grandeur compte les %(quantity)s déjà faits") % {"quantity": done}
        return text
    if lever.counts_completed and lever.baseline_2019:
        start = with_unit(format_number(lever.baseline_2019), unit_words(lever))
        return _("%(start)s en 2019") % {"start": start}
    return ""


def _fields(state: State, line: LeverOutcome, kind: Kind, kt: float) -> tuple[Field, ...]:
    lever = line.lever
    name = field_name(kind, lever.id)
    said = {problem.field: problem.message for problem in state.problems}
    found = [
        Field(
            name,
            _("Fait ou en cours") if kind is Kind.DONE else _("Nouvel objectif"),
            state.typed.get(name, kt_text(kt)),
            "ktCO2e",
            said.get(name, ""),
        )
    ]
    if lever.translated:
        name = field_name(kind, lever.id, physical=True)
        value = state.typed.get(name, physical_text(lever, kind, kt, line.completed_kt))
        note = state.notes.get(name, "")
        found.append(Field(name, _quantity_label(lever), value, unit_words(lever), said.get(name, ""), note))
    return tuple(found)


def _quantity_label(lever: LeverFigures) -> str:
    return lever.quantity or _("Grandeur physique")


@lru_cache(maxsize=32)
def _seen(region: str, edition: str) -> tuple[Observation, ...]:
    return load_observations(region, edition)


@per_language
def _observed(lever: LeverFigures) -> Observed | None:
    """The observed values of a lever in words, and the kt that they come to."""
    seen = [one for one in _seen(lever.region, lever.edition) if one.lever == lever.id and one.kind == "observed"]
    if not seen:
        return None
    own = comparable_observations(lever, seen)
    if not own:
        last = max(seen, key=lambda one: one.year)
        said = _(
            "%(quantity)s : %(value)s en %(year)s. Ce n’est pas la grandeur du levier : elle ne s’y convertit pas."
        )
        value = with_unit(format_number(last.value), last.unit or "")
        return Observed(said % {"quantity": last.quantity, "value": value, "year": last.year})
    values = ", ".join(
        _("%(value)s en %(year)s") % {"value": format_number(one.value), "year": one.year} for one in reversed(own)
    )
    text = _("Observé, en %(unit)s : %(values)s.") % {"values": values, "unit": own[-1].unit or lever.unit_short}
    kt = observed_kt(lever)
    if kt is None:
        return Observed(text + " " + _("Pas de valeur plus récente que 2019."))
    if kt < 0.05:
        return Observed(text + " " + _("Pas de progrès depuis 2019 : rien à compter."))
    return Observed(text, total_kt(kt), plain(round(kt, 6)))


def _why_not(state: State) -> str:
    """Why nothing can be typed for this region; empty when something can."""
    if any(lever.editable for lever in state.levers):
        return ""
    known = t(state.region.comment or "")
    return known or _(
        "Pour ce territoire, l’État publie seulement des objectifs en ktCO2e : ils ne se convertissent ni ne se "
        "modifient."
    )
