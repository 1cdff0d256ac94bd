"""Who leads a COP chooses a key, in a real browser, from the link that opens the account to going back on it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from playwright.sync_api import Page

from support_axe import WIDTH, barriers, sideways
from support_browser import Visitor
from support_cop import CVL, KEYS

PASSWORD = "un bon long mot de passe"


def link_of(site: str, email: str, *role: str) -> str:
    """Open an account as an administrator does, and take the link that is printed."""
    command = [sys.executable, "-c", "from copilote.cli import main; main()", "member", "add", email, "--region", "24"]
    done = subprocess.run(
        [*command, *role, "--site", site], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    return done.stdout.split()[-1]


def enter(page: Page, link: str) -> None:
    page.goto(link)
    page.fill("#id_new_password1", PASSWORD)
    page.fill("#id_new_password2", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/mon-espace")


def usable(page: Page) -> list[str]:
    """On a wide screen, then on a phone, once the page is whole."""
    page.wait_for_load_state()
    found = barriers(page) + sideways(page)
    page.set_viewport_size({"width": 320, "height": 640})
    found += barriers(page, WIDTH) + sideways(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


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


def test_a_territory_answers_with_the_keyboard_alone(visitor: Visitor, site: str) -> None:
    page = visitor.page()
    enter(page, link_of(site, "bob@exemple.fr", "--role", "territoire", "--territory", "epci:200030385"))
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
