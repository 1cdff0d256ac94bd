"""The dossier in Chromium: readable on a phone and a screen, in the dark and on paper, by everyone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from copilote.dossier.page import build_dossier
from copilote.dossier.render import render_page
from support_browser import arrives


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("dossier") / "dossier.html"
    path.write_text(render_page(build_dossier("24")), encoding="utf-8")
    return path.as_uri()


def _open(browser: Browser, address: str, width: int, **options: str) -> tuple[Page, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 900}, **options)
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: request.url.startswith(("file:", "data:")) or troubles.append(request.url))
    page.goto(address)
    return page, troubles


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "light"), (1280, "dark")])
def test_the_dossier_has_no_known_barrier(browser: Browser, address: str, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, troubles = _open(browser, address, width, color_scheme=scheme)
    assert troubles == []
    results = Axe().run(page)
    assert len(results.response["passes"]) > 20, "axe ran"
    assert results.violations_count == 0, results.generate_report()
    page.close()


@pytest.mark.parametrize("width", [320, 640, 1440])
def test_the_page_never_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    page, _ = _open(browser, address, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide, narrow = page.locator(".wide svg").first, page.locator(".narrow svg").first
    assert wide.is_visible() == (width > 600)
    assert narrow.is_visible() == (width <= 600)
    page.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_no_label_of_a_treemap_leaves_its_cell(browser: Browser, address: str, width: int) -> None:
    page, _ = _open(browser, address, width)
    outside = page.evaluate(
        """() => {
          const bad = [];
          for (const svg of document.querySelectorAll('svg')) {
            const cells = [...svg.querySelectorAll('rect[class*="-tint"]')].map(r => r.getBBox());
            if (!cells.length || !svg.getBoundingClientRect().width) continue;
            for (const text of svg.querySelectorAll('text')) {
              const t = text.getBBox(), x = t.x + t.width / 2, y = t.y + t.height / 2;
              const cell = cells.find(c => x > c.x && x < c.x + c.width && y > c.y && y < c.y + c.height);
              if (cell && (t.x < cell.x || t.x + t.width > cell.x + cell.width)) bad.push(text.textContent);
            }
          }
          return bad;
        }"""
    )
    assert outside == []
    page.close()


def test_a_keyboard_reaches_the_content_and_the_tables(browser: Browser, address: str) -> None:
    page, _ = _open(browser, address, 320)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    arrives(page, "#contenu$")
    table = page.locator("#table-levers").locator("..")
    table.focus()
    assert page.evaluate("document.activeElement.className") == "scroll"
    page.close()


def test_on_paper_charts_are_wide_and_header_rows_come_again(browser: Browser, address: str) -> None:
    page, _ = _open(browser, address, 1280)
    page.emulate_media(media="print")
    assert page.locator(".wide svg").first.is_visible()
    assert not page.locator("details").first.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF")
    assert 8 <= paper.count(b"/Type /Page\n") <= 24
    page.close()
