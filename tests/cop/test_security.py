"""The security log: what happened is noted, by whom and from where, without what would open an account, for a time."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from copilote.cop.members import add_member, remove_member
from copilote.cop.models import Happening, Membership, Organisation, SecurityEvent, User
from copilote.cop.security import MOST_FAILURES, note
from copilote.jobs.retention import purge
from support_accounts import CODE, WITH_PASSWORD, ask_code, sign_in_by_code
from support_cli import copilote
from support_cop import BLOIS, REGION, TOURS, animator, browser_of, reader, speaker
from support_words import text_of

PASSWORD = "une phrase longue et sûre"
pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Membership:
    member = reader("ada@exemple.fr")
    member.user.is_administrator = True
    member.user.save()
    SecurityEvent.objects.all().delete()
    return member


def noted(*kinds: Happening) -> list[SecurityEvent]:
    return list(SecurityEvent.objects.filter(event__in=kinds).order_by("pk"))


def with_password(member: Membership) -> Client:
    member.user.set_password(PASSWORD)
    member.user.save()
    return Client()


def test_entering_leaving_and_being_refused_are_noted_with_a_fingerprint_of_the_place() -> None:
    member = animator()
    browser = with_password(member)
    place = {"REMOTE_ADDR": "203.0.113.9"}
    for email, password in (("anne@exemple.fr", "faux"), ("qui@exemple.fr", "faux"), ("anne@exemple.fr", PASSWORD)):
        browser.post(WITH_PASSWORD, {"login": email, "password": password}, **place)
    browser.post("/deconnexion", REMOTE_ADDR="203.0.113.10")
    refused, unknown, entered, left = noted(Happening.SIGN_IN_FAILED, Happening.SIGNED_IN, Happening.SIGNED_OUT)
    assert [row.event for row in (refused, unknown, entered, left)] == [
        *("connexion-refusee", "connexion-refusee", "connexion", "deconnexion"),
    ]
    assert (refused.user, refused.about, unknown.about, unknown.detail) == (
        *(None, member.user, None),
        "adresse inconnue",
    )
    assert entered.user == left.user == member.user
    assert refused.client == unknown.client == entered.client != left.client
    kept = json.dumps(list(SecurityEvent.objects.values()), default=str)
    assert not any(secret in kept for secret in ("203.0.113", "exemple.fr", PASSWORD, "faux"))


def test_a_flood_of_failures_is_noted_by_its_beginning() -> None:
    for rank in range(MOST_FAILURES + 5):
        Client().post(WITH_PASSWORD, {"login": f"p{rank}@exemple.fr", "password": "faux"})
    Client().post(WITH_PASSWORD, {"login": "p@exemple.fr", "password": "faux"}, REMOTE_ADDR="203.0.113.10")
    assert len(noted(Happening.SIGN_IN_FAILED)) == MOST_FAILURES + 1, "the other client is noted all the same"


def test_roles_given_changed_and_taken_away_are_noted_once_each() -> None:
    member = speaker()
    add_member("bob@exemple.fr", REGION, "validateur", BLOIS)
    add_member("bob@exemple.fr", REGION, "validateur", BLOIS)
    given, changed = noted(Happening.ROLE_GIVEN, Happening.ROLE_CHANGED)
    assert (given.about, given.cop, given.client, given.user) == (member.user, member.cop, "", None)
    assert given.detail == "territoire : CA de Blois «\xa0Agglopolys\xa0»"
    assert changed.detail == f"{given.detail} → validation : CA de Blois «\xa0Agglopolys\xa0»"
    remove_member("bob@exemple.fr", REGION)
    removed, closed = noted(Happening.ROLE_REMOVED, Happening.ACCOUNT_CLOSED)
    assert (removed.about, removed.detail) == (None, "validation : CA de Blois «\xa0Agglopolys\xa0»")
    assert closed.detail == f"compte n° {member.user_id}"
    assert not User.objects.exists(), "what was noted holds nobody back"


def test_what_gives_rights_to_an_organisation_is_noted_and_nothing_else() -> None:
    organisation = speaker().organisation
    speaker(TOURS, email="tom@exemple.fr")
    assert organisation is not None
    organisation.contact_role = "chargée de mission"
    organisation.save()
    assert noted(Happening.ORGANISATION) == []
    organisation.college = "collectivites"
    organisation.merged_into = Organisation.objects.exclude(pk=organisation.pk).get()
    organisation.save()
    (row,) = noted(Happening.ORGANISATION)
    assert row.detail == f"{organisation.name} : collège, fusionnée dans"


def test_who_administers_is_noted_when_it_changes() -> None:
    user = reader().user
    user.is_administrator = True
    user.save()
    user.save()
    User.objects.create(email="ada@exemple.fr", is_administrator=True)
    user.is_administrator = False
    user.save()
    assert [row.detail for row in noted(Happening.ADMINISTRATOR)] == ["donné", "donné", "retiré"]


def test_a_wrong_code_is_noted_and_a_right_one_enters(client: Client) -> None:
    animator()
    ask_code(client)
    client.post(CODE, {"code": "0000-0000"})
    assert [row.detail for row in noted(Happening.SIGN_IN_FAILED)] == ["code reçu"]
    sign_in_by_code(client)
    assert len(noted(Happening.SIGNED_IN)) == 1


def test_what_is_undone_is_not_noted() -> None:
    with transaction.atomic():
        speaker()
        assert SecurityEvent.objects.exists()
        transaction.set_rollback(True)
    assert not SecurityEvent.objects.exists()


def test_only_who_administers_reads_the_log(administrator: Membership) -> None:
    note(Happening.EXPORT, about=administrator.user, detail="<b>essai</b>")
    page = browser_of(administrator).get("/administration/securite")
    assert page.status_code == 200
    assert "données personnelles sorties" in text_of(page)
    assert "<b>essai" not in page.content.decode()
    assert page["Cache-Control"] == "private, no-store" or "no-store" in page["Cache-Control"]
    for member in (animator(), speaker()):
        assert browser_of(member).get("/administration/securite").status_code == 403
    assert Client().get("/administration/securite")["Location"].startswith("/connexion")


def test_the_log_is_read_by_kind_and_page_after_page(administrator: Membership) -> None:
    SecurityEvent.objects.bulk_create(SecurityEvent(event=Happening.EXPORT, detail=f"n° {rank}") for rank in range(150))
    note(Happening.BACKUP, detail="la seule")
    browser = browser_of(administrator)
    first = text_of(browser.get("/administration/securite"))
    assert "la seule" in first
    assert "n° 149" in first
    assert "n° 3 " not in first
    second = text_of(browser.get("/administration/securite?page=2"))
    assert "n° 3 " in second
    assert "Plus récents" in second
    kind = text_of(browser.get("/administration/securite?quoi=sauvegarde"))
    assert "la seule" in kind
    assert "n° 149" not in kind
    assert browser.get("/administration/securite?quoi=x&page=zz").status_code == 200
    assert "Rien de tel" in text_of(browser.get("/administration/securite?quoi=connexion-refusee"))


def test_the_command_lists_it_and_is_noted_itself(administrator: Membership) -> None:
    note(Happening.BACKUP, about=administrator.user, detail="faite")
    answer = copilote("security", "list", "--event", "sauvegarde", "--format", "json")
    assert answer.code == 0, answer.err
    (row,) = answer.json
    assert (row["event"], row["about"], row["detail"]) == ("sauvegarde", "ada@exemple.fr", "faite")
    again = copilote("security", "list", "--event", "export", "--format", "csv")
    assert "copilote security list" in again.out
    assert "Rien de tel" in copilote("security", "list", "--event", "cop", "--since", "2099-01-01").out
    for wrong in (("--event", "x"), ("--since", "hier")):
        assert copilote("security", "list", *wrong).code == 2


def test_what_is_older_than_the_setting_is_purged(settings: Settings) -> None:
    settings.KEEP_SECURITY_DAYS = 30
    for days in (29, 31):
        note(Happening.EXPORT, detail=f"{days}")
        SecurityEvent.objects.filter(detail=f"{days}").update(at=timezone.now() - timedelta(days=days))
    purge()
    assert [row.detail for row in noted(Happening.EXPORT)] == ["29"]


def test_an_event_that_is_not_in_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a valid Happening"):
        note("autre chose")  # type: ignore[arg-type]
