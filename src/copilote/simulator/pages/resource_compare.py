"""Two to four scenarios of nature and resources side by side: lever by lever, since no sum says which goes furthest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from copilote.exchange.short_link import MAX_CODE
from copilote.planning.resource_scenario import LEAST, Reach, ResourceOutcome
from copilote.publish.columns import LEVER
from copilote.publish.table import Cell, Column, Linked, Table
from copilote.reference.errors import CopiloteError, InputError
from copilote.reference.simulator import Region
from copilote.simulator.pages.compare import MOST, Slot
from copilote.simulator.pages.resource_steps import COMPARE, link_to, reach_counts, trail
from copilote.simulator.pages.scenarios import LONGEST
from copilote.simulator.resource_state import ResourceState, read_state, state_of_code
from copilote.ui.addresses import region_of
from copilote.ui.page import Page
from copilote.ui.resource_levers import SimulatedLever
from copilote.words import N_, _, ngettext
from copilote.words.typography import tied


@dataclass(frozen=True)
class ComparedResources:
    """A scenario of the comparison: its name, the address of its result, how many targets it matches."""

    name: str
    result: str
    met: str


@dataclass(frozen=True, kw_only=True)
class ResourceComparePage(Page):
    """The comparison; `compared` is empty, without table, when none is given yet. errors : (rank of the field, what is
    wrong)."""

    action: str
    compared: tuple[ComparedResources, ...] = ()
    table: Table | None = None
    slots: tuple[Slot, ...] = ()
    errors: tuple[tuple[int, str], ...] = ()


def compare_page(region: Region, texts: Sequence[str]) -> ResourceComparePage:
    """The page model of the comparison; `texts` are codes or links. One alone stands beside the published targets."""
    states: list[ResourceState] = []
    errors: list[tuple[int, str]] = []
    for rank, text in enumerate(texts[:MOST]):
        try:
            states.append(_opened(region, text.strip()))
        except CopiloteError as error:
            errors.append((rank, str(error)))
    blank = read_state(region, ())
    named = [(_name(state, rank), state) for rank, state in enumerate(states, start=1)]
    if len(named) == 1:
        named.insert(0, (_("Objectifs publiés"), blank))
    given, wrong = [*texts[:MOST], *[""] * MOST][:MOST], dict(errors)
    table = _table(named) if named else None
    return ResourceComparePage(
        title=_title(table) if table else _("Comparez deux à quatre scénarios"),
        summary=_("Levier par levier, chacun dans son unité : aucun total ne dit lequel va le plus loin.")
        if table
        else _("Collez leurs liens, ou leurs codes."),
        region=region,
        section="resources",
        trail=trail(blank, _("Comparer")),
        action=link_to(region, COMPARE),
        compared=tuple(_compared(name, state) for name, state in named),
        table=table,
        slots=tuple(Slot(text[:MAX_CODE], wrong.get(rank, "")) for rank, text in enumerate(given)),
        errors=tuple(errors),
    )


def _name(state: ResourceState, rank: int) -> str:
    return state.scenario.name or _("Scénario %(number)s", number=rank)


def _compared(name: str, state: ResourceState) -> ComparedResources:
    counts = reach_counts(state)
    aimed = counts[Reach.MET] + counts[Reach.SHORT]
    met = _("%(some)s sur %(all)s", some=counts[Reach.MET], all=aimed)
    return ComparedResources(name, link_to(state.region, "resultat", state.query), met)


def _opened(region: Region, text: str) -> ResourceState:
    """The scenario of a code or of a link of ours; raises InputError or UnknownNameError."""
    if len(text) > LONGEST:
        raise InputError(_("Collez un lien ou un code de scénario."))
    try:
        parts = urlsplit(text)
    except ValueError:
        raise InputError(_("Ce texte n’est pas un lien. Copiez l’adresse entière.")) from None
    names = [part for part in unquote(parts.path).split("/") if part]
    if "simulateur-ressources" in names and "regions" in names[:-1]:
        if region_of(names[names.index("regions") + 1]) != region:
            raise InputError(_("Ce scénario est celui d’une autre région."))
        state = read_state(region, parse_qsl(parts.query))
        if state.problems:
            raise InputError(" ".join(problem.message for problem in state.problems))
        return state
    return state_of_code(names[-1] if names else "", region)


def _title(table: Table) -> str:
    count = len(table.changed)
    if not count:
        return _("Ces scénarios veulent la même chose")
    return tied(
        ngettext(
            "Ces scénarios diffèrent pour %(count)s levier sur %(all)s",
            "Ces scénarios diffèrent pour %(count)s leviers sur %(all)s",
            count,
            count=count,
            all=len(table.rows),
        )
    )


Row = tuple[SimulatedLever, tuple[ResourceOutcome, ...]]


def _table(named: Sequence[tuple[str, ResourceState]]) -> Table:
    """What each scenario wants of each lever; those that differ stand out."""
    levers = named[0][1].levers
    lines = [(lever, tuple(state.lines[rank][1] for _name, state in named)) for rank, lever in enumerate(levers)]

    def aim(place: int) -> Callable[[Row], Cell]:
        return lambda row: row[0].aim(row[1][place])

    fields: list[tuple[Column, Callable[[Row], Cell]]] = [
        (LEVER, lambda row: Linked(row[0].words.name, row[0].words.address)),
        (Column("target", N_("Objectif 2030")), lambda row: row[0].target or _("non publié")),
        *((Column(f"ambition_{rank + 1}", name, typed=True), aim(rank)) for rank, (name, _state) in enumerate(named)),
    ]
    changed = tuple(rank for rank, (_lever, outcomes) in enumerate(lines) if _differ(outcomes))
    return Table.of("comparer", _("Ce que chaque scénario veut en 2030"), fields, lines, changed=changed)


def _differ(outcomes: Sequence[ResourceOutcome]) -> bool:
    aims = {outcome.ambition for outcome in outcomes}
    known = [aim for aim in aims if aim is not None]
    return (None in aims and bool(known)) or (bool(known) and max(known) - min(known) >= LEAST)
