"""What tests of pages share: a database at hand, whichever DATABASE_URL names, in French.

A `conftest.py` imports its fixtures.
"""

from __future__ import annotations

import pytest
from django.utils import translation
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """The test client closes and opens connections of its own."""


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
