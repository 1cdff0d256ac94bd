"""What tests of pages share: a database at hand, whichever DATABASE_URL names, in French.

A `conftest.py` imports its fixtures.
"""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connections
from django.utils import translation
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """The test client closes and opens connections of its own; what pages keep for a minute is of another base."""
    cache.clear()


@pytest.fixture(autouse=True)
def french() -> None:
    """A request in English leaves its language to the thread; each test starts in French, as a request does."""
    translation.activate("fr")


@pytest.fixture
def silent_redis(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache named by CACHE_URL that does not answer."""
    from copilote.site.cache import Redis

    monkeypatch.setattr(Redis, "asked_again", 0.0)
    about = {"BACKEND": "copilote.site.cache.Redis", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = dict.fromkeys(("default", "counts", "rooms"), about)


@pytest.fixture
def answers_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers can be closed one by one: Django would take each for the end of a request, and close the base of the
    test, which is in a transaction."""
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)
