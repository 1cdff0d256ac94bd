"""An organisation merges into another: what both said of themselves is kept, what was said twice counts once."""

from __future__ import annotations

import pytest

from copilote.diagnostic.content import Content
from copilote.diagnostic.merging import follow
from copilote.diagnostic.models import Action, Origin, Standing, Survey, SurveyAnswer, SurveyQuestion
from copilote.diagnostic.survey.writing import follow as follow_answers
from copilote.diagnostic.workbench import publishing
from copilote.diagnostic.workbench.cells import Typed, added_in, bench_of, save
from copilote.diagnostic.workbench.cells import follow as follow_cells
from copilote.diagnostic.workbench.models import Columns
from copilote.diagnostic.writing import New, create_all
from support_actions import AUTHOR, CARS, organisation
from support_cop import BLOIS, CVL, TOURS, animator, browser_of
from support_words import text_of

pytestmark = pytest.mark.django_db


def bare(response: object) -> str:
    return text_of(response).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("number", ["n:1", f"n:{'9' * 117}"])
def test_rows_of_two_plans_with_the_same_number_are_both_kept(number: str) -> None:
    lead = animator()
    old, new = organisation(TOURS, "t@exemple.fr"), organisation(BLOIS, "b@exemple.fr")
    plans = [
        New(old, Content(title="Métro", status="done"), Standing.VALIDATED, Origin.FILE, number),
        New(new, Content(title="Haies", status="done"), Standing.VALIDATED, Origin.FILE, number),
    ]
    create_all(lead.cop, plans, AUTHOR, "essai")
    follow(old, new, lead)
    kept = Action.objects.filter(organisation=new, standing=Standing.VALIDATED)
    assert set(kept.values_list("title", flat=True)) == {"Métro", "Haies"}


def test_a_project_known_of_both_counts_once() -> None:
    lead = animator()
    old, new = organisation(TOURS, "t@exemple.fr"), organisation(BLOIS, "b@exemple.fr")
    same = [
        New(each, Content(title="Piscine", status="done"), Standing.VALIDATED, Origin.FONDS_VERT, "FV-1")
        for each in (old, new)
    ]
    create_all(lead.cop, same, AUTHOR, "essai")
    follow(old, new, lead)
    assert Action.objects.filter(standing=Standing.VALIDATED).count() == 1


def test_an_answer_left_empty_gives_way_to_one_that_was_sent() -> None:
    lead = animator()
    old, new = organisation(TOURS, "t@exemple.fr"), organisation(BLOIS, "b@exemple.fr")
    Survey.objects.create(cop=lead.cop)
    first, second = (SurveyQuestion.objects.create(cop=lead.cop, text=text, kind="text") for text in ("Un ?", "Deux ?"))
    for question, told in ((first, ""), (second, "le nôtre")):
        SurveyAnswer.objects.create(organisation=new, question=question, value=told)
        SurveyAnswer.objects.create(organisation=old, question=question, value="le leur", sent_value="le leur")
    follow_answers(old, new)
    kept = SurveyAnswer.objects.filter(organisation=new).order_by("question")
    assert list(kept.values_list("value", flat=True)) == ["le leur", "le nôtre"]


def test_two_cells_that_a_merger_adds_up_are_asked_about_until_a_person_says() -> None:
    lead = animator()
    old, new = organisation(TOURS, "t@exemple.fr"), organisation(BLOIS, "b@exemple.fr")
    for each, text in ((old, "200"), (new, "300")):
        save(lead, each, [Typed(CARS, column, text) for column in ("decided", "proposal")], proposes=True)
    save(lead, old, [Typed(CARS, "done", "40")], proposes=False)
    assert added_in(bench_of(new)) == ()
    follow_cells(old, new)
    bench = bench_of(new)
    (asked,) = added_in(bench)
    line = bench.line(CARS)
    assert line
    assert (asked.column, asked.own, asked.other) == ("decided", line.read("300"), line.read("200"))
    page = bare(browser_of(lead).get(f"{CVL}/cop/actions/tableau?organisation={new.pk}"))
    assert "la fusion a ajouté" in page
    assert "la fusion a ajouté" in bare(
        browser_of(lead).get(f"{CVL}/cop/actions/tableau/publier?organisation={new.pk}")
    )
    assert line.text_of(bench.at(line, Columns.DECIDED).value) == "500"
    publishing.publish(lead, new, publishing.plan(new).seal)
    assert added_in(bench_of(new)) == (), "who publishes has read it"
    follow_cells(old, new)
    now = bench_of(new).cells[CARS, Columns.DECIDED].version
    save(lead, new, [Typed(CARS, "decided", "300", now)], proposes=False)
    assert added_in(bench_of(new)) == ()
