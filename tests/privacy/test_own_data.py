"""A person sees, takes away and erases what the site holds of them, and nobody else’s."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from copilote.cop.accounts.adapter import keep_address
from copilote.cop.keeping import NOTICE, WARNING
from copilote.cop.members import remove_member
from copilote.cop.models import Happening, Invitation, Membership, SecurityEvent, SentList, User
from copilote.jobs.models import Job
from copilote.jobs.retention import purge
from copilote.outbox.models import Message, Recipient, Wish
from copilote.privacy.export import own_tables
from copilote.privacy.register import all_holdings
from copilote.sharing.decisions import record_figure
from copilote.sharing.models import TerritoryFigure
from support_cop import animator, browser_of, reader, speaker
from support_words import text_of

pytestmark = pytest.mark.django_db
MARK = "zyxw"
EMAIL, NAME = "zyxw.person@exemple.fr", "Zyxwine Durand"
PASSWORD = "des étangs et des haies"
OWN, ZIP, ERASE = "/mon-espace/donnees", "/mon-espace/donnees.zip", "/mon-espace/effacer"


@pytest.fixture
def person() -> User:
    """Who is held everywhere something is held of persons."""
    lead = animator()
    member = speaker(email=EMAIL)
    user = member.user
    user.name = NAME
    user.set_password(PASSWORD)
    user.save()
    member.role = "validateur"
    member.save()
    record_figure(member, "augm_voitelec", None, 3.0, "Nos bornes")
    organisation = member.organisation
    organisation.contact_email = EMAIL.upper()
    organisation.save()
    organisation.contact_email = ""
    organisation.save()
    UserSession.objects.create(user=user, ip="192.0.2.9", user_agent=f"{MARK} 1.0", session_key="k")
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": f"{MARK}-secret"})
    SocialAccount.objects.create(user=user, provider="proconnect", uid=f"{MARK}-uid", extra_data={"usual_name": NAME})
    later = timezone.now() + timedelta(days=1)
    Job.objects.create(kind="essai", key="a", owner=user, arguments={"pour": EMAIL}, expires=later)
    SentList.objects.create(cop=lead.cop, kind="invitations", name="a", content=f"x;{EMAIL}".encode(), sent_by=user)
    changes = {"1": {"contact_email": [EMAIL.title(), "a@b.fr"]}}
    SentList.objects.create(
        cop=lead.cop, kind="invitations", name="b", changed=changes, loaded_at=timezone.now(), sent_by=lead.user
    )
    Message.objects.create(email=EMAIL, user=user, kind="x", subject=NAME, body=f"Bonjour {NAME}", due=later)
    Recipient.objects.create(email=EMAIL, wish=Wish.NOTHING)
    Invitation.objects.create(
        cop=lead.cop, role="lecteur", email=EMAIL, name=NAME, created_by=lead.user, accepted_by=user
    )
    return user


def dump() -> Iterator[tuple[str, str]]:
    """Every cell of the base as text, with its table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  names of the base
            for row in cursor.fetchall():
                yield table, " ".join(map(str, row))


def marked() -> list[str]:
    """The tables that hold the mark."""
    return sorted({table for table, text in dump() if MARK in text.lower()})


def test_one_sees_all_that_is_held_of_oneself(person: User) -> None:
    page = browser_of(person.memberships.get()).get(OWN)
    text = text_of(page)
    for word in (
        EMAIL,
        NAME,
        "Nos bornes",
        "validation",
        "Rôles dans les COP",
        "192.0.2.9",
        "Session",
    ):
        assert word in text, word
    for secret in (person.password, f"{MARK}-secret"):
        assert secret not in page.content.decode()
    assert "anne@exemple.fr" not in page.content.decode()
    assert "Anne Martin" not in page.content.decode(), "who invited is another person, and not named"
    assert "une autre personne" in text
    assert "rôle donné" in text


def test_one_takes_it_away_as_files(person: User) -> None:
    answer = browser_of(person.memberships.get()).get(ZIP)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "private, no-store"
    with ZipFile(io.BytesIO(answer.content)) as archive:
        assert set(archive.namelist()) == {"lisez-moi.txt", "mes-donnees.json", "mes-donnees.xlsx"}
        body = archive.read("mes-donnees.json").decode()
    assert SecurityEvent.objects.filter(event=Happening.EXPORT, user=person).count() == 1
    tables = json.loads(body)["tables"]
    assert len(tables) >= 8
    assert EMAIL in body
    assert "Nos bornes" in body
    assert person.password not in body


def test_every_table_that_knows_the_person_is_in_what_they_take_away(person: User) -> None:
    """Found by reading the whole base, so that a table nobody thought of fails here."""
    titles = {table.title for table in own_tables(person)}
    taken = {holding.model._meta.db_table for holding in all_holdings() if holding.title in titles}
    assert marked()
    assert set(marked()) <= taken, "write it in copilote/privacy/register.py"


