"""An error page leads somewhere: its suggestions are names that the search finds."""

from __future__ import annotations

from django.test import Client


def test_a_lever_that_is_not_found_leads_to_the_nearest_by_name(client: Client) -> None:
    page = client.get("/regions/centre-val-de-loire/leviers/vehicule-electrique-leger")
    assert page.status_code == 404
    assert "V%C3%A9hicules%20%C3%A9lectriques" in page.content.decode()
    assert "augm_voitelec%20" not in page.content.decode()


def test_a_search_of_thousands_of_characters_is_cut(client: Client) -> None:
    page = client.get("/recherche", {"q": "x" * 7000}).content.decode()
    title = page[page.index("<title>") : page.index("</title>")]
    assert len(title) < 200
