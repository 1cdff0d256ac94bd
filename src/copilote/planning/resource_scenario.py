r"""A scenario of the second panorama: what a region wants of each quantity of nature and resources by 2030.

Each lever is in a unit of its own and nothing is ever added across levers. With :math:`v` the last value, of year
:math:`t`, :math:`d` what is done or under way since, :math:`s = -1` for what must fall and :math:`1` for the rest, and
:math:`a` the ambition for 2030,

.. math:: m = v + s\,d, \qquad p = \frac{a - v}{2030 - t}

A target is the State's or derived (`planning.derivation`); a lever without one has an ambition of its own and no
verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from copilote.planning.pace import TARGET_YEAR
from copilote.planning.resources import ResourceLever
from copilote.planning.windows import REFERENCE_YEAR
from copilote.reference.reading import Aim

PERCENT = "%"
LEAST = 5e-7
"""Amounts nearer than this are the same: addresses keep six decimals."""
_WANTED = {Aim.RISE: "up", Aim.KEEP: "up", Aim.FALL: "down"}


class StartKind(Enum):
    """What the ambition of a lever is; the value is the key used in JSON."""

    LEVEL = "level"
    CEILING = "ceiling"
    ADDITION = "addition"


class Reach(Enum):
    """How an ambition stands beside the target; the value is the key used in JSON."""

    MET = "met"
    SHORT = "short"
    NO_TARGET = "no_target"
    NO_AMBITION = "no_ambition"


class Fault(Enum):
    """Why a lever cannot hold a change."""

    NO_DIRECTION = "no_direction"
    TOO_MUCH_DONE = "too_much_done"
    BEYOND_MOST = "beyond_most"
    UNDER_USED = "under_used"


@dataclass(frozen=True, slots=True)
class ResourceStart:
    """A lever as a region may simulate it; amounts in `unit`, that of the tables.

    value, year : where it stands. LEVEL : the last value of its series. CEILING : what was used so far of a running
    total. ADDITION : nothing, in 2019, on top of which the State counts. target : of 2030, None without one that is
    published. direction : "up" or "down", what is wanted of it; None where nobody says.
    """

    lever: ResourceLever
    kind: StartKind
    unit: str
    year: int
    value: float
    target: float | None
    direction: str | None

    @property
    def id(self) -> str:
        """That of its tile."""
        return self.lever.tile.id

    @property
    def step(self) -> int:
        """The sign of what is done: -1 for what must fall."""
        return -1 if self.direction == "down" and self.kind is StartKind.LEVEL else 1

    @property
    def wants_less(self) -> bool:
        """Whether an ambition below the target meets it."""
        return self.kind is StartKind.CEILING or self.direction == "down"

    @property
    def most(self) -> float | None:
        """The largest value that it can have; None without one."""
        return 100.0 if self.unit == PERCENT else None

    @property
    def counts_done(self) -> bool:
        """Whether what is done can be counted: its direction must be known."""
        return self.direction is not None or self.kind is not StartKind.LEVEL


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """What a scenario says of a lever, in its unit; None where it says nothing.

    done : what is done or under way since the last value, never negative. ambition : the value wanted in 2030.
    """

    done: float | None = None
    ambition: float | None = None


@dataclass(frozen=True)
class ResourceScenario:
    """Named changes to the levers of a region (INSEE code), by tile; edition : of the tables of resources."""

    region: str
    edition: str
    changes: Mapping[str, ResourceChange] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True, slots=True)
class ResourceOutcome:
    """A lever of an evaluated scenario, in its unit.

    moved : the value with what is done. remaining : what lacks to the target then; negative, a ceiling is passed; None
    without a target. ambition : for 2030, None where there is none.
    own : whether the scenario
    states it.
    """

    start: ResourceStart
    done: float
    moved: float
    remaining: float | None
    ambition: float | None
    own: bool

    @property
    def pace(self) -> float | None:
        """What the ambition asks a year, from the year of the last value to 2030."""
        if self.ambition is None or self.start.year >= TARGET_YEAR:
            return None
        return (self.ambition - self.start.value) / (TARGET_YEAR - self.start.year)

    @property
    def margin(self) -> float | None:
        """How far the ambition passes the target, in the wanted sense; negative where it falls short."""
        if self.ambition is None or self.start.target is None:
            return None
        beyond = self.ambition - self.start.target
        return -beyond if self.start.wants_less else beyond

    @property
    def reach(self) -> Reach:
        """How the ambition stands beside the target."""
        if self.ambition is None:
            return Reach.NO_AMBITION
        if self.margin is None:
            return Reach.NO_TARGET
        return Reach.MET if self.margin >= -LEAST else Reach.SHORT

    @property
    def times(self) -> float | None:
        """How many times the observed pace the ambition asks; None where no single pace stands for the series, where
        it goes the other way, or without a target (that would be a verdict)."""
        seen = self.start.lever.regional
        if self.start.kind is StartKind.ADDITION or self.start.target is None or seen is None or self.pace is None:
            return None
        observed = seen.pace.pace_observed
        if not observed or not seen.pace.grade.plain or observed * self.pace <= 0:
            return None
        return self.pace / observed


def starts(levers: Sequence[ResourceLever]) -> tuple[ResourceStart, ...]:
    """The levers that can be simulated: measured in the region, or with a target of the State; never a state of nature
    that no single lever changes."""
    return tuple(start for lever in levers if (start := _start(lever)) is not None)


def _start(lever: ResourceLever) -> ResourceStart | None:
    seen, more = lever.regional, lever.addition
    if lever.tile.lever is None:
        return None
    if more is not None and lever.target_2030 is None:
        return ResourceStart(lever, StartKind.ADDITION, more.lever.unit or "", REFERENCE_YEAR, 0.0, more.value, "up")
    if seen is None or seen.pace.last_value is None or seen.pace.last_year is None:
        return None
    kind = StartKind.CEILING if seen.pace.ceiling else StartKind.LEVEL
    wanted = seen.pace.direction or _WANTED.get(seen.pace.aim)
    return ResourceStart(
        lever, kind, seen.unit or "", seen.pace.last_year, seen.pace.last_value, seen.target_2030, wanted
    )


def evaluate(scenario: ResourceScenario, levers: Sequence[ResourceStart]) -> tuple[ResourceOutcome, ...]:
    """The scenario lever by lever. Without an ambition of its own a lever keeps the published target, or the level that
    it has reached where that is better; without a target it has none."""
    return tuple(_outcome(start, scenario.changes.get(start.id, ResourceChange())) for start in levers)


def default_ambition(start: ResourceStart, done: float = 0.0) -> float | None:
    """What is aimed at when a scenario says nothing; None without a target."""
    if start.target is None:
        return None
    moved = _moved(start, done)
    if start.kind is StartKind.CEILING:
        return max(start.target, moved)
    return min(start.target, moved) if start.wants_less else max(start.target, moved)


def _moved(start: ResourceStart, done: float) -> float:
    return start.value + start.step * done


def _outcome(start: ResourceStart, change: ResourceChange) -> ResourceOutcome:
    done = change.done or 0.0
    moved, remaining = _moved(start, done), None
    if start.target is not None:
        less = start.wants_less and start.kind is not StartKind.CEILING
        remaining = moved - start.target if less else start.target - moved
        if start.kind is not StartKind.CEILING:
            remaining = max(0.0, remaining)
    own = change.ambition is not None
    ambition = change.ambition if own else default_ambition(start, done)
    return ResourceOutcome(start, done, moved, remaining, ambition, own)


def faults(start: ResourceStart, change: ResourceChange) -> tuple[tuple[str, Fault], ...]:
    """What a lever cannot hold of a change, by field ("done", "ambition"): a share is of 100 at most, nothing falls
    under 0, and what is used of a ceiling cannot be given back."""
    done, aim, found = change.done or 0.0, change.ambition, []
    reached = _moved(start, done)
    if done and not start.counts_done:
        found.append(("done", Fault.NO_DIRECTION))
    elif reached < 0 or (start.most is not None and reached > start.most):
        found.append(("done", Fault.TOO_MUCH_DONE))
    if aim is not None and start.most is not None and aim > start.most:
        found.append(("ambition", Fault.BEYOND_MOST))
    elif aim is not None and start.kind is StartKind.CEILING and aim < reached - LEAST and not found:
        found.append(("ambition", Fault.UNDER_USED))
    return tuple(found)


def settled(scenario: ResourceScenario, levers: Sequence[ResourceStart]) -> ResourceScenario:
    """The scenario said in one way: in the order of the levers, only what differs from the default."""
    changes = {}
    for line in evaluate(scenario, levers):
        default = default_ambition(line.start, line.done)
        stated = line.ambition if line.own else None
        if stated is not None and default is not None and abs(stated - default) < LEAST:
            stated = None
        done = line.done if line.done >= LEAST else None
        if done is not None or stated is not None:
            changes[line.start.id] = ResourceChange(done, stated)
    return ResourceScenario(scenario.region, scenario.edition, changes, scenario.name)
