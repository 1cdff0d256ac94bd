"""Priorities of adaptation: written by members of the département, validated by its relay, gathered for the region."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from copilote.adaptation.models import Priority
from copilote.adaptation.priorities import writing
from copilote.adaptation.priorities.models import Standing
from copilote.adaptation.priorities.seeing import own_departements, seen_by, sees, writes
from copilote.adaptation.priorities.writing import MeanwhileError, New, NotYoursError, change, create, validate
from copilote.cop.cops import drafted, saved
from copilote.cop.members import add_member
from copilote.cop.models import Cop, Membership, Organisation, OrganisationKind, Role
from copilote.reference.errors import InputError
from support_cop import BLOIS, CVL, animator, browser_of, reader, speaker
from support_priorities import relay, said, write_all
from support_words import text_of

pytestmark = pytest.mark.django_db
PAGE = f"{CVL}/cop/priorites"
ORLEANS = "epci:244500468"


def bare(response: HttpResponse) -> str:
    return text_of(response).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def hugo() -> Membership:
    return relay()


@pytest.fixture
def browser(hugo: Membership) -> Client:
    return browser_of(hugo)


TYPED = {"effet": "heat", "intitule": "Rafraîchir les écoles", "porteur": "Département du Loiret"}


def test_an_effect_and_a_title_make_a_draft_that_the_relay_validates(browser: Client) -> None:
    form = bare(browser.get(f"{PAGE}/ajouter"))
    assert "Département" not in form.partition("À quel effet")[0].partition("Ajouter une priorité d’adaptation")[2]
    answer = browser.post(f"{PAGE}/ajouter", TYPED | {"budget": "1,2 M€", "fin": "2030-06-30", "niveau": "1"})
    row = Priority.objects.get()
    assert (answer.status_code, row.departement, row.standing, row.budget_eur) == (302, "45", "draft", 1_200_000)
    assert row.ends_on == date(2030, 6, 30)
    page = bare(browser.get(answer["Location"]))
    assert "Loiret : Rafraîchir les écoles" in page
    assert "30/06/2030 (d’ici 2030)" in page
    assert "relais départemental" in page
    browser.post(f"{PAGE}/{row.pk}/valider", {"vu": "1", "geste": "valider"})
    row.refresh_from_db()
    assert (row.standing, row.version) == ("validated", 2)
    browser.post(f"{PAGE}/{row.pk}/valider", {"vu": "2", "geste": "rouvrir"})
    row.refresh_from_db()
    assert row.standing == "draft"
    assert "validée" in bare(browser.get(f"{PAGE}/{row.pk}")).partition("Son histoire")[2]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"intitule": ""}, "Donnez un intitulé"),
        ({"effet": ""}, "Choisissez l’effet"),
        ({"effet": "tsunami"}, "Sélectionnez un choix valide"),
        ({"budget": "beaucoup"}, "n’est pas un montant"),
        ({"budget": "-5"}, "est négatif"),
        ({"fin": "demain"}, "Écrivez un jour"),
        ({"territoires": "Atlantide"}, "Atlantide"),
        ({"territoires": "35"}, "n’est pas dans la région"),
    ],
)
def test_what_makes_no_sense_is_told_and_what_was_typed_is_kept(
    browser: Client, typed: dict[str, str], told: str
) -> None:
    answer = browser.post(f"{PAGE}/ajouter", TYPED | {"description": "<b>À garder</b>"} | typed)
    assert answer.status_code == 400
    assert told in bare(answer)
    assert "&lt;b&gt;À garder&lt;/b&gt;" in answer.content.decode()
    assert not Priority.objects.exists()


def test_territories_are_written_by_their_names(hugo: Membership, browser: Client) -> None:
    browser.post(f"{PAGE}/ajouter", TYPED | {"territoires": "244500468 ; 45234"})
    assert Priority.objects.get().territories == "Orléans Métropole ; Orléans"


def test_a_colleague_s_change_is_shown_and_nothing_is_overwritten(hugo: Membership, browser: Client) -> None:
    row = create(hugo, "45", said(holder="DDT"))
    change(animator(), row.pk, said(holder="Préfecture", level="1"), 1)
    typed = TYPED | {"porteur": "Syndicat", "vu": "1"}
    answer = browser.post(f"{PAGE}/{row.pk}/modifier", typed)
    assert answer.status_code == 409
    page = bare(answer)
    assert "Quelqu’un a changé cette priorité" in page
    assert "Préfecture" in page
    row.refresh_from_db()
    assert row.holder == "Préfecture"
    form = answer.context["page"].form
    assert (form["porteur"].value(), form["niveau"].value(), form["vu"].value()) == ("Syndicat", "1", "2")
    assert browser.post(f"{PAGE}/{row.pk}/modifier", form.data).status_code == 302
    row.refresh_from_db()
    assert (row.holder, row.level, row.version) == ("Syndicat", "1", 3)
    with pytest.raises(MeanwhileError):
        validate(hugo, row.pk, 1)


def test_an_organisation_writes_its_drafts_alone_and_validates_none(hugo: Membership) -> None:
    nadia, bob = speaker(ORLEANS, email="nadia@exemple.fr"), speaker(BLOIS)
    row = create(nadia, "45", said())
    assert row.organisation == nadia.organisation
    with pytest.raises(NotYoursError):
        create(nadia, "41", said())
    other = create(hugo, "45", said("Digues"))
    for member, number in ((nadia, other.pk), (bob, row.pk)):
        with pytest.raises(NotYoursError):
            change(member, number, said("Autre"), 1)
    with pytest.raises(NotYoursError):
        validate(nadia, row.pk, 1)
    validate(hugo, row.pk, 1)
    with pytest.raises(NotYoursError):
        change(nadia, row.pk, said("Autre"), 2)
    answer = browser_of(nadia).get(f"{PAGE}/{row.pk}/modifier")
    assert answer.status_code == 403


def test_a_relay_writes_for_its_departement_alone(hugo: Membership) -> None:
    sonia = relay("41", "sonia@exemple.fr")
    row = create(hugo, "45", said())
    for act in (lambda: change(sonia, row.pk, said("Autre"), 1), lambda: validate(sonia, row.pk, 1)):
        with pytest.raises(NotYoursError):
            act()
    browser = browser_of(sonia)
    assert browser.get(f"{PAGE}/{row.pk}").status_code == 403
    assert browser.post(f"{PAGE}/{row.pk}/valider", {"vu": "1"}).status_code == 403
    validate(hugo, row.pk, 1)
    page = browser.get(f"{PAGE}/{row.pk}")
    assert page.status_code == 200
    assert "Son histoire" not in bare(page)


def test_drafts_are_seen_where_they_are_written(hugo: Membership) -> None:
    write_all(
        hugo.cop,
        New("45", said("Brouillon du Loiret")),
        New("45", said("Validée du Loiret"), standing=Standing.VALIDATED),
        New("41", said("Brouillon du Loir-et-Cher")),
    )
    wanted = {
        hugo: {"Brouillon du Loiret", "Validée du Loiret"},
        reader(): {"Validée du Loiret"},
        speaker(): {"Brouillon du Loir-et-Cher", "Validée du Loiret"},
        animator(): {"Brouillon du Loiret", "Validée du Loiret", "Brouillon du Loir-et-Cher"},
    }
    for member, titles in wanted.items():
        assert {row.title for row in seen_by(member)} == titles, member
        listed = bare(browser_of(member).get(PAGE))
        assert {row.title for row in Priority.objects.all() if row.title in listed} == titles


def test_an_organisation_of_no_departement_is_of_all() -> None:
    member = speaker()
    assert own_departements(member) == ("41",)
    ademe = Organisation.objects.create(cop=member.cop, name="ADEME", siren="385290309", kind=OrganisationKind.OPERATOR)
    member.organisation = ademe
    assert len(own_departements(member)) == 6
    assert own_departements(reader()) == ()


def test_a_priority_is_withdrawn_and_taken_back(hugo: Membership, browser: Client) -> None:
    row = create(hugo, "45", said())
    browser.post(f"{PAGE}/{row.pk}/retirer", {"vu": "1"})
    assert "aucune priorité" in bare(browser.get(PAGE))
    assert "Rafraîchir" in bare(browser.get(f"{PAGE}?etat=withdrawn"))
    browser.post(f"{PAGE}/{row.pk}/retirer", {"vu": "2", "geste": "reprendre"})
    row.refresh_from_db()
    assert (row.standing, row.version) == ("draft", 3)
    validate(hugo, row.pk, 3)
    with pytest.raises(InputError, match="validée"):
        writing.withdraw(hugo, row.pk, 4)


def test_those_of_the_region_are_gathered_by_effect_and_horizon(hugo: Membership, browser: Client) -> None:
    assert "seront réunies ici" in bare(browser.get(f"{PAGE}/region"))
    write_all(
        hugo.cop,
        New("45", said("Écoles", ends_on=date(2030, 12, 31), funding_state="missing"), standing=Standing.VALIDATED),
        New("41", said("Ehpad", ends_on=date(2031, 1, 1)), standing=Standing.VALIDATED),
        New("41", said("Digues", effect="flood"), standing=Standing.VALIDATED),
        New("45", said("Retirée", effect="clay"), standing=Standing.WITHDRAWN),
    )
    answer = browser.get(f"{PAGE}/region")
    table = answer.context["page"].matrix
    cells = [[getattr(cell, "value", cell) for cell in row] for row in table.rows]
    assert cells == [["Chaleur", 1, 1, None, None, 2], ["Inondations", None, None, None, 1, 1]]
    page = bare(answer)
    assert "3 priorités d’adaptation de 2 départements" in page
    assert "Rien encore : Cher, Eure-et-Loir, Indre, Indre-et-Loire." in page
    assert "Retirée" not in page
    assert "financement" in page


def test_obstacles_are_on_one_page_each_told_once(hugo: Membership, browser: Client) -> None:
    assert "Aucune priorité validée ne dit de frein national" in bare(browser.get(f"{PAGE}/freins"))
    rule = "Les aides changent chaque année."
    write_all(
        hugo.cop,
        New("45", said("Écoles", obstacles_national=rule), standing=Standing.VALIDATED),
        New("41", said("Ehpad", obstacles_national=rule.replace("Les", "les")), standing=Standing.VALIDATED),
        New("45", said("Puits", effect="drought", obstacles_regional="Pas de bureau d’études."), standing="validated"),
        New("45", said("Brouillon", obstacles_national="<script>Secret")),
    )
    answer = browser.get(f"{PAGE}/freins")
    page = bare(answer)
    assert "1 frein à lever au niveau national" in page
    assert page.lower().count(rule.lower()) == 1
    assert "Loir-et-Cher : Ehpad ; Loiret : Écoles" in page
    assert "Pas de bureau d’études." in page
    assert "1 brouillon dit aussi des freins" in page
    assert "Secret" not in page


def test_pages_ask_the_base_as_often_whatever_the_number(hugo: Membership, browser: Client) -> None:
    counts = []
    browser.get(PAGE)  # what is kept of the calendar, and of the tables
    for _turn in range(2):
        write_all(
            hugo.cop,
            *(
                New("45", said(f"P{rank}", obstacles_national=f"Frein {rank}"), standing="validated")
                for rank in range(30)
            ),
        )
        for address in (PAGE, f"{PAGE}/region", f"{PAGE}/freins", "/territoires/departement/45/climat"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert browser.get(address).status_code == 200
            counts.append(len(queries))
    assert counts[:4] == counts[4:]
    assert max(counts) < 20


def test_members_find_them_on_the_page_of_the_climate(hugo: Membership, client: Client) -> None:
    write_all(hugo.cop, New("45", said("Écoles fraîches")), New("41", said("Ailleurs")))
    for address in ("/territoires/departement/45/climat", f"/territoires/{ORLEANS.replace(':', '/')}/climat"):
        page = bare(browser_of(hugo).get(address))
        assert "Écoles fraîches" in page
        assert "Ailleurs" not in page
        assert "Écoles fraîches" not in bare(browser_of(reader(f"r{len(address)}@exemple.fr")).get(address))
        visitor = client.get(address)
        assert "Vos priorités" not in bare(visitor)
    assert "Ajouter une priorité" in bare(browser_of(hugo).get("/territoires/departement/45/climat"))
    assert "Ajouter une priorité" not in bare(browser_of(hugo).get("/territoires/departement/41/climat"))
    english = bare(browser_of(hugo).get("/en/territoires/departement/45/climat"))
    assert "Your priorities" in english


def test_they_are_in_one_s_space_and_on_the_rail(hugo: Membership, browser: Client) -> None:
    assert f'href="{PAGE}"' in browser.get("/mon-espace").content.decode()
    rail = [entry for stop in browser.get(PAGE).context["page"].rail for entry in stop.pages]
    assert [entry.current for entry in rail if entry.address == PAGE] == [True]


def test_what_an_organisation_proposed_follows_it(hugo: Membership) -> None:
    nadia, bob = speaker(ORLEANS, email="nadia@exemple.fr"), speaker(BLOIS)
    row = create(nadia, "45", said())
    writing.follow(nadia.organisation, bob.organisation)
    row.refresh_from_db()
    assert row.organisation == bob.organisation


def test_another_cop_s_priority_is_of_nobody_here(hugo: Membership) -> None:
    theirs = add_member("bea@exemple.fr", "53", "animateur")
    row = create(theirs, "35", said())
    lead = animator()
    assert browser_of(lead).get(f"{PAGE}/{row.pk}").status_code == 404
    with pytest.raises(NotYoursError):
        change(lead, row.pk, said("Prise"), 1)


def test_the_cop_of_a_departement_shares_no_priority_with_its_region_s(hugo: Membership) -> None:
    own = saved(drafted(Cop(region="24", name="COP du Loiret", departement="45", parent=hugo.cop)), "essai")
    lou = add_member("lou@exemple.fr", "24", "animateur", cop=own.slug)
    row = create(hugo, "45", said())
    validate(hugo, row.pk, 1)
    row.refresh_from_db()
    assert sees(hugo, row)
    assert not seen_by(lou).exists()
    assert not sees(lou, row)
    assert not writes(lou, row)


def test_who_only_reads_for_an_organisation_writes_none_of_its_drafts(hugo: Membership) -> None:
    nadia = speaker(ORLEANS, email="nadia@exemple.fr")
    row = create(nadia, "45", said())
    assert writes(nadia, row)
    nadia.role = Role.READER
    assert not writes(nadia, row)
