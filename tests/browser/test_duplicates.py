"""The animation decides of two actions that look alike and goes back; a precision is asked and answered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from support_browser import Visitor
from support_cop import CVL
from support_entering import enter, link_of, usable

TITLE = "Bornes de recharge sur les parkings relais"


def _write(page: Page, site: str) -> None:
    page.goto(f"{site}{CVL}/cop/actions/ajouter")
    page.fill("#titre", TITLE)
    page.select_option("#statut", "under_way")
    page.select_option("#levier1", "augm_voitelec")
    page.click("text=Enregistrer")
    if page.locator("#autre").count():
        page.check("#autre", force=True)
        page.click("text=Enregistrer")
    page.wait_for_url("**/cop/actions/*")


@pytest.mark.slow
def test_two_actions_are_decided_of_and_a_precision_is_answered(visitor: Visitor, site: str) -> None:
    lead, page = visitor.page(), visitor.page()
    enter(page, link_of(site, "ines@exemple.fr", "--role", "contributeur", "--territory", "epci:200030385"))
    enter(lead, link_of(site, "alba@exemple.fr", "--role", "animateur"))
    _write(page, site)
    _write(page, site)
    own = page.url
    lead.goto(f"{site}{CVL}/cop/actions/doublons")
    assert usable(lead) == []
    assert "1 groupe" in lead.inner_text("h1").replace("\u00a0", " ")
    lead.fill("input[name=raison] >> nth=0", "Deux parkings")
    lead.click("text=Ce sont deux actions >> nth=0")
    lead.wait_for_load_state()
    assert "rien à décider" in lead.inner_text("h1")
    lead.click("text=Décisions (1)")
    assert usable(lead) == []
    assert "Deux parkings" in lead.inner_text("main")
    lead.click("text=Revenir sur cette décision")
    lead.wait_for_load_state()
    assert "ne tient plus depuis" in lead.inner_text("main")
    lead.goto(own)
    lead.click("summary:has-text('Demander une précision')")
    assert usable(lead) == []
    lead.fill("#texte", "Combien de bornes ?")
    lead.click("text=Demander cette précision")
    page.goto(f"{site}/mon-espace")
    assert "précision demandée" in page.inner_text("main").replace("\u00a0", " ")
    page.goto(own)
    page.fill("textarea[name=texte] >> nth=0", "Quarante")
    page.click("button:has-text('Répondre')")
    page.wait_for_load_state()
    assert usable(page) == []
    lead.goto(own)
    lead.click("text=C’est réglé")
    lead.wait_for_load_state()
    assert "réglée le" in lead.inner_text("main")
