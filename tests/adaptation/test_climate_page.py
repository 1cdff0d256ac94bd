"""The page of the climate that comes: what it says at every level, its bounds, files and links, in both languages."""

from __future__ import annotations

import csv
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from copilote.adaptation.words import agreement, change_words
from copilote.exchange.climate import ClimateLevel, IndexHere
from copilote.reference.climate import find_index
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
    assert title(client, BLOIS) == "Blois : 9 jours à 30 °C et plus par an hier, 16 en 2030, 36 en 2100 à +4 °C"
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
    assert "9 days at 30 °C and more a year in the past, 16 in 2030, 36 in 2100" in text.replace("\u00a0", " ")
    assert "A hazard, not a risk" in text
    assert "jours" not in text.replace("Bonjour", "")


def test_a_room_sees_two_slides(client: Client) -> None:
    assert "Blois" in page(client, f"{BLOIS}?salle=1")
    assert "ce qui a déjà frappé" in page(client, f"{BLOIS}?salle=2")


def test_a_mountain_commune_says_first_that_its_town_may_be_warmer(client: Client) -> None:
    for code in ("74056", "05023"):  # a warmer cell beside; a cold one
        lead = page(client, f"/territoires/commune/{code}/climat").split("Déjà subi")[0]
        assert "En montagne, le bourg peut être bien plus chaud que ces chiffres" in lead, code
    for code in ("41018", "13055", "38185"):
        assert "En montagne" not in page(client, f"/territoires/commune/{code}/climat"), code


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (10.0, 10.0, "Aucun modèle ne voit de changement."),
        (10.0, 12.0, "Certains modèles ne voient pas de changement, les autres vont dans ce sens."),
        (11.0, 12.0, "Tous les modèles vont dans ce sens."),
        (8.0, 10.0, "Certains modèles ne voient pas de changement, les autres vont vers moins."),
        (8.0, 9.0, "Tous les modèles vont vers moins."),
        (8.0, 12.0, "Les modèles ne sont pas d’accord : certains restent en dessous d’hier, d’autres au-dessus."),
    ],
)
def test_how_models_agree_is_told_as_they_are(low: float, high: float, said: str) -> None:
    assert agreement(here("jours_30", 10.0, (low + high) / 2, low, high)) == said


@pytest.mark.parametrize(
    ("index", "past", "near", "said"),
    [
        ("jours_30", 0.9, 5.3, "Hier 1, 5 en 2050. 4 jours de plus."),
        ("jours_30", 9.2, 22.6, "Hier 9, 23 en 2050. 2,6 fois plus."),
        ("nuits_tropicales", 0.3, 4.2, "Hier moins d’une, 4 en 2050."),
        ("nuits_tropicales", 2.1, 3.3, "Hier 2, 3 en 2050. 1 nuit de plus."),
        ("t_moy_an", 11.34, 13.26, "Hier 11,3 °C, 13,3 °C en 2050. 2,0 °C de plus."),
        ("pluie_ete", 138.4, 137.0, "Hier 138 mm, 137 mm en 2050. Presque autant."),
    ],
)
def test_what_changes_is_counted_out_of_the_numbers_that_are_written(
    index: str, past: float, near: float, said: str
) -> None:
    assert change_words(here(index, past, near)).replace("\u00a0", " ") == said


def here(index: str, past: float, near: float, low: float | None = None, high: float | None = None) -> IndexHere:
    return IndexHere(find_index(index), past, (ClimateLevel("+2.7", 2050, near, low, high),))
