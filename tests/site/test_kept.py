"""Pages made once for a room: the same bytes, for the same reader only, and never a private one."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from copilote.site import kept
from copilote.site.kept import KeptPages

CVL = "/regions/centre-val-de-loire"


@pytest.fixture(autouse=True)
def kept_for_a_minute(settings: Settings) -> None:
    settings.PAGES_KEPT_S = 60


class Counted:
    """A site that counts how often it is asked."""

    def __init__(self, **headers: str) -> None:
        self.times = 0
        self.headers = headers
        self.body = b"page"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.times += 1
        return HttpResponse(self.body, headers=self.headers)


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
        (("/a", {"accept-encoding": "gzip"}), ("/a", {})),
        (("/a", {"host": "localhost"}), ("/a", {"host": "127.0.0.1"})),
    ],
)
def test_what_differs_is_kept_apart(first: tuple[str, dict[str, str]], second: tuple[str, dict[str, str]]) -> None:
    site = Counted()
    pages = KeptPages(site)
    for path, headers in (first, second):
        ask(pages, path, **headers)
    assert site.times == 2


@pytest.mark.parametrize("control", ["private", "no-store", "max-age=0, no-cache"])
def test_a_private_page_is_not_kept(control: str) -> None:
    site = Counted(**{"Cache-Control": control})
    pages = KeptPages(site)
    ask(pages)
    ask(pages)
    assert site.times == 2


def test_a_page_is_made_again_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    site, now = Counted(), [0.0]
    monkeypatch.setattr(kept.time, "monotonic", lambda: now[0])
    pages = KeptPages(site)
    ask(pages)
    now[0] = 59.0
    ask(pages)
    assert site.times == 1
    now[0] = 61.0
    ask(pages)
    assert site.times == 2


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 1000)
    site = Counted()
    site.body = b"x" * 300
    pages = KeptPages(site)
    for rank in range(50):
        ask(pages, f"/{rank}")
    assert pages.bytes <= 1000
    assert len(pages.pages) == 3


def test_a_kept_page_is_the_page_itself(client: Client) -> None:
    first, second = client.get(CVL), client.get(CVL)
    assert first.content == second.content
    for name in ("Content-Security-Policy", "Content-Type", "Vary"):
        assert first.get(name) == second.get(name)
    assert client.get(f"/en{CVL}").content != first.content
