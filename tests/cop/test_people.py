"""People of a COP: their role changes, goes to another, ends; who has several chooses in whose name they act."""

from __future__ import annotations

import pytest
from django.test import Client

from copilote.cop.invitations import accept
from copilote.cop.journal import journal_of
from copilote.cop.members import add_member
from copilote.cop.models import Invitation, Membership, Organisation, Role, User
from copilote.cop.people import take_away
from copilote.reference.errors import InputError
from copilote.sharing.models import LeverKeyChoice
from support_cop import BLOIS, CHOICE, CVL, KEYS, TOURS, animator, browser_of, speaker
from support_words import text_of

PEOPLE = f"{CVL}/cop/personnes"


def test_people_are_listed_by_organisation_and_filtered() -> None:
    browser = browser_of(animator())
    speaker(BLOIS)
    add_member("tom@exemple.fr", "24", "validateur", TOURS, "Tom Grand")
    page = text_of(browser.get(PEOPLE))
    assert "3 personnes" in page
    for query, seen, unseen in (("role=validateur", "Tom Grand", "Bob Petit"), ("q=blois", "Bob Petit", "Tom Grand")):
        page = text_of(browser.get(f"{PEOPLE}?{query}"))
        assert seen in page, query
        assert unseen not in page, query
    assert "Personne ne répond" in text_of(browser.get(f"{PEOPLE}?q=zzz"))


def test_a_role_is_changed_by_who_leads() -> None:
    browser, member = browser_of(animator()), speaker(BLOIS)
    answer = browser.post(f"{PEOPLE}/{member.pk}", {"acte": "role", "role": "validateur"})
    assert answer.status_code == 302
    member.refresh_from_db()
    assert member.role == "validateur"
    assert member.history.first().history_change_reason == "changé par : animation de la COP"
    assert browser.post(f"{PEOPLE}/{member.pk}", {"acte": "role", "role": "animateur"}).status_code == 400
    theirs = animator("53", "bea@exemple.fr")
    assert browser.get(f"{PEOPLE}/{theirs.pk}").status_code == 404


def test_a_person_is_replaced_when_the_other_accepts() -> None:
    browser, member = browser_of(animator()), speaker(BLOIS)
    typed = {"acte": "remplacer", "email": "eva@exemple.fr", "nom": "Eva"}
    assert browser.post(f"{PEOPLE}/{member.pk}", typed).status_code == 302
    assert Membership.objects.filter(pk=member.pk).exists(), "not before"
    made = Invitation.objects.get()
    assert (made.role, made.organisation) == (member.role, member.organisation)
    accept(made.pk, "Eva")
    assert {row.user.email for row in Membership.objects.filter(organisation=member.organisation)} == {"eva@exemple.fr"}
    assert not User.objects.filter(email="bob@exemple.fr").exists(), "it was their last role"


def test_the_last_to_lead_is_replaced_but_does_not_leave() -> None:
    lead = animator()
    browser = browser_of(lead)
    page = text_of(browser.get(f"{PEOPLE}/{lead.pk}"))
    assert "Cette personne anime seule la COP" in page
    for fields in ({"acte": "retirer"}, {"acte": "role", "role": "lecteur"}):
        answer = browser.post(f"{PEOPLE}/{lead.pk}", fields)
        assert answer.status_code == 400
        assert "n’aurait plus personne pour l’animer" in text_of(answer)
    assert "invitez d’abord quelqu’un à l’animer" in text_of(browser.get(f"/mon-espace/quitter/{lead.pk}"))
    assert browser.post(f"/mon-espace/quitter/{lead.pk}").status_code == 400
    lead.refresh_from_db()
    assert lead.role == "animateur"
    browser.post(f"{PEOPLE}/{lead.pk}", {"acte": "remplacer", "email": "eva@exemple.fr"})
    accept(Invitation.objects.get().pk, "Eva")
    assert [row.user.email for row in Membership.objects.filter(role="animateur")] == ["eva@exemple.fr"]


def test_an_inactive_person_does_not_count_as_leading() -> None:
    lead = animator()
    other = add_member("max@exemple.fr", "24", "animateur")
    other.user.is_active = False
    other.user.save()
    with pytest.raises(InputError, match="n’aurait plus personne"):
        take_away(lead, "essai")


