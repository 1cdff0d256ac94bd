"""What people try in the simulator: a scenario kept in the address, read with tolerance and written in one way.

The address holds `c-<lever>` and `t-<lever>` (kt, official names) where they differ from the default, and `nom`. A form
sends more: the fields in both units as people typed them, and `avant`, the query that they were filled from, so that
a field left alone keeps its exact value. What a form sends is rewritten as the address; what cannot be understood is
kept as it was typed, with what is wrong.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, urlencode

from copilote.exchange.links import read_pairs
from copilote.exchange.newest import observed_kt
from copilote.exchange.numbers import parse_number
from copilote.exchange.short_link import MAX_NAME, decode, encode
from copilote.planning.remarks import not_in_region
from copilote.planning.scenario import Change, Outcome, Scenario, evaluate
from copilote.planning.spread import spread_rest
from copilote.reference.errors import InputError, UnknownNameError
from copilote.reference.simulator import LeverFigures, Region, load_levers
from copilote.reference.tables import latest
from copilote.simulator.fields import (
    DECIMALS,
    FieldKind,
    carbon_field,
    carbon_text,
    field_name,
    kt_of_quantity,
    physical_text,
    plain,
)
from copilote.simulator.territory import KEY, Territory, territory_of
from copilote.words import _
from copilote.words.carbon import IN_KT, IN_TONNES, told_for
from copilote.words.numbers import typed as as_typed

MAX_KT = 1_000_000.0
"""Five times what the whole country has to avoid: more is a slip of the keyboard."""

MAX_REMARKS = 8
VIEW = ("salle", "par")
FORM = ("avant", "annuler", "faire", "observe")
TRACKERS = ("utm_", "mtm_", "pk_", "fbclid", "gclid", "at_")
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class EntryProblem:
    """A value that cannot be used: its field, and a sentence that says why."""

    field: str
    message: str

    @property
    def kind(self) -> FieldKind:
        """Which of the two amounts of a lever the field is for."""
        return FieldKind(self.field[0])


@dataclass(frozen=True)
class State:
    """A scenario as read from an address or a form.

    typed : by field, what people typed there and cannot be used. notes : by field, what was brought back into range.
    remarks : what was not understood. given : the address says it in another way than `query`. view : parameters that
    are not of the scenario. undo : code of the scenario before the last action, or "".
    """

    region: Region
    scenario: Scenario
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[EntryProblem, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    given: bool = False
    view: tuple[tuple[str, str], ...] = ()
    undo: str = ""
    territory: Territory | None = None

    @property
    def levers(self) -> tuple[LeverFigures, ...]:
        """The levers of the region, in the edition of the scenario, or of its territory."""
        return self.territory.levers if self.territory else load_levers(self.region.code, self.scenario.edition)

    @property
    def told_kt(self) -> float:
        """What its pages choose their unit by: all of a territory; a region is told in kt, however small."""
        return self.territory.total_kt if self.territory else math.inf

    @cached_property
    def outcome(self) -> Outcome:
        """The scenario, evaluated."""
        return evaluate(self.scenario, self.levers)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of the address."""
        return [*scenario_pairs(self.scenario), *([(KEY, self.territory.code)] if self.territory else [])]

    @property
    def query(self) -> str:
        """The address's query, without "?"; empty for the State's targets as they are."""
        return urlencode(self.pairs)

    @property
    def moved(self) -> bool:
        """Whether the address is to be rewritten; never when there is something to be said of it."""
        return self.given and not (self.problems or self.remarks or self.notes)

    @property
    def full_query(self) -> str:
        """The query with the parameters of the view and the way back."""
        return urlencode([*self.pairs, *self.view, *([("annuler", self.undo)] if self.undo else [])])

    @cached_property
    def code(self) -> str | None:
        """The short code of the scenario; None when its edition has none, and for a territory's."""
        return None if self.territory else short_code(self.scenario)


