"""Suggestions as one types: the most likely first, each with a page, in both languages."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from copilote.reference.simulator import find_region
from copilote.simulator.pages.suggestions import MOST, suggestions

ADDRESS = "/recherche/suggestions.json"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("velo", "Vélo et transport en commun"),
        ("haies", "Gestion des haies"),
        ("Blois", "Blois"),
        ("bourg", "Bourgogne-Franche-Comté"),
        ("bretagne", "Bretagne"),
        ("st denis", "Saint-Denis"),
        ("45000", "Orléans"),
        ("loir-et", "Loir-et-Cher"),
    ],
)
def test_what_is_most_likely_meant_comes_first(typed: str, first: str) -> None:
    assert suggestions(typed, None)[0].name == first


def test_a_large_town_comes_before_small_ones_whose_first_word_is_typed() -> None:
    assert "Bourges" in [suggestion.name for suggestion in suggestions("bourg", None)[:4]]


def test_a_lever_leads_to_the_region_in_view_else_to_the_list_of_regions() -> None:
    assert suggestions("velo", find_region("bretagne"))[0].address.startswith("/regions/bretagne/leviers/")
    assert suggestions("velo", None)[0].address.startswith("/recherche?q=V%C3%A9lo")


def test_projects_and_indicators_are_offered_with_what_they_are() -> None:
    details = " ".join(suggestion.detail for suggestion in suggestions("pistes cyclables", None))
    assert "projet financé" in details
    assert "indicateur" in " ".join(suggestion.detail for suggestion in suggestions("solaire", None))


def test_every_suggestion_leads_to_a_page(client: Client) -> None:
    for typed in ("velo", "solaire", "blois", "nouméa", "haie"):
        for suggestion in suggestions(typed, find_region("24")):
            assert client.get(suggestion.address.split("#")[0]).status_code == 200, suggestion


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=120))
def test_any_text_gives_at_most_the_limit(text: str) -> None:
    assert len(suggestions(text, None)) <= MOST


def test_the_answer_is_escaped_by_its_type_and_speaks_the_language_of_the_page(client: Client) -> None:
    response = client.get(f"/en{ADDRESS}", {"q": "hedges"})
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "lever" in response.json()[0]["detail"]
    assert client.get(ADDRESS, {"q": "x"}).json() == []
    assert client.get(ADDRESS, {"q": "velo", "region": "nulle-part"}).status_code == 404
