"""A file of actions is looked at, loaded whole or not at all, undone as a whole; sent twice it changes nothing."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from copilote.cop.members import add_member
from copilote.cop.models import Membership, SentList
from copilote.cop.versions import Author
from copilote.diagnostic.achieved.writing import note
from copilote.diagnostic.attached.writing import join
from copilote.diagnostic.content import Content
from copilote.diagnostic.models import Action, Origin, Standing
from copilote.diagnostic.remarks.writing import ask
from copilote.diagnostic.writing import New, change, create, create_all, refuse, validate
from copilote.planning.actions import Share
from support_cop import BLOIS, CVL, TOURS, animator, browser_of, reader, speaker
from support_words import text_of

pytestmark = pytest.mark.django_db
ACTIONS = f"{CVL}/cop/actions"
LIST = f"{ACTIONS}/liste"
HEAD = "Numéro;Titre;Levier;Statut;Quantité d’ici 2030;Unité;Fait partie de;Organisation\n"
PLAN = HEAD + (
    "1;Bornes de recharge;Électrification des véhicules;En cours;1 500;véhicules;;\n"
    ";Schéma de mobilité;;Décidée;;;;\n"
    "3;Aires de covoiturage;augm_covoit;Idée;;;Schéma de mobilité;\n"
)


@pytest.fixture
def bob() -> Membership:
    return speaker()


@pytest.fixture
def browser(bob: Membership) -> Client:
    return browser_of(bob)


def bare(response: HttpResponse) -> str:
    return text_of(response).replace("\u00a0", " ").replace("\u202f", " ")


def plan_of(text: str) -> str:
    from copilote.reference.simulator import load_levers

    label = next(lever.label for lever in load_levers("24") if lever.id == "augm_voitelec")
    return text.replace("Électrification des véhicules", label)


def sent(browser: Client, text: str | bytes, **fields: str) -> HttpResponse:
    """The page of what a file would do."""
    content = text if isinstance(text, bytes) else plan_of(text).encode()
    name = "plan.xlsx" if isinstance(text, bytes) else "plan.csv"
    answer = browser.post(LIST, {"fichier": SimpleUploadedFile(name, content), **fields})
    assert answer.status_code == 302, text_of(answer)
    return browser.get(answer["Location"])


def loaded(browser: Client, text: str | bytes, **fields: str) -> HttpResponse:
    page = sent(browser, text, **fields)
    seal = re.search(r'name="vu" value="(\w+)"', page.content.decode())
    assert seal, bare(page)
    return browser.post(page.request["PATH_INFO"], {"vu": seal[1]})


def undone(browser: Client) -> HttpResponse:
    number = SentList.objects.filter(kind="actions", loaded_at__isnull=False).latest("pk").pk
    return browser.post(f"{LIST}/annuler", {"liste": str(number)})


def test_a_file_is_looked_at_then_loaded_as_drafts(browser: Client, bob: Membership) -> None:
    page = bare(sent(browser, PLAN))
    assert "Cette liste ajouterait 3 actions" in page
    assert "levier manquant" in page, "a draft may lack its lever; it is told"
    assert not Action.objects.exists()
    assert loaded(browser, PLAN)["Location"] == ACTIONS
    rows = {action.title: action for action in Action.objects.all()}
    cars, scheme, areas = rows["Bornes de recharge"], rows["Schéma de mobilité"], rows["Aires de covoiturage"]
    assert {(row.standing, row.origin, row.organisation) for row in rows.values()} == {
        (Standing.DRAFT, Origin.FILE, bob.organisation)
    }
    assert (cars.quantity, cars.measured, cars.status) == (1.5, "augm_voitelec", "under_way")
    assert cars.kt == pytest.approx(3.207, abs=1e-3)
    assert areas.part_of == scheme
    assert scheme.part_of is None


def test_the_same_file_twice_changes_nothing_and_a_corrected_one_changes_what_it_says(browser: Client) -> None:
    loaded(browser, PLAN)
    again = sent(browser, PLAN)
    assert "Cette liste ne change rien" in bare(again)
    assert 'name="vu"' not in again.content.decode()
    corrected = PLAN.replace("Bornes de recharge", "Bornes rapides").replace("En cours", "Faite")
    page = bare(sent(browser, corrected))
    assert "ferait 1 changement" in page
    assert "Statut : en cours → faite" in page
    loaded(browser, corrected)
    assert Action.objects.count() == 3
    action = Action.objects.get(title="Bornes rapides")
    assert (action.status, action.version, action.quantity) == ("done", 2, 1.5)
    assert action.history.count() == 2


def test_another_plan_with_the_same_numbers_is_told_before_it_changes_anything(browser: Client) -> None:
    loaded(browser, PLAN)
    other = HEAD + "1;Isolation des écoles;;Décidée;;;;\n"
    assert "le numéro 1 est déjà celui de « Bornes de recharge »" in bare(sent(browser, other))


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("4;Métro;;presque;;;;", "Statut", "presque"),
        ("4;Métro;augm_voiture;Idée;;;;", "Levier", "inconnu"),
        ("4;Métro;augm_voitelec;Idée;beaucoup;;;", "Quantité d’ici 2030", "pas un nombre"),
        ("4;Métro;augm_voitelec;Idée;3;parsecs;;", "Unité", "véhicules"),
        ("1;Métro;;Idée;;;;", "Numéro", "déjà ligne 2"),
        ("4;;augm_covoit;Idée;;;;", "Titre", "titre manquant"),
        ("copilote-9;Métro;;Idée;;;;", "Numéro", "n’est pas une action de cette organisation"),
        (f"4;{'a' * 301};;Idée;;;;", "Titre", "300 caractères"),
    ],
)
def test_one_fault_and_nothing_is_loaded(browser: Client, line: str, column: str, words: str) -> None:
    page = sent(browser, PLAN + line + "\n")
    table = page.content.decode().split("erreurs", 1)[1]
    assert "à corriger : rien n’est chargé" in bare(page)
    assert column in table
    assert words in bare(page)
    assert 'name="vu"' not in page.content.decode()
    number = SentList.objects.get().pk
    assert browser.post(f"{LIST}/{number}", {"vu": "x"}).status_code == 400
    assert not Action.objects.exists()


def test_a_file_is_undone_as_a_whole(browser: Client, bob: Membership) -> None:
    first = create(bob, bob.organisation, Content(title="Haies", status="idea", partners="ADEME"))
    file = HEAD + f"copilote-{first.pk};Haies bocagères;augm_haies;Faite;;;;\n;Vélo;;Idée;;;copilote-{first.pk};\n"
    loaded(browser, file)
    first.refresh_from_db()
    assert (first.title, first.status, first.partners) == ("Haies bocagères", "done", "ADEME")
    assert Action.objects.get(title="Vélo").part_of == first
    assert undone(browser)["Location"] == ACTIONS
    first = Action.objects.get()
    assert (first.title, first.status, first.said["levers"], first.levers.count()) == ("Haies", "idea", [], 0)
    assert undone(browser).status_code == 400, "once"


def test_what_was_written_since_is_not_undone(browser: Client, bob: Membership) -> None:
    loaded(browser, PLAN)
    action = Action.objects.get(title="Bornes de recharge")
    change(bob, action.pk, Content(title="À nous", status="done"), 1)
    assert "ne peut plus être annulé" in bare(undone(browser))
    assert Action.objects.count() == 3


def test_what_was_refused_or_validated_is_not_taken_over(browser: Client, bob: Membership) -> None:
    loaded(browser, PLAN)
    bornes, areas = (Action.objects.get(title=title) for title in ("Bornes de recharge", "Aires de covoiturage"))
    refuse(bob, areas.pk)
    validate(add_member("vera@exemple.fr", "24", "validateur", BLOIS), bornes.pk)
    corrected = PLAN.replace("En cours", "Faite").replace("Idée", "Faite")
    page = bare(sent(browser, corrected))
    assert "ferait 1 changement" in page
    loaded(browser, corrected)
    assert Action.objects.get(pk=areas.pk).standing == Standing.REFUSED
    assert Action.objects.get(pk=bornes.pk).standing == Standing.DRAFT, "who does not sign asks for it again"


def test_a_file_is_loaded_as_it_was_seen(browser: Client, bob: Membership) -> None:
    page = sent(browser, PLAN)
    seal = re.search(r'name="vu" value="(\w+)"', page.content.decode())
    loaded(browser, PLAN)
    refused = browser.post(page.request["PATH_INFO"], {"vu": seal[1]})
    assert refused.status_code == 400
    assert Action.objects.count() == 3


def test_likely_duplicates_are_told_and_nothing_is_merged(browser: Client, bob: Membership) -> None:
    content = Content(title="Installation de bornes de recharge électrique", status="decided")
    known = [New(bob.organisation, content, Standing.KNOWN, Origin.FONDS_VERT, "1")]
    create_all(bob.cop, known, Author("source"), "connue")
    file = HEAD + ";Installation de bornes de recharge électriques;augm_voitelec;Décidée;;;;\n"
    assert "ressemble à « Installation de bornes" in bare(sent(browser, file))
    loaded(browser, file)
    assert Action.objects.count() == 2


def test_the_animation_chooses_an_organisation_or_says_it_row_by_row(bob: Membership) -> None:
    lead, tom = browser_of(animator()), speaker(TOURS, email="tom@exemple.fr")
    assert "de quelle organisation" in bare(sent(lead, PLAN))
    loaded(lead, PLAN, organisation=str(tom.organisation_id))
    assert {action.organisation for action in Action.objects.all()} == {tom.organisation}
    code = bob.organisation.territory.code
    loaded(lead, HEAD + f"1;Bornes;;Idée;;;;{code}\n1;Bornes;;Idée;;;;{tom.organisation}\n".replace("1;B", "9;B"))
    assert {row.organisation for row in Action.objects.filter(title="Bornes")} == {bob.organisation, tom.organisation}


def test_a_member_loads_for_its_own_organisation_alone(browser: Client, bob: Membership) -> None:
    tom = speaker(TOURS, email="tom@exemple.fr")
    loaded(browser, PLAN, organisation=str(tom.organisation_id))
    assert {action.organisation for action in Action.objects.all()} == {bob.organisation}
    number = SentList.objects.latest("pk").pk
    other = browser_of(tom)
    assert "plan.csv" not in bare(other.get(LIST))
    assert other.get(f"{LIST}/{number}").status_code == 404
    assert other.post(f"{LIST}/annuler", {"liste": str(number)}).status_code == 404
    theirs = create(tom, tom.organisation, Content(title="Métro", status="idea"))
    page = sent(browser, HEAD + f"copilote-{theirs.pk};À nous;;Idée;;;;\n")
    assert "n’est pas une action de cette organisation" in bare(page)
    assert browser_of(reader()).get(LIST).status_code == 403


def test_the_list_goes_out_and_comes_back_without_loss(browser: Client, bob: Membership) -> None:
    thirds = (Share("augm_covoit", 1 / 3), Share("augm_voitelec", 1 / 3), Share("augm_haies", 1 / 3))
    tenths = (
        *(Share(each, 0.33) for each in ("augm_covoit", "augm_haies", "reduc_rfioul")),
        Share("reduc_rconso", 0.01),
    )
    full = Content(
        title="Bornes",
        status="under_way",
        description="Sur =deux lignes\net plus",
        partners="ADEME",
        start=date(2025, 3, 1),
        end=date(2028, 12, 31),
        amount_eur=250_000.5,
        funders="Région : 12 %",
        quantity=1.2345,
        measured="augm_voitelec",
        obstacle="Le raccordement",
        obstacle_level="regional",
        obstacle_lifted_by="Un guichet",
        link="https://exemple.fr/a",
        seen="public",
        levers=thirds,
        places=(("commune", "41018"), ("departement", "41")),
    )
    first = create(bob, bob.organisation, full)
    part = Content(title="Covoiturage", status="idea", kt=0.123456789, kt_method="Étude", part_of_id=first.pk)
    create(bob, bob.organisation, part)
    create(bob, bob.organisation, Content(title="Plan", status="done", levers=tenths, kt=2.0, kt_method="x"))
    loaded(browser, PLAN)
    before = list(Action.objects.order_by("pk").values())
    content = browser.get(f"{ACTIONS}/tableau.xlsx").content
    page = sent(browser, content)
    assert "Cette liste ne change rien" in bare(page), bare(page)
    assert list(Action.objects.order_by("pk").values()) == before
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = next(row for row in book["Actions"].iter_rows(min_row=2, values_only=True) if row[1] == "Bornes")
    assert cells[12:14] == (1234.5, "véhicules")


def test_the_template_is_given_with_its_lists(browser: Client) -> None:
    answer = browser.get(f"{ACTIONS}/modele.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    headings = [cell.value for cell in book["Actions"][1]]
    assert {"Titre", "Levier 1", "Statut", "Partenaires", "Obstacle", "Qui la voit"} <= set(headings)
    assert book["Actions"].data_validations.dataValidation
    assert "aucune ligne" in bare(browser.post(LIST, {"fichier": SimpleUploadedFile("m.xlsx", answer.content)}))


def test_the_public_files_of_a_pcaet_are_read_for_the_territory_that_carries_them(
    browser: Client, bob: Membership
) -> None:
    code = bob.organisation.territory.code
    headers = f"Id;Nom;SIREN collectivites_coporteuses;Collectivités porteuses\n7;Plan;{code};CA\n9;Autre;243700754;M\n"
    programme = [
        {"id": 7, "typesDemarche": [], "actions": [{"intitule": "Planter des haies"}, {"intitule": "Bus"}]},
        {"id": 9, "typesDemarche": [], "actions": [{"intitule": "Tramway"}]},
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.writestr("Demarches_PCAET_V2_entete.csv", headers)
        zipped.writestr("Demarches_PCAET_Programme_Actions_V2.json", json.dumps(programme))
    files = packed.getvalue()
    loaded(browser, files)
    rows = Action.objects.all()
    assert {row.title for row in rows} == {"Planter des haies", "Bus"}
    assert {(row.origin, row.standing) for row in rows} == {(Origin.PCAET, Standing.DRAFT)}
    assert "Cette liste ne change rien" in bare(sent(browser, files))
    lead = browser_of(animator())
    refused = lead.post(LIST, {"fichier": SimpleUploadedFile("p.zip", files)})
    assert "Choisissez le territoire" in bare(refused)
    loaded(lead, HEAD.replace("Titre", "Titre de la fiche action") + "1;Vélo;;À venir;;;;" + code + "\n")
    assert Action.objects.get(title="Vélo").status == "decided"


def test_the_list_with_levers_of_territoires_en_transitions_is_read(browser: Client, bob: Membership) -> None:
    code = bob.organisation.territory.code
    head = "tet_id,nom,description,phase,phasestatut,siren_epci,leviers\n"
    own = f'12,Plan vélo,,Opération,En cours,{code},"{{""augm_covoit""}}"\n'
    loaded(browser, f"{head}{own}13,Ailleurs,,,,243700754,\n")
    action = Action.objects.get()
    assert (action.title, action.origin, action.said["levers"]) == ("Plan vélo", "tet", [["augm_covoit", 1.0]])


@pytest.mark.parametrize("what", ["remark", "achievement", "document"])
def test_what_was_said_of_an_action_is_not_lost_with_its_file(browser: Client, bob: Membership, what: str) -> None:
    loaded(browser, PLAN)
    action = Action.objects.get(title="Bornes de recharge")
    if what == "remark":
        ask(animator(), action, "Combien ?")
    elif what == "document":
        join(bob, action, "plan.pdf", b"%PDF-1.7")
    else:
        note(bob, action, date(2025, 12, 31), 0.35)
    assert "seraient perdus" in bare(undone(browser))
    assert Action.objects.count() == 3


def test_a_wrong_lever_is_told_without_identifiers(browser: Client) -> None:
    page = sent(browser, "Titre;Levier\nAires de covoiturage;Covoiturages\nAires de covoiturage bis;\n")
    assert "Covoiturage" in bare(page)
    assert "augm_" not in page.content.decode()


def test_the_animation_chooses_whose_file_it_is_in_a_list_of_the_site(bob: Membership) -> None:
    assert '<select name="organisation" class="fr-select"' in browser_of(animator()).get(LIST).content.decode()


def test_sums_that_hold_drafts_say_so_beside_them(browser: Client) -> None:
    assert "Brouillons compris" not in bare(browser.get(ACTIONS))
    loaded(browser, PLAN)
    assert "Brouillons compris" in bare(browser.get(ACTIONS))
