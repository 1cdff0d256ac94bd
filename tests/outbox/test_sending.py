"""Sending through a real mail server: each message once, refusals, delays, a server that is down, uncertain ones."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from copilote.outbox import carrier, sending, taking
from copilote.outbox.models import Message, Recipient, State
from copilote.outbox.resending import send_again
from copilote.outbox.sending import Sender
from copilote.outbox.taking import DIED, LOST, NotOursError, handing, settle, take
from support_installation import free_port
from support_outbox import Sink, posted, send, sink_at


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = carrier.SMTP, "127.0.0.1"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 2
    with sink_at() as (sink, port):
        settings.EMAIL_PORT = port
        yield sink


def where(message: Message) -> State:
    message.refresh_from_db()
    return State(message.state)


def later(**delay: float) -> None:
    """It is later: what waits became due."""
    for message in Message.objects.all():
        for name in ("made", "due", "tried", "sent", "held"):
            moment: datetime | None = getattr(message, name)
            if moment:
                Message.objects.filter(pk=message.pk).update(**{name: moment - timedelta(**delay)})


def test_a_message_leaves_once(sink: Sink, settings: Settings) -> None:
    settings.CONTACT_EMAIL, settings.EMAIL_FROM = "cop@exemple.fr", "COP d’ici <envoi@cop.exemple.fr>"
    message = posted(nom="Élodie")
    assert send() == 1
    assert send() == 0
    (mail,) = sink.mails
    assert (mail["To"], mail["Subject"], mail["Reply-To"]) == ("anne@exemple.fr", "Pour Élodie", "cop@exemple.fr")
    assert mail["From"] == "COP d’ici <envoi@cop.exemple.fr>"
    assert mail["Message-ID"] == f"<{message.reference}@cop.exemple.fr>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().startswith("Bonjour Élodie,\r\n") or mail.get_content().startswith("Bonjour Élodie,\n")
    assert where(message) == State.SENT
    assert message.attempts == 1


def test_three_hundred_leave_by_one_connection_and_lines_of_dots_stay(sink: Sink) -> None:
    for rank in range(300):
        posted(f"p{rank}@exemple.fr", nom=".\n..\n.fin")
    with patch.object(carrier.EmailBackend, "open", autospec=True, side_effect=carrier.EmailBackend.open) as opened:
        assert send() == 300
    assert opened.call_count == 1
    assert sorted(sink.to) == sorted(f"p{rank}@exemple.fr" for rank in range(300))
    assert "Bonjour .\n..\n.fin," in sink.mails[0].get_content().replace("\r\n", "\n")


def test_what_a_person_asked_for_overtakes_the_rest(sink: Sink) -> None:
    posted("a@exemple.fr")
    posted("b@exemple.fr")
    code = posted("c@exemple.fr", kind="test.code", nom="123456")
    send()
    assert sink.to[0] == "c@exemple.fr"
    assert "List-Unsubscribe" not in sink.mails[0]
    assert where(code) == State.SENT
    assert "123456" not in code.subject + code.body + code.link, "a code is kept no more once sent"
    assert not send_again(code)


def test_a_code_that_comes_too_late_is_not_sent(sink: Sink) -> None:
    code = posted(kind="test.code")
    later(minutes=16)
    assert send() == 0
    assert where(code) == State.NOT_NEEDED


def test_an_address_that_is_refused_for_good_is_noted_and_not_tried_again(sink: Sink) -> None:
    sink.answers["RCPT", "anne@exemple.fr"] = "550 5.1.1 no such user"
    message, other = posted(), posted("bob@exemple.fr")
    assert send() == 1
    assert (where(message), where(other)) == (State.BOUNCED, State.SENT)
    assert "no such user" in message.error
    assert "no such user" in Recipient.objects.get(email="anne@exemple.fr").bounce
    again = posted()
    sink.answers.clear()
    assert send() == 0
    assert where(again) == State.BOUNCED
    assert "déjà été refusée" in again.error
    assert send_again(again)
    assert send() == 1
    assert Recipient.objects.get(email="anne@exemple.fr").bounced is None


@pytest.mark.parametrize(
    ("answer", "state"),
    [("550 5.7.1 relaying denied", State.FAILED), ("552 5.2.2 mailbox full", State.FAILED), ("554 no", State.FAILED)],
)
def test_a_mail_refused_for_good_without_blame_on_the_address_leaves_it_good(
    sink: Sink, answer: str, state: State
) -> None:
    sink.answers["DATA" if answer.startswith("554") else "RCPT", "anne@exemple.fr"] = answer
    message = posted()
    send()
    assert where(message) == state
    assert Recipient.objects.get().bounced is None


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_mail_refused_for_now_is_tried_later_and_later_then_taken(sink: Sink, command: str) -> None:
    sink.answers[command, "anne@exemple.fr"] = "451 4.7.1 greylisted"
    message, other = posted(), posted("bob@exemple.fr")
    waits = []
    for _ in range(3):
        send()
        assert where(message) == State.WAITING
        waits.append(message.due - timezone.now())
        assert send() == 0, "not before its time"
        later(hours=4)
    assert waits == sorted(waits)
    assert waits[0] > timedelta(seconds=30)
    assert waits[2] > timedelta(minutes=10)
    assert "greylisted" in message.error
    sink.answers.clear()
    assert send() == 1
    assert sink.to == ["bob@exemple.fr", "anne@exemple.fr"]
    assert (where(message), message.attempts, message.error, where(other)) == (State.SENT, 4, "", State.SENT)


def test_a_mail_refused_for_now_is_given_up_after_two_days_and_told(
    sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    sink.answers["RCPT", "anne@exemple.fr"] = "450 later"
    message = posted()
    send()
    later(days=1, hours=23)
    send()
    assert where(message) == State.WAITING
    later(hours=5)
    with caplog.at_level(logging.ERROR):
        send()
    assert where(message) == State.FAILED
    own = [record.getMessage() for record in caplog.records if record.name == "copilote.outbox"]
    assert own == [f"the message {message.pk} is given up after two days"]


def test_a_server_that_is_down_for_a_day_delays_and_loses_nothing(settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = carrier.SMTP, "127.0.0.1", free_port()
    messages = [posted(f"p{rank}@exemple.fr") for rank in range(30)]
    sender = Sender()
    with patch.object(carrier.Smtp, "_server", autospec=True, side_effect=carrier.Smtp._server) as asked:
        sender.look()
        sender.look()
    assert asked.call_count == 1, "a server that is down is left alone for a while"
    assert all("n’est pas joignable" in Message.objects.get(pk=message.pk).error for message in messages)
    for _ in range(10):
        sender._asked_again = 0.0
        sender.look()
    assert sender._wait_s == sending.DOWN_LAST_S
    later(days=1)
    sender._asked_again = 0.0
    sender.look()
    with sink_at(settings.EMAIL_PORT) as (sink, _port):
        sender._asked_again = 0.0
        assert sender.look() == 30
    assert len(set(sink.to)) == 30
    assert {where(message) for message in messages} == {State.SENT}


def test_a_server_that_is_down_for_more_than_two_days_is_told(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = carrier.SMTP, "127.0.0.1", free_port()
    message = posted()
    send()
    later(days=2, hours=1)
    fresh = posted("bob@exemple.fr")
    with caplog.at_level(logging.ERROR):
        send()
    assert (where(message), where(fresh)) == (State.FAILED, State.WAITING)
    assert "1 messages are given up" in caplog.text


@pytest.mark.parametrize("way", ["lost", "slow"])
def test_a_mail_of_which_nobody_knows_whether_it_left_is_uncertain_and_never_doubled(
    sink: Sink, settings: Settings, way: str
) -> None:
    if way == "lost":
        sink.answers["DATA", "anne@exemple.fr"] = "lost"
    else:
        sink.slow_s, settings.EMAIL_TIMEOUT = 1.5, 0.5
    message = posted()
    assert send() == 0
    assert where(message) == State.UNCERTAIN
    assert "peut-être parti" in message.error
    later(days=3)
    assert send() == 0
    sink.answers.clear()
    sink.slow_s = 0.0
    assert send_again(message)
    assert send() == 1
    assert where(message) == State.SENT
    assert {mail["Message-ID"] for mail in sink.mails} == {sink.mails[0]["Message-ID"]}, "so that it can be told as one"


def test_a_process_that_dies_with_a_message_in_hand_gives_it_back_unless_it_was_told() -> None:
    posted()
    posted("bob@exemple.fr")
    taken, told = take(), take()
    assert taken is not None
    assert told is not None
    handing(told)
    taking.give_back()
    assert (where(taken), where(told)) == (State.TAKEN, State.HANDING), "they may be alive"
    later(seconds=LOST.total_seconds() + 1)
    taking.give_back()
    assert (where(taken), where(told)) == (State.WAITING, State.UNCERTAIN)
    assert told.error == DIED


def test_a_process_that_was_given_up_says_nothing_more() -> None:
    mine = posted()
    first = take()
    assert first is not None
    later(seconds=LOST.total_seconds() + 1)
    taking.give_back()
    assert take() == mine
    with pytest.raises(NotOursError):
        handing(first)
    settle(first, State.FAILED, "trop tard")
    assert where(mine) == State.TAKEN


def test_a_message_in_the_hands_of_one_is_taken_by_no_other(sink: Sink) -> None:
    message = posted()
    assert take() == message
    assert take() is None
    assert send() == 0


def test_a_fault_of_ours_keeps_one_message_and_not_the_others(sink: Sink) -> None:
    broken, other = posted(), posted("bob@exemple.fr")
    right = sending.envelope

    def envelope(message: Message) -> object:
        return 1 / 0 if message == broken else right(message)

    with patch.object(sending, "envelope", envelope):
        assert send() == 1
    assert (where(broken), where(other)) == (State.WAITING, State.SENT)
    assert "Incident (ZeroDivisionError)" in broken.error


def test_nothing_of_a_message_is_more_than_text(sink: Sink, settings: Settings) -> None:
    settings.CONTACT_EMAIL = "cop@exemple.fr\r\nBcc: tous@exemple.fr"
    message = posted(nom="Anne\r\nBcc: tous@exemple.fr\r\n\r\n<script>")
    Message.objects.filter(pk=message.pk).update(subject="Bonjour\r\nBcc: tous@exemple.fr")
    send()
    (mail,) = sink.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Bonjour Bcc: tous@exemple.fr"
    assert sink.to == ["anne@exemple.fr"]


def test_the_console_prints_a_message_and_the_logs_do_not(
    settings: Settings, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = carrier.CONSOLE
    posted(kind="test.code", nom="123456")
    with caplog.at_level(logging.DEBUG):
        assert send() == 1
    assert (
        "──── Message pour anne@exemple.fr ────\nObjet : Votre code 123456\n\nBonjour 123456,\n"
        in capsys.readouterr().out
    )
    assert "123456" not in caplog.text


def test_a_message_given_up_once_the_server_waits_for_it_is_not_told_and_keeps_nobody_waiting(
    sink: Sink, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 20
    posted()
    posted("bob@exemple.fr")
    start = time.monotonic()
    with patch.object(sending, "handing", side_effect=[NotOursError, None]):
        send()
    assert sink.to == ["bob@exemple.fr"]
    assert time.monotonic() - start < settings.EMAIL_TIMEOUT
