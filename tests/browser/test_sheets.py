"""The page that makes all the sheets of a region, in a browser: followed by itself with scripts, by a link without."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from support_browser import Visitor

PAGE = "/regions/{}/fiches"
WAIT_MS = 90_000


def _barriers(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
    return [one["id"] for one in found.response["violations"]]


@pytest.mark.slow
def test_sheets_are_asked_for_followed_and_downloaded(page: Page) -> None:
    page.goto(PAGE.format("mayotte"))
    page.get_by_role("button", name="Préparer les fiches : Les fiches des intercommunalités").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert _barriers(page) == []
    link = page.get_by_role("link", name="Télécharger le ZIP : Les fiches des intercommunalités")
    expect(link).to_be_visible(timeout=WAIT_MS)
    with page.expect_download() as held:
        link.click()
    assert held.value.suggested_filename == "fiches-mayotte-epci.zip"
    assert _barriers(page) == []


@pytest.mark.slow
def test_without_scripts_a_link_looks_again_and_nothing_moves_by_itself(visitor: Visitor) -> None:
    page = visitor.page(width=320, javascript=False)
    page.goto(PAGE.format("guyane"))
    page.get_by_role("button", name="Préparer les fiches : Les fiches des intercommunalités").click()
    link = page.get_by_role("link", name="Télécharger le ZIP : Les fiches des intercommunalités")
    for _ in range(WAIT_MS // 1000):
        if link.is_visible():
            break
        page.get_by_role("link", name="Actualiser cette page").click()
        page.wait_for_timeout(1000)
    expect(link).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
