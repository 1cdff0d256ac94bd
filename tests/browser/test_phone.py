"""On a phone: nothing is cut, off-screen or scrolls sideways; on paper, the result of the simulator is short."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from support_axe import sideways
from support_browser import Visitor

CVL = "/regions/centre-val-de-loire"
SCENARIO = "c-augm_voitelec=50&t-augm_voitelec=900&t-reduc_rgaz=100"
STEPS = [f"{CVL}/simulateur/{step}?{SCENARIO}" for step in ("objectifs", "bilan", "ambition", "resultat")]
TWO = "&".join(f"s=%2Fregions%2Fcentre-val-de-loire%2Fsimulateur%2Fresultat%3Ft-{lever}%3D100"
               for lever in ("augm_voitelec", "reduc_rgaz"))  # fmt: skip
MAIN = ["/", CVL, *STEPS]
PAGES = [
    *(
        f"{CVL}{end}"
        for end in ("/leviers/vehicules-electriques", "/observe", "/panoramas/biodiversite", "/territoires")
    ),
    *(f"{CVL}{end}" for end in ("/repartition?levier=reduc_rfioul", "/propositions", "/perimetres", "/regle-epci")),
    f"{CVL}/comparer?{TWO}",
    *(
        "/france",
        "/france/territoires",
        "/methode",
        "/sources",
        "/sources/simulator/2023/targets",
        "/recherche?q=tours",
    ),
    *("/territoires/departement/41", "/territoires/epci/200030385", "/territoires/commune/41018", "/api/v1/docs"),
]
CUT = """() => {
  const width = document.documentElement.clientWidth;
  for (const fold of document.querySelectorAll('details')) fold.open = true;
  return [...document.querySelectorAll('main :is(th, td)')]
    .filter(cell => cell.checkVisibility() && !cell.closest('thead'))
    .filter(cell => {
      const box = cell.getBoundingClientRect();
      return box.right > width + 1 || box.left < -1 || cell.scrollWidth > cell.clientWidth + 1;
    })
    .slice(0, 5).map(cell => cell.textContent.trim().slice(0, 60));
}"""


WIDTHS = (375, 320)


def check(visitor: Visitor, subtests: pytest.Subtests, addresses: list[str]) -> None:
    page = visitor.page(WIDTHS[0], height=740)
    for address in addresses:
        page.goto(address)
        for width in WIDTHS:
            with subtests.test(address=address, width=width):
                page.set_viewport_size({"width": width, "height": 740})
                assert page.evaluate(CUT) == []
                assert sideways(page) == []


def test_no_cell_is_cut_on_the_main_pages_of_a_phone(visitor: Visitor, subtests: pytest.Subtests) -> None:
    check(visitor, subtests, MAIN)


@pytest.mark.slow
def test_no_cell_is_cut_on_a_phone(visitor: Visitor, subtests: pytest.Subtests) -> None:
    check(visitor, subtests, PAGES)


@pytest.mark.parametrize("address", STEPS)
def test_the_current_step_is_in_view_on_a_phone(visitor: Visitor, subtests: pytest.Subtests, address: str) -> None:
    page = visitor.page(height=740)
    for width in WIDTHS:
        with subtests.test(width=width):
            page.set_viewport_size({"width": width, "height": 740})
            page.goto(address)
            current = page.locator(".sim-steps [aria-current]").bounding_box()
            assert current is not None
            assert current["x"] >= 0
            assert current["x"] + current["width"] <= width
            assert page.locator(".sim-steps [aria-current] .sim-steps__name").is_visible()


@pytest.mark.parametrize("query", ["", f"?{SCENARIO}"])
def test_the_result_prints_on_three_pages_at_most(page: Page, query: str) -> None:
    page.goto(f"{CVL}/simulateur/resultat{query}")
    page.emulate_media(media="print")
    pages = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pages)) <= 3


def test_a_region_is_read_in_seven_screens_and_a_link_opens_what_is_folded(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(CVL)
    assert page.evaluate("document.documentElement.scrollHeight") <= 7 * 844
    figures = page.locator("main .figures").first.bounding_box()
    assert figures is not None
    assert figures["y"] + figures["height"] < 844, "on the first screen"
    page.goto(f"{CVL}#autour")
    assert page.locator("#autour img").is_visible()


def test_what_is_observed_takes_half_of_what_all_its_indicators_would(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{CVL}/observe")
    height = "document.documentElement.scrollHeight"
    folded = page.evaluate(height)
    page.goto(f"{CVL}/observe#sans-avis")
    assert page.locator("#sans-avis[open] tbody tr").count() == 28
    assert folded < page.evaluate(height) / 2


def test_a_row_of_a_table_is_a_card_with_names_at_the_left_and_values_at_the_right(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto(f"{CVL}/observe")
    cell = page.locator(".data.cards td[data-label]").first
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "flex"
    assert cell.evaluate("cell => getComputedStyle(cell).justifyContent") == "flex-end"
