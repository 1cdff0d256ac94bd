"""What people try in the simulator of nature and resources: a scenario kept in the address, as that of the climate is.

The address holds `c-<tile>` (done or under way) and `t-<tile>` (wanted in 2030) in the units of the tables where they
differ from the default, and `nom`. A form sends `cs-<tile>` and `ts-<tile>`, in the unit that the page shows, and
`avant`, the query that it was filled from, so that a field left alone keeps its exact value.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import parse_qsl, urlencode

from copilote.exchange.numbers import LARGEST, parse_number
from copilote.exchange.resource_scenario import decode_resources, encode_resources
from copilote.planning.resource_scenario import (
    Fault,
    ResourceChange,
    ResourceOutcome,
    ResourceScenario,
    StartKind,
    evaluate,
    faults,
    settled,
)
from copilote.reference.errors import InputError, UnknownNameError
from copilote.reference.simulator import Region
from copilote.reference.tables import latest
from copilote.simulator.fields import plain
from copilote.simulator.pages.resources import tile_address
from copilote.simulator.state import TRACKERS, EntryProblem, clean_name
from copilote.ui.resource_levers import SimulatedLever, simulated_levers
from copilote.words import N_, _, per_language
from copilote.words.numbers import typed as as_typed

VIEW = ("salle", "niveau")
FORM = ("avant", "annuler", "revenir")
DONE, AIM = "c", "t"
KINDS = {"done": DONE, "ambition": AIM}
SHOWN = "s"
"""Ends the beginning of a field's name that is in the unit of the page."""
FAR = 10.0
"""Beyond so many times the larger of today's value and the target, an ambition is asked about."""


@dataclass(frozen=True)
class ResourceState:
    """A scenario as read from an address or a form; see `simulator.state.State`, whose fields mean the same."""

    region: Region
    scenario: ResourceScenario
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[EntryProblem, ...] = ()
    remarks: tuple[str, ...] = ()
    given: bool = False
    view: tuple[tuple[str, str], ...] = ()
    undo: str = ""

    @property
    def levers(self) -> tuple[SimulatedLever, ...]:
        """The levers that the region may simulate."""
        return levers_of(self.region)

    @cached_property
    def lines(self) -> tuple[tuple[SimulatedLever, ResourceOutcome], ...]:
        """The scenario, evaluated: each lever with its outcome."""
        outcomes = evaluate(self.scenario, [lever.start for lever in self.levers])
        return tuple(zip(self.levers, outcomes, strict=True))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of the address."""
        pairs = [
            (f"{kind}-{tile}", plain(amount))
            for tile, change in self.scenario.changes.items()
            for kind, amount in ((DONE, change.done), (AIM, change.ambition))
            if amount is not None
        ]
        return [*pairs, *([("nom", self.scenario.name)] if self.scenario.name else [])]

    @property
    def query(self) -> str:
        """The address's query, without "?"; empty for the published targets as they are."""
        return urlencode(self.pairs)

    @property
    def moved(self) -> bool:
        """Whether the address is to be rewritten; never when there is something to be said of it."""
        return self.given and not (self.problems or self.remarks)

    @property
    def full_query(self) -> str:
        """The query with the parameters of the view and the way back."""
        return urlencode([*self.pairs, *self.view, *([("annuler", self.undo)] if self.undo else [])])

    @property
    def code(self) -> str:
        """The short code of the scenario."""
        return encode_resources(self.scenario)


@per_language
def levers_of(region: Region) -> tuple[SimulatedLever, ...]:
    """The levers that a region may simulate, in words."""
    return simulated_levers(region, tile_address(region))


def field_of(kind: str, tile: str) -> str:
    """The name of a field of the form: "ts-hedges"."""
    return f"{kind}{SHOWN}-{tile}"


def shown_fields(state: ResourceState) -> dict[str, str]:
    """What the fields of the form show for a scenario."""
    return {
        field_of(kind, lever.id): lever.field(amount)
        for lever, line in state.lines
        for kind, amount in ((DONE, line.done), (AIM, line.ambition))
    }


def read_state(region: Region, pairs: Iterable[tuple[str, str]]) -> ResourceState:
    """The state that the parameters of an address or of a form say; nothing raises, what is wrong is in the state."""
    pairs = [(unicodedata.normalize("NFC", name), value) for name, value in pairs]
    first = dict(reversed(pairs))
    blank = ResourceState(region, ResourceScenario(region.code, latest("resources")))
    base, unchanged = blank, {}
    if "avant" in first:
        base = read_state(region, [pair for pair in parse_qsl(first["avant"]) if pair[0] not in FORM])
        unchanged = shown_fields(base)
    reader = _Reader(region, base.scenario)
    for name, value in pairs:
        if not _foreign(name) and unchanged.get(name) != value.strip():
            reader.take(name, value)
    name = clean_name(first.get("nom", base.scenario.name))
    scenario = settled(
        replace(base.scenario, changes=reader.sound(), name=name), [lever.start for lever in levers_of(region)]
    )
    undo = _known_code(first.get("annuler", ""), region)
    if "avant" in first:
        undo = base.code if scenario.changes != base.scenario.changes else ""
    state = ResourceState(
        region,
        scenario,
        reader.typed,
        tuple(reader.problems),
        tuple(reader.remarks),
        view=tuple((name, value[:20]) for name, value in pairs if name in VIEW),
        undo=undo,
    )
    kept = [pair for pair in pairs if not _foreign(pair[0]) or pair[0] == "nom"]
    return replace(state, given="avant" in first or sorted(kept) != sorted(state.pairs))


