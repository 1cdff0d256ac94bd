"""Posting: a message is written once, with its text, to an address that is one."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as drawn
from pytest_django.fixtures import Settings

from copilote.outbox import post, whole_address
from copilote.outbox.keeping import KEPT
from copilote.outbox.models import Message, State
from copilote.outbox.posting import daily_hour
from copilote.outbox.wording import filled, one_line
from copilote.reference.errors import InputError
from support_outbox import posted

PARIS = ZoneInfo("Europe/Paris")


def test_a_message_is_written_whole_and_waits() -> None:
    message = posted(" Anne@Exemple.fr ")
    assert (message.email, message.subject) == ("anne@exemple.fr", "Pour Anne")
    assert message.body == "Bonjour Anne,\n\nVoici : http://localhost:8000/x\n"
    assert (message.state, message.link, message.urgent) == (State.WAITING, "http://localhost:8000/x", True)


def test_a_message_posted_twice_under_the_same_words_is_one() -> None:
    first = posted(once="invitation:1")
    assert posted(once="invitation:1", nom="Autre") == first
    assert posted() != posted(), "without such words each is its own"
    assert Message.objects.count() == 3


def test_a_message_is_kept_with_what_it_tells_or_not_at_all() -> None:
    with transaction.atomic():
        posted()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.parametrize("email", ["", "anne", "anne@", "a b@exemple.fr", "anne@exemple.fr\nBcc: x@y.fr", "<a@b.fr>"])
def test_what_is_no_address_is_refused_in_a_sentence(email: str) -> None:
    with pytest.raises(InputError, match="n’est pas une adresse"):
        posted(email)


def test_an_unknown_kind_and_a_missing_field_are_told_to_who_programs() -> None:
    with pytest.raises(LookupError, match=r"test\.none"):
        posted(kind="test.none")
    with pytest.raises(LookupError, match="lien"):
        post("test.urgent", "a@b.fr", {"nom": "Anne"})


def test_an_unknown_field_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InputError, match=r"Vouliez-vous dire \{nom\} \? Champs acceptés : \{nom\}, \{lien\}"):
        filled("{noms}", {"nom": "", "lien": ""})
    for text in ("{", "}", "{nom.__class__}", "{nom!r}", "{nom:>9}", "{}", "{0}"):
        with pytest.raises(InputError):
            filled(text, {"nom": "x"})


@given(drawn.text())
def test_a_subject_is_one_line_that_a_header_can_bear(text: str) -> None:
    line = one_line(text)
    assert len(line) <= 150
    assert line.isprintable() or not any(character in line for character in "\r\n\x00\u2028\u202e\ud800")
    line.encode("utf-8")


def test_what_is_not_urgent_waits_for_the_hour_of_the_daily_message() -> None:
    assert daily_hour(datetime(2026, 3, 28, 7, 59, tzinfo=PARIS)) == datetime(2026, 3, 28, 8, tzinfo=PARIS)
    assert daily_hour(datetime(2026, 3, 28, 8, 0, 1, tzinfo=PARIS)) == datetime(2026, 3, 29, 8, tzinfo=PARIS)
    assert daily_hour(datetime(2026, 10, 24, 9, tzinfo=PARIS)) == datetime(2026, 10, 25, 8, tzinfo=PARIS)
    assert not posted(kind="test.daily").urgent
    assert posted(kind="test.daily", urgent=True).urgent


def test_links_begin_with_the_address_of_the_site(settings: Settings) -> None:
    settings.SITE_ADDRESS = "https://cop.exemple.fr"
    assert whole_address("/connexion") == "https://cop.exemple.fr/connexion"


def test_a_message_that_is_over_is_kept_for_a_time_and_one_that_waits_stays(settings: Settings) -> None:
    settings.KEEP_MESSAGES_DAYS = 180
    over, recent, waiting = posted(), posted(), posted()
    old = timezone.now() - timedelta(days=181)
    Message.objects.update(due=old, made=old)
    Message.objects.filter(pk__in=(over.pk, recent.pk)).update(state=State.SENT, sent=old)
    Message.objects.filter(pk=recent.pk).update(sent=timezone.now())
    assert {kept.key: kept.purge() for kept in KEPT}["messages"] == 1
    assert set(Message.objects.all()) == {recent, waiting}
