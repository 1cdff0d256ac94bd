"""The result of a scenario is printed on two pages, with the figures of its page and the way back to it."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path

from django.test import Client

from copilote.reference.simulator import find_region
from copilote.simulator.pages.result import result_page
from copilote.simulator.state import read_state
from support_print import needs_poppler, printed

RESULT = "/regions/centre-val-de-loire/simulateur/resultat"
QUERY = "c-augm_voitelec=100&t-augm_voitelec=500&t-reduc_rfioul=600&nom=Sobre"


@needs_poppler
def test_the_print_has_the_totals_the_levers_and_the_link_of_its_scenario(client: Client, tmp_path: Path) -> None:
    page = result_page(read_state(find_region("24"), [tuple(pair.split("=")) for pair in QUERY.split("&")]))
    first, second = printed(client, f"{RESULT}.pdf?{QUERY}", tmp_path)
    assert "".join(page.title.split()) in first
    for total in page.totals:
        assert "".join(total.value.split()) in first
    assert "s’épuiseà513,1" in second
    assert "Véhiculesélectriques482,1600,0+117,9" in second
    assert f"http://testserver{page.short}" in second


@needs_poppler
def test_a_scenario_of_every_lever_holds_on_two_pages_in_english(client: Client, tmp_path: Path) -> None:
    levers = [lever.id for lever in read_state(find_region("24"), []).levers if lever.editable]
    query = "&".join(f"c-{lever}=12.345678&t-{lever}=2000.123456" for lever in levers)
    pages = printed(client, f"/en{RESULT}.pdf?{query}", tmp_path)
    assert len(pages) == 2
    assert "Readingthisresult" in pages[1]
    assert "otherremarks,onthepage" in pages[1]


@needs_poppler
def test_a_region_without_physical_units_has_its_print(client: Client, tmp_path: Path) -> None:
    pages = printed(client, "/regions/guadeloupe/simulateur/resultat.pdf", tmp_path)
    assert len(pages) == 2
    assert "Éditionsimplifiée" in pages[1]


def test_a_value_that_cannot_be_used_gives_no_print(client: Client) -> None:
    response = client.get(f"{RESULT}.pdf?c-augm_voitelec=zut")
    assert response.status_code == 400
    assert not response.content.startswith(b"%PDF")


def test_the_page_offers_its_print_with_its_scenario(client: Client) -> None:
    text = unescape(client.get(f"{RESULT}?t-augm_voitelec=100").content.decode())
    assert re.search(rf'href="{RESULT}\.pdf\?t-augm_voitelec=100">Résultat à imprimer', text)


def test_the_same_result_is_slides_to_rework_always_the_same(client: Client) -> None:
    from pptx import Presentation

    address = "/regions/centre-val-de-loire/simulateur/resultat.pptx?t-augm_voitelec=300&nom=Atelier"
    response = client.get(address)
    assert response["Content-Disposition"].startswith("attachment")
    assert response.content == client.get(address).content
    slides = list(Presentation(io.BytesIO(response.content)).slides)
    assert [bool(slide.shapes.title.text) for slide in slides] == [True] * 3
    texts = " ".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)
    assert "Atelier" in texts
    assert "−182" in texts
    assert client.get("/regions/centre-val-de-loire/simulateur/resultat.pptx?t-augm_voitelec=x").status_code == 400
