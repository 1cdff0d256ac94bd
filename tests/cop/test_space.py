"""One's space: what is asked, by when, how far one is; one's figures, what changed, one's colleagues."""

from __future__ import annotations

from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from copilote.cop.calendar import HELD, seen_of, set_calendar
from copilote.cop.members import add_member
from copilote.cop.models import Stage, User
from copilote.sharing.answers import record_answer
from copilote.sharing.decisions import record_figure
from copilote.sharing.models import AnswerStep
from support_cop import BLOIS, CVL, TOURS, animator, browser_of, speaker
from support_words import text_of

SPACE = "/mon-espace"
CARS = "augm_voitelec"


def told(browser: Client) -> str:
    return text_of(browser.get(SPACE)).replace("\N{NO-BREAK SPACE}", " ")


def test_what_is_asked_goes_from_answering_to_validated() -> None:
    member, lead = speaker(), animator()
    closes = timezone.localdate() + timedelta(days=50)
    dates = dict.fromkeys(HELD, (None, None)) | {Stage.SHARING: (date(2026, 1, 5), closes)}
    set_calendar(lead, Stage.SHARING, dates, seen_of(lead.cop))
    browser = browser_of(member)
    space = told(browser)
    assert "Ses chiffres, levier par levier" in space
    assert "dans 50 jours" in space
    assert "pas encore commencée" in space
    assert "Répondre" in space
    record_figure(member, CARS, None, 20.0, "Des bornes.")
    assert "commencée : 1 sur 30" in told(browser)
    record_answer(member, AnswerStep.SENT)
    assert "envoyée, à valider" in told(browser)
    signer = browser_of(add_member("vera@exemple.fr", "24", "validateur", BLOIS))
    assert "Lire et valider" in told(signer)
    record_answer(add_member("vera@exemple.fr", "24", "validateur", BLOIS), AnswerStep.VALIDATED)
    assert "Revoir notre réponse" in told(signer)


def test_one_s_figures_stand_in_one_s_space() -> None:
    space = told(browser_of(speaker()))
    assert "Vos chiffres" in space
    assert "258 ktCO2e" in space


def test_what_changed_since_the_last_visit_is_told_and_what_is_older_is_not() -> None:
    member, other = speaker(), speaker(TOURS, email="tom@exemple.fr")
    record_figure(other, CARS, None, 20.0, "Avant.")
    assert "Depuis votre dernière visite" not in told(browser_of(member)), "nobody came before"
    User.objects.filter(pk=member.user_id).update(came_at=timezone.now())
    record_figure(other, CARS, None, 44.0, "Depuis.")
    space = told(browser_of(member))
    assert "Depuis votre dernière visite" in space
    assert "44 kt" in space
    assert "20 kt" not in space


def test_colleagues_are_named_to_their_cop_alone() -> None:
    member, _lead = speaker(), animator()
    speaker(email="lou@exemple.fr")
    elsewhere = animator("53", "bea@exemple.fr")
    space = told(browser_of(member))
    assert "Anne Martin (animation de la COP)" in space
    assert "Vos collègues" not in told(browser_of(elsewhere))


def test_the_animation_is_led_to_the_answers_and_others_are_not() -> None:
    assert f"{CVL}/cop/suivi" in browser_of(animator()).get(SPACE).content.decode()
    assert f"{CVL}/cop/suivi" not in browser_of(speaker()).get(SPACE).content.decode()


def test_signing_in_keeps_when_one_came_before() -> None:
    member = speaker()
    browser_of(member)
    first = User.objects.get(pk=member.user_id)
    assert first.came_at is not None
    assert first.came_before is None
    browser_of(member)
    assert User.objects.get(pk=member.user_id).came_before == first.came_at


def test_messages_are_chosen_from_one_s_space() -> None:
    assert "/courriels/" in browser_of(speaker()).get(SPACE).content.decode()


def test_the_page_of_the_cop_leads_a_member_to_what_they_may_do_and_nobody_else(client: Client) -> None:
    relay = add_member("hugo@exemple.fr", "24", "relais", "departement:45")
    address = f'href="{CVL}/cop/priorites"'
    assert address in browser_of(relay).get(f"{CVL}/cop").content.decode()
    assert address not in client.get(f"{CVL}/cop").content.decode()
    assert "Ce que vous pouvez faire" not in client.get(f"{CVL}/cop").content.decode()
