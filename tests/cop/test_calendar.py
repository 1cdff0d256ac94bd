"""The page of a COP says where it stands; its animation keeps its calendar, and nothing is overwritten unseen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from copilote.cop.calendar import HELD, calendar_of, seen_of, set_calendar
from copilote.cop.cops import open_cop
from copilote.cop.journal import MeanwhileError, journal_of
from copilote.cop.models import Cop, Period, Stage, User
from support_cop import CVL, animator, browser_of, speaker

PAGE, FORM = f"{CVL}/cop", f"{CVL}/cop/calendrier"


def sent(cop: Cop, **fields: str) -> dict[str, str]:
    """What the form sends, as a page just opened."""
    return {"vu": seen_of(cop), "etape": cop.stage} | {name.replace("__", "-"): text for name, text in fields.items()}


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_without_a_cop_the_page_says_so_and_leads_on(client: Client) -> None:
    page = text_of(client, PAGE)
    assert "aucune COP n’est ouverte sur ce site" in page
    assert f'href="{CVL}/territoires"' in page
    assert "no COP is open on this site" in text_of(client, f"/en{PAGE}")
    assert "Ouvrir une COP ici" not in page


def test_who_administers_the_site_is_led_from_there_to_open_one() -> None:
    keeper = Client()
    keeper.force_login(User.objects.create(email="garde@exemple.fr", is_administrator=True))
    for address in (PAGE, f"{PAGE}/departements/45"):  # that of the region comes first
        assert 'href="/cop/ouvrir?territoire=24"' in text_of(keeper, address)
    assert "COP Centre-Val de Loire" in text_of(keeper, "/cop/ouvrir?territoire=24")
    open_cop("24", "COP Centre-Val de Loire")
    assert 'href="/cop/ouvrir?territoire=24%3A45"' in text_of(keeper, f"{PAGE}/departements/45")
    assert "/cop/ouvrir" not in text_of(keeper, PAGE)


def test_dates_and_stage_are_public_and_in_the_journal(client: Client) -> None:
    member = animator()
    browser = browser_of(member)
    assert "dates à venir" in text_of(client, PAGE)
    day = timezone.localdate()
    answer = browser.post(
        FORM,
        sent(
            member.cop,
            etape="debat",
            du_diagnostic="2025-01-06",
            au_diagnostic="2025-06-30",
            du_debat="2025-09-01",
            au_debat=(day + timedelta(days=30)).isoformat(),
            raison="Les élections <b>décalent</b> tout.",
        ),
    )
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    page = text_of(client, PAGE)
    assert "COP Centre-Val de Loire : débat" in page
    assert "du 06/01/2025 au 30/06/2025" in page
    assert "Du 01/09/2025 au" in page
    assert "Ensuite : partage avec les territoires, dates à venir." in page
    assert "La date est passée" not in page
    assert 'aria-current="step"' in page
    assert "Choisir la clé d’un levier" in page
    member.cop.refresh_from_db()
    assert member.cop.stage == "debat"
    journal = text_of(client, f"{CVL}/decisions")
    assert "Étape en cours" in journal
    assert "du 06/01/2025 au 30/06/2025" in journal
    assert "&lt;b&gt;décalent&lt;/b&gt;" in journal
    assert [entry.kind for entry in journal_of(member.cop, "calendrier")] == ["calendrier"] * 2
    english = text_of(client, f"/en{PAGE}")
    assert "from 06/01/2025 to 30/06/2025" in english
    assert "Choose the key of a lever" in english


def test_a_stage_whose_last_day_is_past_is_told(client: Client) -> None:
    member = animator()
    Period.objects.create(
        cop=member.cop, stage=member.cop.stage, closes_on=timezone.localdate() - timedelta(days=1), author_role="x"
    )
    assert "La date est passée" in text_of(client, PAGE)


def test_only_what_differs_is_written() -> None:
    member = animator()
    dates: dict[Stage, Any] = dict.fromkeys(HELD, (None, None))
    dates[Stage.DEBATE] = (date(2026, 1, 5), None)
    assert set_calendar(member, Stage(member.cop.stage), dates, seen_of(member.cop)) == 1
    assert set_calendar(member, Stage(member.cop.stage), dates, seen_of(member.cop)) == 0
    dates[Stage.DEBATE] = (None, None)
    assert set_calendar(member, Stage.CLOSED, dates, seen_of(member.cop)) == 2
    assert {line.when for line in calendar_of(member.cop)} == {"dates à venir"}
    assert len(journal_of(member.cop)) == 3


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"du_debat": "2026-05-01", "au_debat": "2026-04-01"}, "finirait avant d’avoir commencé"),
        ({"du_diagnostic": "2026-05-01", "du_debat": "2026-04-01"}, "commencerait avant celle d’avant"),
        ({"du_debat": "0206-05-01"}, "Donnez une année de 2023 à 2040"),
        ({"du_debat": "demain"}, "Écrivez un jour"),
        ({"etape": "vacances"}, "vacances"),
    ],
)
def test_what_makes_no_sense_is_refused_and_kept_as_typed(fields: dict[str, str], said: str) -> None:
    member = animator()
    answer = browser_of(member).post(FORM, sent(member.cop, raison="Vu en réunion.") | fields)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    assert "Vu en réunion." in page
    assert not Period.objects.exists()


def test_a_calendar_changed_meanwhile_is_shown_and_nothing_typed_is_lost() -> None:
    member, other = animator(), animator(email="luc@exemple.fr")
    opened = sent(member.cop, au_partage="2026-12-31")
    set_calendar(other, Stage.ROADMAP, dict.fromkeys(HELD, (None, None)), seen_of(other.cop))
    member.cop.refresh_from_db()
    browser = browser_of(member)
    answer = browser.post(FORM, opened)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "a changé depuis que cette page est ouverte" in page
    assert "Feuille de route : dates à venir (en cours)" in page
    assert 'value="2026-12-31"' in page
    assert f'value="{seen_of(Cop.objects.get())}"' in page
    assert browser.post(FORM, opened | {"vu": seen_of(Cop.objects.get())}).status_code == 302
    with pytest.raises(MeanwhileError):
        set_calendar(other, Stage.ROADMAP, dict.fromkeys(HELD, (None, None)), "debat-0")


def test_a_closed_cop_can_be_opened_again_and_who_speaks_for_a_territory_has_no_form(client: Client) -> None:
    member = animator()
    browser = browser_of(member)
    assert browser.post(FORM, sent(member.cop, etape="close")).status_code == 302
    assert "Cette COP est close" in text_of(client, PAGE)
    member.cop.refresh_from_db()
    assert browser.post(FORM, sent(member.cop, etape="suivi")).status_code == 302
    assert f'href="{FORM}"' in text_of(browser, PAGE)
    spoken = browser_of(speaker())
    assert f'href="{FORM}"' not in text_of(spoken, PAGE)
    assert spoken.get(FORM).status_code == 403
