"""Meetings and documents are announced by the animation, public at once, kept by the journal, and in one's calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from copilote.cop.journal import journal_of
from copilote.cop.models import Cop, Document, Meeting
from support_cop import CVL, animator, browser_of
from support_words import text_of

PAGE, FORM, AGENDA = f"{CVL}/cop", f"{CVL}/cop/reunions", f"{CVL}/cop/reunions.ics"
SOON = (timezone.localdate() + timedelta(days=20)).isoformat()
MEETING = {"quoi": "reunion", "titre": "Plénière <b>un</b>", "jour": SOON, "heure": "14:30", "lieu": "Orléans"}
DOCUMENT = {"quoi": "document", "titre": "Compte rendu", "lien": "https://exemple.fr/a.pdf", "date": "2026-01-05"}


@pytest.fixture
def browser() -> Client:
    return browser_of(animator())


def test_a_meeting_is_public_with_its_document_and_in_the_journal(browser: Client, client: Client) -> None:
    assert browser.post(FORM, MEETING).status_code == 302
    meeting = Meeting.objects.get()
    browser.post(FORM, DOCUMENT | {"reunion": str(meeting.pk)})
    page = client.get(PAGE).content.decode()
    assert "Plénière &lt;b&gt;un&lt;/b&gt;" in page
    assert "14:30" in page
    assert 'href="https://exemple.fr/a.pdf"' in page
    assert "Aucun document n’est publié" in page, "it stands under its meeting"
    assert [entry.kind for entry in journal_of(Cop.objects.get())] == ["document", "reunion"]


def test_the_same_meeting_again_replaces_it_and_keeps_its_documents(browser: Client) -> None:
    browser.post(FORM, MEETING)
    browser.post(FORM, DOCUMENT | {"reunion": str(Meeting.objects.get().pk)})
    browser.post(FORM, MEETING | {"lieu": "Blois"})
    held = Meeting.objects.get(in_force=True)
    assert (held.place, Meeting.objects.count()) == ("Blois", 2)
    assert Document.objects.get().meeting == held


def test_what_is_taken_out_leaves_the_page_and_stays_in_the_journal(browser: Client, client: Client) -> None:
    browser.post(FORM, MEETING)
    number = str(Meeting.objects.get().pk)
    assert browser.post(FORM, {"quoi": "reunion", "retirer": number}).status_code == 302
    assert "Plénière" not in text_of(client.get(PAGE))
    assert journal_of(Cop.objects.get(), "reunion")[0].decision == "Retiré"
    assert browser.post(FORM, {"quoi": "reunion", "retirer": number}).status_code == 400, "it is there no more"
    for mistaken in ("x", "9" * 30, "-1"):
        assert browser.post(FORM, {"quoi": "reunion", "retirer": mistaken}).status_code == 400


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (MEETING | {"titre": ""}, "obligatoire"),
        (MEETING | {"lieu": ""}, "Dites où elle se tient"),
        (MEETING | {"jour": "1026-01-01"}, "Donnez une année"),
        (MEETING | {"jour": "demain"}, "Écrivez un jour"),
        (MEETING | {"heure": "25:00"}, "Écrivez une heure"),
        (DOCUMENT | {"lien": "javascript:alert(1)"}, "adresse entière"),
        (DOCUMENT | {"lien": ""}, "obligatoire"),
        (DOCUMENT | {"reunion": "999"}, "999"),
    ],
)
def test_what_is_wrong_is_told_beside_the_field(browser: Client, fields: dict[str, str], told: str) -> None:
    answer = browser.post(FORM, fields)
    assert answer.status_code == 400
    assert told in text_of(answer)
    assert not Meeting.objects.exists()
    assert not Document.objects.exists()


def test_meetings_go_into_one_s_own_calendar(browser: Client, client: Client) -> None:
    browser.post(FORM, MEETING)
    browser.post(FORM, MEETING | {"titre": "Atelier", "heure": "", "lieu": "", "lien": "https://visio.exemple.fr/a"})
    answer = client.get(AGENDA)
    assert answer["Content-Type"].startswith("text/calendar")
    held = Calendar.from_ical(answer.content).walk("VEVENT")
    events = {str(event["summary"]).split(" : ")[1]: event for event in held}
    assert set(events) == {"Plénière <b>un</b>", "Atelier"}
    begins = events["Plénière <b>un</b>"].decoded("dtstart")
    assert timezone.localtime(begins).strftime("%Y-%m-%d %H:%M") == f"{SOON} 14:30"
    assert str(events["Atelier"].decoded("dtstart")) == SOON
    assert events["Atelier"]["url"] == "https://visio.exemple.fr/a"


def test_a_region_without_cop_has_no_agenda(client: Client) -> None:
    assert client.get(AGENDA).status_code == 404
