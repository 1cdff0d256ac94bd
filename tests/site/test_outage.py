"""A base that does not answer is told: a page shows the same figures as ever, or none and 503. Never others."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import (
    DatabaseError,
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    connection,
)
from django.test import Client

from copilote.site.installation.database import ailment, is_outage
from copilote.site.installation.models import Note, noted
from factories import LeverKeyChoiceFactory
from support_cop import CHOICE, CVL, KEYS, animator, browser_of
from support_words import text_of

SURFACE = json.loads(Path(__file__).with_name("surface.json").read_text(encoding="utf-8"))
VALUES = {
    "slug": "centre-val-de-loire",
    "region": "24",
    "lever": "vehicules-electriques",
    "step": "resultat",
    "axis": "biodiversite",
    "domain": "simulator",
    "edition": "2023",
    "level": "epci",
    "code": "200030385",
    "rest": "ambition",
    "ending": "csv",
}
OF_ROUTES = {
    "regions/<slug>/departements/<code>": {"code": "45"},
    "france/indicateurs": {"number": "fr-059"},
    "regions/<slug>/observe": {"number": "826", "name": "annees"},
    "embed/regions/<slug>/observe": {"number": "826"},
    "sources": {"name": "levers"},
    "territoires/<level>/<code>/propositions": {"lever": "augm_voitelec"},
    "api/v1/regions/<region>/levers": {"lever": "augm_voitelec"},
    "api/v1/territories": {"code": "41018"},
    "regions/<slug>/graphique": {"name": "secteurs"},
    "regions/<slug>/climat/cartes": {"name": "niveaux"},
    "regions/<slug>/climat/planche": {"paper": "a4"},
}
ASKED = {
    "api/v1/regions/<region>/allocation": "?level=epci",
    "api/v1/france/allocation": "?level=departement",
    "perimetre": "?codes=37261%2037050",
    "regions/<slug>/regle-epci": "?epci=200030385",
}
TELLS = ("", "regions/<slug>", "regions/<slug>/leviers/<lever>")
"""Pages that say that the decisions cannot be read, and show the rest."""
NEEDS = re.compile(
    r"""france/territoires | perimetre | territoires/(?!<level>/<code>/climat)
    | api/v1/(.+/)?(allocation|shares|decisions|issues) | mot-de-passe/<
    | regions/<slug>/(territoires|propositions|repartition$|regle-epci|perimetres$|fiches|decisions|contours)
    | regions/<slug>/(departements|cop|diagnostic|enjeux) | premier-acces
    """,
    re.VERBOSE,
)
"""What shows shares, what a COP decided, or members."""
UNSAID = "ne peuvent pas être lues pour l’instant"


def addresses() -> Iterator[tuple[str, str]]:
    """(route, address) of what is read, one ending of each kind."""
    for line in SURFACE["addresses"]:
        route = re.sub(r"^(\^.*|\S+ \S+|.*) (\S+)$", r"\1", line) if line not in ("home",) else ""
        if route.startswith("^") or route == "healthz" or re.search(r"\.(ods|xlsx|json|png)$", route):
            continue
        own = [values for start, values in OF_ROUTES.items() if route.startswith(start)]
        address = route
        for name, value in [pair for values in (*own, VALUES) for pair in values.items()]:
            address = address.replace(f"<{name}>", value)
        yield route, f"/{address}{ASKED.get(route, '')}"


@contextmanager
def gone(message: str = "unable to open database file", kind: type[Error] = OperationalError) -> Iterator[None]:
    """The base answers nothing but this error."""

    def refuse(*_call: Any) -> None:
        raise kind(message)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.slow
def test_every_address_shows_the_same_figures_or_none(client: Client) -> None:
    LeverKeyChoiceFactory()
    wrong = []
    for route, address in addresses():
        before = client.get(address)
        with gone():
            after = client.get(address)
        asks = before.status_code == 200 or route.endswith((".zip", ".ics", "premier-acces/<code>"))
        if NEEDS.match(route) and asks:
            right = after.status_code == 503 and int(after["Retry-After"]) > 0
        elif route in TELLS:
            right = after.status_code == 200 and UNSAID in text_of(after)
        else:
            same = _still(before.getvalue()) == _still(after.getvalue())
            before.close()
            after.close()
            right = after.status_code == before.status_code and same
        if not right:
            wrong.append((route, address, before.status_code, after.status_code))
    assert not wrong


def _still(body: bytes) -> bytes:
    """A PDF dates itself, a form draws a token."""
    return re.sub(rb'value="[A-Za-z0-9]{64}"|/ID ?\[.*?\]|D:\d{14}|<xmp:.*?>', b"", body)


@pytest.mark.parametrize(("address", "title"), [(KEYS, "ne peut pas être montrée"), (f"/en{KEYS}", "cannot be shown")])
def test_it_is_told_in_the_sites_look_and_on_one_line(
    client: Client, caplog: pytest.LogCaptureFixture, address: str, title: str
) -> None:
    with gone("database is locked"), caplog.at_level(logging.WARNING):
        page = client.get(address)
    assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (503, "30", "no-store")
    assert title in text_of(page)
    assert "database is locked" not in page.content.decode()
    assert [record.getMessage() for record in caplog.records] == ["no answer for now: database is locked"]


def test_the_api_tells_it_as_a_problem(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with gone(), caplog.at_level(logging.WARNING):
        answer = client.get("/api/v1/regions/24/allocation?level=epci")
    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (
        503,
        "application/problem+json",
        "30",
    )
    assert answer.json()["title"] == "Indisponible pour l’instant"
    assert len(caplog.records) == 1


def test_a_member_s_pages_that_need_no_base_are_open(settings: Any) -> None:
    browser = browser_of(animator())
    with gone():
        assert browser.get(f"{CVL}/simulateur/ambition").status_code == 200
        assert browser.get("/mon-espace").status_code == 503
        assert browser.post(f"{KEYS}/choisir", CHOICE).status_code == 503


def test_a_session_that_cannot_be_kept_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is written by a layer around the views."""
    from django.contrib.sessions.backends.db import SessionStore

    def refuse(*_call: Any, **_named: Any) -> None:
        raise OperationalError("database is locked")

    browser = browser_of(animator(), csrf=False)
    browser.raise_request_exception = False
    monkeypatch.setattr(SessionStore, "save", refuse)
    answer = browser.post("/deconnexion")
    monkeypatch.undo()
    assert answer.status_code in (302, 503)
    client = Client(raise_request_exception=False)
    monkeypatch.setattr(SessionStore, "flush", refuse)
    client.cookies = browser_of(animator("28", "zoe@exemple.fr")).cookies
    assert client.post("/deconnexion").status_code == 503


@pytest.mark.parametrize(
    ("error", "outage", "words"),
    [
        (OperationalError("database is locked"), True, "verrouillée"),
        (OperationalError("attempt to write a readonly database"), True, "en lecture seule"),
        (OperationalError("database or disk is full"), True, "disque plein"),
        (OperationalError("no such table: sharing_leverkeychoice"), True, "sans ses tables"),
        (DatabaseError("file is not a database"), True, "abîmée"),
        (InternalError("…"), True, "sans réponse"),
        (InterfaceError("connection already closed"), True, "sans réponse"),
        (IntegrityError("UNIQUE constraint failed"), False, "sans réponse"),
        (DataError("value too long"), False, "sans réponse"),
    ],
)
def test_what_ails_the_base_is_told_in_a_word(error: Error, outage: bool, words: str) -> None:
    assert (is_outage(error), ailment(error)) == (outage, words)


def test_healthz_writes(client: Client) -> None:
    Note.objects.all().delete()
    assert client.get("/healthz").content == b"ok\n"
    assert noted("alive")
    with gone("attempt to write a readonly database"):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content.decode()) == (503, "base en lecture seule\n")
