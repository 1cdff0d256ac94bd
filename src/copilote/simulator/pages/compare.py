"""Two to four scenarios of a region side by side: who goes furthest, by theme and lever by lever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from copilote.exchange.short_link import MAX_CODE
from copilote.planning.balance import balance_by_theme
from copilote.planning.conversion import shown_decimals
from copilote.planning.scenario import Difference, Outcome, Scenario, compare, evaluate
from copilote.publish.columns import LEVER
from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.reference.errors import CopiloteError, InputError
from copilote.reference.simulator import Region, load_levers
from copilote.reference.tables import latest
from copilote.simulator.pages.scenarios import open_text
from copilote.simulator.pages.stepper import address, gap_text, kt_of, lever_address, reached, share_text, total_kt
from copilote.simulator.state import scenario_pairs
from copilote.ui.charts.grouped import grouped
from copilote.ui.drawing import Drawing
from copilote.ui.page import Entry, Page
from copilote.ui.quantities import unit_words
from copilote.words import _
from copilote.words.numbers import format_decimals, with_unit
from copilote.words.typography import tied

MOST = 4


@dataclass(frozen=True)
class Compared:
    """A scenario of the comparison: its rank and name, the address of its result, its totals written."""

    number: int
    name: str
    result: str
    planned: str
    gap: str
    share: str


@dataclass(frozen=True)
class Slot:
    """A field of the comparison's form: what was given there, and what is wrong with it."""

    text: str
    error: str


@dataclass(frozen=True, kw_only=True)
class ComparePage(Page):
    """Two to four scenarios side by side; `compared` is empty, without chart or table, when none is given yet.

    errors : (rank of the field, what is wrong). scenarios : address of the page where they are kept. query : that of
    the files of the page, "" while a scenario could not be read.
    """

    compared: tuple[Compared, ...] = ()
    chart: Drawing | None = None
    table: Table | None = None
    slots: tuple[Slot, ...] = ()
    errors: tuple[tuple[int, str], ...] = ()
    scenarios: str = ""
    query: str = ""


@dataclass(frozen=True)
class ReadScenarios:
    """The scenarios that texts hold, with their names, and what is wrong with the other texts, by rank."""

    named: list[tuple[str, Scenario]]
    errors: tuple[tuple[int, str], ...]


def read_scenarios(region: Region, texts: Sequence[str]) -> ReadScenarios:
    """Codes or links as scenarios of the region, four at most; one alone stands beside the State's targets."""
    scenarios: list[Scenario] = []
    errors: list[tuple[int, str]] = []
    for rank, text in enumerate(texts):
        try:
            other, scenario = open_text(text)
            if other != region:
                raise InputError(_("Ce scénario est celui d’une autre région : %(name)s.", name=other.name))
            scenarios.append(scenario)
        except CopiloteError as error:
            errors.append((rank, str(error)))
    if len(scenarios) > MOST:
        errors.append((MOST, _("Quatre scénarios au plus : les suivants sont laissés de côté.")))
    if len(scenarios) == 1:
        stated = (_("Objectifs de l’État"), Scenario(region.code, latest("simulator")))
        return ReadScenarios([stated, (scenarios[0].name or _("Votre scénario"), scenarios[0])], tuple(errors))
    named = [
        (scenario.name or _("Scénario %(number)s", number=rank), scenario)
        for rank, scenario in enumerate(scenarios[:MOST], start=1)
    ]
    return ReadScenarios(named, tuple(errors))


def compare_page(region: Region, texts: Sequence[str]) -> ComparePage:
    """The page model of the comparison; `texts` are codes or links.

    One scenario alone stands beside the State's targets.
    A text that is not a scenario of this region is said beside its field; the others are compared.
    """
    read = read_scenarios(region, texts)
    errors = dict(read.errors)
    given = [*texts[:MOST], *[""] * MOST][:MOST]
    common = {
        "region": region,
        "section": "simulator",
        "trail": (Entry(_("Simulateur"), address("step", region, step="objectifs")), Entry(_("Comparer"), "")),
        "slots": tuple(Slot(text[:MAX_CODE], errors.get(rank, "")) for rank, text in enumerate(given)),
        "errors": read.errors,
        "scenarios": reverse("scenarios", args=[region.slug]),
    }
    if not read.named:
        return ComparePage(
            title=_("Comparez deux à quatre scénarios"),
            summary=_("Collez leurs liens, ou choisissez-les parmi ceux que ce navigateur garde."),
            **common,  # type: ignore[arg-type]
        )
    query = urlencode([("s", text) for text in texts if text])
    return _compared(region, read.named, common | {"query": "" if read.errors else query})


