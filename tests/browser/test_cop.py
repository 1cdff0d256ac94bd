"""Who leads a COP chooses a key, in a real browser, from the link that opens the account to going back on it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from support_browser import Visitor
from support_cop import CVL, KEYS
from support_entering import enter, link_of, usable


@pytest.mark.slow
def test_a_cop_chooses_a_key_and_goes_back_on_it(visitor: Visitor, site: str) -> None:
    page = visitor.page()
    enter(page, link_of(site, "anne@exemple.fr", "--role", "animateur"))
    assert usable(page) == []
    page.goto(f"{site}{KEYS}?levier=augm_voitelec&cle1=population&poids1=2&cle2=jobs")
    assert usable(page) == []
    page.click("text=Choisir une clé pour la COP")
    page.click("text=Fixer des planchers ou des plafonds")
    page.fill("#max-243700754", "30")
    assert usable(page) == []
    page.fill("#raison", "Les emplois comptent aussi dans les trajets.")
    page.click("text=Voir ce que cela change")
    page.wait_for_selector("text=Enregistrer ce choix")
    assert "égales à la tonne" in page.inner_text("main")
    assert usable(page) == []
    page.click("text=Enregistrer ce choix")
    page.wait_for_url("**/repartition?*")
    assert "Choix enregistré" in page.inner_text("main")
    visited = visitor.page()
    visited.goto(f"{site}{KEYS}?levier=augm_voitelec&face=cop")
    told = visited.inner_text("main")
    assert "Les emplois comptent aussi dans les trajets." in told
    assert "Annuler le choix" not in told
    page.click("text=Annuler le choix en vigueur")
    page.fill("#raison", "Essai.")
    page.click("main form button")
    page.wait_for_url("**/repartition?*")
    assert "Retour à la règle habituelle" in page.inner_text("main")


@pytest.mark.slow
def test_a_territory_answers_with_the_keyboard_alone(visitor: Visitor, site: str) -> None:
    page = visitor.page()
    enter(page, link_of(site, "bob@exemple.fr", "--role", "contributeur", "--territory", "epci:200030385"))
    page.goto(f"{site}/territoires/epci/200030385/propositions/augm_voitelec")
    assert usable(page) == []
    page.focus("#fait")
    page.keyboard.type("1 500")
    _tab(page, 2)
    page.keyboard.type("12 000")
    assert _said(page, "#fait-soit") == "= 2,86 kt, soit 0,15 × votre part indicative"
    assert _said(page, "#proposition-soit") == "= 25,3 kt, soit 1,4 × votre part indicative"
    _tab(page, 3)
    page.keyboard.type("Deux parcs de bornes sont financés.")
    _tab(page, 1)
    page.keyboard.press("Enter")
    page.wait_for_selector(".keys-seen")
    assert usable(page) == []
    assert "12 000 véhicules = 25,3 kt, soit 1,4 × votre part indicative" in _said(page, "main")
    page.focus("button[name=vu]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/propositions")
    assert "propose 25,3" in _said(page, "h1")
    assert usable(page) == []
    page.goto(f"{site}{CVL}/propositions")
    assert "1 sur 82" in page.inner_text("main").replace("\u00a0", " ")


def _tab(page: Page, times: int) -> None:
    for _time in range(times):
        page.keyboard.press("Tab")


def _said(page: Page, place: str) -> str:
    return page.inner_text(place).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.slow
def test_a_shape_of_the_map_checks_its_box_and_a_box_fills_its_shape(visitor: Visitor, site: str) -> None:
    page = visitor.page()
    page.goto(f"{site}/perimetre?region=centre-val-de-loire&t=200030385")
    blois, tours = page.locator(".pick-area[data-code='200030385']"), page.locator("[data-code='243700754'] path")
    assert "is-chosen" in (blois.get_attribute("class") or "")
    tours.click()
    assert page.is_checked("input[value='243700754']")
    page.uncheck("input[value='200030385']")
    assert "is-chosen" not in (blois.get_attribute("class") or "")
    assert usable(page) == []
    page.click("text=Voir la part >> nth=0")
    assert page.is_checked("input[value='243700754']")
    assert not page.is_checked("input[value='200030385']")


def test_a_perimeter_is_composed_without_a_script(visitor: Visitor, site: str) -> None:
    page = visitor.page(javascript=False)
    page.goto(f"{site}/perimetre?region=centre-val-de-loire")
    page.fill("#nom", "Val de Loire")
    page.check("input[value='200030385']")
    page.fill("#codes", "45234, 99999")
    page.click("text=Voir la part >> nth=0")
    assert page.inner_text("h1").startswith("Val de Loire")
    assert "99999" in page.inner_text("main")


@pytest.mark.slow
def test_a_person_is_invited_sees_to_what_accepts_and_is_listed(visitor: Visitor, site: str) -> None:
    lead = visitor.page()
    enter(lead, link_of(site, "anne@exemple.fr", "--role", "animateur"))
    lead.goto(f"{site}{CVL}/cop/organisations/territoires")
    assert usable(lead) == []
    lead.click("text=Ajouter les territoires cochés")
    assert usable(lead) == []
    lead.fill("#q-organisation", "Agglopolys")
    lead.click("text=Filtrer")
    lead.click('table a:has-text("Agglopolys")')
    assert usable(lead) == []
    lead.click("text=Inviter une personne")
    lead.fill("#email", "eva@exemple.fr")
    lead.click("text=Envoyer l’invitation")
    assert usable(lead) == []
    lead.click("text=Lien >> nth=0")
    link = lead.input_value("#lien")
    phone = visitor.page()
    phone.goto(site + urlsplit(link).path)
    assert usable(phone) == []
    assert "Agglopolys" in phone.inner_text("main")
    phone.fill("#nom", "Eva Blin")
    phone.click("text=Accepter et entrer")
    phone.wait_for_url("**/mon-espace")
    assert "Agglopolys" in phone.inner_text(".hat")
    lead.goto(f"{site}{CVL}/cop/personnes")
    assert "Eva Blin" in lead.inner_text("main")
    assert usable(lead) == []
