"""The five steps: their names and addresses, and what every one of their pages holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from copilote.planning.remarks import RemarkKind, remarks
from copilote.planning.scenario import Totals
from copilote.reference.errors import UnknownNameError, nearest
from copilote.reference.simulator import Region
from copilote.simulator.fields import Kind
from copilote.simulator.names import said
from copilote.simulator.pages.frame import Entry, Page
from copilote.simulator.pages.seen import tied
from copilote.simulator.state import State
from copilote.ui.charts.svg import num
from copilote.ui.words import NBSP, format_decimals, with_unit

STEPS = {
    "objectifs": gettext_lazy("Objectifs"),
    "ordres-de-grandeur": gettext_lazy("Ordres de grandeur"),
    "bilan": gettext_lazy("Bilan"),
    "ambition": gettext_lazy("Ambition"),
    "resultat": gettext_lazy("Résultat"),
}
ENTRY = {Kind.DONE: "ordres-de-grandeur", Kind.TARGET: "ambition"}
"""The step whose page holds the fields of each kind."""


@dataclass(frozen=True)
class StepLink:
    """A step in the stepper."""

    number: int
    label: str
    address: str
    current: bool


@dataclass(frozen=True)
class Total:
    """A running total: `key` names it for the script, `main` is the one to look at."""

    key: str
    label: str
    value: str
    main: bool = False


@dataclass(frozen=True)
class Gauge:
    """What is done and planned against the target, as a bar: percentages of its width, written for SVG."""

    done: str
    new: str
    planned: str
    target: str
    sentence: str


@dataclass(frozen=True)
class StepError:
    """A line of the error summary and the field that it leads to."""

    message: str
    anchor: str


@dataclass(frozen=True, kw_only=True)
class StepPage(Page):
    """A step of the simulator. `query` is that of every link that keeps the scenario, without "?"."""

    step: str
    steps: tuple[StepLink, ...]
    query: str
    name: str
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    errors: tuple[StepError, ...] = ()
    undo: str = ""
    changed: int = 0
    editable: bool = True
    code: str = ""

    def __post_init__(self) -> None:
        for part in ("title", "summary"):
            object.__setattr__(self, part, tied(getattr(self, part)))

    @property
    def number(self) -> int:
        """Rank of the step, from 1."""
        return list(STEPS).index(self.step) + 1

    @property
    def label(self) -> str:
        """The step's name."""
        return str(STEPS[self.step])

    @property
    def neighbours(self) -> tuple[Entry | None, Entry | None]:
        """The steps before and after this one, for a room."""
        before, after = (Entry(one.label, one.address) if one else None for one in (self.previous, self.following))
        return before, after

    @property
    def previous(self) -> StepLink | None:
        """The step before, None on the first one."""
        return self.steps[self.number - 2] if self.number > 1 else None

    @property
    def following_slug(self) -> str:
        """The next step's name in its address."""
        return list(STEPS)[min(self.number, len(STEPS) - 1)]

    @property
    def following(self) -> StepLink | None:
        """The step after, None on the last one."""
        return self.steps[self.number] if self.number < len(self.steps) else None


def check_step(step: str) -> str:
    """The step of an address; raises UnknownNameError with the nearest."""
    if step not in STEPS:
        raise UnknownNameError("Étape", step, nearest(step, STEPS), "Étapes : " + ", ".join(STEPS) + ".")
    return step


def address(name: str, region: Region, query: str = "", **parts: str) -> str:
    """The address of a page of the region, with a query."""
    base = reverse(name, args=[region.slug, *parts.values()])
    return f"{base}?{query}" if query else base


def _notes(state: State, step: str) -> tuple[str, ...]:
    """What is to be known of the scenario; where one types, the rows say it but for levers without a field."""
    told = remarks(state.outcome)
    if step in ENTRY.values():
        told = tuple(one for one in told if one.kind is RemarkKind.NOT_EDITABLE)
    return tuple(said(one) for one in told)


def step_frame(state: State, step: str) -> dict[str, Any]:
    """What StepPage needs for a step, whatever its content."""
    region, query = state.region, _linked_query(state)
    links = tuple(
        StepLink(number, str(label), address("step", region, query, step=slug), slug == step)
        for number, (slug, label) in enumerate(STEPS.items(), start=1)
    )
    undo = ""
    if state.undo:
        back = urlencode([("s", state.undo), ("etape", step)])
        undo = f"{reverse('undo', args=[region.slug])}?{back}"
    return {
        "region": region,
        "section": "simulator",
        "trail": (Entry(_("Simulateur"), links[0].address), Entry(str(STEPS[step]), links[0].address)),
        "step": step,
        "steps": links,
        "query": query,
        "name": state.scenario.name,
        "remarks": state.remarks,
        "notes": _notes(state, step),
        "errors": tuple(StepError(problem.message, problem.field) for problem in state.problems),
        "undo": undo,
        "changed": sum(
            (change.completed_kt is not None) + (change.new_target_kt is not None)
            for change in state.scenario.changes.values()
        ),
        "code": (state.code or "") if state.pairs else "",
        "editable": any(lever.editable for lever in state.levers),
    }


def _linked_query(state: State) -> str:
    room = [pair for pair in state.view if pair[0] == "salle"]
    return urlencode([*state.pairs, *room])


def total_kt(value: float | None, *, sign: bool = False) -> str:
    """A total as titles and running totals say it: whole kt from 10 on, else to 0.1.

    >>> total_kt(1204.4)
    '1\u202f204\u00a0ktCO2e'
    """
    near = value is not None and round(abs(value), 1) < 10
    text = format_decimals(value, 1 if near else 0, sign=sign)
    return with_unit(text.removesuffix(",0"), "ktCO2e")


def share_text(share: float) -> str:
    """A share of the target; never "100 %" before it is reached.

    >>> share_text(0.9997), share_text(0.87), share_text(1.0)
    ('99,9\u00a0%', '87\u00a0%', '100\u00a0%')
    """
    percent = 100 * share
    if 99.5 <= percent < 100:
        return f"{format_decimals(min(percent, 99.9), 1)}{NBSP}%"
    return f"{format_decimals(percent, 0)}{NBSP}%"


def reached(gap_kt: float | None) -> bool:
    """Whether a gap is too small to be shown."""
    return gap_kt is not None and abs(gap_kt) < 0.05


def gauge(totals: Totals, *, new_kt: float | None, sentence: str) -> Gauge:
    """The bar of a scenario's totals; its whole width is the larger of the target and what is planned."""
    target, done, new = totals.target.value or 0.0, totals.completed_kt, new_kt or 0.0
    whole = max(target, done + new) or 1.0
    return Gauge(
        num(100 * done / whole),
        num(100 * new / whole),
        num(100 * (done + new) / whole),
        num(100 * target / whole),
        sentence,
    )
