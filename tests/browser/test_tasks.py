"""The tasks people come for, done without a mouse, without scripts, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from support_browser import Visitor, arrives
from support_keyboard import focus_shows, focused, tab_to, write_in

CVL = "/regions/centre-val-de-loire"


def test_a_region_is_chosen_by_keyboard_in_the_list_and_on_the_map(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert focused(page) == "Contenu"
    page.keyboard.press("Enter")
    arrives(page, "#contenu$")
    tab_to(page, "^Commune, code postal")
    tab_to(page, "^Centre-Val de Loire, 3,7")
    assert page.evaluate("document.activeElement instanceof SVGElement"), "on the map first"
    assert focus_shows(page)
    tab_to(page, "^Mayotte, ")
    tab_to(page, "^Centre-Val de Loire$")
    assert focus_shows(page)
    page.keyboard.press("Enter")
    arrives(page, f"{CVL}$")


def test_a_commune_is_searched_by_keyboard(page: Page) -> None:
    page.goto("/")
    tab_to(page, "^Commune, code postal")
    page.keyboard.type("Blois")
    page.keyboard.press("Enter")
    arrives(page, r"/territoires/commune/41018\?recherche=Blois$")
    tab_to(page, "^Autres résultats pour")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("«\u00a0Blois\u00a0»")


def test_a_scenario_reaches_its_target_by_keyboard_alone(page: Page) -> None:
    """From the first step to the result: a new target typed, the rest spread, the sum met."""
    page.goto(f"{CVL}/simulateur/objectifs")
    for step in ("ordres-de-grandeur", "bilan", "ambition"):
        tab_to(page, "^Étape suivante")
        page.keyboard.press("Enter")
        arrives(page, f"/simulateur/{step}")
    write_in(page, "t-augm_voitelec", "300")
    page.keyboard.press("Enter")
    arrives(page, "t-augm_voitelec=300")
    tab_to(page, "^Répartir le reste")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Répartir le reste")).to_be_hidden()
    page.wait_for_load_state()
    tab_to(page, "^Étape suivante")
    page.keyboard.press("Enter")
    arrives(page, "/simulateur/resultat")
    expect(page.locator("h1")).to_contain_text("atteint")
    assert "t-augm_voitelec=300" in page.url, "what was typed stays; the other levers take the rest"


@pytest.mark.parametrize("javascript", [True, False])
def test_enter_in_a_field_only_updates(visitor: Visitor, javascript: bool) -> None:
    """And does not press the first button "use the observed value" of the form."""
    page = visitor.page(javascript=javascript)
    page.goto(f"{CVL}/simulateur/ordres-de-grandeur")
    field = page.locator("input[name^=c-reduc]").first
    field.fill("12")
    field.press("Enter")
    arrives(page, "=12$")


@pytest.mark.parametrize("width", [320, 1280])
def test_without_scripts_links_and_forms_do_everything(visitor: Visitor, width: int) -> None:
    page = visitor.page(width, javascript=False)
    page.goto("/")
    page.get_by_label("Commune, code postal, intercommunalité, région ou levier").fill("45000")
    page.get_by_role("button", name="Voir", exact=True).click()
    page.get_by_role("link", name="Orléans", exact=True).click()
    assert page.url.endswith("/territoires/commune/45234")
    if width < 768:
        page.get_by_role("link", name="Menu", exact=True).click()
    page.get_by_role("link", name="Simulateur", exact=True).first.click()
    assert "/simulateur/" in page.url
    page.goto(f"{CVL}/simulateur/ambition")
    page.locator("#t-augm_voitelec").fill("500")
    page.get_by_role("button", name="Mettre à jour").click()
    assert "t-augm_voitelec=500" in page.url
    assert page.locator("#t-augm_voitelec").input_value() == "500"
    page.get_by_role("button", name="Étape suivante").click()
    assert "/simulateur/resultat?" in page.url
    assert "t-augm_voitelec=500" in page.url
    page.get_by_role("link", name="Partager", exact=False).first.click()
    assert page.locator("svg").count() >= 1, "the QR code"


def test_without_scripts_nothing_is_offered_that_needs_them(visitor: Visitor) -> None:
    page = visitor.page(javascript=False)
    page.goto(f"{CVL}/simulateur/ambition")
    assert page.locator("[data-theme-switch]").is_hidden()
    assert page.locator("[hidden]:visible").count() == 0


def test_the_theme_chosen_stays_from_page_to_page(visitor: Visitor) -> None:
    page = visitor.page()
    page.goto("/")
    assert page.locator("html").get_attribute("data-fr-theme") == "light"
    page.locator("[data-theme-switch]").click()
    assert page.locator("html").get_attribute("data-fr-theme") == "dark"
    page.goto("/methode")
    assert page.locator("html").get_attribute("data-fr-theme") == "dark"
