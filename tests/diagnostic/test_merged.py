"""An organisation merges into another: what both said of themselves is kept, what was said twice counts once."""

from __future__ import annotations

import pytest

from copilote.diagnostic.content import Content
from copilote.diagnostic.merging import follow
from copilote.diagnostic.models import Action, Origin, Standing, Survey, SurveyAnswer, SurveyQuestion
from copilote.diagnostic.survey.writing import follow as follow_answers
from copilote.diagnostic.writing import New, create_all
from support_actions import AUTHOR, organisation
from support_cop import BLOIS, TOURS, animator

pytestmark = pytest.mark.django_db


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
