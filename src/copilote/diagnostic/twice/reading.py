"""Which actions look alike, for who may decide of them: gathered, with what was decided; as many queries whatever
their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from django.db.models import Exists, OuterRef, Q, QuerySet

from copilote.cop.models import Membership, Role
from copilote.diagnostic.counted_once import kept_sums
from copilote.diagnostic.models import OURS, Action, Standing
from copilote.diagnostic.reads import as_planned
from copilote.diagnostic.sums import Audience, Sums, nested
from copilote.diagnostic.twice.counting import Numbers
from copilote.diagnostic.twice.deciding import alike_sets
from copilote.diagnostic.twice.models import DuplicateDecision, LikelyPair, Verdict
from copilote.planning.actions import COUNTED
from copilote.reference.simulator import load_levers


@dataclass(frozen=True, slots=True)
class Counted:
    """An action of a group. declared_kt : what it says; counted_kt : what is counted of it; None where it does not
    count, or says nothing."""

    action: Action
    declared_kt: float | None
    counted_kt: float | None

    @property
    def counts(self) -> bool:
        """Whether it is of those that count at all: validated, and done, under way or decided."""
        return self.action.standing == Standing.VALIDATED and self.action.progress in COUNTED


@dataclass(frozen=True, slots=True)
class Near:
    """Two actions that look alike. why : in words; decision : what was decided of them, None for nothing yet."""

    first: Action
    second: Action
    why: str
    decision: DuplicateDecision | None


@dataclass(frozen=True, slots=True)
class Family:
    """Actions that look alike, from one to the next. open : the pairs that nobody has decided of yet."""

    actions: tuple[Counted, ...]
    pairs: tuple[Near, ...]

    @property
    def open(self) -> tuple[Near, ...]:
        """Those that are still to be decided of."""
        same = alike_sets((each.first.pk, each.second.pk) for each in self.pairs if _said_same(each))
        alone: frozenset[int] = frozenset()
        return tuple(
            each
            for each in self.pairs
            if each.decision is None and each.second.pk not in same.get(each.first.pk, alone)
        )

    @property
    def declared_kt(self) -> float:
        """What its actions that count say, together."""
        return fsum(each.declared_kt or 0.0 for each in self.actions if each.counts)

    @property
    def counted_kt(self) -> float:
        """What is counted of them."""
        return fsum(each.counted_kt or 0.0 for each in self.actions)


def _said_same(near: Near) -> bool:
    return near.decision is not None and near.decision.verdict == Verdict.SAME


def audience_for(member: Membership) -> Audience:
    """Whose sums a member is told."""
    return Audience.ANIMATORS if member.role == Role.ANIMATOR else Audience.COP


def pairs_for(member: Membership) -> QuerySet[LikelyPair]:
    """The pairs that a member may decide of: all, for the animation; else those of its organisation's own actions."""
    rows = LikelyPair.objects.filter(cop=member.cop)
    if member.role == Role.ANIMATOR:
        return rows
    own = member.organisation_id
    return rows.filter(first__organisation=own, second__organisation=own)


def decisions_for(member: Membership) -> QuerySet[DuplicateDecision]:
    """The decisions, those that hold and those that do no more, on the same actions; the newest first."""
    rows = DuplicateDecision.objects.filter(cop=member.cop)
    if member.role != Role.ANIMATOR:
        own = member.organisation_id
        rows = rows.filter(first__organisation=own, second__organisation=own)
    return rows.order_by("-pk")


def undecided(pairs: QuerySet[LikelyPair]) -> QuerySet[LikelyPair]:
    """Those of which nobody decided."""
    told = DuplicateDecision.objects.filter(first=OuterRef("first"), second=OuterRef("second"), in_force=True)
    return pairs.filter(~Q(Exists(told)))


def families_of(pairs: Iterable[Numbers], decided: Mapping[Numbers, tuple[str, int | None]]) -> list[tuple[int, ...]]:
    """Actions, by number, gathered by what looks alike and was not said to be otherwise; the smallest number first.

    Only those of which a pair is still to be decided of.
    """
    same = alike_sets(pair for pair, (verdict, _whole) in decided.items() if verdict == Verdict.SAME)
    alone: frozenset[int] = frozenset()
    open_pairs = [pair for pair in pairs if pair not in decided and pair[1] not in same.get(pair[0], alone)]
    reached = {number for pair in open_pairs for number in pair}
    links = [*open_pairs, *(pair for pair, (verdict, _w) in decided.items() if verdict == Verdict.SAME)]
    gathered = {tuple(sorted(each)) for each in alike_sets(links).values() if not each.isdisjoint(reached)}
    return sorted(gathered)


def filled(member: Membership, families: Sequence[Sequence[int]], sums: Sums) -> tuple[Family, ...]:
    """Families with their actions, pairs and decisions."""
    numbers = {number for family in families for number in family}
    rows = Action.objects.filter(pk__in=numbers, standing__in=OURS).select_related("organisation__territory")
    actions = {row.pk: row for row in rows.annotate(nested=nested(audience_for(member), None))}
    where = {number: rank for rank, family in enumerate(families) for number in family}
    decided = {
        (row.first_id, row.second_id): row
        for row in decisions_for(member).filter(in_force=True, first__in=numbers, second__in=numbers)
    }
    whys = {
        (first, second): why
        for first, second, why in pairs_for(member)
        .filter(first__in=numbers, second__in=numbers)
        .values_list("first_id", "second_id", "why")
    }
    near: dict[int, list[Near]] = defaultdict(list)
    for pair in sorted({*whys, *decided}):
        if pair[0] in actions and pair[1] in actions and where[pair[0]] == where[pair[1]]:
            one, other = actions[pair[0]], actions[pair[1]]
            near[where[pair[0]]].append(Near(one, other, whys.get(pair, ""), decided.get(pair)))
    return tuple(
        Family(tuple(counted(actions[number], sums) for number in family if number in actions), tuple(near[rank]))
        for rank, family in enumerate(families)
    )


def counted(action: Action, sums: Sums) -> Counted:
    """An action with what is counted of it."""
    planned = as_planned(action)
    levers = dict.fromkeys(share.lever for share in planned.levers)
    declared = _sum(planned.kt_of(lever) for lever in levers)
    told = Counted(action, declared, None)
    if not told.counts or declared is None:
        return told
    kept = [planned.kt_of(lever) for lever in levers if (action.pk, lever) not in sums.twice]
    return Counted(action, declared, 0.0 if action.nested else _sum(kept) or 0.0)  # type: ignore[attr-defined]


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fsum(known) if known else None


def sums_for(member: Membership) -> Sums:
    """What the actions of the COP come to, as a member is told it."""
    return kept_sums(member.cop, audience_for(member), load_levers(member.cop.region))
