"""Pages of the sharing are tested with a database at hand, as they are served."""

from __future__ import annotations

import pytest
from django.utils import translation
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """The test client closes and opens connections of its own."""


@pytest.fixture(autouse=True)
def _made_anew(settings: Settings) -> None:
    """Each page is made for the test that asks for it."""
    settings.PAGES_KEPT_S = 0


@pytest.fixture(autouse=True)
def _french() -> None:
    """A request in English leaves its language to the thread; each test starts in French, as a request does."""
    translation.activate("fr")
