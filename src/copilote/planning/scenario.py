"""A scenario: a region's levers as a baseline, and named changes to it. Evaluation, comparison, change of edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from copilote.planning.conversion import (
    DONE,
    avoided_kt,
    check_kt,
    clamp_physical,
    physical_from_kt,
    physical_quantity,
    translation,
)
from copilote.planning.figures import Figure, sum_figures
from copilote.reference.errors import InputError
from copilote.reference.simulator import LeverFigures
from copilote.reference.soundness import Soundness
from copilote.words import _


@dataclass(frozen=True)
class Change:
    """What a scenario says of one lever; None where it says nothing.

    completed_kt : ktCO2e a year already avoided or under way.
    new_target_kt : ktCO2e a year still to be avoided by 2030, on top of what is completed.
    new_physical : the same new target, given as the physical quantity reached in 2030, what is completed included, in
    the lever's unit: what `LeverOutcome.physical_2030` says.
    """

    completed_kt: float | None = None
    new_target_kt: float | None = None
    new_physical: float | None = None

    def __post_init__(self) -> None:
        if self.new_target_kt is not None and self.new_physical is not None:
            raise InputError(_("Un nouvel objectif se donne en kt ou en grandeur physique, pas dans les deux."))


@dataclass(frozen=True)
class Scenario:
    """Named changes to a region's levers, made with one edition of the simulator.

    changes : by lever id, in the order given. unread : what a link or a file held that is not understood, kept so
    that writing it back loses nothing.
    """

    region: str
    edition: str
    changes: Mapping[str, Change] = field(default_factory=dict)
    name: str = ""
    unread: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class LeverOutcome:
    """A lever in an evaluated scenario; amounts in ktCO2e a year, `physical_2030` in `lever.unit`.

    remaining_kt : what remains of the target once what is completed is taken off; never below 0.
    physical_2030 : the quantity of 2030 with what is completed included, for every lever (the official simulator leaves
    it out of the levers counted as an addition). completed_physical : the part of an addition that is completed; None
    for other levers. asked_physical : the quantity that was given, where it had to be brought back into the lever's
    range.
    """

    lever: LeverFigures
    completed_kt: float
    new_target_kt: float | None
    remaining_kt: float | None
    physical_2030: float | None
    completed_physical: float | None = None
    asked_physical: float | None = None

    @property
    def planned_kt(self) -> float | None:
        """Completed and new target together; None without a new target."""
        return None if self.new_target_kt is None else self.completed_kt + self.new_target_kt


@dataclass(frozen=True)
class Totals:
    """Sums over the levers, in ktCO2e a year.

    gap_kt : target less completed less new target: positive, it is still to be assigned; negative, the target is
    exceeded. share_of_target : (completed + new target) / target.
    """

    target: Figure
    completed_kt: float
    new_target: Figure
    gap_kt: float | None
    share_of_target: float | None


@dataclass(frozen=True)
class Outcome:
    """An evaluated scenario. `strangers` are changes to levers that the region does not have."""

    scenario: Scenario
    levers: tuple[LeverOutcome, ...]
    totals: Totals
    strangers: tuple[str, ...] = ()


def evaluate(scenario: Scenario, levers: Sequence[LeverFigures]) -> Outcome:
    """The scenario lever by lever, as the official simulator counts.

    A lever without a new target keeps what remains of the State's: max(0, target − completed). The physical quantity
    is that of the new target and of what is completed together, for every lever.
    Raises InputError for a negative or infinite amount, NoTranslationError for a quantity of a lever in kt only.
    """
    ids = {lever.id for lever in levers}
    outcomes = tuple(_outcome(lever, scenario.changes.get(lever.id, Change())) for lever in levers)
    strangers = tuple(lever for lever in scenario.changes if lever not in ids)
    return Outcome(scenario, outcomes, _totals(outcomes), strangers)


def _outcome(lever: LeverFigures, change: Change) -> LeverOutcome:
    completed = change.completed_kt or 0.0
    remaining = None if lever.target_kt is None else max(0.0, lever.target_kt - completed)
    new, asked = change.new_target_kt, None
    if change.new_physical is not None:
        whole = float(avoided_kt(lever, change.new_physical))
        new = max(0.0, whole - float(check_kt(completed, DONE)))
        if float(clamp_physical(lever, change.new_physical)) != change.new_physical:
            asked = change.new_physical
    if new is None:
        new = remaining
    physical = done = None
    if lever.translated and new is not None:
        for kt, what in ((new, "kt"), (completed, DONE)):
            check_kt(kt, what)
        physical = float(physical_from_kt(*translation(lever), new, completed))
        done = None if lever.counts_completed else float(physical_quantity(lever, completed))
    return LeverOutcome(lever, completed, new, remaining, physical, done, asked)


def _totals(outcomes: Sequence[LeverOutcome]) -> Totals:
    target = sum_figures((o.lever.label, o.lever.target_kt, o.lever.soundness) for o in outcomes)
    completed = sum_figures((o.lever.label, o.completed_kt, Soundness.ESTIMATED) for o in outcomes).value or 0.0
    new = sum_figures((o.lever.label, o.new_target_kt, Soundness.DERIVED) for o in outcomes)
    if target.value is None or new.value is None:
        return Totals(target, completed, new, None, None)
    planned = completed + new.value
    share = planned / target.value if target.value else None
    return Totals(target, completed, new, target.value - planned, share)


@dataclass(frozen=True)
class Difference:
    """One lever in several scenarios; tuples in the order of the scenarios, deltas against the first one."""

    lever: LeverFigures
    planned_kt: tuple[float | None, ...]
    physical_2030: tuple[float | None, ...]
    deltas_kt: tuple[float | None, ...]


def compare(outcomes: Sequence[Outcome]) -> tuple[Difference, ...]:
    """Lever by lever, what each scenario plans (completed + new target, ktCO2e) and reaches.

    Raises InputError when they are not all of one region and edition.
    """
    if len({(outcome.scenario.region, outcome.scenario.edition) for outcome in outcomes}) != 1:
        raise InputError(_("Des scénarios ne se comparent que pour une même région et une même édition."))
    rows = []
    for lines in zip(*(outcome.levers for outcome in outcomes), strict=True):
        planned = tuple(o.planned_kt for o in lines)
        first = planned[0]
        deltas = tuple(None if value is None or first is None else value - first for value in planned)
        rows.append(Difference(lines[0].lever, planned, tuple(o.physical_2030 for o in lines), deltas))
    return tuple(rows)


@dataclass(frozen=True)
class EditionChange:
    """What differs for a lever from one edition to another; `before` and `after` are None when the lever is absent."""

    lever: str
    label: str
    what: str
    before: float | str | None
    after: float | str | None


def edition_changes(old: Sequence[LeverFigures], new: Sequence[LeverFigures]) -> tuple[EditionChange, ...]:
    """What a scenario made with `old` figures meets on `new` ones: levers gone or added, figures that differ."""
    before = {lever.id: lever for lever in old}
    after = {lever.id: lever for lever in new}
    changes = [EditionChange(i, before[i].label, _("levier supprimé"), i, None) for i in before if i not in after]
    for identifier, lever in after.items():
        was = before.get(identifier)
        if was is None:
            changes.append(EditionChange(identifier, lever.label, _("levier ajouté"), None, identifier))
            continue
        for what, old_value, new_value in (
            (_("objectif (ktCO2e)"), was.target_kt, lever.target_kt),
            (_("ratio"), was.ratio, lever.ratio),
            (_("point de départ 2019"), was.baseline_2019, lever.baseline_2019),
            (_("unité"), was.unit, lever.unit),
        ):
            if old_value != new_value:
                changes.append(EditionChange(identifier, lever.label, what, old_value, new_value))
    return tuple(changes)