def _compared(region: Region, named: list[tuple[str, Scenario]], common: dict[str, object]) -> ComparePage:
    levers = load_levers(region.code, latest("simulator"))
    names = [name for name, _scenario in named]
    outcomes = [evaluate(scenario, levers) for _name, scenario in named]
    table = _table(region, names, compare(outcomes))
    differing = len(table.changed)
    summary = _("%(count)s leviers diffèrent sur %(total)s.", count=differing, total=len(levers))
    if differing < 2:
        summary = _("%(count)s levier diffère sur %(total)s.", count=differing, total=len(levers))
    by_theme = zip(*(balance_by_theme(outcome) for outcome in outcomes), strict=True)
    return ComparePage(
        title=tied(_title(names, outcomes)),
        summary=summary,
        compared=tuple(
            _scenario_view(region, rank, name, outcome)
            for rank, (name, outcome) in enumerate(zip(names, outcomes, strict=True), start=1)
        ),
        table=table,
        chart=Drawing.of(
            grouped,
            [(themes[0].name, tuple(theme.planned_kt for theme in themes)) for themes in by_theme],
            names,
            title=_("ktCO2e évitées en 2030, par thème"),
            prefix="comparer",
            caption=_("ktCO2e évitées par an en 2030 : ce qui est fait ou en cours, plus les nouveaux objectifs."),
            unit="ktCO2e",
            width=1080,
            narrow={"width": 360},
        ),
        **common,  # type: ignore[arg-type]
    )


def _title(names: Sequence[str], outcomes: Sequence[Outcome]) -> str:
    """Which scenario goes furthest."""
    planned = [_planned_kt(outcome) for outcome in outcomes]
    order = sorted(range(len(planned)), key=lambda rank: -planned[rank])
    first, second = order[0], order[1]
    gap = planned[first] - planned[second]
    if reached(max(planned) - min(planned)):
        return _("Les scénarios évitent autant l’un que l’autre : %(kt)s", kt=total_kt(planned[0]))
    if reached(gap):
        return _("Deux scénarios vont aussi loin : %(kt)s", kt=total_kt(planned[first]))
    return _(
        "« %(first)s » va le plus loin : %(gap)s de plus que « %(second)s »",
        first=names[first],
        second=names[second],
        gap=total_kt(gap),
    )


def _planned_kt(outcome: Outcome) -> float:
    return outcome.totals.completed_kt + (outcome.totals.new_target.value or 0.0)


def _scenario_view(region: Region, rank: int, name: str, outcome: Outcome) -> Compared:
    share = outcome.totals.share_of_target
    return Compared(
        rank,
        name,
        address("step", region, urlencode(scenario_pairs(outcome.scenario)), step="resultat"),
        total_kt(_planned_kt(outcome)),
        gap_text(outcome.totals.gap_kt),
        "?" if share is None else share_text(share),
    )


def _table(region: Region, names: Sequence[str], differences: Sequence[Difference]) -> Table:
    """Lever by lever, under their themes: kt and physical quantity in each scenario, and the gap to the first one."""
    rows: list[tuple[Cell, ...]] = []
    heads: list[int] = []
    changed: list[int] = []
    by_theme: dict[str, list[Difference]] = {}
    for difference in differences:
        by_theme.setdefault(difference.lever.theme, []).append(difference)
    for theme, own in by_theme.items():
        heads.append(len(rows))
        rows.append((theme, *[""] * len(names)))
        for difference in own:
            lever, cells = difference.lever, _cells(difference)
            if any((cell.text or "").endswith(")") for cell in cells):
                changed.append(len(rows))
            rows.append((Linked(lever.label, lever_address(region, lever), note=unit_words(lever)), *cells))
    titles = [f"{rank}. {name}" for rank, name in enumerate(names, start=1)]
    return Table(
        "comparaison",
        _("ktCO2e évitées en 2030, et ce que cela fait dans l’unité du levier ; entre parenthèses, l’écart au premier"),
        (LEVER, *(Column(f"planned_{rank}", title, Kind.NUMBER) for rank, title in enumerate(titles, start=1))),
        tuple(rows),
        heads=tuple(heads),
        changed=tuple(changed),
    )


def _cells(difference: Difference) -> list[Linked]:
    cells = []
    lever = difference.lever
    quantities = zip(difference.planned_kt, difference.physical_2030, difference.deltas_kt, strict=True)
    for rank, (kt, physical, delta) in enumerate(quantities):
        text = with_unit(kt_of(lever, kt), "kt")
        if rank and delta is not None and not reached(delta):
            text += f" ({format_decimals(delta, 1, sign=True)})"
        note = "" if physical is None else format_decimals(physical, shown_decimals(lever, kt or 0.0))
        cells.append(Linked(kt, text=text, note=note))
    return cells
