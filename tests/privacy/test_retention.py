"""What is kept for a time goes when it is over; what was decided stays."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django.fixtures import Settings

from copilote.cop.cops import set_stage
from copilote.cop.keeping import NOTICE, WARNING
from copilote.cop.leaving import hindrances
from copilote.cop.models import Membership, Organisation, User
from copilote.jobs.asking import find
from copilote.jobs.models import Job, State
from copilote.jobs.retention import KIND, Kept, all_kept, purge, purge_daily
from copilote.jobs.running import work
from copilote.outbox.models import Message, Recipient
from copilote.sharing.decisions import record_figure
from copilote.sharing.models import TerritoryFigure
from copilote.words.typography import day_words
from support_cli import copilote
from support_cop import animator, browser_of, reader, speaker

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=4000)


def gone(key: str) -> int:
    return next(done.rows for done in purge() if done.key == key)


def idle(user: User, days: int) -> User:
    User.objects.filter(pk=user.pk).update(last_login=timezone.now() - timedelta(days=days))
    user.refresh_from_db()
    return user


def warned() -> int:
    """Who will lose an account was told, more than a month ago; how many went meanwhile."""
    went = gone("accounts")
    Message.objects.filter(kind=WARNING).update(made=timezone.now() - NOTICE)
    return went


def test_who_will_lose_an_account_is_told_a_month_before_and_once(settings: Settings) -> None:
    settings.KEEP_ACCOUNTS_DAYS = 730
    animator()
    soon, late = idle(speaker().user, 705), idle(reader().user, 900)
    for _day in range(2):
        assert gone("accounts") == 0, "nobody was told yet"
    told = {message.email: message for message in Message.objects.filter(kind=WARNING)}
    assert set(told) == {soon.email, late.email}
    day = day_words(timezone.localdate(timezone.now() + timedelta(days=25)))
    month = day_words(timezone.localdate(timezone.now() + NOTICE))
    assert month in told[late.email].subject
    assert month in told[soon.email].subject, "never less than a month"
    assert day not in told[soon.email].body
    Message.objects.filter(kind=WARNING).update(made=timezone.now() - NOTICE)
    idle(late, 1)
    assert gone("accounts") == 0, "one came back, the other is not past the time"
    idle(soon, 731)
    assert gone("accounts") == 0, "another absence, another warning"


def test_an_account_goes_after_two_years_without_signing_in_and_not_a_day_before(settings: Settings) -> None:
    settings.KEEP_ACCOUNTS_DAYS = 730
    animator()
    active, unused = idle(speaker().user, 729), idle(reader().user, 731)
    never = User.objects.create(email="jamais@exemple.fr")
    User.objects.filter(pk=never.pk).update(joined_at=timezone.now() - timedelta(days=731))
    warned()
    assert gone("accounts") == 2
    assert active in User.objects.all()
    assert not User.objects.filter(pk__in=[unused.pk, never.pk]).exists()


def test_who_alone_leads_a_cop_or_the_installation_is_not_erased_by_time() -> None:
    first, second = animator(), animator(email="lou@exemple.fr")
    keeper = User.objects.create(email="admin@exemple.fr", is_administrator=True)
    for user in (first.user, second.user, keeper):
        idle(user, 4000)
    warned()
    assert gone("accounts") == 1, "of two that lead, both idle, one stays"
    assert Membership.objects.filter(cop=first.cop, role="animateur").count() == 1
    assert keeper in User.objects.all()
    set_stage(first.cop.slug, "close")
    User.objects.create(email="second@exemple.fr", is_administrator=True)
    assert warned() + gone("accounts") == 2


def test_a_hindrance_says_what_to_do_first() -> None:
    lead = animator().user
    assert hindrances(lead) == (
        "Vous animez seul « COP Centre-Val de Loire » : donnez d’abord le rôle d’animation à quelqu’un, "
        "ou faites passer la COP à l’étape « close ».",
    )
    inactive = animator(email="lou@exemple.fr").user
    inactive.is_active = False
    inactive.save()
    assert hindrances(lead), "who cannot sign in leads nothing"
    animator(email="max@exemple.fr")
    assert hindrances(lead) == hindrances(speaker().user) == ()


def test_a_decision_loses_its_author_s_name_and_nothing_else() -> None:
    member = speaker()
    row = record_figure(member, "augm_voitelec", None, 3.0, "Nos bornes")
    assert gone("authors") == 0
    TerritoryFigure.objects.filter(pk=row.pk).update(decided_at=timezone.now() - LONG_AGO)
    before = TerritoryFigure.objects.filter(pk=row.pk).values().get()
    assert gone("authors") == 1
    after = TerritoryFigure.objects.filter(pk=row.pk).values().get()
    assert before["author_id"] == member.user_id
    assert after == before | {"author_id": None}
    assert after["author_role"].startswith("territoire : CA de Blois")
    assert gone("authors") == 0


def test_the_history_of_roles_and_organisations_forgets_names_and_addresses() -> None:
    member = speaker()
    place = member.organisation
    place.contact_role, place.contact_email = "chargé de mission climat", "zyxw@exemple.fr"
    place.save()
    Membership.history.update(history_date=timezone.now() - LONG_AGO)
    Organisation.history.update(history_date=timezone.now() - LONG_AGO)
    assert gone("changes") == 2, "the role, and the organisation since it has an address"
    assert list(Membership.history.values_list("user", "role")) == [(None, "contributeur")]
    assert list(Organisation.history.values_list("contact_email", "contact_role")) == [
        ("", "chargé de mission climat"),
        ("", ""),
    ]
    place.refresh_from_db()
    assert place.contact_email == "zyxw@exemple.fr", "what holds today is no history"


def test_sessions_and_files_end() -> None:
    browser_of(reader())
    assert Session.objects.count() == 1
    number = Session.objects.get().session_key
    UserSession.objects.create(user=User.objects.get(), session_key=number, ip="::", user_agent="Firefox")
    Job.objects.create(kind="essai", key="a", expires=timezone.now() + timedelta(days=1))
    assert {done.key: done.rows for done in purge()}.keys() >= {"sessions", "files"}
    assert (Session.objects.count(), UserSession.objects.count(), Job.objects.count()) == (1, 1, 1)
    past = timezone.now() - timedelta(days=2)
    Session.objects.update(expire_date=past)
    Job.objects.update(expires=past)
    assert {done.key for done in purge() if done.rows} == {"sessions", "files"}
    assert (Session.objects.count(), UserSession.objects.count(), Job.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("kept", all_kept(), ids=lambda kept: kept.key)
def test_each_has_a_duration_and_a_name(kept: Kept, settings: Settings) -> None:
    assert kept.label
    assert kept.days is None or kept.days >= 1
    assert [other.key for other in all_kept()].count(kept.key) == 1
    assert kept.purge(dry_run=True) == 0


def test_durations_are_said_in_years_where_they_are_whole(settings: Settings) -> None:
    kept = next(each for each in all_kept() if each.key == "accounts")
    told = []
    for days in (1, 90, 365, 730):
        settings.KEEP_ACCOUNTS_DAYS = days
        told.append(kept.lasts.replace("\N{NO-BREAK SPACE}", " "))
    assert told == ["1 jour", "90 jours", "1 an", "2 ans"]


def test_the_worker_purges_once_a_day(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    idle(reader().user, 4000)
    warned()
    for _look in range(3):
        purge_daily()
    job = Job.objects.get(kind=KIND)
    assert work.call(job.pk, job.turn) == State.READY
    assert json.loads(find(KIND, job.key).path.read_text(encoding="utf-8"))["accounts"] == 1
    purge_daily()
    assert Job.objects.filter(kind=KIND).count() == 1
    Job.objects.update(key="2026-01-01")
    purge_daily()
    assert Job.objects.filter(kind=KIND).count() == 2


def test_a_purge_that_failed_is_not_tried_again_all_day(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    purge_daily()
    Job.objects.update(state=State.FAILED)
    purge_daily()
    assert Job.objects.get(kind=KIND).state == State.FAILED


def test_the_command_counts_then_erases() -> None:
    idle(reader().user, 4000)
    warned()
    said = copilote("purge", "--dry-run")
    assert said.code == 0
    assert "comptes sans connexion" in said.out
    assert User.objects.count() == 1
    rows = {row["key"]: row["rows"] for row in copilote("purge", "--format", "json").json}
    assert rows["accounts"] == 1
    assert rows.keys() == {kept.key for kept in all_kept()}
    assert User.objects.count() == 0


def test_nothing_that_is_kept_for_a_time_is_a_decision() -> None:
    from copilote.cop.recorded import Recorded

    long_ago = timezone.now()
    for kept in all_kept():
        if kept.key == "authors":
            continue
        for rows in kept.past(long_ago):
            assert not issubclass(rows.model, Recorded), kept.key
    assert any(issubclass(model, Recorded) for model in apps.get_models())


def test_an_address_that_nobody_writes_to_goes_unless_it_said_no() -> None:
    Recipient.objects.create(email="plus@exemple.fr")
    Recipient.objects.create(email="non@exemple.fr", wish="nothing")
    Recipient.objects.create(email=reader().user.email)
    Recipient.objects.create(email="zoe@exemple.fr")
    Message.objects.create(email="Zoe@exemple.fr", kind="x", subject="x", body="x", due=timezone.now())
    assert gone("recipients") == 1
    assert not Recipient.objects.filter(email="plus@exemple.fr").exists()
