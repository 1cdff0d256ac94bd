"""Trying to sign in is limited by client and address: nobody closes the account of another; pages come first."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from copilote.cop.accounts import limits
from support_accounts import PASSWORD, WITH_PASSWORD, ask_code, give_password, posted
from support_cop import animator
from support_words import text_of

THIEF, HOME = "203.0.113.9", "198.51.100.7"


@pytest.fixture(autouse=True)
def anne() -> None:
    """What other tests tried is forgotten."""
    caches["counts"].clear()
    user = animator().user
    user.set_password(PASSWORD)
    user.save()


def test_ten_wrong_passwords_stop_a_client_and_nobody_else() -> None:
    statuses = [give_password(Client(), "faux", address=THIEF).status_code for _time in range(11)]
    assert statuses == [403] * 10 + [429]
    stopped = give_password(Client(), PASSWORD, address=THIEF)
    assert stopped.status_code == 429
    assert "Trop d’essais" in text_of(stopped)
    assert 'value="anne@exemple.fr' in stopped.content.decode().lower(), "what was typed stays"
    assert give_password(Client(), PASSWORD, address=HOME).status_code == 302
    assert give_password(Client(), "faux", "bob@exemple.fr", address=THIEF).status_code == 403


def test_right_passwords_are_not_counted() -> None:
    assert {give_password(Client(), address=HOME).status_code for _time in range(12)} == {302}


def test_a_client_that_tries_many_addresses_is_stopped() -> None:
    for rank in range(limits.WRONG[1].most):
        assert give_password(Client(), "faux", f"a{rank // 9}@exemple.fr", address=THIEF).status_code == 403
    assert give_password(Client(), "faux", "z@exemple.fr", address=THIEF).status_code == 429
    assert give_password(Client(), address=HOME).status_code == 302


@pytest.mark.parametrize("email", ["anne@exemple.fr", "personne@exemple.fr"])
def test_six_codes_are_sent_to_an_address_for_a_client(email: str) -> None:
    answers = [ask_code(Client(), email, REMOTE_ADDR=THIEF).status_code for _time in range(7)]
    assert answers == [302] * 6 + [429]
    assert len(posted()) == 6
    assert Client().post("/mot-de-passe/oublie", {"email": email}, REMOTE_ADDR=THIEF).status_code == 429
    assert ask_code(Client(), email, REMOTE_ADDR=HOME).status_code == 302


def test_a_meeting_of_a_hundred_signs_in_from_one_network() -> None:
    assert {ask_code(Client(), f"p{rank}@exemple.fr", REMOTE_ADDR=HOME).status_code for rank in range(100)} == {302}


def test_a_home_has_one_ipv6_network() -> None:
    for rank in range(10):
        give_password(Client(), "faux", address=f"2001:db8::{rank}")
    assert give_password(Client(), address="2001:db8::ffff").status_code == 429
    assert give_password(Client(), address="2001:db8:0:1::1").status_code == 302


def test_behind_a_proxy_the_client_is_the_one_that_it_saw(settings: Settings) -> None:
    settings.API_PROXIES = 1
    forged = [
        give_password(Client(headers={"x-forwarded-for": f"10.0.0.{rank}, {THIEF}"}), "faux").status_code
        for rank in range(11)
    ]
    assert forged[-1] == 429


def test_no_address_is_kept_with_the_counts() -> None:
    give_password(Client(), "faux", address=THIEF)
    kept = str(caches["counts"]._cache.keys())
    assert "tries-" in kept
    assert "anne" not in kept
    assert THIEF not in kept


def test_a_cache_that_does_not_answer_keeps_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_call: object) -> int:
        raise ValueError

    monkeypatch.setattr(caches["counts"], "incr", gone)
    assert give_password(Client(), "faux").status_code == 403
    assert give_password(Client()).status_code == 302


def test_passwords_are_checked_one_by_one_and_the_second_waits_a_little() -> None:
    with limits.hashing():
        late = give_password(Client())
        assert late.status_code == 429
        assert "Beaucoup de personnes se connectent" in text_of(late)
        assert late["Retry-After"]
    assert give_password(Client()).status_code == 302, "and its turn is given back"


def test_of_many_passwords_at_once_the_rest_is_asked_to_come_back_at_once() -> None:
    """Without a session, a query or a page made for it: who floods must cost less than a page."""
    with ExitStack() as held:
        for _other in range(limits.QUEUE):
            held.enter_context(limits.queued())
        with CaptureQueriesContext(connection) as asked:
            late = give_password(Client())
        assert late.status_code == 429
        assert late["Retry-After"]
        assert "Content-Security-Policy" in late
        assert len(asked) == 0
        assert "n’a pas été regardé" in text_of(late)
        english = Client().post(f"/en{WITH_PASSWORD}", {"login": "anne@exemple.fr", "password": PASSWORD})
        assert (english.status_code, "was not looked at" in text_of(english)) == (429, True)
        assert Client().get("/connexion/mot-de-passe").status_code == 200, "the page itself is for all"
    assert give_password(Client()).status_code == 302, "and everything is given back"


def test_an_account_that_is_unknown_costs_a_password_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The times are compared by benchmarks/signing_in.py; here, that both check as many."""
    from copilote.cop.accounts.passwords import Hasher

    made: list[str] = []
    encode = Hasher.encode
    monkeypatch.setattr(Hasher, "encode", lambda self, *given: made.append("made") or encode(self, *given))
    verify = Hasher.verify
    monkeypatch.setattr(Hasher, "verify", lambda self, *given: made.append("checked") or verify(self, *given))
    counts = []
    for email in ("anne@exemple.fr", "personne@exemple.fr"):
        made.clear()
        give_password(Client(), "faux", email)
        counts.append(len(made))
    assert counts == [1, 1]
