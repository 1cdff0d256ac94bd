"""The follow-up tells how far each organisation is with its actions."""

from __future__ import annotations

import pytest

from copilote.cop.asking import Answer, asked_in, asked_named
from copilote.cop.following import Step, lines_of
from copilote.cop.members import add_member
from copilote.cop.models import Membership, Organisation
from copilote.cop.reminders import recipients
from copilote.diagnostic import asked
from copilote.diagnostic.asked import Sent
from copilote.diagnostic.models import Action, Origin, Standing
from copilote.diagnostic.writing import New, create_all, refuse, validate
from support_actions import AUTHOR, CARS, new, write
from support_cop import BLOIS, CVL, TOURS, animator, browser_of, speaker
from support_words import text_of

pytestmark = pytest.mark.django_db
KEY = "diagnostic.actions"


@pytest.fixture
def lead() -> Membership:
    return animator()


@pytest.fixture
def blois(lead: Membership) -> Organisation:
    own = add_member("vera@exemple.fr", "24", "validateur", BLOIS).organisation
    assert own is not None
    return own


def bare(page: object) -> str:
    return text_of(page).replace("\u00a0", " ").replace("\u202f", " ")


def answer(organisation: Organisation) -> Answer:
    [told] = asked_in(organisation.cop, asked_named(KEY), [organisation])
    return told.answer


def known(organisation: Organisation, title: str) -> Action:
    content = new(organisation, title, CARS).content
    [made] = create_all(
        organisation.cop, [New(organisation, content, Standing.KNOWN, Origin.FONDS_VERT, title)], AUTHOR, "essai"
    )
    return made


def test_one_has_answered_once_all_that_is_known_is_said_and_one_action_is_validated(
    lead: Membership, blois: Organisation
) -> None:
    first, second = known(blois, "Haies"), known(blois, "Isolation")
    assert (answer(blois).begun, answer(blois).told) == (False, "2\u00a0actions à confirmer, aucune validée")
    [draft] = write(blois.cop, new(blois, "Bornes", CARS, standing=Standing.DRAFT))
    assert (answer(blois).begun, answer(blois).answered) == (True, False)
    validate(lead, draft.pk)
    assert not answer(blois).answered, "what is known waits"
    refuse(lead, first.pk)
    refuse(lead, second.pk)
    assert (answer(blois).answered, answer(blois).validated) == (True, True)
    write(blois.cop, new(blois, "Navettes", CARS, standing=Standing.DRAFT))
    assert (answer(blois).answered, answer(blois).validated) == (True, False)
    assert dict(answer(blois).counts) == {
        "Actions connues": 2,
        "À confirmer": 0,
        "Brouillons": 1,
        "Validées": 1,
        "Pas à elle": 2,
    }


def test_what_is_sent_as_a_whole_takes_the_place_of_what_is_derived(
    blois: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = known(blois, "Haies")
    monkeypatch.setattr(asked, "sent_by", lambda *_given: {blois.pk: Sent(action.changed_at, note="envoyé hier")})
    told = answer(blois)
    assert (told.begun, told.answered, told.validated, told.note) == (True, True, False, "envoyé hier")


def test_the_cockpit_follows_the_diagnostic_and_reminds_who_has_not_answered(
    lead: Membership, blois: Organisation
) -> None:
    tom = speaker(TOURS, email="tom@exemple.fr")
    assert tom.organisation is not None
    write(blois.cop, new(blois, "Bornes", CARS))
    known(tom.organisation, "Haies")
    question = asked_named(KEY)
    lines = {line.number: line for line in lines_of(lead.cop, question)}
    assert lines[blois.pk].step == Step.VALIDATED
    assert lines[tom.organisation.pk].step == Step.INVITED
    assert {email for _line, email, _invited in recipients(lines.values())} == {"tom@exemple.fr"}
    browser = browser_of(lead)
    page = bare(browser.get(f"{CVL}/cop/suivi?question={KEY}"))
    assert "1 réponse sur 2 attendues" in page
    assert "Par taille" in page
    assert "De 50 000 à 150 000" in page
    assert "1 action à confirmer, aucune validée" in page
    kept = bare(browser.get(f"{CVL}/cop/suivi?question={KEY}&taille=4"))
    assert "Tours" in kept
    assert "Agglopolys" not in kept.split("La liste")[1]
    head = browser.get(f"{CVL}/cop/suivi.csv?question={KEY}").content.decode().splitlines()[0]
    assert "À confirmer" in head
    assert "Leviers" not in head
    assert "Leviers renseignés" in browser.get(f"{CVL}/cop/suivi.csv?question=sharing.proposals").content.decode()


def test_ones_space_says_how_far_one_is(blois: Organisation) -> None:
    known(blois, "Haies")
    vera = Membership.objects.get(organisation=blois)
    page = bare(browser_of(vera).get("/mon-espace"))
    assert "Ses actions : confirmer ce qui est connu" in page
