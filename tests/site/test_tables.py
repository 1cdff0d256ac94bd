"""Each cell of the tables of the main pages is named after its column: what a phone's cards are made of."""

from __future__ import annotations

import re

import pytest
from django.test import Client

CVL = "/regions/centre-val-de-loire"
PAGES = [
    CVL,
    *(f"{CVL}/simulateur/{step}?t-augm_voitelec=900" for step in ("objectifs", "bilan", "resultat")),
    f"{CVL}/territoires",
    f"{CVL}/observe",
    f"{CVL}/leviers/vehicules-electriques",
    *("/france", "/methode", "/sources", "/sources/simulator/2023/targets", "/territoires/commune/41018"),
]


@pytest.mark.parametrize("address", PAGES)
def test_every_cell_of_a_page_has_its_name(client: Client, address: str) -> None:
    text = client.get(address).content.decode()
    tables = re.findall(r'<table[^>]*class="data[^>]*>.*?</table>', text, re.S)
    assert tables
    for table in tables:
        opening = table.partition(">")[0]
        assert "cards" in opening
        cells = re.findall(r"<td\b[^>]*>", table)
        bare = [cell for cell in cells if "data-label=" not in cell and "obs-spark" not in cell]
        assert not bare, opening
