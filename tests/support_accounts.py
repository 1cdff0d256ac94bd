"""Signing in for tests, as people do it: by the pages, and by the messages that were sent."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

from copilote.cop.accounts.passwords import Hasher
from copilote.outbox.models import Message


class QuickHasher(Hasher):
    """That of the site, with as little memory and time as argon2 allows."""

    time_cost, memory_cost = 1, 8


PASSWORD = "un bon long mot de passe"
ASK, CODE, WITH_PASSWORD, CONFIRM = "/connexion", "/connexion/code", "/connexion/mot-de-passe", "/connexion/confirmer"
ACCOUNT = "/mon-espace/compte"


def ask_code(client: Client, email: str = "anne@exemple.fr", **more: Any) -> HttpResponse:
    """Ask for a code by e-mail."""
    return client.post(ASK, {"email": email}, **more)


def posted() -> list[Message]:
    """The messages, in order."""
    return list(Message.objects.order_by("pk"))


def sent_code() -> str:
    """The code of the last message."""
    return re.search(r"\d{4}-\d{4}", posted()[-1].body)[0]


def sign_in_by_code(client: Client, email: str = "anne@exemple.fr", **more: Any) -> HttpResponse:
    """Ask for a code and give it."""
    ask_code(client, email)
    return client.post(CODE, {"code": sent_code()} | more)


def give_password(
    client: Client, password: str = PASSWORD, email: str = "Anne@Exemple.fr ", address: str = "", **more: Any
) -> HttpResponse:
    """Give a password. address : of the client."""
    asked = {"REMOTE_ADDR": address} if address else {}
    return client.post(WITH_PASSWORD, {"login": email, "password": password} | more, **asked)


def code_of(secret: str, steps: int = 0) -> str:
    """What an application shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def add_application(client: Client) -> str:
    """Add an application to the account that is signed in; its secret."""
    page = client.get(f"{ACCOUNT}/application").content.decode()
    secret = re.search(r'account-secret">([A-Z2-7]+)<', page)[1]
    done = client.post(f"{ACCOUNT}/application", {"code": code_of(secret)})
    assert done.status_code == 302, done.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()
    return secret
