"""What tests of messages share: kinds, and posting one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from copilote.outbox import MessageKind, post
from copilote.outbox.models import Message
from copilote.outbox.sending import Sender
from support_installation import free_port

FIELDS = {"nom": "nom de la personne", "lien": "adresse de la page"}
SAID = "Bonjour {nom},\n\nVoici : {lien}\n"
ANSWERED: set[str] = set()
"""What people have done meanwhile, by what a message is about."""
KINDS = (
    MessageKind(key="test.urgent", label="Urgent", subject="Pour {nom}", body=SAID, fields=FIELDS, urgent=True),
    MessageKind(key="test.daily", label="Du jour", subject="Du jour pour {nom}", body=SAID, fields=FIELDS),
    MessageKind(
        key="test.code",
        label="Code",
        subject="Votre code {nom}",
        body=SAID,
        fields=FIELDS,
        urgent=True,
        asked=True,
        private=True,
        lasts=timedelta(minutes=15),
    ),
    MessageKind(
        key="test.reminder",
        label="Rappel",
        subject="Rappel pour {nom}",
        body=SAID,
        fields=FIELDS,
        reminder=True,
        still_needed=lambda message: message.about not in ANSWERED,
    ),
)


def posted(email: str = "anne@exemple.fr", kind: str = "test.urgent", nom: str = "Anne", **more: Any) -> Message:
    """A message of a kind of the tests."""
    return post(kind, email, {"nom": nom, "lien": "http://localhost:8000/x"}, **more)


class Sink:
    """A mail server of the tests: keeps what it takes, answers what it is told to.

    answers : by command (RCPT, DATA), what to answer to an address; "250 OK" for those that are not there. slow_s :
    before each mail is taken.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: dict[tuple[str, str], str] = {}
        self.slow_s = 0.0

    @property
    def to(self) -> list[str]:
        return [str(mail["To"]) for mail in self.mails]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        answer = self.answers.get(("RCPT", address), "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(self.slow_s)
        answer = self.answers.get(("DATA", envelope.rcpt_tos[0]), "250 OK")
        if answer.startswith("250") or answer == "lost":
            self.mails.append(message_from_bytes(envelope.content, policy=default))
        if answer == "lost":
            server.transport.abort()
        return answer


@contextmanager
def sink_at(port: int = 0) -> Iterator[tuple[Sink, int]]:
    """A mail server that listens on this machine."""
    sink = Sink()
    port = port or free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield sink, port
    finally:
        controller.stop()


def send() -> int:
    """What a worker's look sends; the hour of the daily messages is at any minute."""
    return Sender().look()
