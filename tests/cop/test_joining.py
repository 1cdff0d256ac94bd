"""Joining a COP: one sees to what before giving anything; each case that serves no more says what to do."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from copilote.cop.invitation_list import invite_one
from copilote.cop.invitations import Wanted, accept, meeting_of, open_meeting
from copilote.cop.merging import merge
from copilote.cop.models import Invitation, Membership, Organisation, Role, User
from copilote.outbox.models import Message
from support_cop import BLOIS, CVL, TOURS, animator, browser_of, reader, speaker
from support_words import text_of

JOIN = f"{CVL}/cop/invitations/codes"


@pytest.fixture(autouse=True)
def uncounted() -> None:
    """No demand of another test is counted."""
    caches["counts"].clear()


@pytest.fixture
def invitation() -> Invitation:
    """One for the EPCI of Blois."""
    made, _words = invite_one(animator(), Wanted("eva@exemple.fr", Role.CONTRIBUTOR, speaker(BLOIS).organisation))
    assert made is not None
    return made


def address(invitation: Invitation) -> str:
    return f"/invitation/{invitation.token}"


def test_one_sees_to_what_before_giving_anything(client: Client, invitation: Invitation) -> None:
    page = text_of(client.get(address(invitation)))
    for told in (
        "Vous êtes invité à « COP Centre-Val de Loire »",
        "Contribution Pour CA de Blois « Agglopolys »",
        "Animation de la COP",
        timezone.localtime(invitation.expires_at).strftime("%d/%m/%Y"),
        "écrire les réponses de votre organisation",
        "Rien n’est enregistré tant que vous n’acceptez pas",
    ):
        assert told in page, told
    assert not User.objects.filter(email="eva@exemple.fr").exists()
    assert "sessionid" not in client.cookies
    invitation.refresh_from_db()
    assert invitation.opened_at is not None
    english = client.get(f"/en{address(invitation)}").content.decode()
    assert "You are invited" in english


def test_accepting_makes_the_account_and_signs_in(client: Client, invitation: Invitation) -> None:
    nameless = client.post(address(invitation), {"nom": ""})
    assert nameless.status_code == 400
    answer = client.post(address(invitation), {"nom": "Eva Blin"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/mon-espace")
    member = Membership.objects.get(user__email="eva@exemple.fr")
    assert (member.role, member.user.name, member.organisation) == (
        "contributeur",
        "Eva Blin",
        invitation.organisation,
    )
    assert not member.user.has_usable_password()
    assert member.history.first().history_change_reason == "invitation acceptée, de : animation de la COP"
    space = client.get("/mon-espace").content.decode()
    assert "Territoire : CA de Blois" in space, "the hat is shown"
    invitation.refresh_from_db()
    assert (invitation.accepted_by, invitation.uses) == (member.user, 1)


def test_a_link_that_serves_no_more_says_why_and_what_to_do(invitation: Invitation) -> None:
    other = Client()
    held = Invitation.objects.filter(pk=invitation.pk)
    now = timezone.now()
    for fields, told in (
        ({"expires_at": now - timedelta(days=1)}, "Demandez qu’elle vous soit renvoyée, à : animation de la COP"),
        ({"revoked_at": now}, "Une autre vous a peut-être été envoyée depuis"),
        ({"accepted_at": now}, "connectez-vous avec l’adresse où elle vous a été envoyée"),
    ):
        held.update(expires_at=now + timedelta(days=1), revoked_at=None, accepted_at=None)
        held.update(**fields)
        for answer in (other.get(address(invitation)), other.post(address(invitation), {"nom": "Eva"})):
            assert answer.status_code == 410, fields
            assert told in text_of(answer)
    broken = other.get(address(invitation)[:-1])
    assert broken.status_code == 404
    assert "Il a peut-être été coupé" in text_of(broken)
    assert not User.objects.filter(email="eva@exemple.fr").exists()


def test_it_serves_once(client: Client, invitation: Invitation) -> None:
    client.post(address(invitation), {"nom": "Eva Blin"})
    assert "Vous êtes membre de" in text_of(client.get(address(invitation)))
    assert Client().post(address(invitation), {"nom": "Autre"}).status_code == 410
    assert Membership.objects.filter(user__email="eva@exemple.fr").count() == 1


def test_who_is_signed_in_under_another_address_is_told_and_takes_nothing(invitation: Invitation) -> None:
    browser = browser_of(reader())
    page = text_of(browser.get(address(invitation)))
    assert "Vous êtes connecté avec une autre adresse, rita@exemple.fr" in page
    assert browser.post(address(invitation), {"nom": "Rita"}).status_code == 403
    assert Invitation.objects.get().accepted_at is None


def test_a_link_passed_on_opens_nobodys_account(invitation: Invitation) -> None:
    eva = speaker(TOURS, email="eva@exemple.fr").user
    passed_on = Client()
    page = passed_on.get(address(invitation))
    assert "Cette adresse a déjà un compte ici" in text_of(page)
    assert f'href="/connexion?suite={address(invitation).replace("/", "%2F")}"' in page.content.decode()
    assert passed_on.post(address(invitation), {"nom": "Un autre"}).status_code == 403
    assert "_auth_user_id" not in passed_on.session
    assert Invitation.objects.get().accepted_at is None
    signed_in = browser_of(eva.memberships.get())
    assert signed_in.post(address(invitation), {"nom": "Eva Blin"}).headers["Location"] == "/mon-espace"
    assert eva.memberships.values("organisation").distinct().count() == 2


def test_who_has_a_role_already_keeps_the_stronger(invitation: Invitation) -> None:
    eva = accept(invitation.pk, "Eva").user
    lead = Membership.objects.get(role="animateur")
    for role, then in ((Role.VALIDATOR, "validateur"), (Role.READER, "validateur")):
        held = Invitation.objects.create(cop=lead.cop, organisation=invitation.organisation, role=role, email=eva.email)
        assert accept(held.pk, "Eva").role == then
    assert Membership.objects.filter(user=eva).count() == 1


def test_a_person_may_be_in_two_organisations_and_two_cops(invitation: Invitation) -> None:
    accept(invitation.pk, "Eva")
    for lead, organisation in (
        (Membership.objects.get(role="animateur"), speaker(TOURS).organisation),
        (animator("53", "bea@exemple.fr"), None),
    ):
        made, _words = invite_one(lead, Wanted("eva@exemple.fr", Role.READER, organisation))
        assert made is not None
        accept(made.pk, "Eva")
    assert Membership.objects.filter(user__email="eva@exemple.fr").count() == 3


def test_an_invitation_for_an_organisation_that_merged_leads_to_the_new(invitation: Invitation) -> None:
    lead, new = Membership.objects.get(role="animateur"), speaker(TOURS, email="tom@exemple.fr").organisation
    assert invitation.organisation is not None
    assert new is not None
    token = invitation.token
    merge(lead, invitation.organisation, new, "", None)
    page = text_of(Client().get(f"/invitation/{token}"))
    assert "Tours Métropole" in page
    assert accept(invitation.pk, "Eva").organisation == new


def opened(browser: Client, **fields: str) -> Invitation:
    typed = {"nom": "Atelier haies", "role": "contributeur", "heures": "4", "personnes": "2", "organisation": ""}
    assert browser.post(JOIN, typed | fields).status_code == 302
    return Invitation.objects.exclude(code="").latest("pk")


def link_in(message: Message) -> str:
    found = re.search(r"/invitation/\S+", message.body)
    assert found
    return found[0]


def test_a_meeting_joins_by_a_code_and_each_proves_an_address() -> None:
    browser = browser_of(animator())
    own = speaker(BLOIS).organisation
    assert own is not None
    meeting = opened(browser)
    shown = browser.get(f"{JOIN}/{meeting.pk}?salle=1")
    assert f"{meeting.code[:4]} {meeting.code[4:]}" in text_of(shown)
    assert 'class="qr"' in shown.content.decode()
    phone = Client()
    typed = f"{meeting.code[:4].lower()} {meeting.code[4:]}"
    assert phone.post("/rejoindre", {"code": typed}).headers["Location"] == f"/rejoindre/{meeting.code}"
    page = text_of(phone.get(f"/rejoindre/{meeting.code}"))
    assert "Atelier haies : rejoindre « COP Centre-Val de Loire »" in page
    answer = phone.post(f"/rejoindre/{meeting.code}", {"email": "Eva@exemple.fr", "organisation": str(own.pk)})
    assert "Un lien vient de partir à eva@exemple.fr" in text_of(answer)
    assert not User.objects.filter(email="eva@exemple.fr").exists(), "nothing before the address is proved"
    phone.post(link_in(Message.objects.get()), {"nom": "Eva Blin"})
    member = Membership.objects.get(user__email="eva@exemple.fr")
    assert (member.role, member.organisation) == ("contributeur", own)
    meeting.refresh_from_db()
    assert meeting.uses == 1
    assert "Eva Blin" in text_of(browser.get(f"{JOIN}/{meeting.pk}"))


def test_a_code_is_counted_and_closes_when_full_late_or_taken_back() -> None:
    browser = browser_of(animator())
    meeting = opened(browser, role="lecteur")
    room = Client()
    for n in range(3):
        answer = room.post(f"/rejoindre/{meeting.code}", {"email": f"p{n}@exemple.fr"})
        assert answer.status_code == 200
    links = [link_in(message) for message in Message.objects.order_by("pk")]
    for link in links[:2]:
        assert Client().post(link, {"nom": "Personne"}).status_code == 302
    late = Client().post(links[2], {"nom": "De trop"})
    assert late.status_code == 400
    assert "Cette réunion est complète" in text_of(late)
    assert not User.objects.filter(email="p2@exemple.fr").exists()
    closed = room.get(f"/rejoindre/{meeting.code}")
    assert closed.status_code == 410
    assert "Autant de personnes" in text_of(closed)
    other = opened(browser, role="lecteur", personnes="9")
    browser.post(f"{CVL}/cop/invitations/{other.pk}/retirer")
    assert "Il a été retiré" in text_of(room.get(f"/rejoindre/{other.code}"))
    third = opened(browser, role="lecteur")
    Invitation.objects.filter(pk=third.pk).update(expires_at=timezone.now())
    assert "Il valait pour la durée de la réunion" in text_of(room.get(f"/rejoindre/{third.code}"))
    assert room.post(f"/rejoindre/{third.code}", {"email": "x@exemple.fr"}).status_code == 410
    unknown = room.get("/rejoindre/ABCDEFGH")
    assert unknown.status_code == 404
    assert "Ce code n’est celui d’aucune réunion" in text_of(unknown)


def test_a_link_of_a_meeting_asked_twice_leaves_once_in_a_minute() -> None:
    meeting = opened(browser_of(animator()), role="lecteur")
    for _time in range(3):
        Client().post(f"/rejoindre/{meeting.code}", {"email": "eva@exemple.fr"})
    assert Message.objects.count() == Invitation.objects.filter(meeting=meeting).count() == 1


def test_a_code_does_not_send_mails_without_end() -> None:
    meeting = opened(browser_of(animator()), role="lecteur", personnes="1")
    answers = [Client().post(f"/rejoindre/{meeting.code}", {"email": f"p{n}@exemple.fr"}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 400, 400]
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    "fields", [{"role": "validateur"}, {"role": "animateur"}, {"heures": "73"}, {"heures": "0"}, {"personnes": "501"}]
)
def test_a_code_gives_little_and_not_for_long(fields: dict[str, str]) -> None:
    browser = browser_of(animator())
    typed = {"nom": "Atelier", "role": "lecteur", "heures": "4", "personnes": "2", "organisation": ""}
    assert browser.post(JOIN, typed | fields).status_code == 400
    assert not Invitation.objects.exists()


def test_a_code_is_read_however_it_is_typed() -> None:
    lead = animator()
    made = open_meeting(lead, Role.READER, None, timezone.now() + timedelta(hours=1), 5, "Atelier")
    for typed in (made.code, made.code.lower(), f" {made.code[:4]}-{made.code[4:]} "):
        assert meeting_of(typed) == made
    assert meeting_of("ÉÉÉÉÉÉÉÉ") is None
    assert Organisation.objects.count() == 0
