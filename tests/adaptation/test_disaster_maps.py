"""What has struck a region, on maps: in all, in ten years, by kind; for overseas too. The plate of six maps."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from copilote.adaptation.maps.plate import plate_pdf
from copilote.exchange.perimeters import place_of
from copilote.exchange.risks import disasters_of
from copilote.reference.simulator import find_region
from support_cop import CVL
from support_words import text_of

STRUCK = f"{CVL}/climat/catastrophes"


def rows_of(client: Client, query: str = "") -> dict[str, dict[str, str]]:
    answer = client.get(f"{STRUCK}.csv?csv=machine&{query}")
    return {row["code"]: row for row in csv.DictReader(answer.content.decode("utf-8-sig").splitlines())}


def test_the_page_says_the_region_and_the_file_each_territory_as_its_own_page_does(client: Client) -> None:
    text = text_of(client.get(STRUCK)).replace("\u00a0", " ")
    assert re.search(r"reconnaissances de catastrophe naturelle depuis 1982, dont [\d\u202f ]+ en dix ans", text)
    assert "dépend de la demande de la commune" in text
    row, here = rows_of(client)["200030385"], disasters_of(place_of("epci", "200030385"))
    assert (int(row["total"]), int(row["last_ten_years"])) == (here.total, here.last_ten_years)
    assert {kind: int(row[kind]) for kind in here.by_kind} == here.by_kind


def test_a_territory_is_drawn_by_the_number_of_a_commune_on_average_and_a_commune_by_its_own(client: Client) -> None:
    here = disasters_of(place_of("epci", "200030385"))
    body = client.get(f"{STRUCK}?quoi=secheresse").content.decode()
    label = re.search(r'id="carte-200030385"[^>]*aria-label="([^"]*)"', body)
    assert label
    value = float(re.search(r"([\d,]+)\u00a0reconnaissances par commune", label[1])[1].replace(",", "."))
    assert value == pytest.approx(here.by_kind["secheresse"] / here.communes, rel=0.05)
    text = text_of(client.get(f"{STRUCK}?niveau=commune&departement=41"))
    assert "Blois" in text
    assert "par commune :" not in text


@pytest.mark.parametrize("query", ["", "quoi=dix-ans&niveau=departement", "niveau=commune&quoi=inondation"])
def test_every_choice_is_drawn_in_few_questions(client: Client, query: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"{STRUCK}?{query}")
    assert answer.status_code == 200
    assert len(asked) <= 8
    assert client.get(f"{STRUCK}/graphique.svg?{query}").status_code == 200


def test_overseas_has_its_map_and_the_climate_page_leads_there(client: Client) -> None:
    address = "/regions/la-reunion/climat/catastrophes"
    assert client.get(address).status_code == 200
    page = client.get("/regions/la-reunion/climat").content.decode()
    assert f'href="{address}"' in page
    assert "climat/cartes" not in page


@pytest.mark.parametrize(
    ("address", "said"), [("?quoi=zut", "inondation"), ("?niveau=canton", "epci"), ("exemple", "fictive")]
)
def test_what_cannot_be_drawn_is_said(client: Client, address: str, said: str) -> None:
    answer = client.get(STRUCK + address if address.startswith("?") else "/regions/region-exemple/climat/catastrophes")
    assert 400 <= answer.status_code < 500
    assert said in text_of(answer)


@pytest.mark.parametrize("paper", ["a3", "a4"])
def test_the_plate_is_one_tagged_page_of_each_size_the_same_each_time(client: Client, paper: str) -> None:
    answer = client.get(f"{CVL}/climat/planche-{paper}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content == client.get(f"{CVL}/climat/planche-{paper}.pdf").content
    assert client.get(f"{CVL}/climat/planche-a5.pdf").status_code == 404


def test_the_plate_of_a_region_overseas_is_refused_with_why(client: Client) -> None:
    answer = client.get("/regions/la-reunion/climat/planche-a3.pdf")
    assert 400 <= answer.status_code < 500
    assert "aucune projection" in text_of(answer)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils n’est pas installé")
def test_the_plate_says_each_map_in_a_sentence() -> None:
    body = plate_pdf(find_region("24"), "a4", "https://exemple.fr/cartes")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=body, capture_output=True, check=True)
    pages = done.stdout.decode().rstrip("\f").split("\f")
    assert len(pages) == 1
    text = re.sub(r"\s+", " ", pages[0])
    for said in (
        "Jours à 30",
        "Hier 9, 22 en 2050",
        "Un aléa, pas un risque",
        "maille de 8",
        "Météo-France",
        "10 modèles",
    ):
        assert said in text, said


def test_the_map_is_a_pdf_too_in_the_documents_font(client: Client) -> None:
    answer = client.get(f"{STRUCK}.pdf?quoi=secheresse&niveau=departement")
    if answer.status_code == 503:
        pytest.skip("typesetting is busy")
    assert answer["Content-Type"] == "application/pdf"
    assert b"SourceSans3" in answer.content
    assert b"Libertinus" not in answer.content


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "12 372 reconnaissances de catastrophe naturelle depuis 1982, dont 3 165 en dix ans"),
        ("quoi=dix-ans", "3 165 reconnaissances de catastrophe naturelle en dix ans"),
        ("quoi=tempete", "553 reconnaissances de catastrophe naturelle depuis 1982"),
    ],
)
def test_the_title_counts_what_the_map_shows(client: Client, query: str, said: str) -> None:
    text = text_of(client.get(f"{STRUCK}?{query}")).replace("\u202f", " ").replace("\u00a0", " ")
    assert said in text.split("Depuis 1982, une reconnaissance par commune et par arrêté")[0]


def test_where_most_have_none_the_map_says_none_not_less_than_nothing(client: Client) -> None:
    text = text_of(client.get("/regions/bretagne/climat/catastrophes?quoi=secheresse")).replace("\u00a0", " ")
    assert "la moitié au moins des intercommunalités sont à 0" in text
    assert "sous 0" not in text
    assert "moins de 0,05 reconnaissance par commune" in text