def scenario_pairs(scenario: Scenario) -> list[tuple[str, str]]:
    """The parameters that an address says a scenario with."""
    pairs = []
    for lever, change in scenario.changes.items():
        for kind, kt in ((FieldKind.DONE, change.completed_kt), (FieldKind.TARGET, change.new_target_kt)):
            if kt is not None:
                pairs.append((field_name(kind, lever), plain(kt)))
    return [*pairs, *([("nom", scenario.name)] if scenario.name else [])]


def short_code(scenario: Scenario) -> str | None:
    """The short code of a scenario; None when its edition has none."""
    try:
        return encode(scenario)
    except InputError:
        return None


def settle(scenario: Scenario, levers: Sequence[LeverFigures] = ()) -> Scenario:
    """The scenario said in one way: kt to the millionth, in the levers' order, only what differs from the default.

    levers : of a territory, else those of the region.
    """
    known = levers or load_levers(scenario.region, scenario.edition)
    outcome = evaluate(scenario, [lever for lever in known if lever.id in scenario.changes])
    changes = {}
    for line in outcome.levers:
        change = scenario.changes[line.lever.id]
        stated = change.new_target_kt is not None or change.new_physical is not None
        done = round(line.completed_kt, DECIMALS) or None
        new = line.new_target_kt
        if not stated or (new is not None and line.remaining_kt is not None and abs(new - line.remaining_kt) < 5e-7):
            new = None
        if done is not None or new is not None:
            changes[line.lever.id] = Change(done, None if new is None else round(new, DECIMALS) + 0.0)
    return Scenario(scenario.region, scenario.edition, changes, clean_name(scenario.name))


def clean_name(text: str) -> str:
    """A scenario's name on one line, at most 60 characters."""
    printable = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    return " ".join(printable.split())[:MAX_NAME].strip()


def read_state(region: Region, pairs: Iterable[tuple[str, str]]) -> State:
    """The state that the parameters of an address or of a form say; nothing raises, what is wrong is in the state."""
    pairs = list(pairs)
    wanted = next((value for name, value in pairs if name == KEY), "")
    territory = territory_of(region, wanted) if wanted else None
    with told_for(territory.total_kt if territory else math.inf):
        return _Reader(region, territory).read([(unicodedata.normalize("NFC", name), value) for name, value in pairs])


