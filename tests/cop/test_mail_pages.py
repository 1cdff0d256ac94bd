"""A COP's messages, as its animation follows them, and the texts that it writes."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.utils import timezone

from copilote.cop.invitations import Wanted, invite, link_of, revoke
from copilote.cop.journal import journal_of
from copilote.cop.models import Happening, Membership, MessageText, Role, SecurityEvent, User
from copilote.outbox.models import Message, Recipient, State
from support_cop import CVL, animator, browser_of, reader
from support_outbox import KINDS, posted, send
from support_words import text_of

MESSAGES = f"{CVL}/cop/messages"
TEXT = f"{MESSAGES}/textes/test.urgent"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps.get_app_config("outbox"), "messages", KINDS, raising=False)


@pytest.fixture
def lead() -> Membership:
    return animator()


@pytest.fixture
def browser(lead: Membership) -> Client:
    return browser_of(lead)


def sent_in(lead: Membership, state: State, count: int = 1, **more: str) -> list[Message]:
    messages = [posted(f"{state}{rank}@exemple.fr", scope=lead.cop.slug) for rank in range(count)]
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(state=state, **more)
    return messages


def test_the_page_says_first_what_asks_for_an_act(lead: Membership, browser: Client) -> None:
    assert "Aucun message n’est encore parti" in text_of(browser.get(MESSAGES))
    sent_in(lead, State.SENT, 3)
    sent_in(lead, State.FAILED, 2, error="450 plus tard")
    sent_in(lead, State.UNCERTAIN)
    sent_in(lead, State.BOUNCED)
    posted("autre@exemple.fr", scope="une-autre-cop")
    page = text_of(browser.get(MESSAGES))
    assert "7 messages : 1 peut-être parti, 2 échoués, 1 à une adresse refusée, 3 envoyés" in page
    assert "450 plus tard" in page
    assert "autre@exemple.fr" not in page, "another COP's"
    failed = text_of(browser.get(f"{MESSAGES}?etat=echec"))
    assert "failed0@exemple.fr" in failed
    assert "sent0@exemple.fr" not in failed
    assert "sent1@exemple.fr" in text_of(browser.get(f"{MESSAGES}?pour=SENT1"))
    assert browser.get(f"{MESSAGES}?etat=x&nature=y&page=z").status_code == 200


def test_who_leads_finds_the_page_from_the_cop_and_from_their_space(browser: Client) -> None:
    for page in (f"{CVL}/cop", "/mon-espace"):
        assert f'href="{MESSAGES}"' in browser.get(page).content.decode()
        assert MESSAGES not in browser_of(reader()).get(page).content.decode()


def test_what_asks_for_an_act_comes_first_in_the_list(lead: Membership, browser: Client) -> None:
    sent_in(lead, State.FAILED)
    sent_in(lead, State.SENT, 60)
    assert "failed0@exemple.fr" in text_of(browser.get(MESSAGES))


def test_a_long_list_is_cut_in_pages_under_sixty_kilobytes(lead: Membership, browser: Client) -> None:
    sent_in(lead, State.SENT, 120)
    page = browser.get(MESSAGES)
    assert len(page.content) < 60_000
    assert "Plus anciens" in text_of(page)
    assert "Plus récents" in text_of(browser.get(f"{MESSAGES}?page=3"))


def test_a_message_is_read_printed_copied_and_sent_again(lead: Membership, browser: Client) -> None:
    (message,) = sent_in(lead, State.UNCERTAIN, error="il est peut-être parti")
    address = f"{MESSAGES}/{message.pk}"
    page = browser.get(address)
    text = text_of(page)
    assert message.body.splitlines()[-1] in text
    assert "la personne le recevrait deux fois" in text
    assert "mailto:uncertain0%40exemple.fr?subject=Pour%20Anne&amp;body=Bonjour%20Anne" in page.content.decode()
    answer = browser.post(f"{MESSAGES}/renvoyer", {"message": str(message.pk)})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert "1 message repart" in text_of(browser.get(address)).replace("\xa0", " ")
    assert send() == 1
    assert "Rien n’est reparti" not in text_of(browser.get(address))


def test_a_group_is_sent_again_whole_and_nothing_of_another_cop(lead: Membership, browser: Client) -> None:
    sent_in(lead, State.BOUNCED, 2)
    Recipient.objects.create(email="bounced0@exemple.fr", bounced=timezone.now(), bounce="550")
    theirs = posted("autre@exemple.fr", scope="une-autre-cop")
    Message.objects.filter(pk=theirs.pk).update(state=State.BOUNCED)
    browser.post(f"{MESSAGES}/renvoyer", {"etat": "refuse"})
    assert Message.objects.filter(state=State.WAITING).count() == 2
    for fields in ({"message": str(theirs.pk)}, {"etat": "envoye"}, {"etat": "x"}, {"message": "9" * 30}, {}):
        browser.post(f"{MESSAGES}/renvoyer", fields)
    assert browser.get(f"{MESSAGES}/{theirs.pk}").status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == State.BOUNCED
    assert send() == 2


def test_what_nobody_sends_is_told(lead: Membership, browser: Client) -> None:
    message = posted(scope=lead.cop.slug)
    assert "attendent depuis" not in text_of(browser.get(MESSAGES))
    Message.objects.filter(pk=message.pk).update(due=timezone.now() - timedelta(minutes=6))
    assert "rien ne les envoie" in text_of(browser.get(MESSAGES))
    Message.objects.filter(pk=message.pk).update(error="le serveur de messagerie n’est pas joignable")
    assert "le serveur de messagerie n’est pas joignable" in text_of(browser.get(MESSAGES))


def test_the_texts_of_many_are_printed_a_page_each(lead: Membership, browser: Client) -> None:
    sent_in(lead, State.SENT, 60)
    posted("code@exemple.fr", kind="test.code", nom="123456", scope=lead.cop.slug)
    page = browser.get(f"{MESSAGES}/imprimer?etat=envoye").content.decode()
    assert page.count("mail-sheet") == 60
    assert "123456" not in browser.get(f"{MESSAGES}/imprimer").content.decode()
    assert (
        "123456" not in text_of(browser.get(f"{MESSAGES}/{Message.objects.get(kind='test.code').pk}")).split("Pour")[0]
    )


def test_an_invitation_is_kept_no_more_once_sent_and_can_still_be_handed_out(lead: Membership, browser: Client) -> None:
    (invitation,) = invite(lead, [Wanted("eva@exemple.fr", Role.READER)])
    send()
    message = Message.objects.get(kind="cop.invitation")
    assert (message.body, message.link, message.subject) == ("", "", "")
    address = f"{MESSAGES}/{message.pk}"
    for page in (address, f"{MESSAGES}/imprimer"):
        assert link_of(invitation) in text_of(browser.get(page))
    told = SecurityEvent.objects.filter(event=Happening.EXPORT).order_by("pk").values_list("user", "detail")
    assert list(told) == [(lead.user_id, "un message lu"), (lead.user_id, "messages imprimés : 1")]
    browser.post(f"{MESSAGES}/renvoyer", {"message": str(message.pk)})
    assert send() == 1
    assert link_of(invitation) in mail.outbox[1].body
    User.objects.create(email="eva@exemple.fr")
    for page in (address, f"{MESSAGES}/imprimer"):
        assert invitation.token not in browser.get(page).content.decode(), "it would open an account that there is"
    assert "1 autre n’y est pas" in text_of(browser.get(f"{MESSAGES}/imprimer"))
    revoke(lead, invitation)
    browser.post(f"{MESSAGES}/renvoyer", {"message": str(message.pk)})
    assert send() == 0, "it holds no more"


def test_the_text_of_an_invitation_is_the_cop_s(lead: Membership, browser: Client) -> None:
    fields = {"vu": "0", "objet": "Venez à la {cop}", "texte": "Bonjour, {lien}", "etape": "enregistrer"}
    assert browser.post(f"{MESSAGES}/textes/cop.invitation", fields).status_code == 302
    invite(lead, [Wanted("eva@exemple.fr", Role.READER)])
    assert Message.objects.get().subject == f"Venez à la {lead.cop.name}"


def test_the_animation_writes_a_text_and_the_journal_keeps_each(lead: Membership, browser: Client) -> None:
    assert "Urgent" in text_of(browser.get(f"{MESSAGES}/textes"))
    fields = {"vu": "0", "objet": "Chère {nom}", "texte": "Bonjour {nom}, {lien}", "raison": "Plus simple"}
    page = browser.post(TEXT, fields | {"etape": "apercu"})
    assert "Chère [nom de la personne]" in html.unescape(page.content.decode())
    assert not MessageText.objects.exists(), "looking keeps nothing"
    assert browser.post(TEXT, fields | {"etape": "enregistrer"}).status_code == 302
    posted("bob@exemple.fr", scope=lead.cop.slug)
    posted("lea@exemple.fr")
    send()
    assert sorted((each.to[0], each.subject) for each in mail.outbox) == [
        ("bob@exemple.fr", "Chère Anne"),
        ("lea@exemple.fr", "Pour Anne"),
    ]
    late = browser.post(TEXT, fields | {"etape": "enregistrer", "objet": "Autre"})
    assert late.status_code == 409, "somebody wrote it meanwhile"
    assert browser.post(TEXT, {"etape": "origine"}).status_code == 302
    posted("zoe@exemple.fr", scope=lead.cop.slug)
    assert Message.objects.get(email="zoe@exemple.fr").subject == "Pour Anne"
    told = [(entry.subject, entry.decision, entry.reason) for entry in journal_of(lead.cop, "messages")]
    assert told == [("Urgent", "Retiré", ""), ("Urgent", "Chère {nom}", "Plus simple")]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("objet", "Chère {noms}", "Vouliez-vous dire {nom}"),
        ("texte", "{prenom} {lien}", "Champs acceptés : {nom}, {lien}"),
        ("texte", "{nom.__class__} {lien}", "n’est pas un champ"),
        ("texte", "Bonjour {", "Une accolade est seule"),
        ("texte", "Bonjour {nom}", "Gardez {lien}"),
        ("objet", "x" * 151, "150"),
    ],
)
def test_a_text_that_could_not_serve_is_refused_with_what_is_accepted(
    browser: Client, field: str, value: str, said: str
) -> None:
    fields = {"vu": "0", "objet": "Chère {nom}", "texte": "{lien}", "etape": "enregistrer"} | {field: value}
    answer = browser.post(TEXT, fields)
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert value[:140] in html.unescape(answer.content.decode()), "what was typed stays"
    assert not MessageText.objects.exists()


def test_a_kind_that_there_is_not_is_told(browser: Client) -> None:
    assert browser.get(f"{MESSAGES}/textes/test.urgents").status_code == 404
    assert browser.get(f"{MESSAGES}/textes/test.code").status_code == 404, "it belongs to no COP"


def test_a_text_that_can_no_longer_be_filled_leaves_its_place_and_is_told(lead: Membership, browser: Client) -> None:
    MessageText.objects.create(cop=lead.cop, kind="test.urgent", subject="{ancien}", body="{ancien}")
    message = posted(scope=lead.cop.slug)
    assert message.subject == "Pour Anne"
    page = text_of(browser.get(MESSAGES))
    assert "Le texte écrit par l’animation n’a pas pu servir" in page
    assert "{ancien}" in page
    assert re.search("Champs acceptés : {nom}, {lien}", page)


def test_answers_go_to_the_contact_of_who_leads(lead: Membership) -> None:
    posted(scope=lead.cop.slug)
    send()
    assert mail.outbox[0].reply_to == []
    lead.organisation = lead.cop.organisations.create(
        kind="etat", name="DREAL", siren="130010333", contact_email="cop@dreal.exemple.fr"
    )
    lead.save()
    posted(scope=lead.cop.slug)
    send()
    assert mail.outbox[1].reply_to == ["cop@dreal.exemple.fr"]
