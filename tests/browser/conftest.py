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
from playwright.sync_api import Browser, Page, expect, sync_playwright

from support_base import copied, home_at, new_numbers
from support_browser import CHROMIUM, Visitor, served

expect.set_options(timeout=20_000)  # a machine may be busy


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
def home() -> Path:
    """The folder of this test process's site: its own base, the collected files of all."""
    shared = Path(os.environ["COPILOTE_HOME"])
    found = shared / f"browser-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    home_at(found)
    (found / "static").symlink_to(shared / "static")
    return found


@pytest.fixture(scope="session")
def site(home: Path) -> Iterator[str]:
    """The address of the site; parallel test processes collect the files one after the other, then share them."""
    with (home.parent / "browser-tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = served(os.environ | {"COPILOTE_HOME": str(home)})
        address = server.__enter__()
        fcntl.flock(lock, fcntl.LOCK_UN)
    copied(home / "copilote.sqlite3", home / "as-new.sqlite3")
    yield address
    server.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def as_new(site: str, home: Path) -> None:
    """Nobody and nothing of another test: its accounts, its answers and its COP would change what is seen here."""
    copied(home / "as-new.sqlite3", home / "copilote.sqlite3")
    new_numbers(home / "copilote.sqlite3")


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
