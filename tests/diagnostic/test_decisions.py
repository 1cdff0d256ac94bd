"""Members decide whether two actions are the same, and what is counted follows; each decision is kept."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from copilote.cop.journal import MeanwhileError
from copilote.cop.members import add_member
from copilote.cop.models import Cop, Membership, Organisation
from copilote.diagnostic.counted_once import alike_in
from copilote.diagnostic.models import Action, Standing
from copilote.diagnostic.sums import Audience, Sums, sums_of
from copilote.diagnostic.twice import deciding
from copilote.diagnostic.twice.deciding import Read, decide, go_back
from copilote.diagnostic.twice.models import DuplicateDecision, Verdict
from copilote.diagnostic.writing import NotYoursError
from copilote.planning.actions import Status
from copilote.reference.errors import InputError
from copilote.reference.simulator import load_levers
from support_actions import CARS, POOL, new, organisation, territories, write
from support_cop import BLOIS, CVL, TOURS, animator, browser_of, reader
from support_words import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territories")]
__all__ = ["territories"]
BORNES = "Bornes de recharge sur les parkings"
HERE = (("epci", "200030385"),)
PAGE = f"{CVL}/cop/actions/doublons"
SAME, DIFFERENT, PART = Verdict.SAME, Verdict.DIFFERENT, Verdict.PART


@pytest.fixture
def lead() -> Membership:
    return animator()


@pytest.fixture
def blois(lead: Membership) -> Organisation:
    return organisation(BLOIS, "b@exemple.fr")


@pytest.fixture
def tours(lead: Membership) -> Organisation:
    return organisation(TOURS, "t@exemple.fr")


def declared(cop: Cop) -> Sums:
    return sums_of(cop, Audience.PUBLIC, load_levers("24"), alike_in(cop, Audience.PUBLIC))


def kt(cop: Cop) -> float:
    sums = declared(cop)
    return sum(sums.total(status) for status in (Status.DONE, Status.UNDER_WAY, Status.DECIDED))


def bare(page: object) -> str:
    return text_of(page).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def two(blois: Organisation, tours: Organisation) -> list[Action]:
    return write(
        blois.cop,
        new(blois, BORNES, CARS, kt=4.0, places=HERE),
        new(tours, BORNES, CARS, kt=3.95, status="decided", places=HERE),
    )


def told(actions: list[Action], seen: int = 0) -> list[Read]:
    return [Read(actions[0].pk, actions[1].pk, seen)]


def test_said_different_both_count_and_going_back_counts_one_again(lead: Membership, two: list[Action]) -> None:
    assert kt(lead.cop) == 4.0
    decide(lead, told(two), DIFFERENT, None, "Deux parkings")
    assert kt(lead.cop) == pytest.approx(7.95)
    row = go_back(lead, DuplicateDecision.objects.get().pk)
    assert kt(lead.cop) == 4.0
    assert (row.in_force, row.reason, row.author_role, row.ended_role) == (
        False,
        "Deux parkings",
        lead.signature,
        lead.signature,
    )
    with pytest.raises(InputError, match="ne tient plus"):
        go_back(lead, row.pk)


def test_said_the_same_one_counts_whatever_the_likeness_and_the_levers(
    lead: Membership, blois: Organisation, tours: Organisation
) -> None:
    one, other = write(
        lead.cop,
        new(blois, "Plan vélo", POOL, kt=2.0, status="decided"),
        new(tours, "Bornes du réseau", CARS, POOL, kt=3.0),
    )
    assert kt(lead.cop) == 5.0
    decide(lead, [Read(other.pk, one.pk)], SAME, None, "")
    assert kt(lead.cop) == 3.0, "the furthest along counts, in all its levers"
    sums = declared(lead.cop)
    assert (sums.told_twice, sums.twice_kt) == ({one.pk}, 2.0)


def test_a_part_counts_within_its_whole_where_that_one_counts(lead: Membership, two: list[Action]) -> None:
    decide(lead, told(two), PART, two[0].pk, "Une tranche du programme")
    assert kt(lead.cop) == 4.0
    row = DuplicateDecision.objects.get()
    assert (row.whole_id, row.second_id) == (two[0].pk, two[1].pk)
    Action.objects.filter(pk=two[0].pk).update(status="idea")
    assert kt(lead.cop) == pytest.approx(3.95), "an idea holds nothing"


def test_a_part_counts_within_what_holds_its_whole_however_far(lead: Membership, two: list[Action]) -> None:
    whole, part = two
    [programme] = write(lead.cop, new(whole.organisation, "Programme de mobilité", CARS, kt=9.0))
    [plan] = write(lead.cop, new(whole.organisation, "Plan climat", CARS, kt=8.0, part_of_id=programme.pk))
    Action.objects.filter(pk=whole.pk).update(part_of=plan)
    decide(lead, told(two), PART, whole.pk, "")
    assert kt(lead.cop) == 9.0
    assert part.pk in declared(lead.cop).told_twice


def test_said_different_no_third_one_brings_two_together(
    lead: Membership, blois: Organisation, two: list[Action]
) -> None:
    write(lead.cop, new(blois, BORNES, CARS, kt=4.0, places=HERE))
    assert kt(lead.cop) == 4.0
    decide(lead, told(two), DIFFERENT, None, "")
    assert kt(lead.cop) == pytest.approx(7.95)


def test_what_contradicts_is_refused_and_nothing_is_written(
    lead: Membership, blois: Organisation, two: list[Action]
) -> None:
    [third] = write(lead.cop, new(blois, BORNES, CARS, kt=4.0, places=HERE))
    decide(lead, told(two), DIFFERENT, None, "")
    decide(lead, [Read(two[0].pk, third.pk)], SAME, None, "")
    with pytest.raises(InputError, match="sont dites différentes"):
        decide(lead, [Read(two[1].pk, third.pk)], SAME, None, "")
    go_back(lead, DuplicateDecision.objects.get(verdict=DIFFERENT).pk)
    decide(lead, [Read(two[1].pk, third.pk)], SAME, None, "")
    with pytest.raises(InputError, match="déjà dites la même"):
        decide(lead, told(two), DIFFERENT, None, "")
    with pytest.raises(InputError, match="laquelle"):
        decide(lead, told(two), PART, None, "")
    assert DuplicateDecision.objects.filter(in_force=True).count() == 2


def test_one_cannot_hold_what_holds_it(lead: Membership, blois: Organisation, two: list[Action]) -> None:
    [third] = write(lead.cop, new(blois, "Programme de mobilité", CARS, kt=9.0))
    decide(lead, told(two), PART, two[0].pk, "")
    decide(lead, [Read(two[0].pk, third.pk)], PART, third.pk, "")
    with pytest.raises(InputError, match="fait déjà partie"):
        decide(lead, [Read(two[1].pk, third.pk)], PART, two[1].pk, "")
    assert kt(lead.cop) == 9.0


def test_all_the_pairs_of_a_group_are_decided_or_none(
    lead: Membership, blois: Organisation, two: list[Action], monkeypatch: pytest.MonkeyPatch
) -> None:
    [third] = write(lead.cop, new(blois, BORNES, CARS, kt=4.0, places=HERE))
    pairs = [Read(two[0].pk, two[1].pk), Read(two[0].pk, third.pk), Read(two[1].pk, third.pk)]
    kept = deciding.record
    monkeypatch.setattr(deciding, "record", lambda row, *rest: kept(row, *rest) if row.second_id != third.pk else 1 / 0)
    with pytest.raises(ZeroDivisionError):
        decide(lead, pairs, DIFFERENT, None, "")
    assert not DuplicateDecision.objects.exists()
    monkeypatch.undo()
    assert decide(lead, pairs, DIFFERENT, None, "") == 3
    assert kt(lead.cop) == pytest.approx(11.95)


def test_a_colleague_who_decided_meanwhile_is_not_overwritten(lead: Membership, two: list[Action]) -> None:
    decide(lead, told(two), DIFFERENT, None, "")
    with pytest.raises(MeanwhileError, match="collègue"):
        decide(lead, told(two), SAME, None, "")
    decide(lead, told(two, DuplicateDecision.objects.get().pk), SAME, None, "")
    assert list(DuplicateDecision.objects.order_by("pk").values_list("verdict", "in_force")) == [
        ("different", False),
        ("same", True),
    ]


def test_one_decides_of_ones_own_actions_alone(
    lead: Membership, blois: Organisation, tours: Organisation, two: list[Action]
) -> None:
    bob = add_member("bob@exemple.fr", "24", "contributeur", BLOIS)
    with pytest.raises(NotYoursError):
        decide(bob, told(two), SAME, None, "")
    [mine] = write(lead.cop, new(blois, BORNES, CARS, kt=4.0, places=HERE))
    assert decide(bob, [Read(two[0].pk, mine.pk)], SAME, None, "") == 1
    browser = browser_of(bob)
    page = bare(browser.get(PAGE))
    assert "rien à décider" in page
    assert "Tours" not in page
    browser.post(f"{PAGE}/revenir", {"decision": DuplicateDecision.objects.get().pk})
    page = bare(browser.get(PAGE))
    assert "1 groupe d’actions qui se ressemblent parmi les vôtres" in page
    other = decide(lead, told(two), SAME, None, "")
    assert other
    number = DuplicateDecision.objects.get(in_force=True).pk
    assert browser.post(f"{PAGE}/revenir", {"decision": number}).status_code == 400
    assert DuplicateDecision.objects.get(pk=number).in_force
    assert browser_of(reader()).get(PAGE).status_code == 403


def test_the_page_tells_decides_and_goes_back(lead: Membership, two: list[Action]) -> None:
    browser = browser_of(lead)
    page = bare(browser.get(PAGE))
    assert "Doublons : 1 groupe d’actions qui se ressemblent, à décider" in page
    assert "disent 7,95 ktCO2e ; on en compte 4,00 ktCO2e, soit 3,95 ktCO2e de moins" in page.replace("4 kt", "4,00 kt")
    assert "même titre, même levier, territoire commun" in page
    assert "laissée de côté" in page
    key = re.search(r'name="paire" value="([^"]*)"', browser.get(PAGE).content.decode())
    sent = {"paire": key[1], "decision": "same", "raison": "<b>Vérifié</b> auprès des porteurs"}
    assert browser.post(f"{PAGE}/decider", sent)["Location"] == PAGE
    assert "rien à décider" in bare(browser.get(PAGE))
    page = browser.get(f"{PAGE}?etat=decidees")
    assert "C’est la même action : <b>Vérifié</b> auprès des porteurs" in bare(page)
    assert "<b>Vérifié" not in page.content.decode()
    assert "c’est la même action" in bare(browser.get(f"{CVL}/cop/actions/{two[0].pk}"))
    browser.post(f"{PAGE}/revenir?etat=decidees", {"decision": DuplicateDecision.objects.get().pk})
    page = bare(browser.get(f"{PAGE}?etat=decidees"))
    assert "ne tient plus depuis" in page
    assert "à décider" in bare(browser.get(f"{CVL}/cop/actions/{two[0].pk}"))
    for wrong in ({}, {"decision": "same"}, {"paire": "a-b", "decision": "same"}, {"paire": key[1], "decision": "x"}):
        assert browser.post(f"{PAGE}/decider", wrong).status_code == 400


def test_the_file_holds_every_pair_with_its_decision(lead: Membership, two: list[Action]) -> None:
    browser = browser_of(lead)
    lines = browser.get(f"{PAGE}.csv").content.decode().splitlines()
    assert len([line for line in lines if "à décider" in line]) == 1
    decide(lead, told(two), SAME, None, "=1+1")
    text = browser.get(f"{PAGE}.csv").content.decode()
    assert "c’est la même action" in text
    assert "'=1+1" in text, "no formula comes out of a reason"


def test_as_many_questions_whatever_the_number_of_pairs(lead: Membership, blois: Organisation) -> None:
    browser = browser_of(lead)

    def asked() -> list[int]:
        counts = []
        for address in (PAGE, f"{PAGE}?etat=decidees", f"{CVL}/diagnostic"):
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    def add(count: int, name: str) -> None:
        made = write(
            lead.cop,
            *(new(blois, f"{name} {rank} du marché", CARS, kt=1.0) for rank in range(count) for _twice in range(3)),
        )
        for rank in range(count):
            decide(lead, [Read(made[3 * rank].pk, made[3 * rank + 1].pk)], SAME, None, "")

    add(1, "Navettes")
    asked()  # what is kept for all pages is read
    add(1, "Ombrières")
    first = asked()
    add(12, "Haies")
    assert asked() == first


def test_a_draft_is_shown_and_counts_nothing(lead: Membership, blois: Organisation) -> None:
    write(
        lead.cop,
        new(blois, BORNES, CARS, kt=4.0, standing=Standing.DRAFT),
        new(blois, BORNES, CARS, kt=4.0, standing=Standing.DRAFT),
    )
    page = bare(browser_of(lead).get(PAGE))
    assert "Aucune ne compte encore en CO2e" in page
    assert "brouillon" in page
