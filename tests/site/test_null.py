"""A null character is refused before any database, which PostgreSQL would answer with an incident."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from copilote.site.middleware import RequestLimits

CVL = "/regions/centre-val-de-loire"
ADDRESSES = [
    "/recherche?q=%00",
    f"{CVL}%00/simulateur",
    f"{CVL}/decisions?levier=%00",
    "/territoires/epci/2000%0030385",
    "/mot-de-passe/MQ%00/a",
    "/connexion?suite=%00",
    "/api/v1/territories/%00/shares",
    "/api/v1/regions?x=%00",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_a_null_character_asks_nothing_of_the_database(client: Client, address: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 400
    assert not queries.captured_queries
    if address.startswith("/api/"):
        assert response["Content-Type"] == "application/problem+json"
    else:
        assert "caractère nul" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "kind", "body"),
    [
        ("/connexion", "application/x-www-form-urlencoded", "email=a%00@exemple.fr&password=x"),
        ("/connexion", "application/x-www-form-urlencoded", "email=a\0@exemple.fr&password=x"),
        ("/api/v1/territories/shares", "application/json", json.dumps(["4523\0"])),
        ("/api/v1/territories/shares", "application/x-www-form-urlencoded", json.dumps({"name": "\0", "codes": []})),
        (f"{CVL}/scenarios", "text/plain", "\0"),
    ],
)
def test_what_is_sent_with_a_null_character_is_refused(client: Client, address: str, kind: str, body: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert client.post(address, body, content_type=kind).status_code == 400
    assert not queries.captured_queries


def test_a_form_in_parts_is_looked_through_where_a_view_takes_it_and_its_files_are_not(client: Client) -> None:
    sent = {"email": "a\0@exemple.fr", "password": "x"}
    assert client.post("/connexion/mot-de-passe", sent).status_code == 400
    file = SimpleUploadedFile("a.bin", b"\0")
    assert (
        client.post("/connexion/mot-de-passe", {"login": "a@exemple.fr", "password": "x", "file": file}).status_code
        == 403
    )


def test_a_cookie_with_a_null_character_opens_no_session(client: Client) -> None:
    assert client.get("/mon-espace", HTTP_COOKIE=r'sessionid="a\000b"').status_code == 400


def test_a_percent_sign_that_is_meant_is_not_a_null_character(client: Client) -> None:
    assert client.get(f"/recherche?q={quote('100%00')}").status_code == 200
    sent = f"email={quote('a%00@exemple.fr')}&password=x"
    assert client.post("/connexion", sent, "application/x-www-form-urlencoded").status_code != 500


def test_what_is_sent_in_parts_is_not_read_before_a_view_is_chosen() -> None:
    request = RequestFactory().post("/", {"a": "b"})
    assert RequestLimits(lambda asked: asked)(request)._read_started is False  # type: ignore[attr-defined,arg-type,return-value]
