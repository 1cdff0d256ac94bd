"""What is of a COP stays in it: who leads another one sees, changes and counts nothing of it, whatever is sent."""

from __future__ import annotations

import pytest

from copilote.cop.models import Membership
from copilote.cop.permissions import Rights
from copilote.diagnostic.content import Content
from copilote.diagnostic.models import Action, Seen, Standing, SurveyAnswer
from copilote.diagnostic.remarks.writing import asks
from copilote.diagnostic.seeing import seen_by, sees
from copilote.diagnostic.sums import Audience, audience_of, sums_of, visible
from copilote.diagnostic.survey import writing as survey
from copilote.diagnostic.twice.deciding import Read, decide, go_back
from copilote.diagnostic.twice.models import DuplicateDecision, Verdict
from copilote.diagnostic.twice.reading import decisions_for, pairs_for
from copilote.diagnostic.workbench.cells import save
from copilote.diagnostic.workbench.publishing import publish, send
from copilote.diagnostic.writing import NotYoursError, create, held
from copilote.reference.errors import InputError
from copilote.reference.simulator import load_levers
from support_actions import CARS, new, organisation, write
from support_cop import BLOIS, TOURS, animator, speaker

pytestmark = pytest.mark.django_db
QUESTION = {"theme": "", "text": "Un plan vélo ?", "help": "", "kind": "text", "unit": "", "choices": [], "levers": []}


@pytest.fixture
def lead() -> Membership:
    return animator()


@pytest.fixture
def bea(lead: Membership) -> Membership:
    return animator("53", "bea@exemple.fr")


@pytest.fixture
def two(lead: Membership) -> list[Action]:
    own = organisation(BLOIS, "vera@exemple.fr")
    return write(own.cop, *(new(own, "Bornes de recharge sur les parkings", CARS, kt=4.0) for _rank in range(2)))


def test_its_actions_are_not_seen_nor_asked_about_nor_counted(
    lead: Membership, bea: Membership, two: list[Action]
) -> None:
    assert seen_by(lead).count() == 2
    assert not seen_by(bea).exists()
    assert not sees(bea, two[0])
    assert not asks(bea, two[0])
    assert audience_of(Rights(lead.user, (lead,)), bea.cop) is Audience.PUBLIC
    hidden = {"standing": Standing.DRAFT, "seen": Seen.ANIMATORS.value}
    write(lead.cop, new(two[0].organisation, "À écrire", CARS, **hidden))
    assert [sums_of(lead.cop, each, load_levers("24")).drafts for each in (Audience.COP, Audience.ANIMATORS)] == [0, 1]
    assert visible(lead.cop, Audience.PUBLIC).count() == 2, "a draft is not counted"
    assert not visible(bea.cop, Audience.ANIMATORS).exists()


def test_its_actions_and_workbenches_are_not_written(bea: Membership, two: list[Action]) -> None:
    own = two[0].organisation
    with pytest.raises(NotYoursError):
        held(bea, two[0].pk)
    with pytest.raises(NotYoursError):
        create(bea, own, Content(title="Prise"))
    with pytest.raises(NotYoursError):
        save(bea, own, [], proposes=False)
    with pytest.raises(NotYoursError):
        send(bea, own)
    with pytest.raises(NotYoursError):
        publish(bea, own, "")


def test_its_duplicates_are_not_decided_of(lead: Membership, bea: Membership, two: list[Action]) -> None:
    read = [Read(two[0].pk, two[1].pk)]
    assert pairs_for(lead).exists()
    assert not pairs_for(bea).exists()
    with pytest.raises(NotYoursError):
        decide(bea, read, Verdict.SAME, None, "")
    decide(lead, read, Verdict.SAME, None, "Le même projet")
    row = DuplicateDecision.objects.get()
    assert decisions_for(lead).get() == row
    assert not decisions_for(bea).exists()
    assert not decisions_for(speaker(TOURS, email="tom@exemple.fr")).exists(), "nor by another organisation"
    with pytest.raises(InputError, match="ne tient plus"):
        go_back(bea, row.pk)


def test_its_survey_is_not_changed_nor_answered(lead: Membership, bea: Membership) -> None:
    question = survey.add_question(lead, QUESTION)
    with pytest.raises(InputError, match="n’est plus posée"):
        survey.change_question(bea, question.pk, QUESTION | {"text": "Prise"})
    survey.remove_question(bea, question.pk)
    question.refresh_from_db()
    assert question.in_force
    theirs = speaker("epci:243500139", "53", "yann@exemple.fr")
    survey.add_question(bea, QUESTION)
    survey.say_survey(bea, "", opened=True)
    survey.save_answers(theirs, {question.pk: survey.Typed("Oui", None, 0)})
    assert not SurveyAnswer.objects.exists()
    survey.remove_question(lead, question.pk)
    survey.put_back(bea, question.pk)
    question.refresh_from_db()
    assert not question.in_force
