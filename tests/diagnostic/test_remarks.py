"""Those who follow the COP ask for precisions on the page of an action; its organisation answers there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from copilote.cop.members import add_member
from copilote.cop.models import Membership
from copilote.diagnostic.models import Action, Seen, Standing
from copilote.diagnostic.remarks.letters import ANSWERED, ASKED
from copilote.diagnostic.remarks.models import Remark
from copilote.diagnostic.remarks.writing import answer, ask, settle
from copilote.diagnostic.writing import NotYoursError
from copilote.outbox.daily import gather
from copilote.outbox.models import Message, State
from copilote.reference.errors import InputError
from support_actions import CARS, new, write
from support_cop import BLOIS, CVL, TOURS, animator, browser_of, reader, speaker
from support_words import text_of

pytestmark = pytest.mark.django_db
ACTIONS = f"{CVL}/cop/actions"


def bare(page: object) -> str:
    return text_of(page).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def lead() -> Membership:
    return animator()


@pytest.fixture
def bob(lead: Membership) -> Membership:
    return speaker()


@pytest.fixture
def relay(lead: Membership) -> Membership:
    return add_member("rene@exemple.fr", "24", "relais", "departement:41", "René Relais")


@pytest.fixture
def action(bob: Membership) -> Action:
    assert bob.organisation is not None
    [made] = write(bob.cop, new(bob.organisation, "Bornes de recharge", CARS, standing=Standing.DRAFT))
    return made


def test_a_request_is_answered_and_settled_and_all_of_it_stays(
    lead: Membership, bob: Membership, action: Action
) -> None:
    page = f"{ACTIONS}/{action.pk}"
    asking, answering = browser_of(lead), browser_of(bob)
    asking.post(f"{page}/precision", {"texte": "Combien de <b>bornes</b> ?"})
    row = Remark.objects.get()
    told = answering.get(page)
    assert "Demande de précision" in bare(told)
    assert "<b>bornes" not in told.content.decode()
    space = bare(answering.get("/mon-espace"))
    assert "1 précision demandée" in space
    assert "Bornes de recharge" in bare(answering.get(f"{ACTIONS}?precision=attente"))
    assert "précision demandée, sans réponse" in bare(asking.get(ACTIONS))
    answering.post(f"{page}/repondre", {"demande": row.pk, "texte": "Quarante."})
    assert "précision demandée" not in bare(answering.get("/mon-espace"))
    assert "répondue, à lire" in bare(asking.get(f"{ACTIONS}?precision=repondue"))
    asking.post(f"{page}/regler", {"demande": row.pk})
    told = bare(asking.get(page))
    assert "Quarante." in told
    assert "réglée le" in told
    assert asking.post(f"{page}/regler", {"demande": row.pk}).status_code == 400
    assert answering.post(f"{page}/repondre", {"demande": row.pk, "texte": "Encore."}).status_code == 400
    assert list(Remark.objects.order_by("pk").values_list("kind", "reason")) == [
        ("request", "Combien de <b>bornes</b> ?"),
        ("answer", "Quarante."),
    ]


def test_people_are_told_once_in_the_message_of_the_day_while_it_holds(
    lead: Membership, bob: Membership, action: Action
) -> None:
    assert ask(lead, action, "Combien ?") == 1
    assert ask(lead, action, "Depuis quand ?") == 1
    first, second = Message.objects.filter(kind=ASKED).order_by("pk")
    assert {first.email, second.email} == {bob.user.email}
    assert not first.urgent
    one, two = Remark.objects.order_by("pk")
    answer(bob, action, one.pk, "Quarante")
    told = Message.objects.get(kind=ANSWERED)
    assert told.email == lead.user.email
    settle(lead, action, one.pk)
    Message.objects.update(due=timezone.now() - timedelta(minutes=1))
    gather()
    states = {message.pk: message.state for message in Message.objects.exclude(kind="outbox.daily")}
    assert states[first.pk] == State.NOT_NEEDED, "answered meanwhile"
    assert states[told.pk] == State.NOT_NEEDED, "settled meanwhile"
    assert states[second.pk] == State.WAITING
    assert two.in_force


def test_a_relay_sees_and_asks_in_its_departement_and_writes_nothing(
    relay: Membership, bob: Membership, action: Action
) -> None:
    tom = speaker(TOURS, email="tom@exemple.fr")
    assert tom.organisation is not None
    assert bob.organisation is not None
    [elsewhere] = write(tom.cop, new(tom.organisation, "Métro de Tours"))
    [hidden] = write(bob.cop, new(bob.organisation, "Projet réservé", seen=Seen.ANIMATORS.value))
    browser = browser_of(relay)
    page = bare(browser.get(ACTIONS))
    assert "Bornes de recharge" in page
    assert "Métro" not in page
    assert "réservé" not in page
    assert "Ajouter une action" not in page
    assert "Métro" not in browser.get(f"{ACTIONS}.csv").content.decode()
    for other in (elsewhere, hidden):
        assert browser.get(f"{ACTIONS}/{other.pk}").status_code == 403
        assert browser.post(f"{ACTIONS}/{other.pk}/precision", {"texte": "?"}).status_code == 403
    own = f"{ACTIONS}/{action.pk}"
    assert "Demander une précision" in bare(browser.get(own))
    assert browser.post(f"{own}/precision", {"texte": "Combien ?"}).status_code == 302
    assert browser.post(f"{own}/precision", {"texte": "Beau projet", "geste": "remarque"}).status_code == 302
    for end, fields in (("modifier", {"titre": "x"}), ("dire", {"geste": "pas-a-nous"}), ("valider", {})):
        assert browser.post(f"{own}/{end}", fields).status_code == 403
    assert set(Remark.objects.values_list("kind", flat=True)) == {"request", "comment"}


def test_who_reads_sees_what_the_cop_sees_and_no_remark(lead: Membership, bob: Membership, action: Action) -> None:
    assert bob.organisation is not None
    shown, hidden = write(
        bob.cop,
        new(bob.organisation, "Plan vélo", seen=Seen.COP.value),
        new(bob.organisation, "Projet réservé", seen=Seen.ANIMATORS.value),
    )
    ask(lead, shown, "Entre nous")
    browser = browser_of(reader())
    page = bare(browser.get(ACTIONS))
    assert "Plan vélo" in page
    assert "réservé" not in page
    assert "Bornes de recharge" not in page, "a draft"
    assert "précision" not in page.lower(), "what is asked is between its organisation and who follows it"
    for end in ("", ".csv"):
        assert "Plan vélo" in browser.get(f"{ACTIONS}{end}", {"precision": "repondue"}).content.decode()
    told = bare(browser.get(f"{ACTIONS}/{shown.pk}"))
    assert "Entre nous" not in told
    assert "Son histoire" not in told
    for other in (hidden, action):
        assert browser.get(f"{ACTIONS}/{other.pk}").status_code == 403
    assert browser.post(f"{ACTIONS}/{shown.pk}/precision", {"texte": "?"}).status_code == 403


def test_who_validates_asks_of_its_own_organisation_alone(bob: Membership, action: Action) -> None:
    vera = browser_of(add_member("vera@exemple.fr", "24", "validateur", BLOIS))
    assert vera.post(f"{ACTIONS}/{action.pk}/precision", {"texte": "Combien ?"}).status_code == 302
    tess = browser_of(add_member("tess@exemple.fr", "24", "validateur", TOURS))
    assert tess.post(f"{ACTIONS}/{action.pk}/precision", {"texte": "Combien ?"}).status_code == 403
    assert browser_of(bob).post(f"{ACTIONS}/{action.pk}/precision", {"texte": "Combien ?"}).status_code == 403
    assert Remark.objects.count() == 1


def test_what_is_empty_or_too_long_is_refused(lead: Membership, action: Action) -> None:
    browser = browser_of(lead)
    for text in ("", "   ", "a" * 2001):
        assert browser.post(f"{ACTIONS}/{action.pk}/precision", {"texte": text}).status_code == 400
    assert browser.post(f"{ACTIONS}/{action.pk}/regler", {"demande": "x"}).status_code == 400
    assert not Remark.objects.exists()


def test_nobody_to_tell_is_said(lead: Membership, bob: Membership, action: Action) -> None:
    bob.user.is_active = False
    bob.user.save()
    page = browser_of(lead).post(f"{ACTIONS}/{action.pk}/precision", {"texte": "Combien ?"}, follow=True)
    assert "Personne ne parle encore" in bare(page)


def test_as_many_questions_whatever_the_number_of_remarks(lead: Membership, bob: Membership, action: Action) -> None:
    def asked(client: Client) -> list[int]:
        counts = []
        for address in (ACTIONS, f"{ACTIONS}/{action.pk}", "/mon-espace"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    one, other = browser_of(lead), browser_of(bob)
    ask(lead, action, "Combien ?")
    answer(bob, action, Remark.objects.get().pk, "Quarante")
    asked(one), asked(other)
    first = asked(one), asked(other)
    for rank in range(10):
        ask(lead, action, f"Combien {rank} ?")
        answer(bob, action, Remark.objects.order_by("-pk")[0].pk, "Quarante")
    assert (asked(one), asked(other)) == first


def test_a_request_is_answered_by_its_organisation_settled_by_who_asks_and_is_of_its_action(
    lead: Membership, bob: Membership, relay: Membership, action: Action
) -> None:
    assert bob.organisation is not None
    [other] = write(bob.cop, new(bob.organisation, "Covoiturage", standing=Standing.DRAFT))
    ask(lead, action, "Combien ?")
    row = Remark.objects.get()
    with pytest.raises(NotYoursError):
        answer(relay, action, row.pk, "Dix")
    with pytest.raises(NotYoursError):
        settle(bob, action, row.pk)
    with pytest.raises(InputError, match="déjà réglée"):
        answer(bob, other, row.pk, "Dix")
    lead.user.is_active = False
    lead.user.save()
    answer(bob, action, row.pk, "Dix")
    assert not Message.objects.filter(kind=ANSWERED).exists()
