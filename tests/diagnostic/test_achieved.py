"""What an action has given, day after day: noted by its organisation, compared, never overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from copilote.cop.members import add_member
from copilote.cop.models import Membership
from copilote.diagnostic.achieved.models import Achievement
from copilote.diagnostic.achieved.writing import note, withdraw
from copilote.diagnostic.content import Content
from copilote.diagnostic.models import Action, Standing
from copilote.diagnostic.writing import NotYoursError, change, change_all, create, validate
from copilote.planning.actions import Share
from copilote.reference.errors import InputError
from support_actions import AUTHOR, CARS
from support_cop import BLOIS, CVL, TOURS, browser_of, reader, speaker
from support_words import text_of

pytestmark = pytest.mark.django_db
FUEL = "reduc_rfioul"


@pytest.fixture
def bob() -> Membership:
    return speaker()


@pytest.fixture
def action(bob: Membership) -> Action:
    assert bob.organisation
    cars = Content(title="Bornes", status="under_way", levers=(Share(CARS),), measured=CARS, quantity=1.2)
    return create(bob, bob.organisation, cars)


@pytest.fixture
def browser(bob: Membership) -> Client:
    return browser_of(bob)


def page_of(action: Action) -> str:
    return f"{CVL}/cop/actions/{action.pk}/realise"


def bare(response: object) -> str:
    return text_of(response).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_quantity_is_noted_in_the_unit_of_the_page_and_compared(browser: Client, action: Action) -> None:
    page = browser.get(page_of(action))
    assert "rien n’est encore noté" in bare(page)
    unit = page.context["page"].form.scale
    typed = {"jour": "2025-12-31", "quantite": f"{0.35 * unit.factor:.0f}", "precision": "bilan annuel"}
    assert browser.post(page_of(action), typed).status_code == 302
    row = Achievement.objects.get()
    assert row.quantity == pytest.approx(0.35)
    told = bare(browser.get(page_of(action)))
    assert "350 véhicules au 31/12/2025, 29 % de ce qui est prévu" in told
    assert "350 véhicules au 31/12/2025" in bare(browser.get(page_of(action).removesuffix("/realise")))


def test_noting_does_not_ask_for_the_validation_again(bob: Membership, action: Action) -> None:
    signer = add_member("val@exemple.fr", "24", "validateur", BLOIS)
    validate(signer, action.pk)
    note(bob, action, timezone.localdate(), 0.1)
    action.refresh_from_db()
    assert action.standing == "validated"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"jour": ""}, "Dites à quel jour"),
        ({"jour": "2018-01-01"}, "un jour passé, depuis 2019"),
        ({"jour": (timezone.localdate() + timedelta(days=2)).isoformat()}, "un jour passé"),
        ({"quantite": "beaucoup"}, "beaucoup"),
        ({"quantite": "-1"}, "Pas moins de"),
    ],
)
def test_what_makes_no_sense_is_said_and_what_was_typed_stays(
    browser: Client, action: Action, typed: dict[str, str], told: str
) -> None:
    answer = browser.post(page_of(action), {"jour": "2025-12-31", "quantite": "350", "precision": "bilan"} | typed)
    assert answer.status_code == 400
    assert told in bare(answer)
    assert 'value="bilan"' in answer.content.decode()
    assert not Achievement.objects.exists()


def test_one_line_a_day_and_a_wrong_one_is_withdrawn_and_stays(browser: Client, action: Action) -> None:
    typed = {"jour": "2025-12-31", "quantite": "350"}
    browser.post(page_of(action), typed)
    assert "déjà notée ce jour-là" in bare(browser.post(page_of(action), typed | {"quantite": "400"}))
    row = Achievement.objects.get()
    assert browser.post(f"{page_of(action)}/retirer", {"ligne": row.pk}).status_code == 302
    assert browser.post(f"{page_of(action)}/retirer", {"ligne": row.pk}).status_code == 400
    assert browser.post(page_of(action), typed | {"quantite": "400"}).status_code == 302
    page = bare(browser.get(page_of(action)))
    assert "retirée le" in page
    assert page.index("400 véhicules") < page.index("350 véhicules")
    with transaction.atomic(), pytest.raises(IntegrityError):
        Achievement.objects.create(action=action, on="2025-12-31", quantity=1)


def test_an_action_without_quantity_says_what_to_do_first(bob: Membership, browser: Client) -> None:
    assert bob.organisation
    idea = create(bob, bob.organisation, Content(title="Réflexion"))
    assert "Dites d’abord quelle quantité" in bare(browser.get(page_of(idea)))
    assert browser.post(page_of(idea), {"jour": "2025-12-31", "quantite": "3"}).status_code == 400
    with pytest.raises(InputError, match="quelle quantité"):
        note(bob, idea, timezone.localdate(), 1)


def test_nobody_else_notes(action: Action) -> None:
    other = speaker(email="tours@exemple.fr", territory=TOURS)
    assert browser_of(other).get(page_of(action)).status_code == 403
    with pytest.raises(NotYoursError):
        note(other, action, timezone.localdate(), 1)
    assert browser_of(reader()).get(page_of(action)).status_code == 403


def test_what_is_noted_in_a_unit_is_not_read_in_another(bob: Membership, action: Action) -> None:
    row = note(bob, action, timezone.localdate(), 0.35)
    homes = Content(title="Chaudières", status="under_way", levers=(Share(FUEL),), measured=FUEL, quantity=3.0)
    with pytest.raises(InputError, match="retirez d’abord ces lignes"):
        change(bob, action.pk, homes, 1)
    action.refresh_from_db()
    assert (action.title, action.version) == ("Bornes", 1)
    with pytest.raises(InputError, match="retirez d’abord ces lignes"):
        change_all(bob.cop, [(action, homes, Standing.DRAFT)], AUTHOR, "fichier")
    withdraw(bob, action, row.pk)
    action.refresh_from_db()
    assert change(bob, action.pk, homes, 1).measured == FUEL