class _Reader:
    """One reading: collects what is understood, what is wrong and what is to be said."""

    def __init__(self, region: Region, base: ResourceScenario) -> None:
        self.own = {lever.id: lever for lever in levers_of(region)}
        self.changes = {tile: {DONE: change.done, AIM: change.ambition} for tile, change in base.changes.items()}
        self.typed: dict[str, str] = {}
        self.problems: list[EntryProblem] = []
        self.remarks: list[str] = []

    def take(self, name: str, value: str) -> None:
        """One parameter."""
        kind, _dash, tile = name.partition("-")
        lever = self.own.get(tile)
        if kind not in (DONE, AIM, DONE + SHOWN, AIM + SHOWN) or lever is None:
            self.remarks.append(_("%(name)s : paramètre inconnu ici.", name=name[:60]))
            return
        amount: float | None = None
        if value.strip():
            amount = self._number(field_of(kind[0], tile), value, lever, lever.factor if kind[1:] else 1.0)
            if amount is None:
                return
        self.changes.setdefault(tile, {DONE: None, AIM: None})[kind[0]] = amount

    def _number(self, name: str, text: str, lever: SimulatedLever, factor: float) -> float | None:
        """The amount of a field, in the unit of the tables; None, with its problem noted, when it cannot be used."""
        try:
            number = parse_number(as_typed(text), lever.words.name) / factor
            if number < 0:
                raise InputError(_("%(lever)s : donnez un nombre positif.", lever=lever.words.name))
            if number > LARGEST:
                raise InputError(_("%(lever)s : c’est trop.", lever=lever.words.name))
        except InputError as error:
            self._refuse(name, text, str(error))
            return None
        return round(number, 6) + 0.0

    def _refuse(self, name: str, text: str, message: str) -> None:
        self.typed.setdefault(name, text[:40])
        self.problems.append(EntryProblem(name, message))

    def sound(self) -> dict[str, ResourceChange]:
        """The changes that a lever can hold: a share is of 100 at most, what is used cannot be given back."""
        sound = {}
        for tile, amounts in self.changes.items():
            lever = self.own.get(tile)
            if lever is None:
                continue
            for kind, message in self._beyond(lever, amounts):
                self._refuse(field_of(kind, tile), lever.field(amounts[kind]), message)
                amounts[kind] = None
            sound[tile] = ResourceChange(amounts[DONE], amounts[AIM])
        return sound

    def _beyond(self, lever: SimulatedLever, amounts: Mapping[str, float | None]) -> list[tuple[str, str]]:
        start, done, name = lever.start, amounts[DONE] or 0.0, lever.words.name
        reached = start.value + start.step * done
        most = start.value if start.step < 0 else (start.most or math.inf) - start.value
        text = {
            Fault.NO_DIRECTION: N_("%(lever)s : nul ne dit dans quel sens aller."),
            Fault.TOO_MUCH_DONE: N_("%(lever)s : au plus %(most)s depuis %(year)s."),
            Fault.BEYOND_MOST: N_("%(lever)s : %(most)s au plus."),
            Fault.UNDER_USED: N_(
                "%(lever)s : %(used)s sont déjà pris ou engagés, le total de 2030 ne peut pas être plus bas."
            ),
        }
        values: dict[Fault, dict[str, object]] = {
            Fault.NO_DIRECTION: {},
            Fault.TOO_MUCH_DONE: {"most": lever.say_change(most), "year": start.year} if most < math.inf else {},
            Fault.BEYOND_MOST: {"most": lever.say(start.most or 0.0)},
            Fault.UNDER_USED: {"used": lever.say(reached)},
        }
        return [
            (KINDS[field], _(text[fault]) % {"lever": name, **values[fault]})
            for field, fault in faults(start, ResourceChange(amounts[DONE], amounts[AIM]))
        ]


def doubts(lever: SimulatedLever, line: ResourceOutcome) -> list[str]:
    """What is to be said of an ambition that can be meant, and may be a slip."""
    if not line.own or line.ambition is None:
        return []
    start, ambition, said = lever.start, line.ambition, []
    if ambition > FAR * max(start.value, start.target or 0.0) > 0:
        said.append(_("Plus de dix fois la valeur d’aujourd’hui ou l’objectif : vérifiez l’unité."))
    if start.direction is not None and start.kind is StartKind.LEVEL and start.step * (ambition - line.moved) < -5e-7:
        said.append(_("Moins bien qu’aujourd’hui."))
    return said


def _foreign(name: str) -> bool:
    """Whether a parameter is not of the scenario, and nothing has to be said of it."""
    return name in VIEW or name in FORM or name == "nom" or name.startswith(TRACKERS)


def _known_code(code: str, region: Region) -> str:
    """The code of the scenario to come back to; "" for one that is not of this region."""
    try:
        return code if code and decode_resources(code).region == region.code else ""
    except UnknownNameError:
        return ""


def state_of_code(code: str, region: Region) -> ResourceState:
    """The state of a short code; raises UnknownNameError, or InputError for one of another region."""
    scenario = decode_resources(code)
    if scenario.region != region.code:
        raise InputError(_("Ce scénario est celui d’une autre région."))
    return ResourceState(region, settled(scenario, [lever.start for lever in levers_of(region)]))
