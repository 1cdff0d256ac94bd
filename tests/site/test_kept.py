"""Pages made once for a room: the same bytes, for the same reader only, and never a private one."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from copilote.reference.loaded import look_again
from copilote.site import kept
from copilote.site.kept import KeptPages

CVL = "/regions/centre-val-de-loire"


@pytest.fixture(autouse=True)
def kept_for_a_minute(settings: Settings) -> None:
    settings.PAGES_KEPT_S = 60
    cache.clear()


class Counted:
    """A site that counts how often it is asked; its pages are compressed, but where a header says otherwise."""

    def __init__(self, **headers: str) -> None:
        self.times = 0
        self.headers = {"Content-Encoding": "br"} | headers

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.times += 1
        return HttpResponse(b"page", headers=self.headers)


def ask(pages: KeptPages, path: str = "/", **headers: str) -> HttpResponse:
    return pages(RequestFactory().get(path, headers=headers))


def test_a_page_is_made_once_for_many() -> None:
    site = Counted()
    pages = KeptPages(site)
    assert {ask(pages).content for _ in range(200)} == {b"page"}
    assert site.times == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("/a?c-x=1", {}), ("/a?c-x=2", {})),
        (("/a", {"accept-language": "fr"}), ("/a", {"accept-language": "en"})),
        (("/a", {"accept-encoding": "gzip"}), ("/a", {"accept-encoding": "br"})),
        (("/a", {"host": "localhost"}), ("/a", {"host": "127.0.0.1"})),
    ],
)
def test_what_differs_is_kept_apart(first: tuple[str, dict[str, str]], second: tuple[str, dict[str, str]]) -> None:
    site = Counted()
    pages = KeptPages(site)
    for path, headers in (first, second):
        ask(pages, path, **headers)
    assert site.times == 2


def test_a_page_is_made_again_when_other_data_are_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path))
    site = Counted()
    pages = KeptPages(site)
    ask(pages)
    (tmp_path / "igt").mkdir()
    (tmp_path / "igt" / "about.toml").write_text("", encoding="utf-8")
    look_again()
    ask(pages)
    assert site.times == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache-Control": "private"},
        {"Cache-Control": "no-store"},
        {"Cache-Control": "max-age=0, no-cache"},
        {"Content-Type": "text/csv"},
    ],
)
def test_what_is_private_or_no_page_is_not_kept(headers: dict[str, str]) -> None:
    site = Counted(**headers)
    pages = KeptPages(site)
    ask(pages)
    ask(pages)
    assert site.times == 2


def test_a_page_that_sets_a_cookie_is_not_kept() -> None:
    site = Counted()

    def with_cookie(request: HttpRequest) -> HttpResponse:
        response = site(request)
        response.set_cookie("a", "b")
        return response

    pages = KeptPages(with_cookie)
    ask(pages)
    ask(pages)
    assert site.times == 2


def test_a_page_is_made_again_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    site, now = Counted(), [1000.0]
    monkeypatch.setattr("django.core.cache.backends.locmem.time.time", lambda: now[0])
    monkeypatch.setattr("django.core.cache.backends.base.time.time", lambda: now[0])
    pages = KeptPages(site)
    ask(pages)
    now[0] += 59.0
    ask(pages)
    assert site.times == 1
    now[0] += 2.0
    ask(pages)
    assert site.times == 2


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    site = Counted()
    pages = KeptPages(site)
    monkeypatch.setattr(kept, "MOST_BYTES", 3)  # "page" has four
    ask(pages)
    ask(pages)
    assert site.times == 2
    assert LocMemCache("a", settings.CACHES["default"])._max_entries * 100_000 <= 50_000_000  # type: ignore[attr-defined]


def test_a_kept_page_is_the_page_itself(client: Client) -> None:
    compressed = {"Accept-Encoding": "br"}
    first, second = client.get(CVL, headers=compressed), client.get(CVL, headers=compressed)
    assert first.content == second.content
    for name in ("Content-Security-Policy", "Content-Type", "Vary", "Content-Encoding"):
        assert first.get(name) == second.get(name)
    assert client.get(f"/en{CVL}", headers=compressed).content != first.content
    assert client.get(CVL).content[:9].lower() == b"<!doctype"
