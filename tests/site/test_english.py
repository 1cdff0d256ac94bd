"""Under /en/ the pages of a region speak English; what stays French is said to be."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from reading import NAMES, french_in, read, territories

PAGES = [
    "/en/",
    "/en/regions/centre-val-de-loire",
    "/en/regions/centre-val-de-loire/simulateur/objectifs",
    "/en/regions/centre-val-de-loire/simulateur/ambition",
    "/en/regions/centre-val-de-loire/simulateur/resultat",
    "/en/regions/centre-val-de-loire/leviers/vehicules-electriques",
    "/en/regions/centre-val-de-loire/observe",
    "/en/methode",
    "/en/glossaire",
    "/en/vie-privee",
    "/en/nulle-part",
    "/en/regions/centre-val-de-loire/partager?t-augm_voitelec=600",
    "/en/regions/centre-val-de-loire/comparer?s=x",
    "/en/regions/centre-val-de-loire/scenarios",
    "/en/regions/centre-val-de-loire/simulateur/bilan?c-augm_voitelec=600",
    "/en/regions/centre-val-de-loire/simulateur/ambition?t-augm_voitelec=beaucoup",
    "/en/regions/centre-val-de-loire/leviers/sobriete-fonciere",
    "/en/regions/centre-val-de-loire/observe/611",
    "/en/regions/centre-val-de-loire/panoramas/eau",
    "/en/regions/la-reunion/panoramas/biodiversite",
    "/en/embed/regions/centre-val-de-loire/panorama",
    "/en/regions/centre-val-de-loire/territoires",
    "/en/regions/centre-val-de-loire/territoires?levier=augm_voitelec&niveau=departement&mesure=habitant",
    "/en/territoires/epci/200030385",
    "/en/territoires/departement/41",
    "/en/territoires/crte/crte-24-41-3",
    "/en/territoires/commune/97608",
    "/en/regions/centre-val-de-loire/repartition?levier=reduc_rfioul",
    "/en/regions/centre-val-de-loire/propositions",
    "/en/regions/centre-val-de-loire/perimetres",
    "/en/regions/centre-val-de-loire/regle-epci?epci=200030385&e-residentiel=100&o-residentiel=60",
    "/en/perimetre?t=41018&t=200030385&t=99999",
    "/en/territoires/epci/200030385/propositions",
    "/en/territoires/departement/77",
    "/en/territoires/commune/41018",
    "/en/regions/ile-de-france/leviers/covoiturage?kt=1000",
    "/en/regions/ile-de-france/simulateur/resultat?t-reduc_rfioul=16000&c-augm_haies=5&t-co2_foret=10&t-augm_covoit=999",
    "/en/regions/ile-de-france/simulateur/ambition?t-reduc_rfioul=16000&c-augm_haies=5&t-co2_foret=10",
    "/en/regions/centre-val-de-loire/simulateur/ambition?c-augm_haies=50&tp-augm_haies=1",
    "/en/regions/centre-val-de-loire/simulateur-ressources/objectifs",
    "/en/regions/centre-val-de-loire/simulateur-ressources/ambition?ts-hedges=abc&t-organic_farming=1",
    "/en/regions/centre-val-de-loire/simulateur-ressources/resultat?c-hedges=0.5&t-land_take=8000&t-pesticides=4000000",
    "/en/regions/ile-de-france/simulateur-ressources/territoires?t-withdrawals=1000000",
    "/en/regions/centre-val-de-loire/territoires?levier=augm_voitelec&niveau=departement&mesure=grandeur",
    "/en/france/territoires",
    "/en/regions/centre-val-de-loire/fiches",
    "/en/connexion",
    "/en/france/indicateurs/fr-001",
    "/en/france/indicateurs/fr-079",
    "/en/france/indicateurs/fr-240",
    "/en/regions/normandie/observe/510",
    "/en/sources",
    "/en/api/v1/docs",
    "/en/territoires/commune/13039",
    "/en/regions/provence-alpes-cote-d-azur/territoires?levier=co2_indus",
    "/en/regions/provence-alpes-cote-d-azur/repartition?levier=co2_indus",
    "/en/territoires/epci/200054807/propositions",
    "/en/regions/la-reunion/repartition?levier=co2_covoit",
    "/en/regions/guadeloupe/observe/964",
    "/en/regions/ile-de-france/observe/992",
]


@pytest.mark.parametrize("address", PAGES)
def test_an_english_page_holds_no_french_but_proper_names(client: Client, address: str) -> None:
    page = read(client.get(address).content.decode())
    assert page.language == "en"
    assert page.found
    assert french_in(page.found, NAMES | territories()) == []


def test_the_detector_sees_french_left_in_an_english_page() -> None:
    page = read('<html lang="en"><p>Cible non connue</p><p lang="fr">Une cible</p><p>Loir-et-Cher</p></html>')
    assert french_in(page.found, NAMES) == ["Cible non connue"]


def test_numbers_are_written_the_english_way(client: Client) -> None:
    page = client.get("/en/regions/centre-val-de-loire").content.decode()
    assert re.search(r"<h1[^>]*>[^<]*9\.5[^<]*</h1>", page)
    assert re.search(r"<h1[^>]*>[^<]*9,5[^<]*</h1>", client.get("/regions/centre-val-de-loire").content.decode())
