"""A page used by keyboard alone: where the focus is, and going on with Tab until it is where one wants it."""

from __future__ import annotations

import re

from playwright.sync_api import Page


def focused(page: Page) -> str:
    """Name of what has the focus: its label, or its text."""
    text: str = page.evaluate(
        """() => {
          const e = document.activeElement;
          const label = e.id && document.querySelector(`label[for="${e.id}"]`);
          const name = e.getAttribute('aria-label') ?? (label ? label.textContent : e.textContent);
          return name.trim().replace(/\\s+/g, ' ');
        }"""
    )
    return text


def tab_to(page: Page, wanted: str, most: int = 170) -> None:
    """Press Tab until what has the focus bears this name."""
    seen = []
    for _ in range(most):
        page.keyboard.press("Tab")
        seen.append(focused(page))
        if re.search(wanted, seen[-1]):
            return
    raise AssertionError(f"{wanted} is not reached by Tab: {seen}")


def focus_shows(page: Page) -> bool:
    """Whether what has the focus is marked: an outline, or for a shape a thicker line."""
    seen: bool = page.evaluate(
        """() => {
          const e = document.activeElement, s = getComputedStyle(e), shape = e.querySelector?.('path');
          const outlined = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
          return outlined || (!!shape && parseFloat(getComputedStyle(shape).strokeWidth) >= 3);
        }"""
    )
    return seen


def write_in(page: Page, field: str, text: str) -> None:
    """Tab to a field and replace what it holds."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == field:
            page.keyboard.press("Control+A")
            page.keyboard.type(text)
            return
    raise AssertionError(f"{field} is not reached by Tab")
