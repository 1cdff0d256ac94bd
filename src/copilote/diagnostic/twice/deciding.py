"""What members decide of two actions that look alike: each decision is kept, and may be gone back on.

Callers have checked that the right is held (`cop.permissions`); whose actions they are, is checked here. The animation
decides of all; an organisation's people, of two actions of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from copilote.cop.journal import MeanwhileError, close, record
from copilote.cop.models import Cop, Membership
from copilote.diagnostic.models import OURS, Action
from copilote.diagnostic.twice.counting import Numbers
from copilote.diagnostic.twice.finding import locked
from copilote.diagnostic.twice.models import DuplicateDecision, PairSearch, Verdict
from copilote.diagnostic.writing import NotYoursError, writes_for
from copilote.reference.errors import InputError
from copilote.words import _

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Read:
    """Two actions as a page showed them. seen : the number of the decision in force there, 0 for none."""

    first: int
    second: int
    seen: int = 0

    @property
    def pair(self) -> Numbers:
        """The lower number first."""
        return min(self.first, self.second), max(self.first, self.second)


def decide(member: Membership, read: Sequence[Read], verdict: Verdict, whole: int | None, reason: str) -> int:
    """Decide the same of some pairs, all or none; how many. whole : of one pair, the action that holds the other.

    Raises NotYoursError, InputError for what contradicts another decision, MeanwhileError where a colleague decided.
    """
    pairs = {each.pair: each.seen for each in read if each.first != each.second}
    if not pairs:
        raise InputError(_("Aucune action n’est choisie : relisez la page, puis recommencez."))
    if verdict == Verdict.PART and (len(pairs) > 1 or whole not in next(iter(pairs))):
        raise InputError(_("Dites laquelle des deux actions contient l’autre."))
    numbers = {number for pair in pairs for number in pair}
    with transaction.atomic():
        locked(member.cop)
        actions = _held(member, numbers)
        told = {
            (first, second): (Verdict(decided), other)
            for first, second, decided, other in in_force(member.cop)
            if (first, second) not in pairs
        }
        for pair, seen in pairs.items():
            held = whole if verdict == Verdict.PART else None
            _check(pair, verdict, held, told, actions)
            row = DuplicateDecision(
                first_id=pair[0], second_id=pair[1], verdict=verdict, whole_id=held, reason=reason[:LONGEST_REASON]
            )
            _kept(row, member, seen)
            told[pair] = verdict, held
        _counted_anew(member.cop)
    return len(pairs)


def go_back(member: Membership, number: int) -> DuplicateDecision:
    """Take a decision out; it stays, with who took it out. Raises NotYoursError, InputError for one that is no more."""
    with transaction.atomic():
        locked(member.cop)
        row = DuplicateDecision.objects.filter(cop=member.cop, pk=number).first()
        if row is None or not row.in_force:
            raise InputError(_("Cette décision ne tient plus : relisez la page."))
        _held(member, {row.first_id, row.second_id}, standing=False)
        close(row, member)
        _counted_anew(member.cop)
    return row


def in_force(cop: Cop) -> Iterable[tuple[int, int, str, int | None]]:
    """(first, second, verdict, whole) of each decision that holds."""
    rows = DuplicateDecision.objects.filter(cop=cop, in_force=True).order_by("pk")
    return rows.values_list("first_id", "second_id", "verdict", "whole_id")


def alike_sets(pairs: Iterable[Numbers]) -> dict[int, frozenset[int]]:
    """By number, the actions that are one and the same with it, itself too."""
    sets: dict[int, frozenset[int]] = {}
    for one, other in pairs:
        both = sets.get(one, frozenset({one})) | sets.get(other, frozenset({other}))
        sets |= dict.fromkeys(both, both)
    return sets


def _kept(row: DuplicateDecision, member: Membership, seen: int) -> None:
    try:
        record(row, member, seen)
    except MeanwhileError:
        raise MeanwhileError(_("Un collègue vient de décider de ces deux actions : relisez la page.")) from None


def _held(member: Membership, numbers: Collection[int], *, standing: bool = True) -> Mapping[int, Action]:
    rows = Action.objects.select_related("part_of").filter(cop=member.cop, pk__in=numbers)
    actions = {row.pk: row for row in rows}
    if len(actions) < len(numbers) or not all(writes_for(member, row.organisation_id) for row in actions.values()):
        raise NotYoursError(_("Vous ne décidez que des actions de votre organisation."))
    if standing and any(row.standing not in OURS for row in actions.values()):
        raise InputError(_("L’une de ces actions n’est plus déclarée par son organisation : relisez la page."))
    return actions


def _check(
    pair: Numbers,
    verdict: Verdict,
    whole: int | None,
    told: Mapping[Numbers, tuple[Verdict, int | None]],
    actions: Mapping[int, Action],
) -> None:
    """Raise InputError for what contradicts what was decided already."""
    same = alike_sets(each for each, (decided, _whole) in told.items() if decided == Verdict.SAME)
    one, other = (same.get(number, frozenset({number})) for number in pair)
    first, second = (f"« {actions[number].title[:80]} »" for number in pair)
    if verdict != Verdict.SAME and one == other:
        raise InputError(
            _(
                "%(first)s et %(second)s sont déjà dites la même action, par une troisième : revenez d’abord sur cette "
                "décision.",
                first=first,
                second=second,
            )
        )
    if verdict == Verdict.SAME:
        apart = next(
            (each for each, (decided, _whole) in told.items() if decided != Verdict.SAME and _across(each, one, other)),
            None,
        )
        if apart is not None:
            titles = dict(Action.objects.filter(pk__in=apart).values_list("pk", "title"))
            raise InputError(
                _(
                    "« %(one)s » et « %(other)s » sont dites différentes : elles ne peuvent pas être la même que "
                    "celle-ci. Revenez d’abord sur cette décision.",
                    one=titles.get(apart[0], "")[:80],
                    other=titles.get(apart[1], "")[:80],
                )
            )
    if verdict == Verdict.PART and whole is not None:
        part = pair[0] if whole == pair[1] else pair[1]
        wholes = {first if held == second else second: held for (first, second), (_v, held) in told.items() if held}
        outer, met = whole, {part}
        while outer in wholes and outer not in met:
            met.add(outer)
            outer = wholes[outer]
        if outer == part or actions[whole].part_of_id == part:
            raise InputError(
                _(
                    "« %(whole)s » fait déjà partie de « %(part)s » : l’une ne peut pas contenir l’autre et y être.",
                    whole=actions[whole].title[:80],
                    part=actions[part].title[:80],
                )
            )


def _across(pair: Numbers, one: Collection[int], other: Collection[int]) -> bool:
    return (pair[0] in one and pair[1] in other) or (pair[1] in one and pair[0] in other)


def _counted_anew(cop: Cop) -> None:
    PairSearch.objects.filter(cop=cop).update(turn=F("turn") + 1)
