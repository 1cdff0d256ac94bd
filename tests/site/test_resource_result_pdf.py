"""The result of a scenario of nature and resources is printed on two pages, and leaves as slides."""

from __future__ import annotations

import io
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from copilote.reference.simulator import find_region, load_territories
from copilote.simulator.pages.resource_result import result_page
from copilote.simulator.resource_state import levers_of, read_state
from support_print import needs_poppler, printed

RESULT = "/regions/centre-val-de-loire/simulateur-ressources/resultat"
QUERY = "c-land_taken=100&t-organic_farming=12&t-land_taken=9000&nom=Sobre"


@needs_poppler
def test_the_print_has_the_totals_every_lever_the_law_and_the_link(client: Client, tmp_path: Path) -> None:
    page = result_page(read_state(find_region("24"), [tuple(pair.split("=")) for pair in QUERY.split("&")]))
    first, second = printed(client, f"{RESULT}.pdf?{QUERY}", tmp_path)
    assert "".join(page.title.split()) in first
    for total in page.totals:
        assert "".join(total.value.split()) in first
    for fold in page.folds:
        for row in fold.table.rows:
            assert "".join(str(row[0].value).split()) in second
    for sentence in page.law:
        assert "".join(sentence.split()) in second
    assert f"http://testserver{page.short}" in second


@needs_poppler
@pytest.mark.parametrize("slug", ["centre-val-de-loire", "la-reunion", "guadeloupe", "region-exemple"])
def test_it_holds_on_two_pages_whatever_is_typed(client: Client, tmp_path: Path, slug: str) -> None:
    region = next(region for region in load_territories() if region.slug == slug)
    starts = [lever.start for lever in levers_of(region)]
    query = "&".join(f"t-{start.id}={min(start.value * 1.2345, start.most or 1e11):.6f}" for start in starts)
    address = f"/regions/{slug}/simulateur-ressources/resultat.pdf"
    for asked in (f"/en{address}?{query}&nom={'x' * 80}", address):
        assert len(printed(client, asked, tmp_path)) == 2


def test_slides_say_the_levers_group_by_group_and_the_law(client: Client) -> None:
    from pptx import Presentation

    answer = client.get(f"{RESULT}.pptx?{QUERY}")
    assert answer["Content-Disposition"].endswith('"resultat-ressources-centre-val-de-loire.pptx"')
    slides = Presentation(io.BytesIO(answer.content)).slides
    page = result_page(read_state(find_region("24"), [tuple(pair.split("=")) for pair in QUERY.split("&")]))
    assert [slide.shapes.title.text for slide in slides] == [slide.title for slide in page.slides]
    last = " ".join(shape.text_frame.text for shape in slides[-1].shapes if shape.has_text_frame)
    assert page.law[0] in last


@pytest.mark.parametrize("ending", ["pdf", "pptx"])
def test_a_value_that_cannot_be_used_gives_no_file(client: Client, ending: str) -> None:
    assert client.get(f"{RESULT}.{ending}?t-organic_farming=zut").status_code == 400


def test_the_page_offers_both_with_its_scenario(client: Client) -> None:
    text = unescape(client.get(f"{RESULT}?t-organic_farming=12").content.decode())
    assert f'href="{RESULT}.pdf?t-organic_farming=12"' in text
    assert f'href="{RESULT}.pptx?t-organic_farming=12"' in text
    assert f"{RESULT}.pdf" not in client.get(RESULT.replace("resultat", "bilan")).content.decode()
