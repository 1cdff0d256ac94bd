"""A territory sends its answer and whoever signs for it validates it; a change after that asks for it again."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from copilote.cop.asking import asked_in, own_figures, questions
from copilote.cop.members import add_member
from copilote.cop.models import Cop, Membership
from copilote.reference.errors import InputError
from copilote.reference.simulator import load_levers
from copilote.sharing.answers import record_answer
from copilote.sharing.decisions import record_figure
from copilote.sharing.models import AnswerStep, TerritoryAnswer
from support_cop import BLOIS, TOURS, browser_of, speaker
from support_words import text_of

PAGE = "/territoires/epci/200030385/propositions"
CARS, HEDGES = "augm_voitelec", "augm_haies"


def validator(territory: str = BLOIS) -> Membership:
    return add_member("vera@exemple.fr", "24", "validateur", territory, "Vera Roux")


def asked(member: Membership) -> tuple[object, ...]:
    (question,) = [question for question in questions() if question.key == "sharing.proposals"]
    (one,) = [each for each in asked_in(member.cop, question) if each.organisation == member.organisation]
    return one


def test_an_answer_goes_from_silent_to_validated_and_back_when_it_changes(client: Client) -> None:
    member, signer = speaker(), validator()
    assert not asked(member).answer.begun
    record_figure(member, CARS, None, 20.0, "Des bornes.")
    answer = asked(member).answer
    assert (answer.begun, answer.answered, answer.validated, answer.done) == (True, False, False, 1)
    assert answer.total == 30
    browser = browser_of(member)
    assert "Envoyer notre réponse" in text_of(browser.get(PAGE))
    assert "Valider notre réponse" not in text_of(browser.get(PAGE))
    assert browser.post(f"{PAGE}/envoyer").status_code == 302
    assert asked(member).answer.answered
    assert "Envoyer notre réponse" not in text_of(browser.get(PAGE))
    signing = browser_of(signer)
    assert "Valider notre réponse" in text_of(signing.get(PAGE))
    assert signing.post(f"{PAGE}/valider").status_code == 302
    assert asked(member).answer.validated
    page = text_of(client.get(PAGE))
    assert "Validée le" in page
    assert "validation" in page
    assert "Vera" not in page
    record_figure(member, HEDGES, None, 1.0, "Des haies.")
    answer = asked(member).answer
    assert (answer.answered, answer.validated) == (True, False)
    assert "à valider de nouveau" in text_of(client.get(PAGE))
    assert "Valider notre réponse" in text_of(signing.get(PAGE))


def test_what_was_taken_back_after_a_validation_asks_for_it_again() -> None:
    member, signer = speaker(), validator()
    record_figure(member, CARS, None, 20.0, "Des bornes.")
    record_figure(member, HEDGES, None, 1.0, "Des haies.")
    record_answer(signer, AnswerStep.VALIDATED)
    record_figure(member, HEDGES, None, None, "Une erreur.")
    assert not asked(member).answer.validated


def test_nothing_is_sent_before_a_figure_nor_validated_twice_nor_unread() -> None:
    member, signer = speaker(), validator()
    with pytest.raises(InputError, match="Rien à envoyer"):
        record_answer(member, AnswerStep.SENT)
    figure = record_figure(member, CARS, None, 20.0, "Des bornes.")
    with pytest.raises(InputError, match="relisez-la"):
        record_answer(signer, AnswerStep.VALIDATED, figure.pk - 1)
    record_answer(signer, AnswerStep.VALIDATED, figure.pk)
    with pytest.raises(InputError, match="déjà validée"):
        record_answer(signer, AnswerStep.VALIDATED, figure.pk)
    assert TerritoryAnswer.objects.count() == 1


def test_who_contributes_does_not_validate() -> None:
    member = speaker()
    record_figure(member, CARS, None, 20.0, "Des bornes.")
    assert browser_of(member).post(f"{PAGE}/valider").status_code == 403
    assert not TerritoryAnswer.objects.exists()


def test_an_answer_is_whole_when_each_lever_has_its_figure() -> None:
    member = speaker()
    for lever in load_levers("24"):
        if lever.target_kt:
            record_figure(member, lever.id, 0.1, None, "")
    answer = asked(member).answer
    assert answer.answered
    assert answer.done == answer.total


def test_a_proposal_far_from_its_share_is_a_doubt() -> None:
    member = speaker()
    record_figure(member, CARS, None, 20.0, "Des bornes.")
    assert asked(member).answer.doubt == ""
    record_figure(member, CARS, None, 200.0, "Des bornes.")
    assert "fois la part indicative" in asked(member).answer.doubt


def test_states_take_two_queries_however_many_territories(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    (question,) = [question for question in questions() if question.key == "sharing.proposals"]
    codes = ("epci:200030385", TOURS, "departement:45", "epci:244500468")
    for rank, place in enumerate(codes):
        member = speaker(place, email=f"agent{rank}@exemple.fr")
        record_figure(member, CARS, None, 20.0, "Des bornes.")
    cop = Cop.objects.get()
    asked_in(cop, question)
    with django_assert_num_queries(4):  # organisations, choices of keys, figures, words on them
        assert len(asked_in(cop, question)) == 4


def test_one_s_own_figures_are_those_of_the_territory_s_page(client: Client) -> None:
    member = speaker()
    whole, *levers = own_figures(member.cop, [member.organisation])[member.organisation_id]
    page = text_of(client.get("/territoires/epci/200030385"))
    assert whole.value.replace("\N{NO-BREAK SPACE}", " ") in page
    assert whole.note.endswith("par habitant")
    assert len(levers) == 3
    assert all(line.label in page for line in levers)
