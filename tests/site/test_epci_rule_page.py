"""The page of the EPCI rule: two readings of one EPCI, without keeping anything."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

ADDRESS = "/regions/centre-val-de-loire/regle-epci"
BLOIS = {
    "epci": "200030385",
    "e-residentiel": "120,5",
    "o-residentiel": "70,2",
    "d-tertiaire": "60",
    "o-tertiaire": "30",
}


def text_of(client: Client, address: str = ADDRESS, query: dict[str, Any] | None = None) -> str:
    page = client.get(address, query or {})
    assert page.status_code == 200
    assert "set-cookie" not in {name.lower() for name in page.headers}
    return re.sub(r"\s+", " ", html.unescape(page.content.decode()))


def test_it_shows_the_region_s_shares_before_anything_is_typed(client: Client) -> None:
    text = text_of(client)
    assert "Centre-Val de Loire : la règle par EPCI" in text
    assert "manque : Résidentiel" in text
    assert "L’arrondi n’explique pas tout" in text
    assert text.count('<option value="2') == 82
    assert " style=" not in text


def test_what_is_typed_gives_both_readings(client: Client) -> None:
    text = text_of(client, query=BLOIS)
    # (70.2 − 120.5) × 40 % = −20.12; the shares of the tertiary add up to 101 %.
    assert "−20,12" in text
    assert "−12,90" in text
    assert re.search(r'name="e-residentiel" value="120,5"[^>]* aria-label="Résidentiel, Émissions 2019"', text)
    assert re.search(r"<h1>CA de Blois «.Agglopolys.» : [\d,]+ ktCO2e à éviter selon la règle par EPCI, ", text)
    assert "Le plus grand écart" in text
    assert "elles ne s’additionnent pas" in text


def test_a_pasted_table_says_the_same(client: Client) -> None:
    pasted = "poste\temissions_2019\tobjectif_2019\tobjectif_2030\nRésidentiel\t120,5\t\t70,2\nTertiaire\t\t60\t30\n"
    both = text_of(client, query={"epci": "200030385", "tableau": pasted}), text_of(client, query=BLOIS)
    rows = [re.findall(r'<tr><th scope="row">.*?</tr>', one) for one in both]
    assert rows[0] == rows[1]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"e-residentiel": "beaucoup"}, "Résidentiel, emissions_2019 : « beaucoup » n’est pas un nombre"),
        (
            {"tableau": "poste;objectif_2030\nRésidentiel;3"},
            "colonne absente : « emissions_2019 », « objectif_2019 »",
        ),
        ({"epci": "999999999"}, "« 999999999 » : introuvable"),
    ],
)
def test_a_fault_is_said_and_what_was_typed_is_kept(client: Client, query: dict[str, str], said: str) -> None:
    text = text_of(client, query=query).replace("\u00a0", " ")
    assert said in text
    if "e-residentiel" in query:
        assert 'value="beaucoup"' in text


def test_a_region_without_shares_says_so_and_leads_to_the_others(client: Client) -> None:
    for slug in ("guadeloupe", "region-exemple"):
        text = text_of(client, f"/regions/{slug}/regle-epci")
        assert "13 régions de métropole" in text
        assert "<form method" not in text
        assert ADDRESS in text


def test_other_spellings_of_a_region_lead_to_its_address(client: Client) -> None:
    moved = client.get("/regions/24/regle-epci?epci=200030385")
    assert moved.status_code == 301
    assert moved["Location"] == f"{ADDRESS}?epci=200030385"


def test_an_epci_over_two_regions_or_of_another_one_is_said(client: Client) -> None:
    assert "est sur plusieurs régions" in text_of(client, query={"epci": "200040277"})
    assert "n’est pas dans la région Centre-Val de Loire" in text_of(client, query={"epci": "200054781"})
