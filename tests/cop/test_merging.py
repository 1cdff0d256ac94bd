"""Two organisations become one: people, invitations and decisions follow; the old leads to the new."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from copilote.cop.identities import identify
from copilote.cop.journal import journal_of
from copilote.cop.lists import LineState
from copilote.cop.members import add_member
from copilote.cop.merging import merge
from copilote.cop.models import Invitation, Membership, Organisation, OrganisationMerge
from copilote.cop.organisation_list import plan
from copilote.cop.organisations import add_organisation, standing, tie_to_territories
from copilote.reference.errors import InputError
from copilote.sharing.models import TerritoryFigure
from copilote.territories.models import Territory
from factories import TerritoryFigureFactory
from support_cop import BLOIS, CVL, TOURS, animator, browser_of, speaker
from support_words import text_of


@pytest.fixture
def two() -> tuple[Membership, Organisation, Organisation]:
    """Who leads, the EPCI that merges, and the one that remains."""
    lead = animator()
    old = speaker(BLOIS).organisation
    new = add_member("tom@exemple.fr", "24", "lecteur", name="Tom Grand").cop.organisations.model(
        cop=lead.cop, kind="intercommunalite"
    )
    made = add_organisation(lead.cop, identify("intercommunalite", "", TOURS[5:], lead.cop.place), new, "essai")
    assert old is not None
    return lead, old, made


def test_an_epci_merges_on_the_first_of_january(two: tuple[Membership, Organisation, Organisation]) -> None:
    lead, old, new = two
    bob = Membership.objects.get(organisation=old)
    figure = TerritoryFigureFactory(cop=lead.cop, organisation=old, author=bob.user)
    waiting = Invitation.objects.create(cop=lead.cop, organisation=old, role="lecteur", email="eva@exemple.fr")
    browser = browser_of(lead)
    address = f"{CVL}/cop/organisations/{old.pk}"
    page = text_of(browser.get(f"{address}/fusionner"))
    for told in ("1 personne, avec son rôle", "1 invitation en attente", "1 décision"):
        assert told in page
    typed = {"dans": str(new.pk), "depuis": "2027-01-01", "raison": "Arrêté du 12 décembre."}
    assert browser.post(f"{address}/fusionner", typed).status_code == 302
    for row in (bob, figure, waiting):
        row.refresh_from_db()
    assert (bob.organisation, figure.organisation, waiting.organisation) == (new, new, new)
    assert bob.territory == ("epci", TOURS[5:]), "the right to answer follows"
    assert (figure.in_force, figure.author, figure.code) == (True, bob.user, "200030385"), "what was decided stays"
    assert bob.history.first().history_change_reason.startswith("fusionnée dans ")
    led = browser.get(address, follow=True)
    assert led.redirect_chain[-1][0].endswith(f"/{new.pk}")
    assert "est fusionnée dans" in text_of(led)
    assert "à compter du 01/01/2027 : Arrêté du 12 décembre." in text_of(led)
    entry = journal_of(lead.cop, "fusion")[0]
    assert (entry.subject, entry.decision) == (str(old), f"fusionnée dans {new} à compter du 01/01/2027")
    assert str(old) not in {row[0].value for row in browser.get(f"{CVL}/cop/organisations").context["page"].table.rows}


def test_who_is_in_both_keeps_the_stronger_role_once(two: tuple[Membership, Organisation, Organisation]) -> None:
    lead, old, new = two
    add_member("bob@exemple.fr", "24", "validateur", TOURS)
    add_member("lea@exemple.fr", "24", "validateur", BLOIS)
    add_member("lea@exemple.fr", "24", "contributeur", TOURS)
    merge(lead, old, new, "", None)
    roles = {row.user.email: row.role for row in Membership.objects.filter(organisation=new)}
    assert roles == {"bob@exemple.fr": "validateur", "lea@exemple.fr": "validateur"}
    assert not Membership.objects.filter(organisation=old).exists()


def test_who_waits_for_both_keeps_one_invitation(two: tuple[Membership, Organisation, Organisation]) -> None:
    lead, old, new = two
    for organisation in (old, new):
        Invitation.objects.create(cop=lead.cop, organisation=organisation, role="lecteur", email="eva@exemple.fr")
    merge(lead, old, new, "", None)
    assert Invitation.objects.waiting().get().organisation == new
    assert Invitation.objects.filter(organisation=new, revoked_at__isnull=False).count() == 1


def test_a_list_that_names_the_old_one_is_about_the_new(two: tuple[Membership, Organisation, Organisation]) -> None:
    lead, old, new = two
    merge(lead, old, new, "", None)
    line = plan(lead.cop, ("liste", "Organisation;Nature;SIREN ou code\nBlois;EPCI;200030385\n")).lines[0]
    assert (line.name, line.state) == (str(new), LineState.SAME)


def test_merges_follow_one_another(two: tuple[Membership, Organisation, Organisation]) -> None:
    lead, old, new = two
    place = Territory.of("departement", "41", "Loir-et-Cher")
    last = Organisation.objects.create(cop=lead.cop, kind="departement", name="Loir-et-Cher", territory=place)
    merge(lead, old, new, "", None)
    merge(lead, new, last, "", None)
    old.refresh_from_db()
    assert standing(old) == last
    with pytest.raises(InputError, match="déjà fusionnée"):
        merge(lead, old, last, "", None)
    with pytest.raises(InputError, match="avec elle-même"):
        merge(lead, last, new, "", None)


def test_nothing_is_written_of_a_merge_that_is_refused(two: tuple[Membership, Organisation, Organisation]) -> None:
    lead, old, new = two
    other = animator("53", "bea@exemple.fr")
    with pytest.raises(InputError, match="pas de cette COP"):
        merge(other, old, new, "", None)
    typed = {"dans": str(old.pk), "depuis": "3027-01-01"}
    answer = browser_of(lead).post(f"{CVL}/cop/organisations/{old.pk}/fusionner", typed)
    assert answer.status_code == 400
    assert "Donnez une année" in text_of(answer)
    assert not OrganisationMerge.objects.exists()
    assert not Organisation.objects.exclude(merged_into=None).exists()


def test_a_territory_that_is_closed_is_said(two: tuple[Membership, Organisation, Organisation]) -> None:
    lead, old, _new = two
    Territory.objects.filter(pk=old.territory_id).update(closed=True)
    assert "a-t-il fusionné ?" in text_of(browser_of(lead).get(f"{CVL}/cop/organisations/{old.pk}"))


def test_an_invitation_that_is_over_follows_too(two: tuple[Membership, Organisation, Organisation]) -> None:
    lead, old, new = two
    past = timezone.now() - timedelta(days=1)
    held = Invitation.objects.create(
        cop=lead.cop, organisation=old, role="lecteur", email="eva@exemple.fr", expires_at=past
    )
    merge(lead, old, new, "", None)
    held.refresh_from_db()
    assert held.organisation == new
    assert TerritoryFigure.objects.count() == 0


def test_what_an_epci_said_before_it_merged_is_kept_and_the_new_one_has_its_own_figures(
    two: tuple[Membership, Organisation, Organisation],
) -> None:
    lead, old, _other = two
    bob = Membership.objects.get(organisation=old)
    TerritoryFigureFactory(cop=lead.cop, organisation=old, author=bob.user)
    new = Organisation(kind="intercommunalite", name="Grand Val")
    new = add_organisation(lead.cop, identify("intercommunalite", "", "732829320", lead.cop.place), new, "essai")
    assert (new.territory, new.siren) == (None, "732829320"), "the list of the year has it not"
    merge(lead, old, new, "", None)
    space = text_of(browser_of(bob).get("/mon-espace"))
    assert "inconnue" in space
    assert "n’est pas dans la liste des intercommunalités de 2026" in space
    Territory.objects.create(level="epci", code="732829320", name="Grand Val")
    assert (tie_to_territories(), tie_to_territories()) == (1, 0)
    new.refresh_from_db()
    assert str(new.territory) == "Grand Val"
    space = text_of(browser_of(bob).get("/mon-espace"))
    assert "1 chiffre de" in space
    assert "à redire pour le nouveau territoire" in space


def test_the_journal_names_an_epci_that_no_list_has_any_more(
    two: tuple[Membership, Organisation, Organisation],
) -> None:
    lead, old, _new = two
    bob = Membership.objects.get(organisation=old)
    Territory.objects.create(level="epci", code="200000000", name="CC dissoute", closed=True)
    TerritoryFigureFactory(cop=lead.cop, organisation=old, author=bob.user, code="200000000")
    assert next(entry.subject for entry in journal_of(lead.cop, "chiffre")).startswith("CC dissoute, ")
