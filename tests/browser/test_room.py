"""A room and a phone: arrow keys, the code to follow, a header that leaves place; typing that can be undone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from support_axe import barriers
from support_browser import Visitor, arrives

CVL = "/regions/centre-val-de-loire"


def test_a_room_goes_from_lever_to_lever_by_the_arrows(page: Page) -> None:
    page.goto(f"{CVL}/leviers/vehicules-electriques?salle=1")
    expect(page.locator(".site-header")).to_have_count(0)
    expect(page.locator(".slide__follow svg.qr")).to_be_visible()
    expect(page.locator(".slide__follow p")).to_contain_text("leviers/vehicules-electriques")
    expect(page.locator(".slide__figures li")).to_have_count(3)
    page.keyboard.press("ArrowRight")
    arrives(page, r"leviers/(?!vehicules-electriques).*\?salle=1$")
    page.keyboard.press("ArrowLeft")
    arrives(page, r"vehicules-electriques\?salle=1$")
    page.keyboard.press("Escape")
    arrives(page, "vehicules-electriques$|vehicules-electriques\\?$")


def test_a_room_goes_through_the_steps_with_its_scenario(page: Page) -> None:
    page.goto(f"{CVL}/simulateur/ambition?t-augm_voitelec=600&salle=1")
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    arrives(page, r"resultat\?t-augm_voitelec=600&salle=1$")
    expect(page.locator(".slide__follow p")).to_contain_text("/s/")


@pytest.mark.parametrize(
    "address", [f"{CVL}/departements/41/reunion", "/territoires/epci/200030385", CVL, f"{CVL}/simulateur/resultat"]
)
def test_every_slide_stands_whole_above_its_bar_on_a_small_projector(visitor: Visitor, address: str) -> None:
    page = visitor.page(1280, height=720)
    page.goto(f"{address}?salle=1")
    count = int(page.locator(".room-bar > span").last.inner_text().split()[2])
    assert count > 1
    for rank in range(1, count + 1):
        page.goto(f"{address}?salle={rank}")
        foot, bar = page.locator(".slide__foot").bounding_box(), page.locator(".room-bar").bounding_box()
        assert foot is not None
        assert bar is not None
        assert foot["y"] + foot["height"] <= bar["y"] + 1, rank


@pytest.mark.slow
def test_a_phone_turns_the_slides_of_the_screen(visitor: Visitor) -> None:
    screen, phone = visitor.page(), visitor.page(390)
    screen.goto(f"{CVL}?salle=1")
    with screen.expect_response("**/pas.json"):  # turns are counted from there
        screen.get_by_role("button", name="Télécommande").click()
    told = screen.locator("[data-remote-address]")
    expect(told).to_contain_text("/salle/")
    phone.goto("/salle/" + told.inner_text().rpartition("/")[2])
    assert barriers(phone) == []
    phone.get_by_role("button", name="Suivante").click()
    arrives(screen, r"salle=2$")
    phone.get_by_role("button", name="Suivante").click()
    arrives(screen, r"salle=3$")
    phone.get_by_role("button", name="Précédente").click()
    arrives(screen, r"salle=2$")


def test_typing_is_undone_value_by_value(page: Page) -> None:
    page.goto(f"{CVL}/simulateur/ambition")
    undo = page.get_by_role("button", name="Annuler la saisie")
    expect(undo).to_be_hidden()
    cars, quantity = page.locator("#t-augm_voitelec"), page.locator("#tp-augm_voitelec")
    first = quantity.input_value()
    for value in ("600", "700"):
        cars.fill(value)
        cars.press("Tab")
    arrives(page, "t-augm_voitelec=700")
    undo.click()
    arrives(page, "t-augm_voitelec=600")
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
    page.goto("/regions/bretagne")  # no test opens a COP there
    expect(page.locator(".site-nav")).to_be_hidden()
    page.get_by_role("link", name="Menu", exact=True).click()
    expect(page.get_by_role("link", name="Observé", exact=True)).to_be_visible()
    expect(page.locator("#q")).to_be_visible()
    page.get_by_role("link", name="Fermer le menu").click()
    expect(page.locator(".site-nav")).to_be_hidden()