def test_another_s_data_are_not_among_one_s_own(person: User) -> None:
    other = browser_of(reader())
    assert MARK not in other.get(OWN).content.decode().lower()
    with ZipFile(io.BytesIO(other.get(ZIP).content)) as archive:
        assert MARK not in archive.read("mes-donnees.json").decode().lower()


def proved(member: Membership) -> Client:
    """A browser in which a person has just proved who it is."""
    browser = browser_of(member)
    keep_address(member.user)
    session = browser.session
    now = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [now]
    session["account_authentication_methods_user"] = str(member.user_id)
    session.save()
    return browser


def erased(browser: Client, email: str = EMAIL) -> int:
    return browser.post(ERASE, {"email": email, "sure": "on"}).status_code


def test_an_account_is_erased_from_the_whole_base_and_what_was_decided_stays(person: User) -> None:
    browser = proved(person.memberships.get())
    other = browser_of(person.memberships.get())
    number = person.pk
    assert marked()
    assert erased(browser) == 200
    assert marked() == []
    assert not User.objects.filter(pk=number).exists()
    row = TerritoryFigure.objects.get()
    assert (row.author_id, row.reason, row.in_force) == (None, "Nos bornes", True)
    assert row.author_role.startswith("validation : ")
    assert row.organisation is not None
    assert not Membership.history.filter(user_id=number).exists()
    assert not Membership.history.filter(history_user_id=number).exists()
    assert other.get("/mon-espace").status_code == 302
    assert SecurityEvent.objects.filter(event=Happening.ACCOUNT_CLOSED).count() == 1
    assert not SecurityEvent.objects.filter(Q(user=number) | Q(about=number)).exists()
    assert not [row for row in Session.objects.all() if row.get_decoded().get("_auth_user_id") == str(number)]


def test_whoever_closes_the_account_all_is_cleared(person: User) -> None:
    assert marked()
    remove_member(EMAIL, "24")
    assert marked() == []


def test_time_clears_the_same(person: User) -> None:
    User.objects.filter(pk=person.pk).update(last_login=timezone.now() - timedelta(days=4000))
    purge()
    Message.objects.filter(kind=WARNING).update(made=timezone.now() - NOTICE)  # who will lose an account is told before
    purge()
    assert marked() == []


def test_one_is_a_visitor_once_erased(person: User) -> None:
    browser = proved(person.memberships.get())
    page = browser.post(ERASE, {"email": EMAIL, "sure": "on"})
    assert "Votre compte est effacé" in text_of(page)
    assert "/deconnexion" not in page.content.decode()
    assert 'href="/connexion"' in page.content.decode()
    assert page.cookies["sessionid"].value == ""
    assert browser.get("/mon-espace").status_code == 302


@pytest.mark.parametrize("sent", [{}, {"email": EMAIL}, {"sure": "on"}, {"email": "a@b.fr", "sure": "on"}])
def test_nothing_is_erased_without_the_address_and_the_confirmation(person: User, sent: dict[str, str]) -> None:
    assert proved(person.memberships.get()).post(ERASE, sent).status_code == 400
    assert User.objects.filter(pk=person.pk).exists()


def test_who_has_not_proved_lately_who_they_are_is_asked_first(person: User) -> None:
    browser = browser_of(person.memberships.get())
    for answer in (browser.get(ERASE), browser.post(ERASE, {"email": EMAIL, "sure": "on"})):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/mon-espace/compte/confirmer/")
        assert answer["Location"].endswith("?next=%2Fmon-espace%2Feffacer")
    assert User.objects.filter(pk=person.pk).exists()


def test_the_address_is_taken_whatever_its_case() -> None:
    member = reader()
    assert erased(proved(member), f" {member.user.email.upper()}") == 200
    assert not User.objects.filter(pk=member.user_id).exists()


def test_who_alone_leads_is_told_what_to_do_first_and_keeps_the_account() -> None:
    lead = animator()
    browser = proved(lead)
    page = browser.get(ERASE)
    assert "donnez d’abord le rôle d’animation à quelqu’un" in text_of(page)
    assert '<form class="fr-my-3w cop-form"' not in page.content.decode()
    assert browser.post(ERASE, {"email": lead.user.email, "sure": "on"}).status_code == 400
    assert User.objects.filter(pk=lead.user_id).exists()
    animator(email="lou@exemple.fr")
    assert browser.post(ERASE, {"email": lead.user.email, "sure": "on"}).status_code == 200


def test_the_page_says_what_goes_and_what_stays(person: User) -> None:
    text = text_of(proved(person.memberships.get()).get(ERASE))
    gone, stays = text.split("Ce qui restera, sans votre nom")
    assert "Compte" in gone
    assert "Rôles dans les COP" in gone
    assert "Chiffres donnés pour un territoire" in stays


def test_one_s_space_leads_to_one_s_data() -> None:
    assert f'href="{OWN}"' in browser_of(reader()).get("/mon-espace").content.decode()


@pytest.mark.parametrize("address", [OWN, ZIP, ERASE])
def test_a_visitor_is_asked_to_sign_in(client: Client, address: str) -> None:
    assert client.get(address)["Location"].startswith("/connexion")
