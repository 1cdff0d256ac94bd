"""What is said of a priority, and what other départements do about the same effect."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from copilote.adaptation.models import Priority, PriorityRemark
from copilote.adaptation.priorities.elsewhere import MOST, elsewhere
from copilote.adaptation.priorities.letters import SAID, holds
from copilote.adaptation.priorities.remarks import remark
from copilote.adaptation.priorities.writing import New
from copilote.cop.models import Membership
from copilote.outbox.models import Message
from support_cop import CVL, animator, browser_of, reader
from support_priorities import relay, said, write_all
from support_words import text_of

pytestmark = pytest.mark.django_db
PAGE = f"{CVL}/cop/priorites"


@pytest.fixture
def hugo() -> Membership:
    return relay()


@pytest.fixture
def others(hugo: Membership) -> list[Priority]:
    """Of the Loir-et-Cher: one that holds, one that is a draft."""
    return write_all(
        hugo.cop,
        New("41", said("Ombrer les cours d’école", holder="Blois", lever="Végétaliser"), None, "validated"),
        New("41", said("Brouillon d’à côté")),
    )


def test_a_remark_is_kept_as_written_and_read_by_who_writes(hugo: Membership, others: list[Priority]) -> None:
    browser, held = browser_of(hugo), others[0]
    answer = browser.post(f"{PAGE}/{held.pk}/remarque", {"texte": " Et la nuit ? <b> "})
    assert answer["Location"].endswith("#remarques")
    row = PriorityRemark.objects.get()
    assert (row.reason, row.author_role, row.priority) == ("Et la nuit ? <b>", hugo.signature, held)
    page = browser.get(f"{PAGE}/{held.pk}").content.decode()
    assert "Et la nuit ? &lt;b&gt;" in page
    assert "Laisser cette remarque" in page
    assert "Remarques" not in text_of(browser_of(reader()).get(f"{PAGE}/{held.pk}"))


def test_its_relay_and_who_spoke_of_it_are_told_while_they_see_it(hugo: Membership, others: list[Priority]) -> None:
    sonia, lead, held = relay("41", "sonia@exemple.fr"), animator(), others[0]
    relay("36", "anne@exemple.fr")
    remark(hugo, held, "Et la nuit ?")
    assert {row.email for row in Message.objects.filter(kind=SAID)} == {sonia.user.email}
    remark(lead, held, "Et l’été ?")
    second = Message.objects.filter(kind=SAID, about=str(PriorityRemark.objects.latest("pk").pk))
    assert {row.email for row in second} == {sonia.user.email, hugo.user.email}
    assert not second.first().urgent  # type: ignore[union-attr]
    Priority.objects.update(standing="draft")
    told = {row.email: holds(row) for row in second}
    assert told == {sonia.user.email: True, hugo.user.email: False}, "a draft is its département's"


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_nothing_and_too_much_are_refused(hugo: Membership, others: list[Priority], text: str) -> None:
    answer = browser_of(hugo).post(f"{PAGE}/{others[0].pk}/remarque", {"texte": text})
    assert answer.status_code == 400
    assert not PriorityRemark.objects.exists()


def test_nothing_is_said_of_what_one_does_not_see(hugo: Membership, others: list[Priority]) -> None:
    assert browser_of(hugo).post(f"{PAGE}/{others[1].pk}/remarque", {"texte": "Vu"}).status_code == 403
    assert browser_of(reader()).post(f"{PAGE}/{others[0].pk}/remarque", {"texte": "Vu"}).status_code == 403
    assert not PriorityRemark.objects.exists()


def test_what_others_do_holds_is_of_the_same_effect_and_elsewhere(hugo: Membership, others: list[Priority]) -> None:
    write_all(
        hugo.cop,
        New("36", said("Digues", effect="flood"), None, "validated"),
        New("45", said("Chez nous"), None, "validated"),
    )
    ours = Priority.objects.get(title="Chez nous")
    page = text_of(browser_of(hugo).get(f"{PAGE}/{ours.pk}"))
    assert "Ce que font les autres départements" in page
    assert "Loir-et-Cher · porté par Blois · Végétaliser" in page
    assert "Brouillon d’à côté" not in page
    assert "Digues" not in page
    with CaptureQueriesContext(connection) as asked:
        (told,) = elsewhere(hugo, ["heat", "coast"], {"45"})
    assert (len(asked), told.effect, [entry.label for entry in told.entries], told.more) == (
        1, "Chaleur", ["Ombrer les cours d’école"], 0,
    )  # fmt: skip


def test_more_than_a_few_are_counted(hugo: Membership) -> None:
    write_all(hugo.cop, *(New("41", said(f"Priorité {rank}"), None, "validated") for rank in range(MOST + 2)))
    (told,) = elsewhere(hugo, ["heat"], {"45"})
    assert (len(told.entries), told.more) == (MOST, 2)


def test_the_climate_of_a_territory_leads_from_what_comes_to_what_others_do(
    client: Client, hugo: Membership, others: list[Priority]
) -> None:
    address = "/territoires/departement/45/climat"
    page = browser_of(hugo).get(address).content.decode()
    path = page.partition('id="priorites"')[2].partition("</ol>")[0]
    for anchor in ("#vient", "#frappe", "#exposes", "panorama-ressources", "#ailleurs"):
        assert anchor in path, anchor
    assert "Ombrer les cours d’école" in page
    assert "Ombrer les cours" not in client.get(address).content.decode()
