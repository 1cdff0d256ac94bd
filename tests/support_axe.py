"""What makes a page hard to use for someone: what axe finds, what scrolls sideways; at both widths, light and dark."""

from __future__ import annotations

from playwright.sync_api import Page

from support_browser import Visitor

EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# What a theme or a width can change; the rest of a page is the same.
THEME = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
WIDTH = {"type": "rule", "values": ["target-size", "color-contrast", "scrollable-region-focusable", "region"]}


def barriers(page: Page, rules: dict[str, object] = EVERYTHING) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its own advice: rule, where, why."""
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response
    assert results["passes"], "axe ran"
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
        for one in results["violations"]
        for node in one["nodes"][:4]
    ]


def sideways(page: Page) -> list[str]:
    """What is wider than the window, when the page scrolls sideways."""
    found: list[str] = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > width + 1 && !e.closest('.table-scroll, svg'))
            .slice(0, 5).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 40));
        }"""
    )
    return found


def troubles_of(visitor: Visitor, address: str) -> list[str]:
    """One visit: everything on a wide light page, then what the dark theme and a phone change."""
    page = visitor.page()
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, f"{address}: {answer.status}"
    assert page.locator("h1").count() == 1
    troubles = [f"wide: {one}" for one in barriers(page) + sideways(page)]
    page.emulate_media(color_scheme="dark")
    troubles += [f"dark: {one}" for one in barriers(page, THEME)]
    page.set_viewport_size({"width": 320, "height": 640})
    return troubles + [f"phone, dark: {one}" for one in barriers(page, WIDTH) + sideways(page)]
