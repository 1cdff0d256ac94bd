"""The search by keyboard alone: suggestions as one types, the one chosen, and none of it without scripts."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from support_axe import barriers
from support_browser import Visitor, arrives


def test_a_lever_is_reached_by_arrows_from_four_letters(page: Page) -> None:
    page.goto("/regions/bretagne")
    page.get_by_role("combobox", name="Commune, intercommunalité, région ou levier").press_sequentially("velo")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Vélo et transport en commun")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    assert barriers(page) == []
    page.keyboard.press("Enter")
    arrives(page, "/regions/bretagne/leviers/velo-et-transport-en-commun$")


def test_escape_closes_the_list_and_the_form_still_searches(page: Page) -> None:
    page.goto("/")
    field = page.get_by_role("combobox", name="Commune, code postal, intercommunalité, région ou levier")
    field.fill("blois")
    expect(page.get_by_role("option").first).to_contain_text("Loir-et-Cher")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    arrives(page, "/territoires/commune/41018")


def test_without_scripts_the_same_field_finds_the_same_page(visitor: Visitor) -> None:
    page = visitor.page(390, javascript=False)
    page.goto("/")
    page.fill("#q-home", "blois")
    page.press("#q-home", "Enter")
    arrives(page, "/territoires/commune/41018")
