"""Actions are written whole, with their levers, places and history, and overwrite nothing that was not seen."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from copilote.cop.members import add_member
from copilote.cop.merging import merge
from copilote.cop.models import Membership, Role
from copilote.cop.versions import Author
from copilote.diagnostic.content import Content
from copilote.diagnostic.doubtful import doubts_told
from copilote.diagnostic.here import here, kt_of, lever_of
from copilote.diagnostic.models import Action, Origin, Standing
from copilote.diagnostic.reads import as_planned, counting_in
from copilote.diagnostic.writing import (
    MeanwhileError,
    New,
    NotYoursError,
    change,
    confirm,
    create,
    create_all,
    refuse,
    stop,
    take_back,
    validate,
)
from copilote.exchange.shares import default_rule
from copilote.planning.actions import Share, Status
from copilote.reference.errors import InputError
from copilote.reference.simulator import load_levers
from copilote.sharing.reads import choices_of
from factories import LeverKeyChoiceFactory
from support_cop import BLOIS, TOURS, animator, speaker

pytestmark = pytest.mark.django_db
CARS = (Share("augm_voitelec"),)
HALVES = (Share("augm_voitelec", 0.5), Share("augm_covoit", 0.5))


@pytest.fixture
def bob() -> Membership:
    return speaker()


def signer() -> Membership:
    return add_member("vera@exemple.fr", "24", "validateur", BLOIS)


def content(**fields: object) -> Content:
    return Content(**{"title": "Bornes de recharge", "status": "decided", "levers": CARS} | fields)


def made(member: Membership, **fields: object) -> Action:
    return create(member, member.organisation, content(**fields))


def test_an_action_is_written_with_its_levers_its_territory_and_its_kt(bob: Membership) -> None:
    action = made(bob, levers=HALVES, quantity=1.2, measured="augm_voitelec")
    assert [(row.lever, row.part) for row in action.levers.order_by("lever")] == [
        ("augm_covoit", 0.5),
        ("augm_voitelec", 0.5),
    ]
    assert [row.territory for row in action.places.all()] == [bob.organisation.territory]
    assert action.kt == pytest.approx(2.5657, abs=1e-4)
    assert (action.standing, action.version, action.signed) == (Standing.DRAFT, 1, bob.signature)
    (row,) = action.history.all()
    assert (row.history_user, row.history_type, row.said["levers"]) == (bob.user, "+", action.said["levers"])


def test_typed_kt_stay_and_a_quantity_takes_their_place(bob: Membership) -> None:
    assert made(bob, kt=3.0, kt_method="bilan carbone").kt == 3.0
    assert made(bob, kt=3.0, quantity=1.2, measured="augm_voitelec").kt == pytest.approx(2.5657, abs=1e-4)


def test_a_rate_weighs_what_its_territory_does(bob: Membership) -> None:
    place = (bob.organisation.territory.level, bob.organisation.territory.code)
    rated = [lever for lever in load_levers("24") if lever.translated and default_rule(lever.id, "24").rate_over]
    assert rated
    for lever in rated:
        weight = here("24", lever, [place]).weight
        assert weight is not None
        assert 0 < weight < 1
        assert kt_of("24", lever, 1.0, [place]) == pytest.approx(kt_of("24", lever, 1.0, [("region", "24")]) * weight)
        assert kt_of("24", lever, 1.0, [("perimetre", "999")]) is None, "nothing weighs it"


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"status": "perhaps"},
        {"quantity": -1.0, "measured": "augm_voitelec"},
        {"quantity": 1.0, "measured": "augm_covoit"},
        {"levers": (Share("nothing"),)},
        {"levers": (Share("augm_voitelec", 0.5),)},
        {"levers": (Share("augm_voitelec", 0.5), Share("augm_voitelec", 0.5))},
        {"link": "ftp nowhere"},
        {"seen": "nobody"},
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(bob: Membership, fields: dict[str, object]) -> None:
    with pytest.raises(InputError):
        made(bob, **fields)
    assert not Action.objects.exists()
    assert not Action.history.exists()


def test_the_base_itself_refuses_parts_that_are_none(bob: Membership) -> None:
    action = made(bob)
    for fields in ({"part": 0.0}, {"part": 1.5}, {"lever": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            action.levers.create(**{"lever": "augm_covoit"} | fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(part_of=action)
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(status="", standing=Standing.VALIDATED)


def test_an_origin_is_there_once_for_its_organisation(bob: Membership) -> None:
    new = New(bob.organisation, content(), Standing.KNOWN, Origin.FONDS_VERT, "FV-1")
    author = Author("source publique")
    create_all(bob.cop, [new], author, "Fonds vert")
    with pytest.raises(InputError):
        create_all(bob.cop, [New(bob.organisation, content(title="Autre")), new], author, "Fonds vert")
    assert Action.objects.count() == 1, "all or nothing"
    other = speaker(TOURS, email="tom@exemple.fr").organisation
    create_all(bob.cop, [New(other, content(), Standing.KNOWN, Origin.FONDS_VERT, "FV-1")], author, "Fonds vert")


def test_actions_are_written_in_as_many_queries_whatever_their_number(bob: Membership) -> None:
    def queries(count: int) -> int:
        rows = [New(bob.organisation, content(title=f"Action {rank}")) for rank in range(count)]
        with CaptureQueriesContext(connection) as asked:
            create_all(bob.cop, rows, Author("essai"), "essai")
        return len(asked)

    queries(1)
    assert queries(20) == queries(2)


def test_a_change_keeps_what_was_before(bob: Membership) -> None:
    action = made(bob)
    changed = change(bob, action.pk, content(status="done", levers=HALVES), 1, "le chantier est fini")
    assert (changed.version, changed.status) == (2, "done")
    assert changed.levers.count() == 2
    newest, oldest = action.history.all()
    assert (newest.status, oldest.status, newest.why) == ("done", "decided", "le chantier est fini")
    assert len(oldest.said["levers"]) == 1


def test_the_second_of_two_colleagues_is_told_what_differs_field_by_field(bob: Membership) -> None:
    action = made(bob)
    change(signer(), action.pk, content(status="done", partners="ADEME"), 1)
    with pytest.raises(MeanwhileError) as told:
        change(bob, action.pk, content(status="under_way", levers=HALVES), 1)
    differing = {each.name: each for each in told.value.differences}
    assert set(differing) == {"status", "partners", "levers"}
    status = differing["status"]
    assert (status.before, status.stored, status.typed, status.touched) == ("décidée", "faite", "en cours", True)
    assert not differing["partners"].touched, "what one did not touch is the colleague's"
    action.refresh_from_db()
    assert (action.status, action.version, action.partners) == ("done", 2, "ADEME")
    assert change(bob, action.pk, content(status="under_way"), 2).version == 3


def test_a_known_action_is_confirmed_or_refused_in_one_step_and_the_refusal_is_taken_back(bob: Membership) -> None:
    one, other = create_all(
        bob.cop,
        [
            New(bob.organisation, content(title=title), Standing.KNOWN, Origin.FONDS_VERT, title)
            for title in ("Bornes", "Pistes")
        ],
        Author("source publique"),
        "Fonds vert",
    )
    assert confirm(bob, one.pk).standing == Standing.DRAFT
    assert confirm(bob, one.pk).version == 2, "a second click changes nothing"
    assert refuse(bob, other.pk, 1).standing == Standing.REFUSED
    with pytest.raises(InputError):
        confirm(bob, other.pk)
    assert take_back(bob, other.pk).standing == Standing.KNOWN
    with pytest.raises(MeanwhileError):
        refuse(bob, other.pk, 1)
    mine = made(bob)
    refuse(bob, mine.pk)
    assert take_back(bob, mine.pk).standing == Standing.DRAFT


def test_who_signs_validates_and_a_change_by_who_does_not_asks_for_it_again(bob: Membership) -> None:
    action, vera = made(bob), signer()
    with pytest.raises(NotYoursError):
        validate(bob, action.pk)
    assert validate(vera, action.pk, 1).standing == Standing.VALIDATED
    assert change(vera, action.pk, content(status="done"), 2).standing == Standing.VALIDATED
    assert change(bob, action.pk, content(), 3).standing == Standing.DRAFT
    assert validate(animator(), action.pk).standing == Standing.VALIDATED
    with pytest.raises(InputError):
        validate(vera, made(bob, status="").pk)


def test_an_action_is_stopped_with_its_reason(bob: Membership) -> None:
    action = stop(bob, made(bob).pk, "faute de crédits")
    assert (action.progress, action.why, action.phase) == (Status.STOPPED, "faute de crédits", "Opération")


def test_one_writes_for_ones_own_organisation_only(bob: Membership) -> None:
    tom = speaker(TOURS, email="tom@exemple.fr")
    action = made(bob)
    with pytest.raises(NotYoursError):
        create(tom, bob.organisation, content())
    for act in (confirm, refuse, take_back, validate):
        with pytest.raises(NotYoursError):
            act(tom, action.pk)
    with pytest.raises(NotYoursError):
        change(tom, action.pk, content(), 1)
    elsewhere = animator("53", "bea@exemple.fr")
    with pytest.raises(NotYoursError):
        change(elsewhere, action.pk, content(), 1)
    assert change(animator(), action.pk, content(status="done"), 1).status == "done"
    bob.role = Role.READER
    with pytest.raises(NotYoursError):
        change(bob, action.pk, content(), 2)


def test_an_action_is_what_the_computations_take(bob: Membership) -> None:
    outer = made(bob, title="Plan vélo", levers=(Share("augm_velo"),) if lever_of("24", "augm_velo") else CARS)
    action = made(bob, quantity=1.2, measured="augm_voitelec", part_of_id=outer.pk)
    make = {row.pk: as_planned(row) for row in counting_in(bob.cop)}
    planned = make[action.pk]
    assert planned.key == str(action.pk)
    assert planned.part_of == make[outer.pk].key
    assert (planned.status, planned.levers, planned.physical) == (Status.DECIDED, CARS, True)
    assert "41018" in planned.area
    assert planned.holder == str(bob.organisation)
    refuse(bob, action.pk)
    assert action.pk not in [row.pk for row in counting_in(bob.cop)]


def test_the_actions_of_an_organisation_follow_it_into_another(bob: Membership) -> None:
    tom = speaker(TOURS, email="tom@exemple.fr")
    author, known = Author("source publique"), (Standing.KNOWN, Origin.FONDS_VERT, "FV-1")
    mine = made(bob, title="Haies")
    twice, theirs = create_all(
        bob.cop, [New(each.organisation, content(), *known) for each in (bob, tom)], author, "Fonds vert"
    )
    merge(animator(), bob.organisation, tom.organisation, "Fusion", None)
    for row in (mine, twice, theirs):
        row.refresh_from_db()
    assert (mine.organisation, mine.version) == (tom.organisation, 2)
    assert "fusionnée dans" in mine.history.first().why
    assert (twice.organisation, twice.standing) == (bob.organisation, Standing.REFUSED), "it is there already"
    assert theirs.standing == Standing.KNOWN


def test_the_share_that_an_action_is_compared_with_is_that_of_the_keys_that_the_cop_chose() -> None:
    bob = speaker()
    assert bob.organisation
    cars = lever_of("24", "augm_voitelec")
    assert cars
    share = here("24", cars, (("epci", "200030385"),)).share_kt
    assert share
    action = create(bob, bob.organisation, Content(title="Bornes", levers=CARS, kt=share * 310, status="done"))
    assert any("mille fois" in why for why in doubts_told(action, "24", choices_of("24")))
    bounds = [["epci", "200030385", share * 3, None]]
    LeverKeyChoiceFactory(cop=bob.cop, lever="augm_voitelec", keys=[["defaut", 1.0]], bounds=bounds)
    assert here("24", cars, (("epci", "200030385"),), choices_of("24")).share_kt == pytest.approx(share * 3)
    assert not any("mille fois" in why for why in doubts_told(action, "24", choices_of("24")))
