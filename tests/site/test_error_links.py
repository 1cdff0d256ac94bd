"""An error page leads somewhere: its suggestions are names that the search finds."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from support_cli import refused


def test_a_lever_that_is_not_found_leads_to_the_nearest_by_name(client: Client) -> None:
    page = client.get("/regions/centre-val-de-loire/leviers/vehicule-electrique-leger")
    assert page.status_code == 404
    assert "V%C3%A9hicules%20%C3%A9lectriques" in page.content.decode()
    assert "augm_voitelec%20" not in page.content.decode()


def test_a_search_of_thousands_of_characters_is_cut(client: Client) -> None:
    page = client.get("/recherche", {"q": "x" * 7000}).content.decode()
    title = page[page.index("<title>") : page.index("</title>")]
    assert len(title) < 200


@pytest.mark.parametrize(
    ("address", "shown", "code"),
    [
        ("/territoires/commune/Blois/climat", "Blois, Loir-et-Cher (41018)", "41018"),
        ("/territoires/commune/41O18/climat", "Blois (41018)", "41018"),
        ("/territoires/commune/Saint-Denis", "Saint-Denis, Seine-Saint-Denis (93066)", "93066"),
        ("/territoires/epci/Agglopolys", "CA de Blois", "200030385"),
    ],
)
def test_a_territory_mistyped_leads_to_the_nearest_by_code(client: Client, address: str, shown: str, code: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    page = unescape(answer.content.decode())
    assert shown in page
    assert f'?q={code}">' in page
    assert client.get("/recherche", {"q": code}).status_code in (200, 302)


def test_a_region_without_projection_leads_to_what_exists(client: Client) -> None:
    for region in ("guadeloupe", "mayotte"):
        answer = client.get(f"/regions/{region}/climat/cartes")
        assert answer.status_code == 404
        page = answer.content.decode()
        assert "aucune projection du climat" in page
        for link in (f"/regions/{region}/climat/catastrophes", f"/regions/{region}/climat"):
            assert f'href="{link}"' in page
            assert client.get(link).status_code == 200
    assert "/climat/catastrophes" not in client.get("/regions/region-exemple/climat/cartes").content.decode()


@pytest.mark.parametrize("code", ["97502", "98818"])
def test_a_commune_of_no_region_is_told_what_is_not_held_of_it(client: Client, code: str) -> None:
    page = client.get(f"/territoires/commune/{code}/climat").content.decode()
    assert "hors des 18 régions. Copilote n’en tient ni objectif à partager, ni projection du climat" in page
    assert "ne s’y partage" not in page


def test_names_that_several_communes_bear_and_choices_mistyped_are_told_on_the_command_line() -> None:
    several = refused("climate", "Saint-Denis")
    assert "désigne plusieurs communes" in several
    assert "commune:93066 (Saint-Denis, Seine-Saint-Denis)" in several
    assert "introuvable" not in several
    assert "Vouliez-vous dire : resources ?" in refused("panorama", "24", "--panorama", "ressources")
    nothing = refused("panorama", "24", "--panorama", "zzz")
    assert "Vouliez-vous dire" not in nothing
    assert "climate, resources" in nothing
