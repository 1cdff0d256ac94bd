"""Who speaks for a territory writes an action in a real browser: levers proposed, quantity converted as one types."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from support_browser import Visitor
from support_cop import CVL
from support_entering import enter, link_of, usable


def _bare(page: Page, place: str) -> str:
    return page.inner_text(place).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.slow
def test_an_action_is_written_from_its_title(visitor: Visitor, site: str) -> None:
    page = visitor.page()
    enter(page, link_of(site, "nour@exemple.fr", "--role", "contributeur", "--territory", "epci:200030385"))
    page.goto(f"{site}{CVL}/cop/actions")
    assert usable(page) == []
    page.click("text=Ajouter une action >> nth=0")
    assert usable(page) == []
    page.fill("#titre", "Bornes de recharge pour voitures électriques")
    page.click("#leviers-proposes button >> nth=0")
    assert page.input_value("#levier1") == "augm_voitelec"
    page.select_option("#statut", "under_way")
    page.fill("#quantite", "1 500")
    page.select_option("#unite", label="véhicules")
    assert _bare(page, "#quantite-soit") == "= 3,21 ktCO2e évitées par an"
    page.click("text=Plus de détails")
    assert usable(page) == []
    page.click("text=Enregistrer")
    page.wait_for_url("**/cop/actions/*")
    assert "1 500 véhicules" in _bare(page, "h1")
    assert usable(page) == []


@pytest.mark.slow
def test_an_action_is_written_without_a_script(visitor: Visitor, site: str) -> None:
    first = visitor.page()
    enter(first, link_of(site, "lou@exemple.fr", "--role", "contributeur", "--territory", "epci:200030385"))
    plain = visitor.page(javascript=False)
    plain.context.add_cookies(first.context.cookies())
    plain.goto(f"{site}{CVL}/cop/actions/ajouter")
    plain.fill("#titre", "Plantation de haies bocagères")
    plain.click("text=Proposer des leviers")
    plain.click("#leviers-proposes button >> nth=0")
    plain.select_option("#statut", "decided")
    plain.fill("#quantite", "12")
    plain.select_option("#unite", label="km")
    plain.click("text=Voir ce que cela évite")
    assert "évitées par an" in _bare(plain, "#quantite-soit")
    plain.click("text=Enregistrer")
    plain.wait_for_url("**/cop/actions/*")
    assert "12 km" in _bare(plain, "h1")
