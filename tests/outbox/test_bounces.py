"""Mails that come back are noted; the command line sends, tries, lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from copilote.outbox import carrier
from copilote.outbox.bounces import bounces_in, note
from copilote.outbox.models import Message, Recipient, State
from copilote.outbox.trying import try_to
from copilote.reference.errors import InputError
from support_installation import free_port, machine_at
from support_outbox import posted, send, sink_at

NOTICE = """\
From: MAILER-DAEMON@exemple.fr
To: copilote@cop.exemple.fr
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

Your mail could not be delivered.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.exemple.fr

Final-Recipient: rfc822; Anne@exemple.fr
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--x
Content-Type: text/rfc822-headers

Message-ID: <{reference}@cop.exemple.fr>
To: anne@exemple.fr
--x--
"""


def notice(message: Message, action: str = "failed", status: str = "5.1.1") -> bytes:
    return NOTICE.format(reference=message.reference, action=action, status=status).encode()


def test_a_mail_that_comes_back_is_noted_on_its_message_and_its_address() -> None:
    first, second = posted(), posted()
    send()
    (found,) = bounces_in(notice(first))
    assert (found.email, found.reason) == ("anne@exemple.fr", "550 5.1.1 no such user")
    assert note(found)
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {first.pk: State.BOUNCED, second.pk: State.SENT}
    assert Recipient.objects.get().bounce == "550 5.1.1 no such user"
    posted()
    assert send() == 0


def test_a_notice_of_a_delay_notes_nothing() -> None:
    message = posted()
    send()
    assert bounces_in(notice(message, "delayed", "4.4.1")) == ()
    assert bounces_in(notice(message, "failed", "4.4.7")) == ()


@pytest.mark.parametrize("text", [b"", b"Bonjour", b"\xff\x00" * 100, b"Subject: Absence\n\nJe suis en vacances."])
def test_what_is_no_notice_is_told(text: bytes) -> None:
    with pytest.raises(InputError, match="avis de non-remise"):
        bounces_in(text)


def test_an_address_to_which_nothing_was_sent_is_not_noted() -> None:
    message = posted("bob@exemple.fr")
    (found,) = bounces_in(notice(message))
    assert not note(found)
    assert not Recipient.objects.filter(email="anne@exemple.fr").exists()


def test_a_try_says_what_the_server_says(settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = carrier.SMTP, "127.0.0.1", free_port()
    with pytest.raises(InputError, match="n’est pas joignable"):
        try_to("anne@exemple.fr")
    with sink_at(settings.EMAIL_PORT) as (sink, _port):
        try_to("anne@exemple.fr")
        sink.answers["RCPT", "bob@exemple.fr"] = "550 non"
        with pytest.raises(InputError, match="550 non"):
            try_to("bob@exemple.fr")
    assert sink.to == ["anne@exemple.fr"]
    assert not Message.objects.exists()


@pytest.mark.slow
def test_the_operator_lists_sends_tries_and_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with machine_at(tmp_path / "home") as machine:
        assert "0 messages envoyés" in machine.run("mail", "send")
        assert "Message d’essai de Copilote" in machine.run("mail", "try", "anne@exemple.fr")
        assert "Aucun message" in machine.run("mail", "list")
        assert "n’est pas une adresse" in machine.run("mail", "try", "anne", code=2)
        assert "État « x » : inconnu" in machine.run("mail", "list", "--state", "x", code=2)
        assert "rien ne lui a été envoyé" in machine.run("mail", "bounce", "anne@exemple.fr")
        assert "ne se lit pas" in machine.run("mail", "bounce", str(tmp_path / "rien"), code=2)
        monkeypatch.setenv("EMAIL_URL", "pigeon://")
        assert "EMAIL_URL" in machine.run("mail", "list", code=2)
