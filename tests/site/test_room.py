"""A room: slides of one title, one picture and three numbers; a phone that turns them."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.test import Client

from copilote.reference.simulator import load_levers

CVL = "/regions/centre-val-de-loire"
CODE = "7K2MAB"


@pytest.mark.parametrize(
    "address",
    [
        CVL,
        "/regions/region-exemple",
        "/regions/guyane",
        f"{CVL}/leviers/gestion-des-haies",
        f"{CVL}/observe/826",
        "/france/indicateurs/fr-059",
    ],
)
def test_a_slide_has_one_title_one_picture_and_three_numbers_at_most(client: Client, address: str) -> None:
    for rank in (1, 2, 99):
        page = client.get(address, {"salle": rank}).content.decode()
        assert page.count("<h1>") == 1
        assert page.count('class="slide__picture"') <= 1
        figures = re.search(r'<ul class="slide__figures">(.*?)</ul>', page, re.DOTALL)
        assert figures is None or figures[1].count("<li>") <= 3
        assert "site-header" not in page


def test_slides_follow_one_another_and_say_their_rank(client: Client) -> None:
    first, second = (client.get(CVL, {"salle": rank}).content.decode() for rank in (1, 2))
    assert re.search(r"1 sur \d", first)
    assert 'rel="prev"' not in first
    assert 'rel="next" href="?salle=2"' in first
    assert 'rel="prev" href="?salle=1"' in second
    assert client.get(CVL, {"salle": "n’importe"}).content.decode().count("<h1>") == 1


def long_scenario(sign: str = "") -> str:
    """Every lever of the region in full: an address of more than three thousand characters."""
    levers = [lever.id for lever in load_levers("24") if lever.editable]
    amounts = {f"{kind}-{lever}": f"{sign}{rank}.123456" for kind in "ct" for rank, lever in enumerate(levers, 10)}
    query = urlencode(amounts | {"nom": "é" * 60} | {f"x-{rank}": "1" * 40 for rank in range(40)})
    assert len(query) > 3000
    return query


@pytest.mark.django_db
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("more", ["", "&pour=epci-200030385"])
@pytest.mark.parametrize(
    "page", ["/simulateur/resultat", "/simulateur/ambition", "/simulateur/resultat.pdf", "/partager", "/comparer", ""]
)
def test_no_address_is_too_long_for_a_room(client: Client, page: str, more: str, sign: str) -> None:
    answer = client.get(f"{CVL}{page}?{long_scenario(sign)}{more}&salle=1", follow=True)
    assert answer.status_code == 200
    if not page.endswith(".pdf") and not (page == "/partager" and sign):
        assert 'class="qr"' in answer.content.decode()


@pytest.mark.django_db
def test_the_short_link_of_a_territory_s_scenario_leads_back_to_it(client: Client) -> None:
    query = {"pour": "epci-200030385", "t-augm_voitelec": "10"}
    page = client.get(f"{CVL}/partager", query).content.decode()
    short = re.findall(r"http://testserver(/s/[^<\"]+)", page)[0].replace("&amp;", "&")
    assert client.get(short)["Location"] == f"{CVL}/simulateur/resultat?t-augm_voitelec=10&pour=epci-200030385"


@pytest.fixture
def room() -> str:
    caches["rooms"].clear()
    return CODE


def test_the_screen_opens_the_room_and_reads_what_the_phone_asked(client: Client, room: str) -> None:
    assert client.get(f"/salle/{room}").status_code == 404
    assert client.get(f"/salle/{room}/pas.json").json() == {"count": 0, "way": ""}
    page = client.get(f"/salle/{room}")
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert client.post(f"/salle/{room}", {"sens": "next"}).status_code == 302
    assert client.get(f"/salle/{room}/pas.json").json() == {"count": 1, "way": "next"}
    client.post(f"/salle/{room}", {"sens": "ailleurs"})
    assert client.get(f"/salle/{room}/pas.json").json()["count"] == 1


def test_no_phone_opens_a_room_and_no_code_is_anything_else(client: Client, room: str) -> None:
    assert client.post(f"/salle/{room}", {"sens": "next"}).status_code == 404
    assert caches["rooms"].get(room) is None
    for code in ("../../x", "abc", "7K2MA0"):
        assert client.get(f"/salle/{code}/pas.json").status_code == 404


def test_a_form_from_elsewhere_turns_nothing(room: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(f"/salle/{room}/pas.json")
    assert client.post(f"/salle/{room}", {"sens": "next"}).status_code == 403
    assert client.get(f"/salle/{room}/pas.json").json()["count"] == 0


@pytest.mark.django_db
def test_the_meeting_of_a_departement_is_shown_slide_by_slide(client: Client) -> None:
    address = f"{CVL}/departements/41/reunion"
    page = client.get(address).content.decode()
    count = page.count('<li><a href="?salle=')
    assert count >= 8
    for rank in range(1, count + 1):
        slide = client.get(address, {"salle": rank}).content.decode()
        assert f"{rank} sur {count}" in slide
        assert slide.count("<h1>") == 1
    assert "departements/41/reunion" in slide, "a phone is led to the meeting itself"
    assert client.get(f"{CVL}/departements/75/reunion").status_code == 404
