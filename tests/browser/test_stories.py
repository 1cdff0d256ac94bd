"""Whole stories: from the question one comes with to what one leaves with, by keyboard alone, then without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from support_browser import Visitor, arrives
from support_keyboard import tab_to, write_in

CVL = "/regions/centre-val-de-loire"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_mayor_finds_the_commune_tries_a_share_and_leaves_with_the_sheet(visitor: Visitor, javascript: bool) -> None:
    page = visitor.page(javascript=javascript)
    page.goto("/")
    _search(page, "Vierzon")
    expect(page.locator("h1")).to_contain_text("Vierzon")
    _follow(page, "^Que faire maintenant")
    assert page.url.endswith("#agir")
    _follow(page, "^Voir la carte de la région")
    arrives(page, f"{CVL}/territoires$")
    page.go_back()
    _follow(page, "^CC Vierzon")
    arrives(page, "/territoires/epci/")
    _follow(page, "^Ouvrir le simulateur")
    arrives(page, r"simulateur/ambition\?pour=epci-")
    write_in(page, "t-augm_voitelec", "9")
    page.keyboard.press("Enter")
    arrives(page, "t-augm_voitelec=9")
    page.goto("/territoires/commune/18279")
    tab_to(page, "^Imprimer la fiche")
    sheet = page.request.get(page.evaluate("document.activeElement.href"))
    assert sheet.body().startswith(b"%PDF")


@pytest.mark.parametrize("javascript", [True, False])
def test_an_animator_shares_a_scenario_and_sets_it_beside_another(visitor: Visitor, javascript: bool) -> None:
    page = visitor.page(javascript=javascript)
    links = []
    for cars in ("300", "900"):
        page.goto(f"{CVL}/simulateur/ambition")
        write_in(page, "t-augm_voitelec", cars)
        page.keyboard.press("Enter")
        arrives(page, f"t-augm_voitelec={cars}")
        _follow(page, "^Étape suivante")
        arrives(page, "/simulateur/resultat")
        _follow(page, "^Partager")
        short = page.get_by_label("Lien court")
        expect(short).to_have_value(re.compile("/s/"))
        links.append(short.input_value())
    page.goto(links[0])
    arrives(page, "t-augm_voitelec=300")
    page.goto(f"{CVL}/comparer")
    for rank, link in enumerate(links):
        write_in(page, f"s{rank}", link)
    page.keyboard.press("Enter")
    expect(page.locator("figure.chart svg").first).to_be_visible()
    expect(page.locator("main .card")).to_have_count(2)


def test_a_room_goes_round_and_comes_back_by_keyboard(page: Page) -> None:
    page.goto(CVL)
    _follow(page, "^Mode salle")
    arrives(page, r"\?salle=1$")
    page.keyboard.press("ArrowRight")
    arrives(page, r"\?salle=2$")
    page.keyboard.press("Escape")
    expect(page.locator(".site-header")).to_be_visible()


def test_without_scripts_a_room_turns_its_slides_by_links(visitor: Visitor) -> None:
    page = visitor.page(javascript=False)
    page.goto(f"{CVL}?salle=1")
    _follow(page, "^Suivante|Diapositive suivante")
    arrives(page, r"salle=2$")
    _follow(page, "^Quitter|Sortir")
    expect(page.locator(".site-header")).to_be_visible()


def _search(page: Page, name: str) -> None:
    tab_to(page, "^Commune, code postal")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    arrives(page, "/territoires/")


def _follow(page: Page, name: str) -> None:
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")
