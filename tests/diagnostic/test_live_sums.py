"""What actions come to: by hand, as `planning.diagnosis` has it, by who looks and by territory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilote.cop.models import Cop
from copilote.diagnostic.counted_once import alike_in
from copilote.diagnostic.models import Action, Seen, Standing
from copilote.diagnostic.reads import as_planned
from copilote.diagnostic.sums import Audience, Sums, sums_of, visible, within
from copilote.planning.actions import Status
from copilote.planning.diagnosis import LeverDiagnosis, diagnose
from copilote.planning.duplicates import groups, likely_pairs
from copilote.reference.simulator import load_levers
from copilote.territories.models import Territory
from support_actions import CARS, POOL, new, organisation, territories, write
from support_cop import BLOIS, TOURS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territories")]
__all__ = ["territories"]
LEVERS = load_levers("24")
TITLES = ("Navettes", "Haies", "Chaufferie", "Vélos", "Compost", "Trains", "Forêt", "Marché", "Toitures")
PUBLIC = Audience.PUBLIC


def total(cop: Cop, audience: Audience = PUBLIC, place: str = "") -> Sums:
    level, _colon, code = place.partition(":")
    here = within(cop, Territory.objects.get(level=level, code=code)) if place else None
    return sums_of(cop, audience, LEVERS, alike_in(cop, audience), here)


def line(sums: Sums, lever: str = CARS) -> LeverDiagnosis:
    return next(line for line in sums.levers if line.lever.id == lever)


def test_a_hand_counted_example() -> None:
    blois, tours = organisation(BLOIS, "b@exemple.fr"), organisation(TOURS, "t@exemple.fr")
    write(
        blois.cop,
        new(blois, "Bornes de recharge", CARS, kt=4.0),
        new(blois, "Flotte de la ville", CARS, kt=2.0, status="under_way"),
        new(tours, "Plan de mobilité", CARS, POOL, kt=3.0, status="decided"),
        new(tours, "Aires de covoiturage", POOL, status="decided"),
        new(tours, "Peut-être un jour", CARS, kt=50.0, status="idea"),
        new(tours, "Abandonnée en route", CARS, kt=60.0, status="stopped"),
        new(tours, "Encore au brouillon", CARS, kt=70.0, standing=Standing.DRAFT),
        new(tours, "Pas à nous", CARS, kt=80.0, standing=Standing.REFUSED),
        new(tours, "Sans levier", kt=90.0),
    )
    sums = total(blois.cop)
    cars, pool = line(sums), line(sums, POOL)
    assert (cars.done_kt, cars.under_way_kt, cars.decided_kt) == (4.0, 2.0, 1.5)
    assert cars.lever.target_kt is not None
    assert cars.remaining_kt == pytest.approx(cars.lever.target_kt - 7.5)
    assert (pool.decided_kt, pool.unknown) == (1.5, 1)
    assert sums.organisations == {CARS: 2, POOL: 1}
    assert (sums.count, sums.counted, sums.loose, sums.drafts, sums.declaring) == (7, 5, 1, 1, 2)
    assert (sums.total(Status.DONE), sums.total(Status.DECIDED), sums.unknown) == (4.0, 3.0, 1)


def test_each_sees_what_is_for_them() -> None:
    blois = organisation(BLOIS, "b@exemple.fr")
    write(
        blois.cop,
        new(blois, "Bornes publiques", CARS, kt=1.0),
        new(blois, "Flotte interne", CARS, kt=10.0, seen=Seen.COP.value),
        new(blois, "Projet réservé", CARS, kt=100.0, seen=Seen.ANIMATORS.value),
    )
    told = [line(total(blois.cop, audience)).done_kt for audience in Audience]
    assert told == [1.0, 11.0, 111.0]


def test_a_part_counts_within_its_action_where_that_one_counts() -> None:
    blois = organisation(BLOIS, "b@exemple.fr")
    cop = blois.cop
    whole, idea, hidden = write(
        cop,
        new(blois, "Programme de mobilité", CARS, kt=10.0),
        new(blois, "Schéma rêvé", CARS, kt=5.0, status="idea"),
        new(blois, "Programme réservé", CARS, kt=7.0, seen=Seen.ANIMATORS.value),
    )
    (part, *_) = write(
        cop,
        new(blois, "Bornes du centre", CARS, kt=2.0, part_of_id=whole.pk),
        new(blois, "Bornes rêvées en gare", CARS, kt=1.0, part_of_id=idea.pk),
        new(blois, "Navette du marché", CARS, kt=4.0, part_of_id=hidden.pk),
    )
    write(cop, new(blois, "Une borne de rue", CARS, kt=0.5, part_of_id=part.pk))
    assert line(total(cop)).done_kt == 10.0 + 1.0 + 4.0
    assert line(total(cop, Audience.ANIMATORS)).done_kt == 10.0 + 1.0 + 7.0


def test_what_is_told_twice_counts_once_and_the_difference_is_known() -> None:
    blois, tours = organisation(BLOIS, "b@exemple.fr"), organisation(TOURS, "t@exemple.fr")
    place = (("epci", "200030385"),)
    write(
        blois.cop,
        new(blois, "Bornes de recharge sur les parkings", CARS, kt=4.0, places=place),
        new(tours, "Bornes de recharge sur les parkings", CARS, kt=3.9, status="decided", places=place),
        new(tours, "Autre chose", CARS, kt=1.0),
    )
    sums = total(blois.cop)
    assert (line(sums).done_kt, line(sums).decided_kt, line(sums).twice_kt) == (5.0, 0.0, 3.9)
    assert (len(sums.told_twice), sums.count, sums.twice_kt) == (1, 3, 3.9)
    Action.objects.filter(title="Autre chose").update(title="Encore autre chose", version=2)
    assert line(total(blois.cop)).twice_kt == 3.9


def test_a_territory_counts_what_lies_wholly_in_it() -> None:
    blois, tours = organisation(BLOIS, "b@exemple.fr"), organisation(TOURS, "t@exemple.fr")
    write(
        blois.cop,
        new(blois, "Bornes de Blois", CARS, kt=1.0, places=(("commune", "41018"), ("epci", "200030385"))),
        new(tours, "Vélobus de Tours", CARS, kt=2.0),
        new(blois, "Plan du Loir-et-Cher", CARS, kt=4.0, places=(("departement", "41"),)),
        new(blois, "Entente de la Loire", CARS, kt=8.0, places=(("epci", "200030385"), ("epci", "243700754"))),
    )
    cop = blois.cop
    found = {
        place: (line(sums).done_kt, sums.wider)
        for place in ("epci:200030385", "epci:243700754", "departement:41", "departement:37", "commune:41018")
        for sums in [total(cop, place=place)]
    }
    assert found == {
        "epci:200030385": (1.0, 2),
        "epci:243700754": (2.0, 1),
        "departement:41": (5.0, 1),
        "departement:37": (2.0, 1),
        "commune:41018": (0.0, 3),
    }


def test_of_two_told_twice_the_one_that_lies_in_the_territory_counts_there() -> None:
    blois = organisation(BLOIS, "b@exemple.fr")
    write(
        blois.cop,
        new(blois, "Bornes sur les parkings relais", CARS, kt=5.0, places=(("departement", "41"),)),
        new(blois, "Bornes sur les parkings relais", CARS, kt=4.9, places=(("epci", "200030385"),)),
    )
    assert line(total(blois.cop)).done_kt == 5.0
    assert line(total(blois.cop, place="epci:200030385")).done_kt == 4.9


def many(count: int) -> Cop:
    """Actions of two organisations, some alike, without kt, in parts."""
    blois, tours = organisation(BLOIS, "b@exemple.fr"), organisation(TOURS, "t@exemple.fr")
    words = ("bornes", "navettes", "parkings", "vélos", "haies", "chaudières")
    statuses = [status.value for status in Status]
    write(
        blois.cop,
        *(
            new(
                (blois, tours)[rank % 2],
                f"{words[rank % 6]} {words[rank % 4]} du secteur {rank % 9}",
                *((CARS, POOL) if rank % 3 else (POOL,)),
                kt=None if rank % 5 == 0 else float(rank % 7),
                status=statuses[rank % 5 if rank % 2 else rank % 4],
            )
            for rank in range(count)
        ),
        new(blois, "Étude seule en son genre", CARS, status="decided"),
        *(
            new(blois, "Pistes vers les parkings relais", CARS, POOL, kt=kt, status=status)
            for kt, status in ((4.0, "decided"), (3.95, "done"), (None, "done"), (4.0, "under_way"))
        ),
    )
    return blois.cop


def test_the_sums_are_those_of_the_planning() -> None:
    cop = many(120)
    planned = [as_planned(row) for row in visible(cop, PUBLIC).select_related("organisation").order_by("pk")]
    counting = [action for action in planned if action.status is not None and action.status.counted]
    told = groups(likely_pairs(counting), len(counting))
    assert told
    expected = {line.lever.id: line for line in diagnose(LEVERS, counting, told)}
    sums = total(cop)
    assert any(line.twice_kt for line in sums.levers)
    assert any(line.unknown for line in sums.levers)
    for found in sums.levers:
        wanted = expected[found.lever.id]
        for name in ("done_kt", "under_way_kt", "decided_kt", "remaining_kt", "unknown", "twice_kt"):
            assert getattr(found, name) == pytest.approx(getattr(wanted, name)), (found.lever.id, name)
        counted = {status: count for status, count in found.actions.items() if status.counted}
        assert counted == {status: wanted.actions[status] for status in counted}


SAID = st.tuples(
    st.sampled_from(list(Status)),
    st.sampled_from([None, 1.0, 2.5, 8.0]),
    st.sampled_from([(CARS,), (POOL,), (CARS, POOL)]),
    st.integers(0, 5),
    st.booleans(),
)
"""Status, kt, levers, which earlier action it is part of (beyond them: none), whether it is like another."""


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SAID, min_size=1, max_size=9))
def test_whatever_is_part_of_what_the_sums_are_those_of_the_planning(said: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        blois = organisation(BLOIS, "b@exemple.fr")
        made: list[Action] = []
        for rank, (status, kt, levers, outer, alike) in enumerate(said):
            title = "Bornes sur les parkings relais" if alike else f"{TITLES[rank]} du quartier {rank}"
            inside = {"part_of_id": made[outer].pk} if outer < rank else {}
            made += write(blois.cop, new(blois, title, *levers, kt=kt, status=status.value, **inside))
        told = alike_in(blois.cop, PUBLIC)
        planned = [as_planned(row) for row in visible(blois.cop, PUBLIC).select_related("organisation").order_by("pk")]
        ranks = {action.row: rank for rank, action in enumerate(planned)}
        alike_ranks = [[ranks[member.action] for member in group] for group in told.groups()]
        sums = sums_of(blois.cop, PUBLIC, LEVERS, told)
        for found, wanted in zip(sums.levers, diagnose(LEVERS, planned, alike_ranks), strict=True):
            for name in ("done_kt", "under_way_kt", "decided_kt", "remaining_kt", "unknown", "twice_kt", "actions"):
                assert getattr(found, name) == pytest.approx(getattr(wanted, name)), (found.lever.id, name)
        transaction.set_rollback(True)


def test_the_parts_of_a_stopped_programme_count_by_their_own_status() -> None:
    blois = organisation(BLOIS, "b@exemple.fr")
    (stopped,) = write(blois.cop, new(blois, "Programme abandonné", CARS, kt=10.0, status="stopped"))
    inside = {"part_of_id": stopped.pk}
    write(
        blois.cop,
        new(blois, "Bornes posées avant", CARS, kt=2.0, **inside),
        new(blois, "Bornes encore à poser", CARS, kt=1.0, status="decided", **inside),
        new(blois, "Bornes annulées", CARS, kt=4.0, status="stopped", **inside),
    )
    cars = line(total(blois.cop))
    assert (cars.done_kt, cars.decided_kt, cars.actions[Status.STOPPED]) == (2.0, 1.0, 2)


def test_as_many_questions_whatever_the_number_of_actions() -> None:
    cop = many(6)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            total(cop, Audience.ANIMATORS, "departement:41")
        return len(queries)

    first = asked()
    blois = organisation(BLOIS, "b@exemple.fr")
    write(cop, *(new(blois, f"Action {rank}", CARS, kt=1.0) for rank in range(60)))
    assert asked() <= first + 1, "one more: there are likely duplicates"
    assert asked() <= 16


def test_targets_are_those_that_are_given() -> None:
    cop = many(6)
    own = tuple(replace(lever, target_kt=1.0) for lever in LEVERS)
    assert all(found.lever.target_kt == 1.0 for found in sums_of(cop, PUBLIC, own).levers)
