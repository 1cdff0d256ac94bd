"""What actions have given counts as done, the rest keeps its status, and all comes to the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilote.cop.members import add_member
from copilote.cop.models import Cop
from copilote.diagnostic.achieved.models import Achievement
from copilote.diagnostic.achieved.writing import note, withdraw
from copilote.diagnostic.counted_once import alike_in, kept_sums
from copilote.diagnostic.followed import followed
from copilote.diagnostic.models import Action, Origin, Standing
from copilote.diagnostic.sums import Audience, Sums, kt_of, sums_of, visible, within
from copilote.diagnostic.workbench.cells import listed_of
from copilote.diagnostic.workbench.models import Columns
from copilote.planning.actions import COUNTED, Status
from copilote.planning.diagnosis import LeverDiagnosis
from copilote.reference.errors import InputError
from copilote.reference.simulator import load_levers
from copilote.territories.models import Territory
from support_actions import CARS, POOL, new, organisation, shares, territories, write
from support_cop import BLOIS, CVL
from support_words import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territories")]
__all__ = ["territories"]
LEVERS = load_levers("24")
PUBLIC = Audience.PUBLIC
NAMES = ("done_kt", "under_way_kt", "decided_kt")


def cars(sums: Sums, lever: str = CARS) -> LeverDiagnosis:
    return next(line for line in sums.levers if line.lever.id == lever)


def told(line: LeverDiagnosis) -> list[float]:
    return [getattr(line, name) or 0.0 for name in NAMES]


def total(cop: Cop) -> Sums:
    return sums_of(cop, PUBLIC, LEVERS, alike_in(cop, PUBLIC))


def test_the_part_achieved_counts_as_done_and_the_rest_as_it_stands() -> None:
    blois = organisation(BLOIS, "b@exemple.fr")
    signer = add_member("v@exemple.fr", "24", "validateur", BLOIS)
    begun, planned, whole = write(
        blois.cop,
        new(blois, "Flotte de la ville", CARS, status="under_way", measured=CARS, quantity=4.0),
        new(blois, "Navettes électriques", CARS, POOL, status="decided", measured=CARS, quantity=2.0),
        new(blois, "Bornes déjà posées", CARS, status="done", measured=CARS, quantity=1.0),
    )
    before = cars(total(blois.cop))
    assert begun.kt
    assert planned.kt
    assert whole.kt
    note(signer, begun, date(2024, 12, 31), 3.0)
    last = note(signer, begun, date(2025, 6, 30), 1.0)  # the last day says, be it less
    note(signer, planned, date(2025, 1, 1), 50.0)  # never more than what was expected
    note(signer, whole, date(2025, 1, 1), 0.1)  # said done: counts whole
    line = cars(total(blois.cop))
    given = begun.kt / 4 + planned.kt / 2
    assert line.achieved_kt == pytest.approx(given)
    assert told(line) == pytest.approx([whole.kt + given, begun.kt * 3 / 4, 0.0])
    assert line.remaining_kt == pytest.approx(before.remaining_kt)
    assert sum(told(line)) == pytest.approx(sum(told(before)))
    withdraw(signer, begun, last.pk)
    assert told(cars(total(blois.cop)))[1] == pytest.approx(begun.kt / 4)


def test_sums_that_are_kept_are_made_anew_when_a_line_is_noted_or_withdrawn() -> None:
    blois = organisation(BLOIS, "b@exemple.fr")
    signer = add_member("v@exemple.fr", "24", "validateur", BLOIS)
    (begun,) = write(blois.cop, new(blois, "Flotte", CARS, status="under_way", measured=CARS, quantity=4.0))
    assert cars(kept_sums(blois.cop, PUBLIC, LEVERS)).achieved_kt == 0.0
    row = note(signer, begun, date(2025, 1, 1), 2.0)
    assert cars(kept_sums(blois.cop, PUBLIC, LEVERS)).achieved_kt == pytest.approx((begun.kt or 0.0) / 2)
    withdraw(signer, begun, row.pk)
    assert cars(kept_sums(blois.cop, PUBLIC, LEVERS)).achieved_kt == 0.0


GIVEN = st.tuples(
    st.sampled_from(list(Status)),
    st.sampled_from([None, 1.0, 4.0]),
    st.sampled_from([(CARS,), (CARS, POOL)]),
    st.integers(0, 5),
    st.booleans(),
    st.lists(st.sampled_from([0.0, 0.5, 1.0, 9.0]), max_size=2),
)
"""Status, quantity, levers, what it is part of (beyond those there: nothing), whether it is like another, lines."""


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(GIVEN, min_size=1, max_size=7), st.booleans())
def test_whatever_is_achieved_the_total_stays_and_is_followed_to_its_actions(
    said: list[tuple[Any, ...]], inside: bool
) -> None:
    with transaction.atomic():
        blois = organisation(BLOIS, "b@exemple.fr")
        made: list[Action] = []
        for rank, (status, quantity, levers, outer, alike, _lines) in enumerate(said):
            title = "Bornes sur les parkings relais" if alike else f"{'abcdefgh'[rank] * 6} du quartier {rank}"
            fields = {"measured": CARS, "quantity": quantity} if quantity else {"kt": 2.0 if rank % 2 else None}
            fields |= {"part_of_id": made[outer].pk} if outer < rank else {}
            made += write(blois.cop, new(blois, title, *levers, status=status.value, **fields))
        place = within(blois.cop, Territory.objects.get(level="epci", code="200030385")) if inside else None
        alike = alike_in(blois.cop, PUBLIC)
        before = sums_of(blois.cop, PUBLIC, LEVERS, alike, place)
        rows = [
            Achievement(action=action, on=date(2025, 1, 1 + day), quantity=quantity)
            for action, each in zip(made, said, strict=True)
            for day, quantity in enumerate(each[5])
        ]
        Achievement.objects.bulk_create(rows)
        sums = sums_of(blois.cop, PUBLIC, LEVERS, alike_in(blois.cop, PUBLIC), place)
        behind = followed(visible(blois.cop, PUBLIC, place), sums, PUBLIC, place)
        assert before.achieved_kt == 0.0
        for was, now in zip(before.levers, sums.levers, strict=True):
            assert sum(told(now)) == pytest.approx(sum(told(was)))
            assert now.remaining_kt == pytest.approx(was.remaining_kt)
            assert (now.twice_kt, now.unknown) == pytest.approx((was.twice_kt, was.unknown))
            assert (now.done_kt or 0.0) == pytest.approx((was.done_kt or 0.0) + now.achieved_kt)
            assert now.achieved_kt >= 0.0
            shown = behind[now.lever.id].shown if now.lever.id in behind else ()
            for status in COUNTED:
                own = [each for each in shown if each.counts and each.status is status]
                wanted = sum((each.kt or 0.0) - each.achieved_kt for each in own)
                if status is Status.DONE:
                    wanted += sum(each.achieved_kt for each in shown)
                assert (kt_of(now, status) or 0.0) == pytest.approx(wanted, abs=1e-6), (now.lever.id, status)
        transaction.set_rollback(True)


def test_a_figure_is_followed_to_the_line_that_makes_it(client: Client) -> None:
    blois = organisation(BLOIS, "b@exemple.fr")
    signer = add_member("v@exemple.fr", "24", "validateur", BLOIS)
    (begun,) = write(blois.cop, new(blois, "Flotte", CARS, status="under_way", measured=CARS, quantity=4.0))
    note(signer, begun, date(2025, 12, 31), 1.0)
    page = text_of(client.get(f"{CVL}/diagnostic")).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Compté fait avant la fin" in page
    assert "d’actions non achevées" in page
    of_lever = text_of(client.get(f"{CVL}/diagnostic/leviers/vehicules-electriques"))
    assert "1 000 véhicules au 31/12/2025" in of_lever.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_table_of_an_organisation_knows_what_is_achieved_and_says_it_in_its_own_cells() -> None:
    blois = organisation(BLOIS, "b@exemple.fr")
    signer = add_member("v@exemple.fr", "24", "validateur", BLOIS)
    (begun,) = write(blois.cop, new(blois, "Flotte", CARS, status="under_way", measured=CARS, quantity=4.0))
    note(signer, begun, date(2025, 12, 31), 1.0)
    listed = listed_of(blois)
    assert begun.kt
    assert listed[CARS, Columns.DONE].apart_kt == pytest.approx(begun.kt / 4)
    assert listed[CARS, Columns.UNDER_WAY].apart_kt == pytest.approx(begun.kt * 3 / 4)
    table = Action.objects.create(
        cop=blois.cop, organisation=blois, title="Ensemble", status="under_way", standing=Standing.VALIDATED,
        origin=Origin.TABLE, origin_id=f"{CARS}:under_way", measured=CARS, quantity=1.0,
        said={"levers": [[share.lever, share.part] for share in shares(CARS)]},
    )  # fmt: skip
    with pytest.raises(InputError, match="case « Fait »"):
        note(signer, table, date(2025, 12, 31), 1.0)
