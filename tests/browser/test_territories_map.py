"""The map of territories for everyone: keyboard, screen reader, no scripts, small screens, a poor network."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from support_browser import Visitor, weigh

MAP = "/regions/centre-val-de-loire/territoires"
LARGEST = "/regions/auvergne-rhone-alpes/territoires"


def barriers(page: Page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    rules = {"type": "tag", "values": tags}
    results = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response
    assert results["passes"], "axe ran"
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in results["violations"]]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "address", [MAP, f"{MAP}?levier=augm_haies&niveau=departement&mesure=habitant", "/france/territoires"]
)
def test_the_map_has_no_known_barrier(visitor: Visitor, address: str, scheme: str) -> None:
    page = visitor.page(scheme=scheme)
    page.goto(address, wait_until="networkidle")
    assert barriers(page) == []


def test_the_map_is_one_stop_and_arrows_go_to_neighbours(page: Page) -> None:
    page.goto(MAP, wait_until="networkidle")
    page.locator(".smap-skip a").focus()
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    expect(page.locator("[data-now]")).to_have_text(first)
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert second != first
    expect(page.locator("[data-now]")).to_have_text(second)
    name = page.locator("tr.is-shown th a").inner_text().removesuffix(" *")
    assert second.startswith(name)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.smap') === null")


def test_the_pointer_shows_a_territory_and_its_row(page: Page) -> None:
    page.goto(f"{MAP}?niveau=departement", wait_until="networkidle")
    page.locator("#carte-36").hover()
    expect(page.locator("[data-now]")).to_contain_text("Indre, ")
    expect(page.locator("tr.is-shown")).to_contain_text("Indre")


def test_a_shape_opens_its_territory_without_scripts(visitor: Visitor) -> None:
    page = visitor.page(javascript=False)
    page.goto(f"{MAP}?niveau=departement")
    assert not page.locator("[data-now]").is_visible()
    page.get_by_label("Levier", exact=True).select_option("vehicules-electriques")
    page.get_by_role("button", name="Afficher").click()
    assert "levier=vehicules-electriques" in page.url
    page.locator("#carte-41").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/territoires/departement/41")


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_is_lost_sideways(visitor: Visitor, width: int) -> None:
    page = visitor.page(width)
    page.goto(MAP, wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_largest_map_weighs_less_than_350_kilobytes(visitor: Visitor) -> None:
    weights = weigh(visitor.page(), LARGEST)
    assert sum(weights.values()) < 350_000, sorted(weights.items(), key=lambda pair: -pair[1])[:6]
    assert next(size for url, size in weights.items() if url.endswith(LARGEST)) < 100_000
