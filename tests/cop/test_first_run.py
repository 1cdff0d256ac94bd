"""An empty installation says so, and one code makes its first administrator; the last one leaves with a successor."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from copilote.cli.serve import show_first_run
from copilote.cop.first_run import become_administrator, first_path
from copilote.cop.members import add_member, remove_member
from copilote.cop.models import FirstCode, User
from copilote.reference.errors import InputError
from copilote.site.logs import JsonLines
from support_cli import copilote, refused
from support_words import text_of

PERSON = {
    "name": "Anne Martin",
    "email": "Anne@Exemple.fr",
    "password": "la haie pousse au bord",
    "again": "la haie pousse au bord",
}
SAID = "n’a pas encore d’administrateur"


def path() -> str:
    first = first_path()
    assert first
    return first[0]


def test_who_opens_the_printed_address_is_the_administrator(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    assert SAID in text_of(client.get("/"))
    show_first_run("http://localhost:8000")
    printed = capsys.readouterr().out
    address = printed.split()[-1].removeprefix("http://localhost:8000")
    assert client.get(address).status_code == 200
    answer = client.post(address, PERSON)
    assert (answer.status_code, answer["Location"]) == (302, "/cop/ouvrir")
    user = User.objects.get()
    assert (user.email, user.name, user.is_administrator) == ("anne@exemple.fr", "Anne Martin", True)
    assert user.check_password(PERSON["password"])
    assert client.get("/mon-espace").status_code == 200
    assert SAID not in text_of(Client().get("/"))
    show_first_run("http://localhost:8000")
    assert capsys.readouterr().out == "", "nothing more is printed"


def test_a_code_serves_once_and_the_last_start_s_alone(client: Client) -> None:
    earlier, later = path(), path()
    assert FirstCode.objects.count() == 1
    assert later.rsplit("/", 1)[1] not in FirstCode.objects.get().digest
    assert client.get(earlier).status_code == 404
    assert client.post(earlier, PERSON).status_code == 404
    assert not User.objects.exists()
    assert client.post(later, PERSON).status_code == 302
    assert Client().post(later, PERSON | {"email": "max@exemple.fr"}).status_code == 404
    assert [user.email for user in User.objects.all()] == ["anne@exemple.fr"]


def test_a_code_is_over_after_a_day_or_once_somebody_has_an_account(client: Client) -> None:
    address = path()
    FirstCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(address, PERSON).status_code == 404
    address = path()
    add_member("rita@exemple.fr", "24", "lecteur")
    assert client.get(address).status_code == 404
    assert client.post(address, PERSON).status_code == 404
    assert first_path() is None
    assert not User.objects.filter(is_administrator=True).exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"again": "autre chose de long"}, "diffèrent"),
        ({"password": "anne martin", "again": "anne martin"}, "trop court"),
        ({"password": "anne@exemple.fr", "again": "anne@exemple.fr"}, "se devine"),
        ({"email": "anne"}, "adresse entière"),
        ({"name": ""}, "obligatoire"),
    ],
)
def test_what_is_wrong_is_told_and_the_code_still_serves(client: Client, wrong: dict[str, str], told: str) -> None:
    address = path()
    answer = client.post(address, PERSON | wrong)
    assert answer.status_code == 400
    assert told in text_of(answer)
    assert client.post(address, PERSON).status_code == 302


def test_the_code_is_in_no_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    address = path()
    with caplog.at_level(logging.INFO):
        client.get(address)
    lines = [JsonLines().format(record) for record in caplog.records]
    assert any(json.loads(line)["path"] == "/premier-acces/" for line in lines if '"path"' in line)
    assert not any(address.rsplit("/", 1)[1] in line for line in lines)


def test_administrators_are_named_and_the_last_one_leaves_with_a_successor() -> None:
    told = copilote("administrator", "add", "anne@exemple.fr", "--name", "Anne Martin").out
    assert "http://localhost:8000/mot-de-passe/" in told
    assert "seul à administrer" in refused("administrator", "remove", "anne@exemple.fr")
    assert "doit être une autre" in refused(
        "administrator", "remove", "anne@exemple.fr", "--successor", "ANNE@exemple.fr"
    )
    assert User.objects.get().is_administrator
    told = copilote("administrator", "remove", "anne@exemple.fr", "--successor", "max@exemple.fr").out
    assert "/mot-de-passe/" in told
    assert [(user.email, user.is_administrator) for user in User.objects.all()] == [("max@exemple.fr", True)]
    assert copilote("administrator", "add", "anne@exemple.fr").code == 0
    assert copilote("administrator", "remove", "max@exemple.fr").code == 0, "another is left"
    assert "/mot-de-passe/" in copilote("administrator", "link", "anne@exemple.fr").out
    assert "n’administre pas" in refused("administrator", "link", add_member("rita@x.fr", "24", "lecteur").user.email)


def test_an_account_that_cannot_sign_in_is_no_successor() -> None:
    for email in ("anne@exemple.fr", "max@exemple.fr"):
        copilote("administrator", "add", email)
    User.objects.filter(email="max@exemple.fr").update(is_active=False)
    assert "seul à administrer" in refused("administrator", "remove", "anne@exemple.fr")


def test_an_administrator_who_leaves_a_cop_keeps_the_account() -> None:
    copilote("administrator", "add", "anne@exemple.fr")
    add_member("anne@exemple.fr", "24", "animateur")
    assert remove_member("anne@exemple.fr", "24") == (1, False)
    assert User.objects.get().is_administrator


def test_two_who_use_a_code_at_once_make_one_administrator() -> None:
    """Both pages were shown before either was sent."""
    code = path().rsplit("/", 1)[1]
    add_member("rita@exemple.fr", "24", "lecteur")
    with pytest.raises(InputError):
        become_administrator(code, "Max", "max@exemple.fr", PERSON["password"])
    User.objects.all().delete()
    become_administrator(code, "Anne", "anne@exemple.fr", PERSON["password"])
    User.objects.all().delete()
    with pytest.raises(InputError):
        become_administrator(code, "Max", "max@exemple.fr", PERSON["password"])
    assert not User.objects.exists(), "a code that served does not serve again, were nobody left"
