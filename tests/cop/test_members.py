"""Members by the command line: added, listed, removed; the database refuses what makes no sense."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from copilote.cli.app import COMMANDS
from copilote.cop.members import add_member, list_members, remove_member, user_of
from copilote.cop.models import Cop, Membership, Organisation, User
from copilote.reference.errors import CopiloteError
from support_cli import copilote, refused
from support_cop import BLOIS, animator, browser_of, speaker


def test_a_member_is_added_with_the_cop_and_the_user() -> None:
    member = add_member(" Anne@Exemple.FR", "Centre-Val de Loire", "animateur", name="Anne")
    assert (member.user.email, member.cop.region, member.cop.name) == (
        "anne@exemple.fr",
        "24",
        "COP Centre-Val de Loire",
    )
    assert not member.user.has_usable_password()
    assert add_member("anne@exemple.fr", "24", "animateur").pk == member.pk


def test_a_role_that_changes_keeps_its_history() -> None:
    member = animator()
    changed = add_member("anne@exemple.fr", "24", "lecteur")
    assert changed.pk == member.pk
    assert [row.role for row in changed.history.order_by("history_date")] == ["animateur", "lecteur"]
    assert changed.history.first().history_change_reason == "copilote member add"


def test_a_person_speaks_for_several_territories() -> None:
    speaker(BLOIS)
    speaker("departement:45")
    assert {one.territory for one in list_members("24")} == {BLOIS, "departement:45"}
    assert remove_member("bob@exemple.fr", "24", "departement:45") == (1, False)
    assert remove_member("bob@exemple.fr", "24") == (1, True)
    assert not User.objects.filter(email="bob@exemple.fr").exists()


def test_a_company_is_known_by_its_siren_alone() -> None:
    said = ("member", "add", "lea@exemple.fr", "--region", "24", "--role", "contributeur", "--siren", "732 829 320")
    assert "donnez --organisation, son nom" in refused(*said)
    told = copilote(*said, "--organisation", "Les Étangs", "--kind", "entreprise").out
    assert "organisation : Les Étangs, dans « COP Centre-Val de Loire »" in told
    assert copilote("member", "add", "max@exemple.fr", *said[3:]).code == 0, "it is known from then on"
    organisation = Organisation.objects.get()
    assert (organisation.siren, organisation.kind, organisation.territory) == ("732829320", "entreprise", None)
    assert {(one.territory, one.siren) for one in list_members("24")} == {("", "732829320")}
    member = Membership.objects.filter(user__email="lea@exemple.fr").get()
    assert browser_of(member).get("/mon-espace").status_code == 200
    assert browser_of(member).post(f"/territoires/{BLOIS.replace(':', '/')}/propositions/augm_haies").status_code == 403
    assert remove_member("max@exemple.fr", "24", siren="732829320") == (1, True)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--siren", "732829321"), "« 732829321 » n’est pas un SIREN. Un SIREN a neuf chiffres"),
        (("--siren", "35600000000048"), "n’est pas un SIREN"),
        (("--siren", "732829320", "--territory", BLOIS), "l’un des deux"),
        (("--siren", "732829320", "--organisation", "x", "--kind", "club"), "Natures acceptées : etat"),
        (("--organisation", "Les Étangs"), "donnez --siren"),
        (("--siren", "732829320", "--role", "lecteur"), "se fait pour une organisation"),
    ],
)
def test_a_siren_that_cannot_be_is_said(options: tuple[str, ...], told: str) -> None:
    assert told in refused("member", "add", "a@b.fr", "--region", "24", "--role", "contributeur", *options)
    assert not User.objects.exists()


def test_a_removed_member_is_signed_out() -> None:
    browser = browser_of(animator())
    remove_member("anne@exemple.fr", "24")
    assert browser.get("/mon-espace").status_code == 302


@pytest.mark.parametrize(
    ("email", "region", "role", "territory", "told"),
    [
        ("pas une adresse", "24", "animateur", "", "n’est pas une adresse"),
        ("a@b.fr", "atlantide", "animateur", "", "introuvable"),
        ("a@b.fr", "exemple", "animateur", "", "fictive"),
        ("a@b.fr", "24", "chef", "", "Rôles acceptés"),
        ("a@b.fr", "24", "contributeur", "", "--territory"),
        ("a@b.fr", "24", "animateur", BLOIS, "n’a pas de territoire"),
        ("a@b.fr", "24", "relais", "", "departement:45"),
        ("a@b.fr", "24", "relais", BLOIS, "de niveau departement"),
        ("a@b.fr", "53", "contributeur", BLOIS, "n’est pas dans la région"),
        ("a@b.fr", "24", "contributeur", "region:24", "niveau"),
        ("a@b.fr", "24", "contributeur", "epci:1", "introuvable"),
    ],
)
def test_what_cannot_be_is_said(email: str, region: str, role: str, territory: str, told: str) -> None:
    with pytest.raises(CopiloteError, match=told):
        add_member(email, region, role, territory)
    assert not User.objects.exists()


def test_an_unknown_member_is_told_with_the_nearest() -> None:
    animator()
    with pytest.raises(CopiloteError, match=r"anne@exemple\.fr"):
        user_of("anna@exemple.fr")


@pytest.mark.parametrize(
    "values",
    [
        {"role": "contributeur"},
        {"role": "autre"},
    ],
)
def test_the_database_itself_refuses_a_role_that_makes_no_sense(values: dict[str, str]) -> None:
    user, cop = User.objects.create(email="a@b.fr"), Cop.objects.create(region="24", slug="cop", name="COP")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, cop=cop, **values)


def test_the_database_keeps_addresses_in_lower_case_once() -> None:
    User.objects.create(email="a@b.fr")
    for email in ("a@b.fr", "A@b.fr"):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create(email=email)


def test_the_space_says_what_one_may_do() -> None:
    for member, doing in ((animator(), "Choisir la clé de répartition"), (speaker(), "Proposer les chiffres de")):
        assert doing in browser_of(member).get("/mon-espace").content.decode()
    assert Client().get("/mon-espace").status_code == 302


def test_the_command_is_listed() -> None:
    assert "member" in COMMANDS


def test_a_relay_follows_départements_for_no_organisation() -> None:
    first = add_member("dora@exemple.fr", "24", "relais", "departement:45")
    add_member("dora@exemple.fr", "24", "relais", "departement:18")
    assert (first.words, first.organisation, first.territory) == ("relais départemental : Loiret", None, ("", ""))
    assert Membership.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=first.user, cop=first.cop, role="relais")
