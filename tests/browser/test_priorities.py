"""The relay of a département writes a priority in two minutes, validates it, and finds it in the region's page."""

from __future__ import annotations

import pytest

from support_browser import Visitor
from support_cop import CVL
from support_entering import enter, link_of, usable

PAGE = f"{CVL}/cop/priorites"


@pytest.mark.slow
def test_a_priority_is_written_validated_and_gathered(visitor: Visitor, site: str) -> None:
    page = visitor.page()
    enter(page, link_of(site, "hugo@exemple.fr", "--role", "relais", "--territory", "departement:45"))
    page.goto(f"{site}/territoires/departement/45/climat")
    assert usable(page) == []
    page.click("text=Ajouter une priorité")
    assert usable(page) == []
    page.click("text=Enregistrer")
    assert page.inner_text("[role=alert]").count("Choisissez l’effet") == 1
    assert usable(page) == []
    assert all("status of 400" in trouble for trouble in visitor.troubles)
    visitor.troubles.clear()
    page.select_option("#effet", "heat")
    page.fill("#intitule", "Rafraîchir les écoles")
    page.fill("#porteur", "Département")
    page.click("summary:has-text('Freins à lever')")
    page.fill("#freins_pays", "Les aides changent chaque année.")
    page.click("text=Enregistrer")
    page.wait_for_url(f"**{PAGE}/*")
    page.click("text=Valider pour le département")
    assert "est validée" in page.inner_text(".fr-alert--success")
    assert usable(page) == []
    for part, told in (("", "1 priorité"), ("/region", "Rafraîchir"), ("/freins", "Les aides changent")):
        page.goto(f"{site}{PAGE}{part}")
        assert told in page.inner_text("main").replace("\u00a0", " ")
        assert usable(page) == []
    page.goto(f"{site}{PAGE}/liste")
    assert usable(page) == []


@pytest.mark.slow
def test_it_is_written_without_a_script(visitor: Visitor, site: str) -> None:
    first = visitor.page()
    enter(first, link_of(site, "sonia@exemple.fr", "--role", "relais", "--territory", "departement:41"))
    plain = visitor.page(javascript=False)
    plain.context.add_cookies(first.context.cookies())
    plain.goto(f"{site}{PAGE}/ajouter")
    plain.select_option("#effet", "flood")
    plain.fill("#intitule", "Digues de Loire")
    plain.click("text=Enregistrer")
    plain.wait_for_url(f"**{PAGE}/*")
    assert "Digues de Loire" in plain.inner_text("h1")
