"""The simulator of nature and resources: its five steps, its shares, its links and files."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import unquote

import pytest
from django.db import OperationalError, connection
from django.test import Client

from copilote.reference.simulator import load_territories
from support_words import text_of

BASE = "/regions/centre-val-de-loire/simulateur-ressources"
SCENARIO = "c-hedges=0.5&t-organic_farming=12&t-withdrawals=1200000000&nom=Essai"
TRIED = ("06", "11", "24", "exemple")
"""Overseas with little measured, a key that is not fit, all of it, no territory."""
STEPS = ("objectifs", "ordres-de-grandeur", "bilan", "ambition", "resultat", "territoires", "partager", "effacer")


@pytest.mark.parametrize(
    "region",
    [
        pytest.param(region, id=region.slug, marks=() if region.code in TRIED else pytest.mark.slow)
        for region in load_territories()
    ],
)
def test_every_region_has_every_step(client: Client, region) -> None:  # type: ignore[no-untyped-def]
    for step in STEPS[:6]:
        response = client.get(f"/regions/{region.slug}/simulateur-ressources/{step}")
        assert response.status_code == 200, step
        assert "None" not in text_of(response), step
        identifiers = re.findall(r'\sid="([^"]+)"', response.content.decode())
        assert len(set(identifiers)) == len(identifiers), step


@pytest.mark.parametrize("step", STEPS)
def test_every_step_speaks_both_languages(client: Client, step: str) -> None:
    french, english = (text_of(client.get(f"{start}{BASE}/{step}?{SCENARIO}")) for start in ("", "/en"))
    assert french != english
    assert "objectif publié" not in english
    assert "ambition sans" not in english


def test_a_form_becomes_an_address_in_the_units_of_the_tables_with_a_way_back(client: Client) -> None:
    asked = {
        "avant": "t-organic_farming=12",
        "ts-organic_farming": "15,5",
        "ts-household_waste": "500",
        "cs-hedges": "0",
    }
    moved = client.get(f"{BASE}/ambition", asked)["Location"]
    assert "t-organic_farming=15.5" in moved
    assert "t-household_waste=0.5" in moved, "typed in kg an inhabitant, kept in tonnes"
    assert "hedges" not in moved
    back = re.search(r'href="([^"]+revenir=[^"]+)"', client.get(moved).content.decode())
    assert back is not None
    assert client.get(back[1].replace("&amp;", "&"))["Location"] == f"{BASE}/ambition?t-organic_farming=12"


def test_a_field_left_alone_keeps_its_exact_value_and_an_emptied_one_goes_back_to_the_target(client: Client) -> None:
    exact = "t-organic_farming=12.345678"
    page = client.get(f"{BASE}/ambition?{exact}").content.decode()
    shown = re.search(r'name="ts-organic_farming" value="([^"]+)"', page)
    assert shown is not None
    kept = client.get(f"{BASE}/ambition", {"avant": exact, "ts-organic_farming": shown[1]})["Location"]
    assert kept == f"{BASE}/ambition?{exact}"
    assert client.get(f"{BASE}/ambition", {"avant": exact, "ts-organic_farming": ""})["Location"].startswith(
        f"{BASE}/ambition?annuler="
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("ts-organic_farming=abc", "n’est pas un nombre"),
        ("ts-organic_farming=120", "100 % au plus"),
        ("ts-organic_farming=-3", "donnez un nombre positif"),
        ("ts-land_take=3000", "sont déjà pris ou engagés"),
        ("ts-unknown=3", "paramètre inconnu ici"),
        ("ts-hedges=90000", "vérifiez l’unité"),
        ("t-organic_farming=2", "Moins bien qu’aujourd’hui"),
    ],
)
def test_what_cannot_be_used_or_may_be_a_slip_is_said(client: Client, asked: str, said: str) -> None:
    response = client.get(f"{BASE}/ambition?{asked}", follow=True)
    assert response.status_code == 200
    assert said in text_of(response)


def test_what_was_typed_is_escaped_and_sent_back_to_its_step(client: Client) -> None:
    response = client.get(f"{BASE}/resultat?ts-organic_farming=%3Cscript%3E")
    assert unquote(response["Location"]).startswith(f"{BASE}/ambition?ts-organic_farming=<script>")
    page = client.get(response["Location"]).content.decode()
    assert "<script>&" not in page
    assert 'value="&lt;script&gt;"' in page


def test_the_result_says_lever_by_lever_and_never_adds(client: Client) -> None:
    said = text_of(client.get(f"{BASE}/resultat?{SCENARIO}"))
    assert "« Essai » est à la hauteur de 11 objectifs sur 12" in said
    assert "il manque 9 points pour l’objectif" in said
    assert "pas d’objectif publié, donc pas d’avis" in said
    assert "500 km faits ou en cours depuis" in said
    assert "Aucun budget d’espace du document de la région (SRADDET) n’est chargé ici" in said
    assert "6 127 à 6 733 ha de 2021 à 2030" in said
    assert "l’ambition dépasse de 262 ha ce que la loi laisse à la région" in said
    assert "ce que la loi laisse à la région, avant" not in text_of(client.get(f"{BASE}/resultat?t-land_take=6000"))
    assert "kt" not in said.replace("ktCO2e", "")


def test_the_shares_say_what_is_shared_what_holds_everywhere_and_what_is_not(client: Client) -> None:
    said = text_of(client.get(f"{BASE}/territoires?{SCENARIO}&niveau=departement"))
    assert "6 ambitions partagées entre 6 départements" in said
    assert "Agriculture biologique : 12 %" in said
    assert "aucune clé essayée ne dit où" in said
    rows = list(csv.reader(io.StringIO(client.get(f"{BASE}/territoires.csv?csv=machine").content.decode("utf-8-sig"))))
    hedges = rows[0].index("hedges")
    shares = [int(row[hedges]) for row in rows[1:]]
    assert sum(shares[:-1]) == shares[-1] == 4171


def test_the_shares_are_not_shown_when_what_the_cop_chose_cannot_be_read(client: Client) -> None:
    def refuse(*_call: object) -> None:
        raise OperationalError("unable to open database file")

    with connection.execute_wrapper(refuse):
        assert client.get(f"{BASE}/territoires").status_code == 503
        assert client.get(f"{BASE}/resultat").status_code == 200


def test_the_file_holds_the_scenario_and_refuses_a_value_that_cannot_be_used(client: Client) -> None:
    body = client.get(f"{BASE}/resultat.csv?csv=machine&{SCENARIO}").content.decode("utf-8-sig")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(body))}
    assert float(rows["organic_farming"]["ambition"]) == 12
    assert rows["withdrawals"]["target_2030"] == rows["withdrawals"]["margin"] == ""
    assert float(rows["hedges"]["done"]) == 0.5
    assert client.get(f"{BASE}/resultat.csv?t-organic_farming=abc").status_code == 400
    assert client.get(f"{BASE}/partager.csv").status_code == 404


def test_a_short_link_opens_the_result(client: Client) -> None:
    page = client.get(f"{BASE}/partager?{SCENARIO}").content.decode()
    short = re.search(r'/s/([\w-]+)"', page)
    assert short is not None
    assert client.get(f"/s/{short[1]}")["Location"] == f"{BASE}/resultat?{SCENARIO}"
    assert client.get("/s/AgYAqvo-bad").status_code == 404


def test_scenarios_stand_side_by_side_and_what_is_none_is_said(client: Client) -> None:
    link = f"http://testserver{BASE}/resultat?t-organic_farming=15&nom=Autre"
    code = re.search(r'/s/([\w-]+)"', client.get(f"{BASE}/partager?{SCENARIO}").content.decode())
    assert code is not None
    said = text_of(client.get(f"{BASE}/comparer", {"s": [code[1], link]}))
    assert "Ces scénarios diffèrent pour 2 leviers sur 16" in said
    assert "Agriculture biologique 21 % 12 % 15 %" in said
    alone = text_of(client.get(f"{BASE}/comparer", {"s": code[1]}))
    assert "Agriculture biologique 21 % 21 % 12 %" in alone, "beside the published targets"
    assert "Comparez deux à quatre scénarios" in text_of(client.get(f"{BASE}/comparer"))
    for text in ("rien", "/regions/bretagne/simulateur-ressources/resultat?t-organic_farming=3", f"{link}&t-hedges=x"):
        wrong = client.get(f"{BASE}/comparer", {"s": [code[1], text]})
        assert wrong.status_code == 400
        assert "Un scénario n’a pas pu être lu" in text_of(wrong)


def test_all_is_erased_after_a_question_and_comes_back(client: Client) -> None:
    page = client.get(f"{BASE}/effacer?{SCENARIO}")
    assert "Effacer les 3 valeurs saisies ?" in text_of(page)
    erased = re.search(r'href="([^"]+annuler=[^"]+)"', page.content.decode())
    assert erased is not None
    back = re.search(r'href="([^"]+revenir=[^"]+)"', client.get(erased[1]).content.decode())
    assert back is not None
    assert client.get(back[1].replace("&amp;", "&"))["Location"] == f"{BASE}/ambition?{SCENARIO}"


def test_the_panorama_leads_to_the_field_of_each_lever(client: Client) -> None:
    page = client.get("/regions/centre-val-de-loire/panorama-ressources").content.decode()
    fields = re.findall(rf'href="{BASE}/ambition#([\w-]+)"', page)
    form = client.get(f"{BASE}/ambition").content.decode()
    assert len(fields) == 16
    for field in fields:
        assert f'id="{field}"' in form
    assert client.get(BASE)["Location"] == f"{BASE}/objectifs"
    assert client.get(f"{BASE}/resulta").status_code == 404
