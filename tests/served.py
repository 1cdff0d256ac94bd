"""What tests of pages share: a database at hand, whichever DATABASE_URL names, and each page made anew, in French.

A `conftest.py` imports the three fixtures.
"""

from __future__ import annotations

import pytest
from django.utils import translation
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """The test client closes and opens connections of its own."""


@pytest.fixture(autouse=True)
def made_anew(settings: Settings) -> None:
    """Each page is made for the test that asks for it."""
    settings.PAGES_KEPT_S = 0


@pytest.fixture(autouse=True)
def french() -> None:
    """A request in English leaves its language to the thread; each test starts in French, as a request does."""
    translation.activate("fr")
