"""A room's network is not encrypted: nobody signs in at its address, and nothing behind sign-in is shown there."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from rights_lines import LINES, MAY
from support_cop import CVL, animator, browser_of
from support_routes import address_of
from support_words import text_of

ROOM = "http://192.0.2.7:8000"
HOST = {"host": "192.0.2.7:8000"}
pytestmark = pytest.mark.django_db
BEHIND = sorted(route for route, name in LINES.items() if name in MAY or name.startswith("cop."))


@pytest.fixture(autouse=True)
def room(settings: Settings) -> None:
    settings.ROOM_ADDRESS, settings.ALLOWED_HOSTS = ROOM, ["192.0.2.7", "localhost", "testserver"]


def test_signing_in_inviting_and_all_behind_is_closed_in_a_room() -> None:
    assert {"connexion", "mon-espace", "administration/securite"} <= set(BEHIND)
    browser = browser_of(animator())
    for route in BEHIND:
        for method in ("get", "post"):
            answer = getattr(browser, method)(address_of(route), headers=HOST)
            assert answer.status_code == 403, route
            assert "n’est pas chiffré" in text_of(answer), route
            assert not answer.cookies, route


def test_a_member_is_a_visitor_there_whatever_cookie_they_bring() -> None:
    browser = browser_of(animator())
    assert "Mon espace" in browser.get("/methode").content.decode()
    there = browser.get("/methode", headers=HOST).content.decode()
    assert "Mon espace" not in there
    assert "/connexion" not in there, "no sign-in is offered"
    assert "/connexion" in Client().get("/methode").content.decode()


def test_public_pages_and_the_remote_of_a_room_stay_open(client: Client) -> None:
    for address in (CVL, f"{CVL}/simulateur", "/api/v1/regions"):
        assert client.get(address, headers=HOST).status_code in (200, 302)
    assert client.post("/salle/ABCDEF", {"sens": "next"}, headers=HOST).status_code == 404


def test_the_same_address_by_https_and_localhost_are_open(client: Client) -> None:
    assert client.get("/connexion", headers=HOST, secure=True).status_code == 200
    assert client.get("/connexion", headers={"host": "localhost:8000"}).status_code == 200


def test_the_safe_address_is_told_where_there_is_one(client: Client, settings: Settings) -> None:
    assert "Ouvrez plutôt" not in text_of(client.get("/connexion", headers=HOST))
    settings.SITE_ADDRESS = "https://cop.exemple.fr"
    assert re.search(r"Ouvrez plutôt https://cop\.exemple\.fr", text_of(client.get("/connexion", headers=HOST)))
    assert "is not encrypted" in text_of(client.get("/en/connexion", headers=HOST))
