"""A real server and a real browser: Debian's Chromium, driven by playwright.

Fixtures: `site`, the address of `copilote serve` with its collected files; `visitor`, which opens watched pages of any
width, theme, with or without scripts; `page`, one of them. A console error, a refused content, a failed request or a
request to another host fails the test.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from support_browser import CHROMIUM, Visitor, served


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium, these tests are skipped, and say why."""
    here = Path(__file__).parent
    for item in items:
        if not CHROMIUM.exists() and here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=f"Chromium is not installed in {CHROMIUM}"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code in later tests.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the site; parallel test processes prepare the files one after the other, then share them."""
    home = Path(os.environ["COPILOTE_HOME"])
    with (home / "browser-tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = served(os.environ)
        address = server.__enter__()
        fcntl.flock(lock, fcntl.LOCK_UN)
    yield address
    server.__exit__(None, None, None)


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Visitor]:
    found = Visitor(browser, site)
    yield found
    found.close()
    assert found.troubles == []


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """A watched page, 1280 pixels wide, light, with scripts."""
    return visitor.page()
