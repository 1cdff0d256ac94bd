"""A room and a phone: arrow keys, the code to follow, a header that leaves place; typing that can be undone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from support_browser import Visitor

CVL = "/regions/centre-val-de-loire"


def test_a_room_goes_from_lever_to_lever_by_the_arrows(page: Page) -> None:
    page.goto(f"{CVL}/leviers/vehicules-electriques?salle=1")
    expect(page.locator(".site-header")).to_have_count(0)
    expect(page.locator(".room-link svg.qr")).to_be_visible()
    expect(page.locator(".room-link p").first).to_have_text(re.compile("leviers/vehicules-electriques$"))
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"leviers/(?!vehicules-electriques).*\?salle=1$"))
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"vehicules-electriques\?salle=1$"))
    page.locator("#kt").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"vehicules-electriques\?salle=1$"))
    page.locator("#kt").blur()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("vehicules-electriques$|vehicules-electriques\\?$"))


def test_a_room_goes_through_the_steps_with_its_scenario(page: Page) -> None:
    page.goto(f"{CVL}/simulateur/ambition?t-augm_voitelec=600&salle=1")
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"resultat\?t-augm_voitelec=600&salle=1$"))
    expect(page.locator(".room-link p").first).to_have_text(re.compile("/s/"))


def test_typing_is_undone_value_by_value(page: Page) -> None:
    page.goto(f"{CVL}/simulateur/ambition")
    undo = page.get_by_role("button", name="Annuler la saisie")
    expect(undo).to_be_hidden()
    cars, quantity = page.locator("#t-augm_voitelec"), page.locator("#tp-augm_voitelec")
    first = quantity.input_value()
    for value in ("600", "700"):
        cars.fill(value)
        cars.press("Tab")
    expect(page).to_have_url(re.compile("t-augm_voitelec=700"))
    undo.click()
    expect(page).to_have_url(re.compile("t-augm_voitelec=600"))
    expect(cars).to_have_value("600")
    undo.click()
    expect(page).not_to_have_url(re.compile("t-augm_voitelec"))
    expect(quantity).to_have_value(first)
    expect(undo).to_be_hidden()


def test_what_goes_past_a_target_is_said_while_one_types(page: Page) -> None:
    page.goto(f"{CVL}/simulateur/ordres-de-grandeur")
    cars = page.locator("#c-augm_voitelec")
    cars.fill("500")
    cars.press("Tab")
    expect(page.locator(".sim__over")).to_contain_text("au-delà de l’objectif d’un levier")
    expect(page.locator("[data-lever='augm_voitelec'] [data-said]")).to_contain_text("Dépasse l’objectif")


@pytest.mark.parametrize("address", ["/", CVL, f"{CVL}/simulateur/ambition", f"{CVL}/observe"])
def test_on_a_phone_the_title_comes_soon(visitor: Visitor, address: str) -> None:
    page = visitor.page(320, height=640)
    page.goto(address)
    box = page.locator("h1").bounding_box()
    assert box is not None
    assert box["y"] < 0.45 * 640
    bar = page.locator(".sim__running")
    if bar.count():
        shown = bar.bounding_box()
        assert shown is not None
        assert shown["height"] <= 72


@pytest.mark.parametrize("javascript", [True, False])
def test_the_menu_of_a_phone_opens_and_closes(visitor: Visitor, javascript: bool) -> None:
    page = visitor.page(320, height=640, javascript=javascript)
    page.goto(CVL)
    expect(page.locator(".site-nav")).to_be_hidden()
    page.get_by_role("link", name="Menu", exact=True).click()
    expect(page.get_by_role("link", name="Observé", exact=True)).to_be_visible()
    expect(page.locator("#q")).to_be_visible()
    page.get_by_role("link", name="Fermer le menu").click()
    expect(page.locator(".site-nav")).to_be_hidden()
