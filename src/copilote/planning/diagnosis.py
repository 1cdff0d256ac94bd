"""What actions come to, lever by lever: done, under way, decided, and what remains of the target.

Counted once: an action within another that counts and has known kt adds nothing; of a group of likely duplicates one
counts (`duplicates.kept_of`), and the difference is told. What is done, under way, decided and remaining add up to the
target, unless the actions go beyond it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from copilote.planning.actions import COUNTED, Action, Status
from copilote.planning.duplicates import kept_of
from copilote.reference.errors import fold
from copilote.reference.simulator import LeverFigures

DEPTH = 3
"""How many actions, each within the next, an action is looked for in: a task, an action, a programme, a plan."""


@dataclass(frozen=True)
class LeverDiagnosis:
    """A lever and what its actions come to, in ktCO2e a year avoided in 2030.

    done_kt, under_way_kt, decided_kt : 0 without any such action; None when there are some and none has known kt.
    remaining_kt : the target less these, never below 0; None where the target is not known. actions : how many of each
    status; unknown : of those counted, how many have no known kt. twice_kt : left out, as declared twice. achieved_kt :
    of what is done, what comes from actions that are not done yet.
    """

    lever: LeverFigures
    done_kt: float | None
    under_way_kt: float | None
    decided_kt: float | None
    remaining_kt: float | None
    actions: dict[Status, int]
    unknown: int
    twice_kt: float
    achieved_kt: float = 0.0

    @property
    def declared_kt(self) -> float:
        """The sum of what is known."""
        return math.fsum(kt for kt in (self.done_kt, self.under_way_kt, self.decided_kt) if kt is not None)


def diagnose(
    levers: Sequence[LeverFigures], actions: Sequence[Action], groups: Iterable[Sequence[int]] = ()
) -> tuple[LeverDiagnosis, ...]:
    """The levers of a region in their order, with what the actions come to. groups : of likely duplicates, by rank."""
    inner = within(actions)
    group_of = {rank: tuple(group) for group in groups for rank in group}
    by_lever: dict[str, list[int]] = defaultdict(list)
    for rank, action in enumerate(actions):
        for lever in dict.fromkeys(share.lever for share in action.levers):
            if rank not in inner:
                by_lever[lever].append(rank)
    return tuple(_line(lever, actions, by_lever[lever.id], group_of) for lever in levers)


def within(actions: Sequence[Action]) -> frozenset[int]:
    """The ranks of actions that count in another: one that they are part of, by number or title, itself or through
    others, is of a status that counts and has known kt.

    A stopped programme, or one that is an idea, counts nothing: what it is made of counts by its own status.
    """
    named: dict[str, int] = {}
    # A part often bears the title of its programme: whole actions are found first.
    for rank in sorted(range(len(actions)), key=lambda rank: bool(actions[rank].part_of)):
        for name in (actions[rank].key, actions[rank].title):
            if name:
                named.setdefault(fold(name), rank)
    outer = [named.get(fold(action.part_of)) if action.part_of else None for action in actions]
    return frozenset(rank for rank in range(len(actions)) if any(map(_counts, _around(rank, outer, actions))))


def _around(rank: int, outer: Sequence[int | None], actions: Sequence[Action]) -> Iterable[Action]:
    """The actions that hold one, from the nearest; none where it would hold itself."""
    held: list[int] = []
    at = outer[rank]
    while at is not None and len(held) < DEPTH:
        if at == rank:
            return ()
        held.append(at)
        at = outer[at]
    return map(actions.__getitem__, held)


def _counts(action: Action) -> bool:
    return action.status in COUNTED and action.kt is not None


def _line(
    lever: LeverFigures, actions: Sequence[Action], ranks: Sequence[int], group_of: dict[int, tuple[int, ...]]
) -> LeverDiagnosis:
    counts = dict.fromkeys(Status, 0)
    known: dict[Status, list[float]] = {status: [] for status in COUNTED}
    unknown: dict[Status, int] = dict.fromkeys(COUNTED, 0)
    twice = []
    here = set(ranks)
    for rank in ranks:
        action = actions[rank]
        if action.status is None:
            continue
        counts[action.status] += 1
        if not action.status.counted:
            continue
        kt = action.kt_of(lever.id)
        group = [member for member in group_of.get(rank, ()) if member in here]
        if kt is None:
            # Another of its group says what it comes to: it is no longer unknown.
            unknown[action.status] += kept_of(actions, group, lever.id) is None
        elif group and kept_of(actions, group, lever.id) != rank:
            twice.append(kt)
        else:
            known[action.status].append(kt)
    sums = {status: None if unknown[status] and not known[status] else math.fsum(known[status]) for status in COUNTED}
    declared = math.fsum(kt for kt in sums.values() if kt is not None)
    remaining = None if lever.target_kt is None else max(0.0, lever.target_kt - declared)
    return LeverDiagnosis(
        lever,
        sums[Status.DONE],
        sums[Status.UNDER_WAY],
        sums[Status.DECIDED],
        remaining,
        counts,
        sum(unknown.values()),
        math.fsum(twice),
    )
