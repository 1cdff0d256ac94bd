"""Looking for actions that look alike as they are written, so that no page waits for it: pairs are rows.

Few actions at once are compared with those around them in the transaction that writes them; many are left to the worker
(`look`), and pages say that the search is under way. What counts as alike is `planning.duplicates`' to say. Pairs are
looked for among all the actions that organisations say are theirs; who counts what of them is `counting`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from copilote.cop.models import Cop
from copilote.diagnostic.models import OURS, Action, ActionPlace, Origin
from copilote.diagnostic.reads import as_planned
from copilote.diagnostic.twice.models import LikelyPair, PairSearch
from copilote.exchange.actions.places import Places
from copilote.planning.actions import Action as Planned
from copilote.planning.duplicates import alike, likely_pairs, near_titles
from copilote.territories.models import CommuneIn, Edition
from copilote.words import FRENCH, speaking

AT_ONCE = 50
"""Actions that are compared at once; of more, the search is the worker's."""
MOST_EACH = 200
"""Pairs of one action: beyond, those that it is like are alike anyway."""
BATCH = 1000


def search_of(cop: Cop) -> PairSearch:
    """Where the search of a COP is; one query."""
    return PairSearch.objects.filter(cop=cop).first() or PairSearch(cop=cop)


def locked(cop: Cop) -> PairSearch:
    """The same, for this transaction alone: pairs are written one after the other."""
    PairSearch.objects.get_or_create(cop=cop)
    return PairSearch.objects.select_for_update().get(cop=cop)


def compare(cop: Cop, actions: Collection[Action]) -> None:
    """Have actions that were just written compared with the others, in the transaction that writes them."""
    with transaction.atomic():
        ours = [action.pk for action in actions if action.standing in OURS and action.origin != Origin.TABLE]
        if len(ours) > AT_ONCE:
            locked(cop)
            PairSearch.objects.filter(cop=cop).update(asked=F("asked") + 1)
            return
        numbers = [action.pk for action in actions]
        if not ours:
            for each in (numbers[rank : rank + BATCH] for rank in range(0, len(numbers), BATCH)):
                LikelyPair.objects.filter(Q(first__in=each) | Q(second__in=each)).delete()
            return
        locked(cop)
        _replace(cop, numbers, _around(cop, ours))


def search(cop: Cop) -> None:
    """Look for all the pairs of a COP. What is written meanwhile keeps the pairs that it was given."""
    asked = search_of(cop).asked
    rows = list(_among(cop).select_related("organisation__territory").order_by("pk"))
    versions = {row.pk: row.version for row in rows}
    planned = [as_planned(row) for row in rows]
    with speaking(FRENCH):
        pairs = likely_pairs(planned, Places(cop.region).blocks)
        found = {(rows[pair.first].pk, rows[pair.second].pk): pair.why for pair in pairs}
        by_number = {row.pk: each for row, each in zip(rows, planned, strict=True)}
        for pair in _held(cop):
            # One that a comparison of few found, by words that are rare no more, is alike still.
            if pair not in found and pair[0] in by_number and pair[1] in by_number:
                found |= {pair: why} if (why := alike(by_number[pair[0]], by_number[pair[1]])) else {}
    with transaction.atomic():
        locked(cop)
        now = dict(_among(cop).order_by().values_list("pk", "version"))
        same = {number for number, version in versions.items() if now.get(number) == version}
        gone = [
            number
            for number, first, second in LikelyPair.objects.filter(cop=cop).values_list("pk", "first_id", "second_id")
            if (first in same and second in same) or first not in now or second not in now
        ]
        for each in (gone[rank : rank + BATCH] for rank in range(0, len(gone), BATCH)):
            LikelyPair.objects.filter(pk__in=each).delete()
        _write(cop, {pair: why for pair, why in found.items() if pair[0] in same and pair[1] in same})
        PairSearch.objects.filter(cop=cop).update(done=asked, turn=F("turn") + 1)


def look(stopping: Callable[[], bool]) -> None:
    """What the worker does every second: the searches that are due."""
    for cop in Cop.objects.filter(pk__in=PairSearch.objects.filter(asked__gt=F("done")).values("cop")):
        if stopping():
            return
        search(cop)


def _among(cop: Cop) -> QuerySet[Action]:
    """Those that may be alike. Those of workbenches are none: each is the rest of what one organisation said, without
    its listed actions."""
    return Action.objects.filter(cop=cop, standing__in=OURS).exclude(origin=Origin.TABLE)


def _held(cop: Cop) -> Iterable[tuple[int, int]]:
    return LikelyPair.objects.filter(cop=cop).values_list("first_id", "second_id")


def _around(cop: Cop, numbers: Collection[int]) -> dict[tuple[int, int], str]:
    """The pairs of some actions with all those of the COP."""
    around = list(_near(cop, numbers).values_list("pk", "title"))
    titles = dict(around)
    near = {number: near_titles(titles[number], around)[: MOST_EACH + 1] for number in numbers if number in titles}
    wanted = {other for others in near.values() for other in others} | near.keys()
    by_number: dict[int, Planned] = {}
    alone = {number for number, others in near.items() if len(others) < 2}
    if wanted - alone:
        rows = Action.objects.filter(pk__in=wanted - alone).select_related("organisation__territory")
        by_number = {row.pk: as_planned(row) for row in rows}
    found: dict[tuple[int, int], str] = {}
    with speaking(FRENCH):
        for number, others in near.items():
            for other in others:
                pair = (min(number, other), max(number, other))
                if number == other or pair in found:
                    continue
                if why := alike(by_number[pair[0]], by_number[pair[1]]):
                    found[pair] = why
    return found


def _near(cop: Cop, numbers: Collection[int]) -> QuerySet[Action]:
    """The actions of the organisations of some, and those that touch their territories."""
    edition = Edition.objects.order_by("-loaded_at").values("year")[:1]
    own = ActionPlace.objects.filter(action__in=numbers).values("territory")
    held = CommuneIn.objects.filter(edition=edition)
    touching = held.filter(commune__in=held.filter(territory__in=own).values("commune")).values("territory")
    places = ActionPlace.objects.filter(action=OuterRef("pk"), territory__in=touching)
    holders = Action.objects.filter(pk__in=numbers).values("organisation")
    return _among(cop).filter(Q(organisation__in=holders) | Q(Exists(places))).order_by("pk")


def _replace(cop: Cop, numbers: Collection[int], found: dict[tuple[int, int], str]) -> None:
    LikelyPair.objects.filter(Q(first__in=numbers) | Q(second__in=numbers)).delete()
    _write(cop, found)


def _write(cop: Cop, found: dict[tuple[int, int], str]) -> None:
    rows = [
        LikelyPair(cop=cop, first_id=first, second_id=second, why=why[:200]) for (first, second), why in found.items()
    ]
    LikelyPair.objects.bulk_create(rows, batch_size=BATCH)