class _Reader:
    """One reading: collects what is understood, what is wrong and what is to be said."""

    def __init__(self, region: Region, territory: Territory | None) -> None:
        self.region = territory.region if territory else region
        self.territory = territory
        self.edition = latest("simulator")
        levers = territory.levers if territory else load_levers(region.code, self.edition)
        self.own = {lever.id: lever for lever in levers}
        self.typed: dict[str, str] = {}
        self.problems: list[EntryProblem] = []
        self.notes: dict[str, str] = {}
        self.remarks: list[str] = []

    def read(self, pairs: Pairs) -> State:
        first = dict(reversed(pairs))
        form = "avant" in first
        before = [pair for pair in parse_qsl(first.get("avant", "")) if pair[0] not in FORM]
        base = read_state(self.region, before).scenario if form else self._scenario({})
        shown = _shown(base, list(self.own.values())) if form else {}
        fields = [(name, value) for name, value in pairs if not _foreign(name) and shown.get(name) != value.strip()]
        amounts = [pair for pair in fields if pair[0].partition("-")[0] not in ("cp", "tp")]
        cleared = {name for name, value in fields if name in shown and not value.strip()}
        link = read_pairs(self.region, self._numbers([pair for pair in amounts if pair[0] not in cleared], form))
        self.remarks += link.remarks
        changes = {lever: [change.completed_kt, change.new_target_kt] for lever, change in base.changes.items()}
        for lever, change in link.scenario.changes.items():
            self._set(changes, FieldKind.DONE, lever, change.completed_kt)
            self._set(changes, FieldKind.TARGET, lever, change.new_target_kt)
        for name in cleared - {name for name in cleared if _other(name) & dict(fields).keys()}:
            changes.setdefault(name.partition("-")[2], [None, None])["ct".index(name[0])] = None
        self._quantities(fields, changes, {_in_kt(name) for name, _value in amounts})
        self.remarks += [not_in_region(lever).sentence for lever in changes if lever not in self.own]
        name = first.get("nom", base.name)
        scenario = self._scenario(
            {lever: Change(*kt) for lever, kt in changes.items() if lever in self.own}, clean_name(name)
        )
        return self._act(scenario, first, pairs)

    def _scenario(self, changes: Mapping[str, Change], name: str = "") -> Scenario:
        return settle(Scenario(self.region.code, self.edition, changes, name), list(self.own.values()))

    def _act(self, scenario: Scenario, first: Mapping[str, str], pairs: Pairs) -> State:
        """Do what the button that sent the form says: spread the rest, take an observed value."""
        before, undo = scenario, _known_code(first.get("annuler", ""), self.region)
        if first.get("faire") == "repartir":
            new, _left = spread_rest(evaluate(scenario, list(self.own.values())))
            scenario = self._with(scenario, {lever: (None, kt) for lever, kt in new.items()})
        if lever := self.own.get(first.get("observe", "")):
            kt = observed_kt(lever)
            scenario = scenario if kt is None else self._with(scenario, {lever.id: (round(kt, DECIMALS), None)})
        if scenario != before:
            undo = "" if self.territory else short_code(before) or ""
        elif "avant" in first:
            undo = ""
        view = tuple((name, value[:20]) for name, value in pairs if name in VIEW)
        kept = [(name, value) for name, value in pairs if not _foreign(name) or name == "nom"]
        said = any(name in FORM and name != "annuler" for name in first)
        given = said or sorted(kept) != sorted(scenario_pairs(scenario))
        if len(self.remarks) > MAX_REMARKS:
            more = len(self.remarks) - MAX_REMARKS
            text = _("Et %(count)s autres paramètres qui ne se lisent pas.", count=more)
            self.remarks[MAX_REMARKS:] = [text if more > 1 else _("Et un autre paramètre qui ne se lit pas.")]
        return State(
            self.region,
            scenario,
            self.typed,
            tuple(self.problems),
            self.notes,
            tuple(self.remarks),
            given,
            view,
            undo,
            self.territory,
        )

    def _with(self, scenario: Scenario, amounts: Mapping[str, tuple[float | None, float | None]]) -> Scenario:
        changes = dict(scenario.changes)
        for lever, (done, new) in amounts.items():
            old = changes.get(lever, Change())
            changes[lever] = Change(
                old.completed_kt if done is None else done, old.new_target_kt if new is None else new
            )
        return self._scenario(changes, scenario.name)

    def _numbers(self, amounts: Pairs, form: bool) -> list[tuple[str, str]]:
        """Amounts of the region's levers as plain numbers, French and English spellings alike; others as they are."""
        readable = []
        for name, value in amounts:
            kind, _dash, lever = name.partition("-")
            if kind in ("c", "t", "ct", "tt") and lever in self.own:
                if not value.strip():
                    continue
                field = carbon_field(FieldKind(kind[0]), lever)
                amount = self._number(field, value, self.own[lever], negative=not form)
                if amount is None:
                    continue
                unit = IN_KT if len(kind) == 1 else IN_TONNES
                name, value = _in_kt(name), repr(amount / unit.per_kt)
            readable.append((name, value))
        return readable

    def _number(self, name: str, text: str, lever: LeverFigures, *, negative: bool) -> float | None:
        """The number typed in a field; None, with its problem noted, when it cannot be used."""
        try:
            number = parse_number(as_typed(text), lever.label)
            if number < 0 and not negative:
                raise InputError(_("%(lever)s : donnez un nombre positif.", lever=lever.label))
            if number > MAX_KT:
                raise InputError(_("%(lever)s : c’est trop, 1 000 000 au plus.", lever=lever.label))
        except InputError as error:
            self.typed.setdefault(name, text[:40])
            self.problems.append(EntryProblem(name, str(error)))
            return None
        return number

    def _set(self, changes: dict[str, list[float | None]], kind: FieldKind, lever: str, kt: float | None) -> None:
        if kt is not None:
            changes.setdefault(lever, [None, None])["ct".index(kind.value)] = kt

    def _quantities(self, fields: Pairs, changes: dict[str, list[float | None]], typed_kt: set[str]) -> None:
        """Quantities typed in physical units, as kt: what is done first, since a target may count it."""
        for kind in FieldKind:
            for name, value in fields:
                start, _dash, ident = name.partition("-")
                if start != kind.physical or not value.strip():
                    continue
                lever = self.own.get(ident)
                if lever is None or not (lever.translated and lever.editable):
                    self.remarks.append(_("%(name)s : pas de conversion ici.", name=name[:60]))
                    continue
                done, new = changes.get(ident, [None, None])
                if field_name(kind, ident) in typed_kt:
                    kt = done if kind is FieldKind.DONE else new
                    if kt is None or physical_text(lever, kind, kt, done or 0.0) != value.strip():
                        both = _("%(lever)s : les deux unités ont changé, les ktCO2e sont gardées.")
                        self.remarks.append(both % {"lever": lever.label})
                    continue
                self._quantity(kind, lever, value, changes, done or 0.0)

    def _quantity(
        self, kind: FieldKind, lever: LeverFigures, value: str, changes: dict[str, list[float | None]], done: float
    ) -> None:
        name = field_name(kind, lever.id, physical=True)
        quantity = self._number(name, value, lever, negative=False)
        if quantity is None:
            return
        kt, note = kt_of_quantity(lever, kind, value.strip(), quantity, done)
        if kt > MAX_KT:
            self.typed[name] = value[:40]
            self.problems.append(EntryProblem(name, _("%(lever)s : c’est trop.", lever=lever.label)))
            return
        self._set(changes, kind, lever.id, kt)
        if note:
            self.notes[name] = note


