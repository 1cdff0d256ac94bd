"""The calendar of the COP is the navigation of a region's pages; without COP, or without base, the menu stands."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from copilote.cop.calendar import HELD, seen_of, set_calendar
from copilote.cop.cops import make_current, open_cop, set_stage
from copilote.cop.models import Membership, Stage
from support_cop import CVL, animator

CLOSES = date(2040, 1, 15)


def rail(client: Client, address: str = CVL) -> str:
    """The rail of a page, "" for none."""
    found = re.search(r'<nav class="site-nav rail".*?</nav>', client.get(address).content.decode(), re.DOTALL)
    return found[0] if found else ""


def stops(client: Client, address: str = CVL) -> list[str]:
    return [re.sub(r"<[^>]+>|\s+", " ", stop).strip() for stop in re.findall(r"<li.*?</li>", rail(client, address))]


def current(client: Client, address: str) -> list[str]:
    links = re.findall(r'<a [^>]*aria-current="[a-z]+">(.*?)</a>', rail(client, address))
    return [" ".join(re.sub(r"<small>.*?</small>|<[^>]+>", " ", link).split()) for link in links]


def dated(member: Membership, stage: Stage = Stage.SHARING, closes: date = CLOSES) -> None:
    dates = dict.fromkeys(HELD, (None, None)) | {
        Stage.SHARING: (date(2026, 1, 5), closes),
        Stage.ROADMAP: (date(2040, 2, 1), None),
    }
    set_calendar(member, stage, dates, seen_of(member.cop))


def test_the_rail_says_which_stage_is_open_and_until_when(client: Client) -> None:
    dated(animator())
    words = [" ".join(stop.split()) for stop in stops(client)]
    assert words[:6] == [
        "◆ Comprendre objectifs, leviers, territoires",
        "1 Diagnostic terminé",
        "2 Débat terminé",
        "3 Partage jusqu’au 15/01/2040",
        "4 Feuille de route dès le 01/02/2040",
        "5 Suivi à venir",
    ]
    assert len(re.findall('class="is-open"', rail(client))) == 1


def test_a_date_that_is_past_is_said(client: Client) -> None:
    dated(animator(), closes=timezone.localdate() - timedelta(days=1))
    assert "date passée" in stops(client)[3]


@pytest.mark.parametrize(
    ("address", "where"),
    [
        (CVL, ["◆ Comprendre", "Centre-Val de Loire"]),
        (f"{CVL}/simulateur/objectifs", ["◆ Comprendre", "Simulateur"]),
        (f"{CVL}/territoires", ["◆ Comprendre", "Territoires"]),
        (f"{CVL}/cop", ["◆ Comprendre", "La COP"]),
        (f"{CVL}/repartition", ["3 Partage", "Clés de répartition"]),
        (f"{CVL}/propositions", ["3 Partage", "Propositions"]),
        ("/territoires/epci/200030385/propositions", ["3 Partage", "Propositions"]),
        (f"{CVL}/perimetres", ["3 Partage", "Périmètres"]),
        (f"{CVL}/decisions", ["3 Partage", "Décisions"]),
    ],
)
def test_each_page_is_at_its_stop(client: Client, address: str, where: list[str]) -> None:
    animator()
    assert current(client, address) == where


def test_no_stop_is_a_dead_link(client: Client) -> None:
    animator()
    for address in re.findall(r'href="([^"]+)"', rail(client)):
        page, _sharp, anchor = address.partition("#")
        response = client.get(page)
        assert response.status_code == 200, address
        assert not anchor or f'id="{anchor}"' in response.content.decode(), address


def test_the_rail_speaks_english(client: Client) -> None:
    animator()
    assert stops(client, f"/en{CVL}")[0].split() == ["◆", "Understand", "targets,", "levers,", "territories"]
    assert "Sharing" in stops(client, f"/en{CVL}")[3]


def test_a_region_without_cop_keeps_its_menu(client: Client) -> None:
    assert rail(client) == ""
    page = client.get(CVL).content.decode()
    assert f'href="{CVL}/cop"' in page
    assert "Clés de répartition" not in re.search(r'<nav class="site-nav".*?</nav>', page, re.DOTALL)[0]
    assert rail(client, "/") == ""


def test_the_rail_changes_as_soon_as_the_calendar_does(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    member = animator()
    assert "en cours" in stops(client)[3]
    with django_capture_on_commit_callbacks(execute=True):
        set_stage(member.cop.slug, Stage.DEBATE)
    assert "en cours" in stops(client)[2]
    member.cop.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        dated(member, Stage.DEBATE)
    assert "dès le 05/01/2026" in stops(client)[3]
    with django_capture_on_commit_callbacks(execute=True):
        other = open_cop("24", "COP d’après")
        set_stage(other.slug, Stage.FOLLOW_UP)
        make_current(other.slug)
    assert "en cours" in stops(client)[5]


def test_the_rail_takes_two_queries_once(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    animator()
    page = f"{CVL}/observe"
    with django_assert_num_queries(2):
        client.get(page)
    with django_assert_num_queries(0):
        client.get(page)


def test_a_base_that_does_not_answer_leaves_the_menu_and_is_not_asked_by_each_page(client: Client) -> None:
    asked = []

    def refuse(*_call: object) -> None:
        asked.append(1)
        raise OperationalError("gone")

    with connection.execute_wrapper(refuse):
        for _time in range(3):
            response = client.get(f"{CVL}/observe")
            assert response.status_code == 200
            assert 'class="site-nav"' in response.content.decode()
    assert len(asked) == 1
