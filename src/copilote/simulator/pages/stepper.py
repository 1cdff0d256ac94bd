"""The five steps: their names and addresses, and what every one of their pages holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from copilote.planning.balance import least_shown_kt
from copilote.planning.remarks import RemarkKind, remarks
from copilote.planning.scenario import Totals
from copilote.publish.table import Table
from copilote.reference.errors import UnknownNameError, nearest
from copilote.reference.simulator import LeverFigures, Region
from copilote.simulator.fields import FieldKind
from copilote.simulator.state import State, short_code
from copilote.simulator.territory import KEY, Territory
from copilote.ui.addresses import path_to, region_of
from copilote.ui.charts.svg import num
from copilote.ui.page import Entry, Page
from copilote.ui.quantities import in_tonnes
from copilote.words import N_, _
from copilote.words.carbon import IN_TONNES, carbon_unit, told_for
from copilote.words.language import per_language
from copilote.words.numbers import NBSP, format_decimals, with_unit
from copilote.words.typography import tied

STEPS = {
    "objectifs": gettext_lazy("Objectifs"),
    "ordres-de-grandeur": gettext_lazy("Ordres de grandeur"),
    "bilan": gettext_lazy("Bilan"),
    "ambition": gettext_lazy("Ambition"),
    "resultat": gettext_lazy("Résultat"),
}
UNKNOWN = "?"
"""As the State writes a target that it does not give by region."""
ENTRY = {FieldKind.DONE: "ordres-de-grandeur", FieldKind.TARGET: "ambition"}
"""The step whose page holds the fields of each kind."""
_Rest = ParamSpec("_Rest")
_Made = TypeVar("_Made")


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
class Fold:
    """A theme's levers, folded under its name and its sums in words."""

    name: str
    sentence: str
    table: Table


@dataclass(frozen=True)
class StepError:
    """A line of the error summary and the field that it leads to."""

    message: str
    anchor: str


@dataclass(frozen=True)
class Tool:
    """A link beneath a step: to what is done with its scenario. file : it is a file."""

    label: str
    address: str
    file: bool = False


@dataclass(frozen=True, kw_only=True)
class StepPage(Page):
    """A step of the simulator. `query` is that of every link that keeps the scenario, without "?"; `short` its short
    link."""

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
    short: str = ""
    territory: Territory | None = None

    @property
    def where(self) -> str:
        """The name of the territory, else of the region."""
        return self.territory.region.name if self.territory else self.region.name if self.region else ""

    @property
    def tools(self) -> tuple[Tool, ...]:
        """What may be done with the scenario."""
        if self.region is None:
            return ()
        tools = [Tool(_("Partager (lien, QR code)"), address("share", self.region, self.query))]
        if self.territory is None:
            tools.append(Tool(_("Garder ou rouvrir un scénario"), address("scenarios", self.region, self.query)))
            file = address("scenario-file", self.region, self.query)
            tools.append(Tool(_("Télécharger le scénario (JSON)"), file, file=True))
        if self.changed:
            tools.append(Tool(_("Tout effacer"), address("erase", self.region, self.query)))
        return tuple(tools)

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
        before, after = (Entry(link.label, link.address) if link else None for link in (self.previous, self.following))
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


def in_its_unit(make: Callable[Concatenate[State, _Rest], _Made]) -> Callable[Concatenate[State, _Rest], _Made]:
    """What is made of a state, in the unit of its region or territory: kt, or tonnes where it is small."""

    @wraps(make)
    def made(state: State, /, *rest: _Rest.args, **named: _Rest.kwargs) -> _Made:
        with told_for(state.told_kt):
            return make(state, *rest, **named)

    return made


def check_step(step: str) -> str:
    """The step of an address; raises UnknownNameError with the nearest."""
    if step not in STEPS:
        raise UnknownNameError(
            _("Étape"), step, nearest(step, STEPS), _("Étapes : %(names)s.") % {"names": ", ".join(STEPS)}
        )
    return step


def address(name: str, region: Region, query: str = "", **parts: str) -> str:
    """The address of a page of the region, with a query."""
    base = path_to(name, region.slug, *parts.values())
    return f"{base}?{query}" if query else base


def short_address(state: State) -> str:
    """The short link of a scenario, its territory named beside its code; "" where it has none."""
    code = short_code(state.scenario) if state.territory else state.code
    path = reverse("short", args=[code]) if code else ""
    return f"{path}?{urlencode([(KEY, state.territory.code)])}" if path and state.territory else path


