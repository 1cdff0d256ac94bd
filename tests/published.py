"""Where the published files are, for tests that compare our tables with them; a clone alone has none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PUBLISHED = Path(os.environ.get("COPILOTE_PUBLISHED") or Path(__file__).resolve().parents[2] / "shared" / "reference")

needs_published = pytest.mark.skipif(
    not PUBLISHED.is_dir(), reason="published files not at hand (set COPILOTE_PUBLISHED to their folder)"
)
