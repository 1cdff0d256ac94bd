"""The easy-to-read version: short sentences, no abbreviation; and the words of a page told at its foot."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from copilote.ui.terms import MOST, terms_in

CVL = "/regions/centre-val-de-loire"
PAGES = [
    CVL,
    "/regions/mayotte",
    f"{CVL}/leviers/vehicules-electriques",
    "/territoires/commune/41018",
    "/territoires/epci/200030385",
]
ABBREVIATIONS = re.compile(r"\b(?:kt|Mt|ktCO2e|MtCO2e|CO2e|EPCI|CRTE|ISDND|PCAET|SRADDET)\b")
pytestmark = pytest.mark.django_db


def sentences_of(client: Client, address: str) -> list[str]:
    page = client.get(address, {"facile": 1}).content.decode()
    body = page.split('<article class="easy">')[1].split("</article>")[0]
    return [re.sub(r"<[^>]+>", "", text) for text in re.findall(r"<p>(.*?)</p>", body, re.DOTALL)]


@pytest.mark.parametrize("address", PAGES)
def test_it_says_one_idea_a_sentence_without_abbreviations(client: Client, address: str) -> None:
    sentences = sentences_of(client, address)
    assert 8 <= len(sentences) <= 40
    assert all(len(sentence.split()) <= 32 for sentence in sentences), max(sentences, key=len)
    assert [sentence for sentence in sentences if ABBREVIATIONS.search(sentence)] == []


def test_each_version_leads_to_the_other(client: Client) -> None:
    assert "?facile=1" in client.get(CVL).content.decode()
    easy = client.get(CVL, {"facile": 1}).content.decode()
    assert "Lire la version complète" in easy
    assert "treemap" not in easy
    assert easy.count("<h1>") == 1


def test_a_page_without_an_easy_version_ignores_the_question(client: Client) -> None:
    assert 'class="easy"' not in client.get("/methode", {"facile": 1}).content.decode()


def test_words_are_told_once_where_a_page_holds_them() -> None:
    fold = terms_in("<p>Une EPCI, deux EPCI, 3 ktCO2e</p><svg><text>CRTE</text></svg><a href='/ADEME'>x</a>")
    assert fold.count("<dt>EPCI") == 1
    assert "<dt>ktCO2e" in fold
    assert "CRTE" not in fold, "not in a drawing"
    assert "<dt>ADEME" not in fold, "not in an address"
    assert terms_in("<p>Rien à dire</p>") == ""


def test_a_region_tells_its_words_and_a_room_does_not(client: Client) -> None:
    page = client.get(CVL).content.decode()
    assert "Les mots de cette page" in page
    assert 1 <= page.split("Les mots de cette page")[1].count("<dt>") <= MOST
    assert "Les mots de cette page" not in client.get(CVL, {"salle": 1}).content.decode()
    assert "The words of this page" in client.get(f"/en{CVL}").content.decode()
