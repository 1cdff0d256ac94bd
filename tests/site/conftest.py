"""Pages are tested with a database at hand, as they are served: whichever DATABASE_URL names, SQLite by default."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """The test client closes and opens connections of its own."""
