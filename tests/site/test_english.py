"""Under /en/ the pages of a region speak English; what stays French is said to be."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from copilote.reference.simulator import load_territories
from copilote.reference.territories import load_departements
from reading import french_in, read

# Proper names stay as they are; "Pays de la" is a line of the map's label "Pays de la Loire".
NAMES = frozenset(
    {region.name for region in load_territories()}
    | {one.name for one in load_departements()}
    | {"Pays de la", "Français"}
)
PAGES = [
    "/en/",
    "/en/regions/centre-val-de-loire",
    "/en/regions/centre-val-de-loire/simulateur/objectifs",
    "/en/regions/centre-val-de-loire/simulateur/ambition",
    "/en/regions/centre-val-de-loire/simulateur/resultat",
    "/en/regions/centre-val-de-loire/leviers/vehicules-electriques",
    "/en/regions/centre-val-de-loire/observe",
    "/en/methode",
]


@pytest.mark.parametrize("address", PAGES)
def test_an_english_page_holds_no_french_but_proper_names(client: Client, address: str) -> None:
    page = read(client.get(address).content.decode())
    assert page.language == "en"
    assert page.found
    assert french_in(page.found, NAMES) == []


def test_the_detector_sees_french_left_in_an_english_page() -> None:
    page = read('<html lang="en"><p>Cible non connue</p><p lang="fr">Une cible</p><p>Loir-et-Cher</p></html>')
    assert french_in(page.found, NAMES) == ["Cible non connue"]


def test_numbers_are_written_the_english_way(client: Client) -> None:
    page = client.get("/en/regions/centre-val-de-loire").content.decode()
    assert re.search(r"<h1[^>]*>[^<]*9\.5[^<]*</h1>", page)
    assert re.search(r"<h1[^>]*>[^<]*9,5[^<]*</h1>", client.get("/regions/centre-val-de-loire").content.decode())