def lever_address(region: Region, lever: LeverFigures) -> str:
    """The address of a lever's page."""
    return _lever_path(region.slug, lever.slug)


@per_language
def _lever_path(region: str, lever: str) -> str:
    return reverse("lever", args=[region, lever])


def aim(state: State) -> str:
    """What the starting targets are: the State's, or what a territory is asked of them."""
    return _("part indicative") if state.territory else _("objectif de l’État")


def asked_table(state: State, table: Table) -> Table:
    """A table of a scenario, whose targets are said to be the shares of a territory where they are."""
    if state.territory is None:
        return table
    if carbon_unit() is IN_TONNES:
        table = in_tonnes(table)
    share, columns = N_("Part indicative"), table.columns
    title = table.title.replace(_("Objectif de l’État"), _(share)).replace(
        _("objectif de l’État"), _("part indicative")
    )
    return replace(
        table,
        title=title,
        columns=tuple(column.called(share) if column.key == "target_kt" else column for column in columns),
    )


def _notes(state: State, step: str) -> tuple[str, ...]:
    """What is to be known of the scenario; where one types, the rows say it but for levers without a field."""
    known = remarks(state.outcome)
    if step in ENTRY.values():
        known = tuple(remark for remark in known if remark.kind is RemarkKind.NOT_EDITABLE)
    return tuple(remark.sentence for remark in known)


def step_frame(state: State, step: str) -> dict[str, Any]:
    """What StepPage needs for a step, whatever its content."""
    region, query = state.region, _linked_query(state)
    links = tuple(
        StepLink(number, str(label), address("step", region, query, step=slug), slug == step)
        for number, (slug, label) in enumerate(STEPS.items(), start=1)
    )
    trail = [Entry(_("Simulateur"), links[0].address), Entry(str(STEPS[step]), links[0].address)]
    if state.territory:
        place = state.territory
        trail.insert(0, Entry.to(region.name, "territory", place.level, place.place_code))
        region = region_of(region.slug)
    undo = ""
    if state.undo:
        back = urlencode([("s", state.undo), ("etape", step)])
        undo = f"{path_to('undo', region.slug)}?{back}"
    return {
        "region": region,
        "section": "simulator",
        "trail": tuple(trail),
        "territory": state.territory,
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
        "short": short_address(state) if state.pairs else "",
        "editable": any(lever.editable for lever in state.levers),
    }


def _linked_query(state: State) -> str:
    room = [pair for pair in state.view if pair[0] == "salle"]
    return urlencode([*state.pairs, *room])


def total_kt(value: float | None, *, sign: bool = False) -> str:
    """A total as titles and running totals say it, in the unit of the page: whole from 10 on, else to 0.1.

    >>> total_kt(1204.4)
    '1\u202f204\u00a0ktCO2e'
    """
    unit = carbon_unit()
    told = None if value is None else unit.per_kt * value
    near = told is not None and round(abs(told), 1) < 10
    text = format_decimals(told, 1 if near else 0, sign=sign)
    return with_unit(text.removesuffix(",0"), unit.name)


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
    return gap_kt is not None and abs(gap_kt) < least_shown_kt()


def gap_text(gap: float | None) -> str:
    """The gap as planned less target: what lacks has a minus sign."""
    if gap is None:
        return UNKNOWN
    return total_kt(0.0) if reached(gap) else total_kt(-gap, sign=True)


def kt_of(lever: LeverFigures, kt: float | None) -> str:
    """An amount of a lever in a table: kt to 0.1, or whole tonnes; "env. 473" where the State shows "?" and its total
    counts an estimate."""
    if kt is not None and carbon_unit() is IN_TONNES:
        return format_decimals(1000 * kt, 0)
    if lever.target_shown or kt is None:
        return format_decimals(kt, 1, unknown=UNKNOWN)
    return _("env. %(kt)s", kt=format_decimals(kt, 0))


def gauge(totals: Totals, *, new_kt: float | None, sentence: str) -> Gauge:
    """The bar of a scenario's totals; its whole width is the larger of the target and what is planned."""
    target, done, new = totals.target.value or 0.0, totals.completed_kt, new_kt or 0.0
    return bar(target, done, new, max(target, done + new), sentence)


def bar(target: float, done: float, new: float, whole: float, sentence: str = "") -> Gauge:
    """The bar of a target, of what is done and of what is new, in ktCO2e, out of what the whole width holds."""
    done_part, new_part, planned, aim = (num(100 * part / (whole or 1.0)) for part in (done, new, done + new, target))
    return Gauge(done_part, new_part, planned, aim, sentence)
