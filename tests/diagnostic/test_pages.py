"""Members read and write the actions of their organisation in the browser; the animation, those of all."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from copilote.cop.cops import set_stage
from copilote.cop.members import add_member
from copilote.cop.models import Membership
from copilote.cop.versions import Author
from copilote.diagnostic.content import Content
from copilote.diagnostic.models import Action, Origin, Standing
from copilote.diagnostic.twice.finding import look
from copilote.diagnostic.writing import New, change, create, create_all, validate
from copilote.exchange.actions.reading import read_actions
from copilote.planning.actions import Share
from support_cop import BLOIS, CVL, TOURS, animator, browser_of, reader, speaker
from support_words import text_of

pytestmark = pytest.mark.django_db
ACTIONS = f"{CVL}/cop/actions"
CARS = "augm_voitelec"
TYPED = {
    "titre": "Bornes de recharge pour voitures électriques",
    "statut": "decided",
    "levier1": CARS,
    "quantite": "1 500",
    "unite": f"{CARS}|1",
    "visible": "cop",
}


@pytest.fixture
def bob() -> Membership:
    return speaker()


@pytest.fixture
def browser(bob: Membership) -> Client:
    return browser_of(bob)


def bare(response: HttpResponse) -> str:
    return text_of(response).replace("\u00a0", " ").replace("\u202f", " ")


def known(member: Membership, *titles: str) -> list[Action]:
    rows = [
        New(
            member.organisation,
            Content(title=title, status="under_way", levers=(Share(CARS),)),
            Standing.KNOWN,
            Origin.FONDS_VERT,
            title,
        )
        for title in titles
    ]
    return create_all(member.cop, rows, Author("source publique"), "Fonds vert")


def test_an_empty_list_says_what_will_be_there_and_how_to_start(browser: Client) -> None:
    page = bare(browser.get(ACTIONS))
    assert "aucune action pour l’instant" in page
    assert "Commencez par « Ajouter une action »" in page


def test_an_action_is_written_in_the_unit_of_its_territory(browser: Client, bob: Membership) -> None:
    assert browser.get(f"{ACTIONS}/ajouter").status_code == 200
    response = browser.post(f"{ACTIONS}/ajouter", TYPED)
    action = Action.objects.get()
    assert response["Location"] == f"{ACTIONS}/{action.pk}"
    assert (action.quantity, action.measured, action.standing) == (1.5, CARS, Standing.DRAFT)
    assert action.kt == pytest.approx(3.207, abs=1e-3)
    page = bare(browser.get(response["Location"]))
    assert "1 500 véhicules" in page
    assert "3,21 ktCO2e" in page
    assert "territoire : " in page, "its history says by which role"
    assert "1 500 véhicules" in bare(browser.get(ACTIONS))


def test_levers_are_proposed_from_the_title_and_never_chosen_alone(browser: Client) -> None:
    response = browser.post(f"{ACTIONS}/ajouter", {"titre": TYPED["titre"], "proposer": "oui"})
    assert response.status_code == 200
    assert "Ce titre évoque" in bare(response)
    assert f'name="ajouter-levier" value="{CARS}"' in response.content.decode()
    assert "Rien n’est enregistré" not in bare(response), "nothing is wrong yet"
    assert not re.search(rf'value="{CARS}" selected', response.content.decode())
    taken = browser.post(f"{ACTIONS}/ajouter", {"titre": TYPED["titre"], "ajouter-levier": CARS})
    assert re.search(rf'value="{CARS}" selected', taken.content.decode())
    assert "véhicules" in bare(taken), "the unit of the lever is offered"
    assert not Action.objects.exists()
    found = browser.get(f"{ACTIONS}/leviers.json?titre={TYPED['titre']}").json()["levers"]
    assert found[0]["id"] == CARS
    assert len(found) <= 3


def test_what_a_quantity_avoids_is_shown_before_it_is_kept(browser: Client) -> None:
    page = bare(browser.post(f"{ACTIONS}/ajouter", TYPED | {"convertir": "oui"}))
    assert "= 3,21 ktCO2e évitées par an" in page
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"titre": ""}, "Donnez un titre"),
        ({"statut": ""}, "Dites où en est l’action"),
        ({"quantite": "-3"}, "Pas moins de 0"),
        ({"quantite": "beaucoup"}, "n’est pas un nombre"),
        ({"unite": "kt"}, "Dites d’où vient ce chiffre"),
        ({"levier2": CARS}, "déjà choisi"),
        ({"levier2": "augm_covoit", "part1": "30", "part2": "30"}, "il faut 100 %"),
        ({"levier2": "augm_covoit", "part1": "30"}, "la part de chaque levier"),
        ({"lien": "pas une adresse"}, "Écrivez une adresse"),
        ({"debut": "demain"}, "Écrivez un jour"),
        ({"territoires": "Atlantide"}, "Atlantide"),
        ({"territoires": "departement:35"}, "n’est pas dans la région"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(browser: Client, fields: dict[str, str], words: str) -> None:
    response = browser.post(f"{ACTIONS}/ajouter", TYPED | fields)
    assert response.status_code == 400
    assert words in bare(response)
    for value in (TYPED | fields).values():
        assert not value or value in response.content.decode(), "what was typed is kept"
    assert not Action.objects.exists()


def test_what_looks_like_a_slip_is_asked_and_kept_as_typed(browser: Client) -> None:
    slip = TYPED | {"quantite": "1500000"}
    response = browser.post(f"{ACTIONS}/ajouter", slip)
    assert "À vérifier avant d’enregistrer" in bare(response)
    assert not Action.objects.exists()
    seal = re.search(r'name="certain" value="(\w+)"', response.content.decode())
    other = browser.post(f"{ACTIONS}/ajouter", slip | {"certain": "abc"})
    assert "À vérifier" in bare(other), "only what was asked is confirmed"
    assert browser.post(f"{ACTIONS}/ajouter", slip | {"certain": seal[1]}).status_code == 302
    assert Action.objects.get().quantity == 1500.0


def test_a_draft_of_a_similar_title_is_offered_again(browser: Client) -> None:
    browser.post(f"{ACTIONS}/ajouter", TYPED)
    again = TYPED | {"titre": "Des bornes de recharge pour les voitures électriques"}
    response = browser.post(f"{ACTIONS}/ajouter", again)
    number = Action.objects.get().pk
    assert f'href="{ACTIONS}/{number}/modifier"' in response.content.decode()
    assert browser.post(f"{ACTIONS}/ajouter", again | {"autre": "oui"}).status_code == 302
    assert Action.objects.count() == 2


def test_the_form_gives_back_what_it_was_given(browser: Client) -> None:
    full = TYPED | {
        "levier2": "augm_covoit",
        "part1": "60",
        "part2": "40",
        "debut": "2026-03-01",
        "fin": "2028-12-31",
        "budget": "250 000",
        "obstacle": "Le raccordement.",
        "niveau": "regional",
        "leve": "Un guichet unique.",
        "partenaires": "ADEME",
        "territoires": "commune:41018",
        "lien": "https://exemple.fr/plan",
        "visible": "public",
    }
    browser.post(f"{ACTIONS}/ajouter", full)
    number = Action.objects.get().pk
    edit = browser.get(f"{ACTIONS}/{number}/modifier")
    body = edit.content.decode()
    sent = {}
    for name in full:
        found = re.search(
            rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"|<input[^>]*value="([^"]*)"[^>]*name="{name}"', body
        )
        chosen = re.search(rf'<select[^>]*name="{name}".*?value="([^"]*)" selected', body, re.DOTALL)
        area = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\s*(.*?)</textarea>', body, re.DOTALL)
        sent[name] = next((each for match in (found, chosen, area) if match for each in match.groups() if each), "")
    assert all(sent.values()), sent
    assert browser.post(f"{ACTIONS}/{number}/modifier", sent | {"vu": "1"}).status_code == 302
    newest, oldest = Action.objects.get().history.all()
    assert newest.said == oldest.said
    for name in ("quantity", "kt", "start", "end", "amount_eur", "obstacle", "seen", "link", "partners"):
        assert getattr(newest, name) == getattr(oldest, name), name


def test_of_two_colleagues_the_second_sees_both_values_and_merges(browser: Client, bob: Membership) -> None:
    browser.post(f"{ACTIONS}/ajouter", TYPED)
    number = Action.objects.get().pk
    vera = browser_of(add_member("vera@exemple.fr", "24", "validateur", BLOIS))
    vera.post(f"{ACTIONS}/{number}/modifier", TYPED | {"statut": "done", "partenaires": "ADEME", "vu": "1"})
    response = browser.post(f"{ACTIONS}/{number}/modifier", TYPED | {"statut": "under_way", "vu": "1"})
    assert response.status_code == 409
    page, body = bare(response), response.content.decode()
    assert "Statut décidée faite en cours" in page
    assert "Partenaires rien ADEME pas touché : sa valeur est reprise" in page
    assert re.search(r'name="vu" value="2"', body)
    assert 'value="ADEME"' in body, "what one had not touched is the colleague's"
    assert Action.objects.get().status == "done", "nothing is overwritten"
    merged = TYPED | {"statut": "under_way", "partenaires": "ADEME", "vu": "2"}
    assert browser.post(f"{ACTIONS}/{number}/modifier", merged).status_code == 302
    action = Action.objects.get()
    assert (action.status, action.partners) == ("under_way", "ADEME")
    assert "faite → en cours" in bare(browser.get(f"{ACTIONS}/{number}"))


def test_known_actions_come_first_and_are_answered_in_one_click(browser: Client, bob: Membership) -> None:
    first, second, third = known(bob, "Haies", "Isolation", "Pistes cyclables")
    page = bare(browser.get(ACTIONS))
    assert "À confirmer : 3 actions déjà connues" in page
    assert "Fonds vert" in page
    assert (
        browser.post(f"{ACTIONS}/{first.pk}/dire", {"geste": "confirmer", "vu": "1", "suite": "liste"})["Location"]
        == ACTIONS
    )
    browser.post(f"{ACTIONS}/{second.pk}/dire", {"geste": "pas-a-nous", "vu": "1"})
    browser.post(f"{ACTIONS}/{third.pk}/modifier", TYPED | {"vu": "1"})
    standings = dict(Action.objects.values_list("pk", "standing"))
    assert standings == {first.pk: "draft", second.pk: "refused", third.pk: "draft"}
    assert Action.objects.get(pk=third.pk).title == TYPED["titre"], "completed and confirmed at once"
    browser.get(ACTIONS)  # its notices name them
    assert "Isolation" not in bare(browser.get(ACTIONS))
    assert "Isolation" in bare(browser.get(f"{ACTIONS}?etat=refused"))
    browser.post(f"{ACTIONS}/{second.pk}/dire", {"geste": "reprendre"})
    assert Action.objects.get(pk=second.pk).standing == "known"
    assert browser.post(f"{ACTIONS}/{second.pk}/dire", {"geste": "rien"}).status_code == 400


def test_who_signs_validates_on_the_page(browser: Client) -> None:
    browser.post(f"{ACTIONS}/ajouter", TYPED)
    number = Action.objects.get().pk
    assert "Valider" not in bare(browser.get(f"{ACTIONS}/{number}"))
    assert browser.post(f"{ACTIONS}/{number}/valider").status_code == 403
    vera = browser_of(add_member("vera@exemple.fr", "24", "validateur", BLOIS))
    assert "Valider" in bare(vera.get(f"{ACTIONS}/{number}"))
    assert vera.post(f"{ACTIONS}/{number}/valider", {"vu": "1"}).status_code == 302
    assert Action.objects.get().standing == "validated"


def test_one_sees_the_actions_of_ones_own_organisation_alone(browser: Client, bob: Membership) -> None:
    tom = speaker(TOURS, email="tom@exemple.fr")
    theirs = create(tom, tom.organisation, Content(title="Métro de Tours", status="idea"))
    assert "Métro" not in bare(browser.get(ACTIONS))
    assert "Métro" not in bare(browser.get(f"{ACTIONS}?organisation={tom.organisation_id}"))
    assert "Métro" not in browser.get(f"{ACTIONS}.csv").content.decode()
    for end in ("", "/modifier"):
        assert browser.get(f"{ACTIONS}/{theirs.pk}{end}").status_code == 403
    for end, fields in (("dire", {"geste": "pas-a-nous"}), ("modifier", TYPED | {"vu": "1"})):
        assert browser.post(f"{ACTIONS}/{theirs.pk}/{end}", fields).status_code == 403
    elsewhere = animator("53", "bea@exemple.fr")
    assert browser_of(elsewhere).get(f"/regions/bretagne/cop/actions/{theirs.pk}").status_code == 404
    assert "Métro" not in bare(browser_of(reader()).get(ACTIONS)), "who reads sees what is validated"
    assert browser_of(reader()).get(f"{ACTIONS}/{theirs.pk}").status_code == 403
    assert Action.objects.get().title == "Métro de Tours"
    browser.post(f"{ACTIONS}/ajouter?organisation={tom.organisation_id}", TYPED)
    assert Action.objects.get(title=TYPED["titre"]).organisation == bob.organisation


def test_who_speaks_for_two_organisations_opens_the_actions_of_both(bob: Membership) -> None:
    other = speaker(TOURS)
    assert other.user == bob.user
    browser = browser_of(bob)
    for member in (bob, other):
        action = create(member, member.organisation, Content(title="Vélo", status="idea"))
        assert browser.get(f"{ACTIONS}/{action.pk}/modifier").status_code == 200


def test_the_animation_sees_all_and_filters(bob: Membership) -> None:
    tom = speaker(TOURS, email="tom@exemple.fr")
    create(bob, bob.organisation, Content(title="Bornes", status="done", levers=(Share(CARS),)))
    create(tom, tom.organisation, Content(title="Covoiturage", status="idea", levers=(Share("augm_covoit"),)))
    lead = browser_of(animator())
    page = bare(lead.get(ACTIONS))
    assert "Bornes" in page
    assert "Covoiturage" in page
    for query, only in (
        (f"organisation={bob.organisation_id}", "Bornes"),
        (f"levier={CARS}", "Bornes"),
        ("statut=done", "Bornes"),
        ("q=born", "Bornes"),
    ):
        table = lead.get(f"{ACTIONS}?{query}").content.decode().split("<table")[1]
        assert only in table
        assert f"{ACTIONS}/{Action.objects.get(title='Covoiturage').pk}" not in table, query
    assert "Aucune action ne répond" in bare(lead.get(f"{ACTIONS}?etat=validated"))
    assert "Pour quelle organisation" in bare(lead.get(f"{ACTIONS}/ajouter"))
    lead.post(f"{ACTIONS}/ajouter?organisation={tom.organisation_id}", TYPED)
    assert Action.objects.get(title=TYPED["titre"]).organisation == tom.organisation


def test_an_action_is_stopped_with_a_reason_and_taken_up_again(browser: Client, bob: Membership) -> None:
    browser.post(f"{ACTIONS}/ajouter", TYPED)
    number = Action.objects.get().pk
    page = f"{ACTIONS}/{number}"
    validate(animator(), number)
    assert "Arrêter cette action" in bare(browser.get(page))
    assert browser.post(f"{page}/arreter", {"pourquoi": "  "}).status_code == 400
    assert browser.post(f"{page}/arreter", {"pourquoi": "Faute de moyens", "vu": "1"}).status_code == 400, "it changed"
    seen = str(Action.objects.get().version)
    assert browser.post(f"{page}/arreter", {"pourquoi": "Faute de moyens", "vu": seen}).status_code == 302
    action = Action.objects.get()
    assert (action.status, action.standing, action.why) == ("stopped", "draft", "Faute de moyens"), "to be signed again"
    told = bare(browser.get(page))
    assert "Faute de moyens" in told
    assert "Arrêter cette action" not in told
    assert browser.post(f"{page}/arreter", {"pourquoi": "Encore"}).status_code == 400
    browser.post(f"{page}/modifier", TYPED | {"statut": "under_way", "vu": str(action.version)})
    assert Action.objects.get().status == "under_way"


def test_what_looks_like_a_slip_is_told_wherever_it_is_read_and_nothing_is_changed(
    browser: Client, bob: Membership
) -> None:
    content = Content(title="Bornes", status="done", levers=(Share(CARS),), quantity=1500.0, measured=CARS)
    action = create(bob, bob.organisation, content)
    told = bare(browser.get(f"{ACTIONS}/{action.pk}"))
    assert "À vérifier ; compté tel quel" in told
    assert "Est-ce la bonne unité" in told
    for client in (browser, browser_of(animator())):
        assert "à vérifier : un chiffre ou une date étonne" in bare(client.get(ACTIONS))
    assert Action.objects.get().quantity == 1500.0
    change(bob, action.pk, Content(title="Bornes", status="done", levers=(Share(CARS),)), 1)
    assert "à vérifier" not in bare(browser.get(ACTIONS))


def test_a_closed_cop_is_read_and_not_written(browser: Client, bob: Membership) -> None:
    browser.post(f"{ACTIONS}/ajouter", TYPED)
    set_stage(bob.cop.slug, "close")
    number = Action.objects.get().pk
    assert "Modifier" not in bare(browser.get(f"{ACTIONS}/{number}"))
    assert "Ajouter une action" not in bare(browser.get(ACTIONS))
    assert browser.post(f"{ACTIONS}/{number}/dire", {"geste": "pas-a-nous"}).status_code == 403


def test_no_page_asks_more_of_the_base_as_actions_grow(bob: Membership) -> None:
    lead, browser = browser_of(animator()), browser_of(bob)

    def queries() -> list[int]:
        counts = []
        for client, address in ((lead, ACTIONS), (browser, ACTIONS), (browser, f"{ACTIONS}.csv")):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.append(len(asked))
        return counts

    known(bob, "a")
    for count in (1, 1):
        create(bob, bob.organisation, Content(title=f"Début {count}", status="done", levers=(Share(CARS),)))
    queries()
    before = queries()
    known(bob, *(f"connue {rank}" for rank in range(30)))
    content = [Content(title=f"Action {rank}", status="done", levers=(Share(CARS),)) for rank in range(120)]
    create_all(bob.cop, [New(bob.organisation, each) for each in content], Author("essai"), "essai")
    look(lambda: False)
    assert queries() == before


def test_the_file_goes_back_in(browser: Client, bob: Membership) -> None:
    browser.post(f"{ACTIONS}/ajouter", TYPED | {"levier2": "augm_covoit", "part1": "60", "part2": "40"})
    for ending in ("xlsx", "ods", "csv"):
        response = browser.get(f"{ACTIONS}.{ending}")
        assert response.status_code == 200
        assert "Access-Control-Allow-Origin" not in response
        reading = read_actions((f"actions.{ending}", response.content), "24")
        (action,) = reading.actions
        assert action.title == TYPED["titre"]
        assert action.kt == pytest.approx(Action.objects.get().kt, rel=1e-3)
        assert [share.part for share in action.levers] == pytest.approx([0.6, 0.4])


def test_a_validated_action_that_a_colleague_changes_says_so_in_its_history(browser: Client, bob: Membership) -> None:
    action = create(bob, bob.organisation, Content(title="Vélo", status="idea"))
    lead = animator()
    validate(lead, action.pk)
    change(bob, action.pk, Content(title="Vélo", status="decided"), 2, "voté au conseil")
    page = bare(browser.get(f"{ACTIONS}/{action.pk}"))
    assert "voté au conseil" in page
    assert "Statut : idée → décidée" in page
    assert "État : validée → brouillon" in page


def test_one_s_space_and_the_page_of_the_organisation_lead_to_the_actions(browser: Client, bob: Membership) -> None:
    known(bob, "Haies", "Isolation")
    space = browser.get("/mon-espace")
    assert "2 actions à confirmer" in bare(space)
    assert f'href="{ACTIONS}"' in space.content.decode()
    page = f"{CVL}/cop/organisations/{bob.organisation_id}"
    assert "Nos actions" in bare(browser.get(page))
    led = browser_of(animator()).get(page)
    assert f'href="{ACTIONS}?organisation={bob.organisation_id}"' in led.content.decode()
    assert (
        "actions"
        not in bare(browser_of(speaker(TOURS, email="tom@exemple.fr")).get(page)).lower().split("personnes")[0]
    )


def test_the_rail_shows_actions_on_their_own_pages_only(browser: Client) -> None:
    rail = browser.get(ACTIONS).content.decode().split('class="site-nav rail"')[1].split("</nav>")[0]
    assert f'href="{CVL}/diagnostic" aria-current="true"' in rail
    assert f'href="{ACTIONS}" aria-current="page"' in rail
    assert ACTIONS not in Client().get(f"{CVL}/cop").content.decode()
