"""Pages are tested with a database at hand, as they are served: whichever DATABASE_URL names, SQLite by default."""

from __future__ import annotations

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """The test client closes and opens connections of its own."""


@pytest.fixture(autouse=True)
def _french() -> None:
    """A request in English leaves its language to the thread; each test starts in French, as a request does."""
    translation.activate("fr")