def _foreign(name: str) -> bool:
    """Whether a parameter is not of the scenario, and nothing has to be said of it."""
    return name in VIEW or name in FORM or name in ("nom", KEY) or name.startswith(TRACKERS)


def _in_kt(name: str) -> str:
    """The name in kt of a field in kt or in tonnes."""
    start, _dash, lever = name.partition("-")
    return f"{start[0]}-{lever}" if start in ("ct", "tt") else name


def _other(name: str) -> set[str]:
    """The fields of the same amount in kt and in tonnes, for one in physical units; none for those."""
    start, _dash, lever = name.partition("-")
    return {f"{start[0]}-{lever}", f"{start[0]}t-{lever}"} if start in ("cp", "tp") else set()


def _known_code(code: str, region: Region) -> str:
    """The code of the scenario to come back to; "" for one that is not of this region."""
    try:
        return code if code and decode(code).region == region.code else ""
    except UnknownNameError:
        return ""


def _shown(scenario: Scenario, levers: Sequence[LeverFigures]) -> dict[str, str]:
    """What the fields of the form showed for this scenario."""
    texts = {}
    for line in evaluate(scenario, levers).levers:
        for kind, kt in ((FieldKind.DONE, line.completed_kt), (FieldKind.TARGET, line.new_target_kt)):
            if kt is None:
                continue
            texts[carbon_field(kind, line.lever.id)] = carbon_text(kt)
            if line.lever.translated:
                name = field_name(kind, line.lever.id, physical=True)
                texts[name] = physical_text(line.lever, kind, kt, line.completed_kt)
    return texts


def scenario_of_code(text: str, region: Region | None = None) -> Scenario:
    """The scenario of a short code, settled; raises UnknownNameError, or InputError for one of another region."""
    scenario = settle(decode(text))
    if region is not None and scenario.region != region.code:
        raise InputError(_("Ce scénario est celui d’une autre région."))
    return scenario
