"""A survey: made by the animation, answered by organisations, sent by who signs, counted; nothing unseen is lost."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from copilote.cop.members import add_member
from copilote.cop.models import Membership
from copilote.diagnostic.models import Survey, SurveyAnswer, SurveyQuestion
from support_cop import BLOIS, CVL, TOURS, animator, browser_of, reader, speaker
from support_words import text_of

pytestmark = pytest.mark.django_db
SURVEY = f"{CVL}/cop/questions"
ASKED = (
    {"texte": "Avez-vous un plan vélo voté ?", "reponse": "yes-no", "levier0": "augm_covoit"},
    {"texte": "Combien de véhicules électriques avez-vous ?", "reponse": "number", "unite": "véhicules"},
    {"texte": "Votre premier frein ?", "reponse": "choice", "choix": "L’argent\nLes agents\nLe foncier"},
    {"texte": "Que demandez-vous à la région ?", "reponse": "text"},
)


@pytest.fixture
def lead() -> Client:
    browser = browser_of(animator())
    for question in ASKED:
        answer = browser.post(f"{SURVEY}/preparer/ajouter", question)
        assert answer.status_code == 302, bare(answer)
    return browser


@pytest.fixture
def numbers(lead: Client) -> list[int]:
    lead.post(f"{SURVEY}/preparer", {"geste": "ouvrir", "introduction": "Avant le 15 mars."})
    return list(SurveyQuestion.objects.order_by("pk").values_list("pk", flat=True))


def bare(response: HttpResponse) -> str:
    return text_of(response).replace("\u00a0", " ").replace("\u202f", " ")


def signer(territory: str = BLOIS, email: str = "vera@exemple.fr") -> Membership:
    return add_member(email, "24", "validateur", territory)


def answered(browser: Client, numbers: list[int], *values: str) -> HttpResponse:
    """What is told once answers are typed in the page as it is."""
    page = browser.get(SURVEY).content.decode()
    seen = dict(re.findall(r'name="(v\d+)" value="(\d+)"', page))
    typed = {f"q{number}": value for number, value in zip(numbers, values, strict=False)}
    return browser.post(f"{SURVEY}/repondre", seen | typed)


def test_nobody_answers_before_it_is_opened(lead: Client) -> None:
    bob = browser_of(speaker())
    assert "aucune question" in bare(bob.get(SURVEY))
    assert bob.post(f"{SURVEY}/repondre", {"q1": "Oui"}).status_code == 400
    assert "Répondre" not in bare(bob.get(f"{CVL}/cop/actions"))
    assert "Enquête en préparation : 4 questions" in bare(lead.get(SURVEY))
    for page in (f"{SURVEY}/reponses", f"{SURVEY}/reponses.csv"):
        assert "plan vélo" not in bob.get(page).content.decode(), "questions that are still written"
    assert "plan vélo" in lead.get(f"{SURVEY}/reponses").content.decode()


def test_an_organisation_answers_then_who_signs_sends(numbers: list[int], lead: Client) -> None:
    bob, vera = browser_of(speaker()), browser_of(signer())
    assert "4 questions" in bare(bob.get(f"{CVL}/cop/actions")), "beside its actions"
    page = bare(bob.get(SURVEY))
    assert "Avant le 15 mars." in page
    assert answered(bob, numbers, "oui", "1 250", "Les agents", "Un guichet <b>").status_code == 302
    assert "Un guichet <b>" in bare(vera.get(SURVEY)).replace("&lt;", "<").replace("&gt;", ">"), "the same draft"
    assert "<b>" not in vera.get(SURVEY).content.decode().split("Un guichet", 1)[1][:20], "escaped"
    results = bare(lead.get(f"{SURVEY}/reponses"))
    assert "0 organisation a répondu" in results
    assert "Un guichet" not in results, "a draft is its organisation's"
    assert bob.post(f"{SURVEY}/envoyer").status_code == 403
    assert vera.post(f"{SURVEY}/envoyer").status_code == 302
    results = bare(lead.get(f"{SURVEY}/reponses"))
    assert "1 organisation a répondu" in results
    assert "1 250 véhicules en tout" in results
    assert "« Les agents » vient en tête" in results
    assert answered(bob, numbers, "non").status_code == 302
    assert "« oui » vient en tête (1)" in bare(lead.get(f"{SURVEY}/reponses")), "what was sent stands until it is again"
    assert "Changée depuis l’envoi" in bare(bob.get(SURVEY))
    vera.post(f"{SURVEY}/envoyer")
    assert "« non » vient en tête (1)" in bare(lead.get(f"{SURVEY}/reponses"))


def test_what_a_colleague_wrote_meanwhile_is_shown_and_not_overwritten(numbers: list[int]) -> None:
    bob, lou = browser_of(speaker()), browser_of(speaker(email="lou@exemple.fr"))
    typed = {f"v{number}": "0" for number in numbers}
    lou.post(f"{SURVEY}/repondre", typed | {f"q{numbers[3]}": "De l’argent"})
    late = bob.post(f"{SURVEY}/repondre", typed | {f"q{numbers[3]}": "Du temps", f"q{numbers[0]}": "oui"})
    assert late.status_code == 409
    assert "Entre-temps, un collègue a enregistré « De l’argent »" in bare(late)
    assert "Du temps" in bare(late), "what was typed stays in its field"
    assert dict(SurveyAnswer.objects.values_list("question", "value")) == {
        numbers[3]: "De l’argent",
        numbers[0]: "oui",
    }
    seen = dict(re.findall(r'name="(v\d+)" value="(\d+)"', late.content.decode()))
    again = bob.post(f"{SURVEY}/repondre", seen | {f"q{numbers[3]}": "Du temps", f"q{numbers[0]}": "oui"})
    assert again.status_code == 302
    assert SurveyAnswer.objects.get(question=numbers[3]).value == "Du temps"
    assert SurveyAnswer.objects.get(question=numbers[3]).history.count() == 2


def test_a_question_changed_after_answers_is_a_new_one_beside_the_old(numbers: list[int], lead: Client) -> None:
    bob, vera = browser_of(speaker()), browser_of(signer())
    answered(bob, numbers, "oui", "12")
    vera.post(f"{SURVEY}/envoyer")
    changed = ASKED[1] | {"texte": "Combien de voitures électriques ?"}
    lead.post(f"{SURVEY}/preparer/{numbers[1]}", changed)
    lead.post(f"{SURVEY}/preparer/{numbers[3]}", ASKED[3] | {"texte": "Et à l’État ?"})
    assert SurveyQuestion.objects.get(pk=numbers[3]).text == "Et à l’État ?", "nobody answered: in its place"
    old = SurveyQuestion.objects.get(pk=numbers[1])
    new = SurveyQuestion.objects.get(replaces=old)
    assert (old.in_force, new.version, new.answers.count(), old.answers.count()) == (False, 2, 0, 1)
    assert "Vous aviez répondu « 12 »" in bare(bob.get(SURVEY))
    results = bare(lead.get(f"{SURVEY}/reponses"))
    before = results.split("Questions d’avant", 1)[1]
    assert "Combien de véhicules électriques avez-vous ?" in before
    late = bob.post(f"{SURVEY}/repondre", {f"q{numbers[1]}": "14", f"v{numbers[1]}": "1"}, follow=True)
    assert "Vous aviez écrit : « 14 »" in bare(late), "what was typed to the old one is given back"
    lead.post(f"{SURVEY}/preparer/{numbers[0]}/retirer", {"geste": "retirer"})
    assert "plan vélo" not in bare(bob.get(SURVEY))
    lead.post(f"{SURVEY}/preparer/{numbers[0]}/retirer", {"geste": "remettre"})
    assert "plan vélo" in bare(bob.get(SURVEY))
    lead.post(f"{SURVEY}/preparer/{numbers[1]}/retirer", {"geste": "remettre"})
    assert not SurveyQuestion.objects.get(pk=numbers[1]).in_force, "another version took its place"


def test_answers_that_make_no_sense_are_refused_and_kept_on_screen(numbers: list[int]) -> None:
    bob = browser_of(speaker())
    answer = answered(bob, numbers, "peut-être", "beaucoup")
    assert answer.status_code == 400
    assert "n’est pas un nombre" in bare(answer)
    assert 'value="beaucoup"' in answer.content.decode()
    assert not SurveyAnswer.objects.exists()
    assert answered(bob, numbers, "oui", "-3").status_code == 400


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"texte": ""}, "obligatoire"),
        ({"reponse": "choice", "choix": "Un seul"}, "deux à 12 choix"),
        ({"reponse": "number"}, "Dites l’unité"),
        ({"levier0": "augm_voiture"}, "valide"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(lead: Client, change: dict[str, str], words: str) -> None:
    answer = lead.post(f"{SURVEY}/preparer/ajouter", ASKED[3] | change)
    assert answer.status_code == 400
    assert words in bare(answer)
    assert SurveyQuestion.objects.count() == 4


def test_a_closed_survey_is_read_and_answered_no_more(numbers: list[int], lead: Client) -> None:
    bob = browser_of(speaker())
    answered(bob, numbers, "oui")
    lead.post(f"{SURVEY}/preparer", {"geste": "fermer", "introduction": "x"})
    assert bob.post(f"{SURVEY}/repondre", {f"q{numbers[0]}": "non", f"v{numbers[0]}": "1"}).status_code == 400
    assert SurveyAnswer.objects.get().value == "oui"
    assert "Enquête fermée" in bare(bob.get(SURVEY))
    lead.post(f"{SURVEY}/preparer", {"geste": "ouvrir", "introduction": "x"})
    assert Survey.objects.get().is_open
    assert bob.get(SURVEY).content.decode().count("q" + str(numbers[0]))


def test_the_results_go_out_and_their_queries_do_not_grow(numbers: list[int], lead: Client) -> None:
    bob, vera = browser_of(speaker()), browser_of(signer())
    answered(bob, numbers, "oui", "12", "Les agents", "=CMD()")
    vera.post(f"{SURVEY}/envoyer")
    with CaptureQueriesContext(
        connection,
    ) as few:
        lead.get(f"{SURVEY}/reponses")
    tom, tess = browser_of(speaker(TOURS, email="tom@exemple.fr")), browser_of(signer(TOURS, "tess@exemple.fr"))
    answered(tom, numbers, "non", "8", "L’argent", "Rien")
    tess.post(f"{SURVEY}/envoyer")
    with CaptureQueriesContext(connection) as many:
        page = bare(lead.get(f"{SURVEY}/reponses"))
    assert len(many) == len(few)
    assert "2 organisations ont répondu" in page
    assert "20 véhicules en tout, de 8 à 12 ; une réponse sur deux est sous 10 véhicules" in page
    book = openpyxl.load_workbook(io.BytesIO(lead.get(f"{SURVEY}/reponses.xlsx").content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value == "=CMD()"} == {"s"}
    assert "'=CMD()" in lead.get(f"{SURVEY}/reponses.csv").content.decode()
    rita = browser_of(reader())
    assert "2 organisations ont répondu" in bare(rita.get(f"{SURVEY}/reponses"))
    assert "Enregistrer le brouillon" not in bare(rita.get(SURVEY))


def test_answers_that_come_level_are_said_so(numbers: list[int], lead: Client) -> None:
    for territory, email, told in ((BLOIS, "vera@exemple.fr", "oui"), (TOURS, "tess@exemple.fr", "non")):
        browser = browser_of(signer(territory, email))
        answered(browser, numbers, told)
        browser.post(f"{SURVEY}/envoyer")
    results = bare(lead.get(f"{SURVEY}/reponses"))
    assert "à égalité : « oui » et « non » (1 chacun)" in results
    assert "vient en tête" not in results
    titles = re.findall(r'id="titre-question-\d+"[^>]*>([^<]+)<', lead.get(f"{SURVEY}/reponses").content.decode())
    assert [title.replace("\u00a0", " ") for title in titles] == [ASKED[0]["texte"]], (
        "each table is named by its own question"
    )
