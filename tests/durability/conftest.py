"""What the tests of durability share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support_installation import Machine, machine_at


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine of its own, on the kind of base that DATABASE_URL names."""
    with machine_at(tmp_path / "home") as made:
        yield made
