"""What is kept of a COP's actions until one of them changes: the sums, each action told twice counted once.

Pairs that look alike were found as actions were written (`twice.finding`), and persons may have decided of them
(`twice.deciding`): the sums are made anew when any action of the COP changes, drafts too, or one of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from copilote.cop.models import Cop, Organisation
from copilote.diagnostic.achieved.counting import achieved_of
from copilote.diagnostic.models import Action
from copilote.diagnostic.reads import as_planned
from copilote.diagnostic.sums import Audience, Sums, Within, apart, sums_of
from copilote.diagnostic.twice.counting import Alike, Member
from copilote.diagnostic.twice.finding import search_of
from copilote.diagnostic.twice.models import DuplicateDecision, LikelyPair, Verdict
from copilote.planning.actions import COUNTED
from copilote.planning.actions import Action as Planned
from copilote.planning.diagnosis import DEPTH
from copilote.reference.simulator import LeverFigures
from copilote.words import language

KEPT_S = 24 * 3600


def kept_sums(cop: Cop, audience: Audience, levers: Sequence[LeverFigures], place: Within | None = None) -> Sums:
    """What the actions that somebody sees come to, likely duplicates counted once. levers : as `sums_of` takes them."""
    told = [(lever.id, lever.region, lever.target_kt) for lever in levers]
    organisations = Organisation.objects.filter(cop=cop, merged_into=None).count()
    where = place and place.territory.pk
    search = search_of(cop)
    looked = (search.turn, search.due)
    about = (cop.pk, audience, where, told, organisations, stamp_of(Action.objects.filter(cop=cop)), looked, language())
    key = f"diagnostic-sums-{sha256(repr(about).encode()).hexdigest()}"
    held: Sums | None = cache.get(key)
    if held is None:
        held = replace(sums_of(cop, audience, levers, alike_in(cop, audience), place), searching=search.due)
        cache.set(key, held, KEPT_S)
    return held


def alike_in(cop: Cop, audience: Audience) -> Alike:
    """The actions that look alike among those of a COP that count and that somebody sees, with what was decided."""
    pairs = LikelyPair.objects.filter(cop=cop)
    decisions = DuplicateDecision.objects.filter(cop=cop, in_force=True)
    told = list(decisions.values_list("first_id", "second_id", "verdict", "whole_id"))
    decided = {(first, second) for first, second, _verdict, _whole in told}
    near = list(pairs.order_by("first_id", "second_id").values_list("first_id", "second_id"))
    if not (near or decided):
        return Alike()
    tied = Q()
    for rows in (pairs, decisions):
        tied |= Q(Exists(rows.filter(first=OuterRef("pk")))) | Q(Exists(rows.filter(second=OuterRef("pk"))))
    wholes = [whole for _first, _second, _verdict, whole in told if whole]
    above = ["__".join(["part_of"] * depth) for depth in range(1, DEPTH + 1)]
    outer = {own: tuple(filter(None, more)) for own, *more in
             Action.objects.filter(pk__in=wholes).exclude(part_of=None).values_list("pk", *above)}  # fmt: skip
    around = {number for numbers in outer.values() for number in numbers}
    counting = apart(cop, audience).filter(status__in=[status.value for status in COUNTED])
    actions = counting.filter(tied | Q(pk__in=around)).select_related("organisation__territory").order_by("pk")
    counted = list(actions)
    given = achieved_of([row.pk for row in counted])
    members = tuple(_member(as_planned(row), given[row.pk].part if row.pk in given else 0.0) for row in counted)
    here = {member.action for member in members}
    # What counts within an action that counts within another, counts within that one.
    parts = {
        first if whole == second else second: next(
            (each for each in (whole, *outer.get(whole, ())) if each in here), whole
        )
        for first, second, _verdict, whole in told
        if whole
    }
    return Alike(
        members,
        tuple(pair for pair in near if pair not in decided),
        tuple((first, second) for first, second, verdict, _whole in told if verdict == Verdict.SAME),
        tuple((first, second) for first, second, verdict, _whole in told if verdict == Verdict.DIFFERENT),
        parts,
    )


def stamp_of(actions: QuerySet[Action]) -> str:
    """What changes when one of some actions does, or when there are others; one query."""
    told = actions.aggregate(count=Count("pk"), versions=Sum("version"), numbers=Sum("pk"), last=Max("changed_at"))
    last = told["last"].timestamp() if told["last"] else 0.0
    return f"{told['count']}-{told['versions']}-{told['numbers']}-{last:.6f}"


def _member(action: Planned, achieved: float) -> Member:
    if action.status is None:
        raise ValueError(action.row)
    levers = dict.fromkeys(share.lever for share in action.levers)
    return Member(
        action.row, action.status, action.physical, {lever: action.kt_of(lever) for lever in levers}, achieved
    )
