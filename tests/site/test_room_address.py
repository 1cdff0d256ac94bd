"""What phones in a room can open: a presenter browses "localhost", the QR code leads to the machine's own address."""

from __future__ import annotations

import pytest
from django.test import Client

from copilote.cli import serve

SHARE = "/regions/centre-val-de-loire/partager"
ROOM = "http://192.0.2.7:8000"


def test_a_page_opened_on_localhost_says_that_phones_cannot_follow(client: Client) -> None:
    page = client.get(SHARE, headers={"host": "localhost"}).content.decode()
    assert "Ce site ne s’ouvre que sur cet ordinateur" in page
    assert "make run" not in page, "no command on a page for visitors"
    assert "http://localhost/s/" in page


def test_in_a_room_the_links_lead_to_the_machine_s_address(client: Client, settings: object) -> None:
    settings.ROOM_ADDRESS = ROOM  # type: ignore[attr-defined]
    for address in (SHARE, f"{SHARE}?salle=1"):
        page = client.get(address, headers={"host": "localhost"}).content.decode()
        assert f"{ROOM}/s/" in page
        assert "sur cet ordinateur" not in page


def test_a_public_name_is_kept_as_it_is(client: Client, settings: object) -> None:
    settings.ROOM_ADDRESS = ROOM  # type: ignore[attr-defined]
    page = client.get(SHARE, headers={"host": "testserver"}).content.decode()
    assert "http://testserver/s/" in page
    assert ROOM not in page


def test_opening_to_a_room_lets_the_machine_s_address_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "own_address", lambda: "192.0.2.7")
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    monkeypatch.setenv("ROOM_ADDRESS", "")
    monkeypatch.delenv("ROOM_ADDRESS")
    assert serve.open_to_room(8000) == "0.0.0.0"  # noqa: S104
    assert serve.os.environ["ROOM_ADDRESS"] == ROOM
    assert serve.os.environ["ALLOWED_HOSTS"].endswith(",192.0.2.7")
    monkeypatch.delenv("ROOM_ADDRESS")
    monkeypatch.delenv("ALLOWED_HOSTS")


def test_without_a_network_the_command_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "own_address", lambda: None)
    with pytest.raises(serve.InputError, match="Aucun réseau"):
        serve.open_to_room(8000)
