"""What can wait is told once a day; reminders keep five days apart and stop when it is done; wishes are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from copilote.outbox import daily, sending
from copilote.outbox.models import Message, Recipient, State, Wish
from copilote.outbox.resending import send_again
from copilote.outbox.wishes import recipient_of, wish
from support_outbox import ANSWERED, posted, send

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 3, 23, 7, 0, tzinfo=PARIS)
"""The clocks change on the Sunday after."""


class Clock:
    """The time of the test."""

    def __init__(self) -> None:
        self.now = MONDAY

    def set(self, days: int, hour: int, minute: int = 0) -> None:
        moment = datetime(2026, 3, 23, hour, minute) + timedelta(days=days)
        self.now = moment.replace(tzinfo=PARIS)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    clock = Clock()
    with patch.object(timezone, "now", lambda: clock.now):
        yield clock
    ANSWERED.clear()


def subjects() -> list[str]:
    return [str(each.subject) for each in mail.outbox]


def test_what_can_wait_is_told_in_one_message_at_its_hour(clock: Clock) -> None:
    for nom in ("un", "deux", "trois"):
        posted(kind="test.daily", nom=nom, scope="bretagne")
    posted("bob@exemple.fr", kind="test.daily", nom="bob")
    posted(nom="urgent")
    send()
    assert subjects() == ["Pour urgent"]
    clock.set(0, 8)
    send()
    assert sorted(subjects()[1:]) == ["3 nouvelles de votre COP", "Du jour pour bob"]
    (gathered,) = [each for each in mail.outbox if each.subject.startswith("3")]
    body = gathered.body
    assert [body.index(f"• Du jour pour {nom}\n  http://localhost:8000/x") for nom in ("un", "deux", "trois")]
    assert gathered.to == ["anne@exemple.fr"]
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}
    assert Message.objects.get(kind=daily.KIND).scope == "bretagne"


def test_at_most_one_daily_message_leaves_in_a_day(clock: Clock) -> None:
    posted(kind="test.daily", nom="un")
    clock.set(0, 8)
    send()
    Message.objects.filter(pk=posted(kind="test.daily", nom="deux").pk).update(due=clock.now)
    clock.set(0, 8, 30)
    send()
    assert subjects() == ["Du jour pour un"]
    clock.set(1, 8)
    send()
    assert subjects() == ["Du jour pour un", "Du jour pour deux"]


def test_a_daily_message_that_the_server_takes_a_day_late_is_not_followed_by_another(clock: Clock) -> None:
    posted(kind="test.daily", nom="un")
    clock.set(0, 8)
    with patch.object(sending, "envelope", side_effect=ZeroDivisionError):
        send()
    posted(kind="test.daily", nom="deux")
    clock.set(1, 8)
    send()
    assert subjects() == ["Du jour pour un"]
    clock.set(1, 12)
    send()
    clock.set(2, 8)
    send()
    assert subjects() == ["Du jour pour un", "Du jour pour deux"]


def test_who_has_answered_is_not_reminded(clock: Clock) -> None:
    done = posted(kind="test.reminder", nom="fait", about="1")
    posted(kind="test.reminder", nom="un", about="2")
    posted(kind="test.daily", nom="deux")
    ANSWERED.add("1")
    clock.set(0, 8)
    daily.gather()
    ANSWERED.add("2")  # between the moment when they are gathered and the moment when they leave
    send()
    assert subjects() == ["Du jour pour deux"]
    done.refresh_from_db()
    assert done.state == State.NOT_NEEDED


def test_a_daily_message_of_which_nothing_stays_is_not_sent(clock: Clock) -> None:
    posted(kind="test.reminder", about="1")
    posted(kind="test.reminder", about="2")
    clock.set(0, 8)
    daily.gather()
    ANSWERED.update("12")
    assert send() == 0
    assert set(Message.objects.values_list("state", flat=True)) == {State.NOT_NEEDED}


def test_two_reminders_of_a_kind_are_five_days_apart_and_a_clock_change_does_not_matter(clock: Clock) -> None:
    posted(kind="test.reminder", nom="un")
    clock.set(0, 8)
    send()
    second = posted(kind="test.reminder", nom="deux")
    other = posted("bob@exemple.fr", kind="test.reminder", nom="bob")
    for day in range(1, 5):
        clock.set(day, 8)
        send()
    assert subjects() == ["Rappel pour un", "Rappel pour bob"]
    clock.set(5, 7)
    send()
    assert len(subjects()) == 2
    clock.set(5, 8)
    send()
    clock.set(6, 8)
    send()
    assert subjects() == ["Rappel pour un", "Rappel pour bob", "Rappel pour deux"]
    second.refresh_from_db()
    other.refresh_from_db()
    assert second.sent is not None
    assert second.sent - MONDAY >= timedelta(days=5)


def test_urgent_reminders_keep_their_distance_too(clock: Clock) -> None:
    posted(kind="test.reminder", urgent=True)
    posted(kind="test.reminder", urgent=True)
    assert send() == 1
    clock.set(4, 12)
    assert send() == 0
    clock.set(5, 12)
    assert send() == 1


@pytest.mark.parametrize(
    ("what", "reminders", "left"),
    [
        (Wish.ALL, True, ["test.urgent", "test.code", "test.daily", "test.reminder"]),
        (Wish.ALL, False, ["test.urgent", "test.code", "test.daily"]),
        (Wish.URGENT, True, ["test.urgent", "test.code"]),
        (Wish.NOTHING, True, ["test.code"]),
    ],
)
def test_a_person_receives_what_they_want_and_what_they_ask_for(
    clock: Clock, what: Wish, reminders: bool, left: list[str]
) -> None:
    wish(recipient_of("anne@exemple.fr"), what, reminders=reminders)
    for kind in ("test.urgent", "test.code", "test.daily", "test.reminder"):
        posted(kind=kind)
    send()
    clock.set(0, 8)
    send()
    refused = Message.objects.filter(state=State.REFUSED)
    sent = Message.objects.filter(state=State.SENT).exclude(kind=daily.KIND)
    assert set(sent.values_list("kind", flat=True)) == set(left)
    assert refused.count() == 4 - len(left)


def test_a_person_may_send_again_what_a_wish_kept_back_and_the_wish_stays(clock: Clock) -> None:
    message = posted()
    send()
    wish(recipient_of(message.email), Wish.NOTHING, reminders=False)
    assert send_again(Message.objects.get(pk=message.pk))
    assert send() == 1
    assert Recipient.objects.get(email=message.email).wish == Wish.NOTHING
