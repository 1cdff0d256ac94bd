"""The page of the climate that comes: what it says at every level, its bounds, files and links, in both languages."""

from __future__ import annotations

import csv
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from support_cop import CVL
from support_words import text_of

BLOIS = "/territoires/commune/41018/climat"
EPCI = "/territoires/epci/200030385/climat"
REGION = f"{CVL}/climat"
LEVELS = (BLOIS, EPCI, "/territoires/crte/crte-24-41-3/climat", "/territoires/departement/41/climat", REGION)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return text_of(answer)


def title(client: Client, address: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", client.get(address).content.decode())
    assert found
    return found[1].replace("\u00a0", " ")


def test_the_title_says_the_result_and_the_lead_what_comes_by_2050_and_what_has_struck(client: Client) -> None:
    assert title(client, BLOIS) == "Blois : 9 jours au-dessus de 30 °C par an hier, 16 en 2030, 36 en 2100 à +4 °C"
    text = page(client, BLOIS).replace("\u00a0", " ")
    for said in (
        "23 jours à 30 °C et plus par an (de 16 à 29 selon les modèles)",
        "Des étés comme on en connaissait hier à Albi (Tarn)",
        "17 reconnaissances de catastrophe naturelle depuis 1982, dont 5 en dix ans, la dernière en 2022",
        "sécheresse et sols argileux 11, inondations 5, mouvements de terrain 1",
        "Un aléa, pas un risque",
        "maille de 8 km",
        "10 modèles sur 17",
        "Les modèles ne sont pas d’accord",
    ):
        assert said in text, said


@pytest.mark.parametrize("address", LEVELS)
def test_every_level_has_its_page_light_and_in_few_questions(client: Client, address: str) -> None:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"{address}?encore=1")
    assert len(asked) <= 8
    assert len(answer.content) < 60_000
    assert "à +4" in title(client, address)


def test_a_territory_says_both_ways_of_averaging_and_a_commune_none(client: Client) -> None:
    text = page(client, EPCI)
    assert "par habitants" in text
    assert "par surface" in text
    assert "Moyenne de 43" in text.replace("\u00a0", " ")
    assert "par surface" not in page(client, BLOIS)


@pytest.mark.parametrize("address", ["/territoires/commune/97105/climat", "/regions/la-reunion/climat"])
def test_overseas_has_no_projection_and_what_exists_is_told(client: Client, address: str) -> None:
    text = page(client, address)
    assert "pas de projection du climat" in text
    assert "aucune projection ici" in text
    assert "Ce qui a déjà frappé" in text
    assert "Ce qui vient" not in text


def test_mountains_and_coasts_are_told_in_degrees_or_in_few_days(client: Client) -> None:
    assert "plus chauds de" in title(client, "/territoires/commune/74056/climat")
    assert "aucun jour" in title(client, "/territoires/commune/05023/climat")
    assert "Aucun lieu de France métropolitaine" in page(client, "/territoires/commune/66136/climat")


def test_regions_former_communes_and_other_spellings_lead_to_one_address(client: Client) -> None:
    assert client.get("/territoires/region/24/climat")["Location"] == REGION
    moved = client.get("/territoires/commune/01039/climat")
    assert (moved.status_code, moved["Location"]) == (301, "/territoires/commune/01138/climat?ancien=01039")
    assert "fait aujourd’hui partie" in page(client, moved["Location"])
    assert "fait aujourd’hui partie" not in page(client, f"{BLOIS}?ancien=01039")
    assert client.get("/territoires/commune/99999/climat").status_code == 404
    assert client.get("/territoires/zut/41018/climat").status_code == 404


def test_files_hold_every_index_both_ways_and_what_has_struck(client: Client) -> None:
    rows = list(csv.DictReader(client.get(f"{EPCI}.csv?csv=machine").content.decode("utf-8-sig").splitlines()))
    assert len(rows) == 15 * 4 * 2
    assert {row["weighting"] for row in rows} == {"selon leurs habitants", "selon leur surface"}
    book = json.loads(client.get(f"{BLOIS}.json").content)
    assert list(book["tables"]) == ["climat", "catastrophes", "canicule"]
    values = book["tables"]["climat"]["rows"]
    past, *_levels = [row for row in values if row["index"] == "jours_30"]
    assert (past["period"], past["median"], past["low"]) == ("1976-2005", 9.2, None)
    for ending in ("xlsx", "ods"):
        assert client.get(f"{REGION}.{ending}").status_code == 200
    assert client.get("/territoires/commune/97105/climat.csv").status_code == 200


def test_the_territory_s_page_tells_the_climat_in_a_few_lines_and_leads_there(client: Client) -> None:
    for address in ("/territoires/commune/41018", "/territoires/epci/200030385", "/territoires/commune/97105"):
        answer = client.get(address)
        assert f'href="{address}/climat"' in answer.content.decode()
        assert "Le climat qui vient" in text_of(answer)
    assert "à 30 °C et plus par an en 2050" in page(client, "/territoires/commune/41018")
    assert "Aucune projection du climat" in page(client, "/territoires/commune/97105")


def test_the_page_is_drawn_with_the_range_of_the_models(client: Client) -> None:
    body = client.get(BLOIS).content.decode()
    assert body.count("<svg") >= 8
    assert "2050 : 23" in body.replace("\u00a0", " ")
    assert "(de 16 à 29 selon les modèles)" in body


def test_english_says_the_same(client: Client) -> None:
    text = page(client, f"/en{BLOIS}")
    assert "9 days above 30 °C a year in the past, 16 in 2030, 36 in 2100" in text.replace("\u00a0", " ")
    assert "A hazard, not a risk" in text
    assert "jours" not in text.replace("Bonjour", "")


def test_a_room_sees_two_slides(client: Client) -> None:
    assert "Blois" in page(client, f"{BLOIS}?salle=1")
    assert "ce qui a déjà frappé" in page(client, f"{BLOIS}?salle=2")
