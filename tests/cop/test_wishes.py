"""What a person wants to receive, said by the link of a message, without signing in."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from copilote.outbox.models import Recipient, Wish
from copilote.outbox.wishes import recipient_of, token_of
from copilote.site.logs import without_secrets
from support_outbox import KINDS, posted, send

ANNE = "anne.martin@exemple.fr"
pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.apps import apps

    monkeypatch.setattr(apps.get_app_config("outbox"), "messages", KINDS, raising=False)


def wish_of(email: str) -> tuple[str, bool]:
    recipient = Recipient.objects.get(email=email)
    return recipient.wish, recipient.reminders


def test_the_link_of_a_message_leads_to_what_one_wants(browser: Client) -> None:
    posted(ANNE)
    send()
    (link,) = re.findall(r"http://localhost:8000(/courriels/\S+)", str(mail.outbox[0].body))
    page = browser.get(link)
    assert page.status_code == 200
    text = page.content.decode()
    assert "a…n@exemple.fr" in text
    assert ANNE not in text
    assert wish_of(ANNE) == (Wish.ALL, True), "opening it changes nothing"
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[0]
    answer = browser.post(link, {"envoi": "urgent", "csrfmiddlewaretoken": token})
    assert "C’est noté" in answer.content.decode()
    assert wish_of(ANNE) == (Wish.URGENT, False)
    assert browser.post(link, {"envoi": "tout", "csrfmiddlewaretoken": token}).status_code == 400
    assert browser.post(link, {"envoi": "all"}).status_code == 403, "from a page of ours alone"
    assert wish_of(ANNE) == (Wish.URGENT, False)


def test_one_click_of_a_mail_program_stops_all(browser: Client) -> None:
    posted(ANNE)
    send()
    stop = str(mail.outbox[0].extra_headers["List-Unsubscribe"]).strip("<>").removeprefix("http://localhost:8000")
    assert browser.get(stop).status_code == 302
    assert browser.head(stop).status_code == 302
    assert browser.post(stop, {"autre": "One-Click"}).status_code == 302
    assert wish_of(ANNE) == (Wish.ALL, True), "neither opening it nor sending something else stops anything"
    answer = browser.post(stop, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.cookies) == (200, {})
    assert wish_of(ANNE) == (Wish.NOTHING, False)


def test_nobody_makes_the_link_of_another(browser: Client) -> None:
    token, other = token_of(ANNE), recipient_of("bob@exemple.fr")
    number, signature = token.split("~")
    for forged in (f"{other.pk}~{signature}", f"{number}~{signature[:-1]}x", number, "", "x~y", "1:2", "é"):
        address = "/courriels/" + forged
        assert browser.get(address).status_code == 404
        assert browser.post(f"{address}/stop", {"List-Unsubscribe": "One-Click"}).status_code in (302, 404)
    assert Recipient.objects.filter(wish=Wish.ALL).count() == 2


def test_no_log_tells_the_link() -> None:
    address = reverse("wishes", args=[token_of(ANNE)])
    assert without_secrets(f"GET {address}/stop") == "GET /courriels/"
