"""The animation of a COP sees who has answered and reminds the others; a relay does so for its département."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from copilote.cop.asking import asked_named
from copilote.cop.cops import open_cop
from copilote.cop.following import Step, lines_of
from copilote.cop.members import add_member
from copilote.cop.models import Cop, Invitation, Membership, Organisation, OrganisationKind, Review
from copilote.cop.reminders import still_needed
from copilote.exchange.perimeters import places
from copilote.outbox.models import Message
from copilote.sharing.answers import record_answer
from copilote.sharing.decisions import record_figure
from copilote.sharing.models import AnswerStep
from copilote.territories.models import Territory
from support_cop import BLOIS, CVL, TOURS, animator, browser_of, speaker
from support_words import text_of

PAGE = f"{CVL}/cop/suivi"
CARS = "augm_voitelec"
TEN_DAYS_AGO = timedelta(days=10)


@pytest.fixture
def cop() -> Cop:
    """A COP that asks the 82 intercommunalities and six départements of Centre-Val de Loire."""
    cop = open_cop("24", "COP Centre-Val de Loire")
    for level, kind in (("epci", OrganisationKind.EPCI), ("departement", OrganisationKind.DEPARTEMENT)):
        for place in places("24", level):
            territory = Territory.of(place.level, place.code, place.name)
            Organisation.objects.create(cop=cop, kind=kind, name=place.name, territory=territory)
    return cop


def organisation(code: str) -> Organisation:
    return Organisation.objects.get(territory__code=code)


def invite(code: str, email: str, **dates: object) -> Invitation:
    own = organisation(code)
    return Invitation.objects.create(cop=own.cop, organisation=own, role="contributeur", email=email, **dates)


def relay(departement: str = "41") -> Membership:
    return add_member("remi@exemple.fr", "24", "relais", f"departement:{departement}")


def steps(cop: Cop) -> dict[str, Step]:
    return {
        line.asked.organisation.territory.code: line.step for line in lines_of(cop, asked_named("sharing.proposals"))
    }


def test_each_organisation_stands_where_its_people_left_it(cop: Cop) -> None:
    assert set(steps(cop).values()) == {Step.NOBODY}
    sent = invite("200030385", "bob@exemple.fr", sent_at=timezone.now())
    assert steps(cop)["200030385"] == Step.INVITED
    sent.opened_at = timezone.now()
    sent.save()
    assert steps(cop)["200030385"] == Step.OPENED
    member = speaker()
    record_figure(member, CARS, None, 20.0, "Des bornes.")
    assert steps(cop)["200030385"] == Step.BEGUN
    record_answer(member, AnswerStep.SENT)
    assert steps(cop)["200030385"] == Step.ANSWERED
    record_answer(add_member("vera@exemple.fr", "24", "validateur", BLOIS), AnswerStep.VALIDATED)
    assert steps(cop)["200030385"] == Step.VALIDATED
    page = text_of(browser_of(animator()).get(PAGE))
    assert "1 réponse sur 88 attendues" in page
    assert "Inviter 87 organisations" in page


def test_reading_all_takes_as_many_queries_for_two_as_for_eighty_eight(
    cop: Cop, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = browser_of(animator())
    browser.get(PAGE)
    for rank, place in enumerate(places("24", "epci")):
        member = speaker(f"epci:{place.code}", email=f"agent-{rank}@exemple.fr")
        if rank < 12:
            record_figure(member, CARS, None, 2.0, "Des bornes.")
    lines_of(cop, asked_named("sharing.proposals"))
    with django_assert_num_queries(
        8
    ):  # organisations, choices, figures, words; members, invitations, messages, reviews
        assert len(lines_of(cop, asked_named("sharing.proposals"))) == 88


def test_what_is_late_or_odd_is_said(cop: Cop) -> None:
    invite("200030385", "bob@exemple.fr", sent_at=timezone.now() - TEN_DAYS_AGO)
    invite("243700754", "tom@exemple.fr", expires_at=timezone.now() - timedelta(days=1))
    refused = invite("244500468", "eve@exemple.fr", sent_at=timezone.now())
    Message.objects.create(
        email=refused.email, kind="cop.invitation", scope=cop.slug, due=timezone.now(), state="bounced", subject="x"
    )
    member = speaker("epci:241800507", email="lou@exemple.fr")
    record_figure(member, CARS, None, 900.0, "Des bornes.")
    unsigned = speaker("departement:45", email="max@exemple.fr")
    record_figure(unsigned, CARS, None, 100.0, "Des bornes.")
    record_answer(unsigned, AnswerStep.SENT)
    lines = {line.asked.organisation.territory.code: line for line in lines_of(cop, asked_named("sharing.proposals"))}
    assert lines["200030385"].late == "invitation non ouverte depuis 10\N{NO-BREAK SPACE}jours"
    assert "expiré" in lines["243700754"].odd
    assert "refuse les messages" in lines["244500468"].odd
    assert "fois la part indicative" in lines["241800507"].odd
    assert "personne ne peut valider" in lines["45"].odd
    page = text_of(browser_of(animator()).get(f"{PAGE}?etat=a-verifier"))
    assert "4 sur 88" in page


def test_reminders_go_to_who_has_not_answered_alone(cop: Cop) -> None:
    answered, silent = speaker(), speaker(TOURS, email="tom@exemple.fr")
    record_figure(answered, CARS, None, 20.0, "Des bornes.")
    record_answer(answered, AnswerStep.SENT)
    invite("244500468", "eve@exemple.fr", sent_at=timezone.now())
    chosen = {"o": [str(organisation(code).pk) for code in ("200030385", "243700754", "244500468", "241800507")]}
    browser = browser_of(animator())
    asked = text_of(browser.post(f"{PAGE}/relancer", chosen))
    assert "Relancer 2 organisations ?" in asked
    assert not Message.objects.exists(), "nothing leaves before it is confirmed"
    assert browser.post(f"{PAGE}/relancer", chosen | {"confirmer": "oui"}).status_code == 302
    messages = {message.email: message for message in Message.objects.all()}
    assert set(messages) == {"tom@exemple.fr", "eve@exemple.fr"}
    assert {message.kind for message in messages.values()} == {"cop.reminder"}
    assert "/territoires/epci/243700754/propositions" in messages["tom@exemple.fr"].body
    assert still_needed(messages["tom@exemple.fr"])
    record_figure(silent, CARS, None, 20.0, "Des bornes.")
    record_answer(silent, AnswerStep.SENT)
    assert not still_needed(messages["tom@exemple.fr"]), "who answered before it left is not reminded"


def test_a_relay_sees_and_reminds_its_departement_alone(cop: Cop) -> None:
    speaker(), speaker(TOURS, email="tom@exemple.fr")
    browser = browser_of(relay("41"))
    page = text_of(browser.get(PAGE))
    assert "Agglopolys" in page
    assert "Tours" not in page
    chosen = {"o": [str(organisation("243700754").pk)], "confirmer": "oui"}
    assert browser.post(f"{PAGE}/relancer", chosen).status_code == 400
    assert not Message.objects.exists()


def test_a_relay_marks_answers_and_a_change_asks_to_look_again(cop: Cop) -> None:
    member, other = speaker(), speaker(TOURS, email="tom@exemple.fr")
    for each in (member, other):
        record_figure(each, CARS, None, 20.0, "Des bornes.")
        record_answer(each, AnswerStep.SENT)
    browser = browser_of(relay("41"))
    own = {"o": [str(organisation("200030385").pk)]}
    assert browser.post(f"{PAGE}/avis", own | {"avis": "n’importe quoi"}).status_code == 400
    assert browser.post(f"{PAGE}/avis", {"o": str(organisation("243700754").pk), "avis": "vue"}).status_code == 400
    assert browser.post(f"{PAGE}/avis", own | {"avis": "vue"}).status_code == 302
    assert Review.objects.get().reviewed == member.organisation
    assert "vue par le relais" in text_of(browser.get(PAGE))
    record_figure(member, CARS, None, 25.0, "Plus de bornes.")
    assert "vue par le relais, puis modifiée" in text_of(browser.get(PAGE))


def test_the_list_leaves_as_files_for_its_readers_alone(cop: Cop) -> None:
    speaker()
    response = browser_of(animator()).get(f"{PAGE}.csv?etat=sans-reponse")
    assert response.status_code == 200
    assert "bob@exemple.fr" in response.content.decode("utf-8-sig")
    assert "Access-Control-Allow-Origin" not in response
    assert "no-store" in response["Cache-Control"]
    assert browser_of(speaker()).get(f"{PAGE}.csv").status_code == 403


def test_the_whole_list_is_a_page_of_its_own_to_print(cop: Cop) -> None:
    speaker()
    browser = browser_of(animator())
    page = browser.get(PAGE).content.decode()
    assert page.count('<tr id="o-') == 12
    assert "Voir les 88" in page
    whole = browser.get(f"{PAGE}?etat=sans-reponse&tout=1").content.decode()
    assert whole.count('<tr id="o-') == 88
    assert 'class="c5 smap' in page
    assert "map-area" not in whole


def test_nobody_to_follow_says_how_to_begin() -> None:
    assert "Personne n’est encore interrogé" in text_of(browser_of(animator()).get(PAGE))