def test_what_was_decided_stays_without_the_name_when_its_author_leaves() -> None:
    lead = animator()
    add_member("max@exemple.fr", "24", "animateur")
    browser = browser_of(lead)
    browser.post(f"{KEYS}/choisir?levier=augm_voitelec", CHOICE | {"etape": "enregistrer"})
    page = text_of(browser.get(f"/mon-espace/quitter/{lead.pk}"))
    assert "votre compte sera fermé" in page
    answer = browser.post(f"/mon-espace/quitter/{lead.pk}")
    assert answer.headers["Location"] == "/"
    assert not User.objects.filter(email="anne@exemple.fr").exists()
    choice = LeverKeyChoice.objects.get()
    assert (choice.author, choice.in_force) == (None, True)
    assert journal_of(lead.cop)[0].author == "animation de la COP"
    assert browser.get("/mon-espace").status_code == 302, "signed out"


def test_nobody_leaves_for_another() -> None:
    browser, other = browser_of(animator()), speaker(BLOIS)
    assert browser.get(f"/mon-espace/quitter/{other.pk}").status_code == 404
    assert browser.post(f"/mon-espace/quitter/{other.pk}").status_code == 404
    assert browser.post("/mon-espace/titre", {"role": str(other.pk)}).status_code == 404
    assert Membership.objects.filter(pk=other.pk).exists()


def test_who_administers_keeps_the_account_without_a_role() -> None:
    lead = animator()
    add_member("max@exemple.fr", "24", "animateur")
    lead.user.is_administrator = True
    lead.user.save()
    assert take_away(lead, "essai") is False
    assert User.objects.filter(email="anne@exemple.fr").exists()


@pytest.fixture
def two() -> tuple[Client, Membership, Membership]:
    """A person who signs for two organisations of a COP."""
    first = add_member("vera@exemple.fr", "24", "validateur", BLOIS, "Vera")
    second = add_member("vera@exemple.fr", "24", "validateur", TOURS)
    return browser_of(first), first, second


def test_who_has_several_roles_chooses_one_which_is_always_shown(two: tuple[Client, Membership, Membership]) -> None:
    browser, first, second = two
    assert "À quel titre ?" in browser.get(CVL).content.decode()
    answer = browser.post("/mon-espace/titre", {"role": str(second.pk), "suite": f"{CVL}/cop"})
    assert answer.headers["Location"] == f"{CVL}/cop"
    for page in (CVL, "/mon-espace", f"{CVL}/cop/organisations"):
        shown = browser.get(page).content.decode()
        assert f"<summary>Validation : {second.organisation}</summary>" in shown, page
    browser.post("/mon-espace/titre", {"role": str(first.pk), "suite": "https://ailleurs.example/"})
    assert "<summary>Validation : CA de Blois" in browser.get(CVL).content.decode()


def test_the_role_that_was_chosen_acts(two: tuple[Client, Membership, Membership]) -> None:
    browser, _first, second = two
    typed = {"email": "eva@exemple.fr", "role": "lecteur", "organisation": str(second.organisation_id)}
    refused = browser.post(f"{CVL}/cop/invitations/inviter", typed)
    assert refused.status_code == 400
    assert "Vous pouvez le faire à plusieurs titres" in text_of(refused)
    assert not Invitation.objects.exists()
    browser.post("/mon-espace/titre", {"role": str(second.pk)})
    assert browser.post(f"{CVL}/cop/invitations/inviter", typed).status_code == 302
    assert Invitation.objects.get().created_role == second.signature


def test_a_role_that_was_chosen_and_taken_away_is_chosen_no_more(two: tuple[Client, Membership, Membership]) -> None:
    browser, first, second = two
    browser.post("/mon-espace/titre", {"role": str(second.pk)})
    take_away(second, "essai")
    shown = browser.get(CVL).content.decode()
    assert str(first.organisation) in shown.replace("&quot;", '"')
    assert Organisation.objects.count() == 2
    assert first.role == Role.VALIDATOR
