"""The page of a territory for everyone: no known barrier, on a phone, in the dark, by keyboard, on two sides of A4."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from support_axe import sideways, troubles_of
from support_browser import Visitor, arrives

BLOIS = "/territoires/epci/200030385"
SOME = ("/territoires/departement/976", "/territoires/epci/200040277")
"""Those that are not among the pages of test_site."""


@pytest.mark.slow
@pytest.mark.parametrize("address", SOME)
def test_no_territory_s_page_has_a_known_barrier(visitor: Visitor, address: str) -> None:
    page = visitor.page()
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, f"{address}: {answer.status}"
    assert troubles_of(page) == []


def sides(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("address", [BLOIS, "/territoires/epci/200040277", "/territoires/departement/41"])
def test_on_paper_it_is_two_sides_of_a4_in_black_and_white(visitor: Visitor, address: str) -> None:
    page = visitor.page()
    page.goto(address)
    page.emulate_media(media="print")
    assert page.locator(".site-nav:visible, .site-search:visible, .terr-plan:visible, main button:visible").count() == 0
    expect(page.locator(".terr-levers")).to_be_visible()
    assert sides(page.pdf(prefer_css_page_size=True, print_background=False)) == 2


def test_from_a_commune_s_name_to_the_share_of_its_epci_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.locator("#q-home").focus()
    page.keyboard.type("Blois")
    page.keyboard.press("Enter")
    arrives(page, "/territoires/commune/41018")
    link = page.get_by_role("link", name="CA de Blois", exact=False).first
    link.focus()
    page.keyboard.press("Enter")
    arrives(page, BLOIS)
    expect(page.get_by_role("heading", level=1)).to_contain_text("258 ktCO2e à éviter en 2030")
    page.get_by_role("link", name="Que faire maintenant").focus()
    page.keyboard.press("Enter")
    arrives(page, "#agir$")
    expect(page.locator("#agir")).to_be_in_viewport()
    for fold in (page.locator("#pourquoi > summary"), page.locator("#pourquoi details > summary")):
        fold.focus()
        page.keyboard.press("Enter")
    expect(page.locator("#titre-keys")).to_be_visible()


def test_without_scripts_it_says_the_same(visitor: Visitor) -> None:
    page = visitor.page(320, javascript=False)
    page.goto(BLOIS)
    assert page.locator(".terr-levers tbody tr").count() == 25
    assert sideways(page) == []
    page.get_by_role("link", name="Loir-et-Cher", exact=True).first.click()
    assert page.url.endswith("/territoires/departement/41")
