"""Loaded before everything else (`-p` in pyproject.toml): Django's settings read the environment as soon as they load.

Tests have a COPILOTE_HOME of their own, thrown away at the end, and none of the site's variables but DATABASE_URL:
the tests run on SQLite by default, on PostgreSQL where it is set.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

# The commands and servers that tests start, by the hundred, would each compile the whole site, and each run the tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
if "PYTEST_XDIST_WORKER" not in os.environ:  # the workers share the folder of the process that started them
    os.environ["COPILOTE_HOME"] = tempfile.mkdtemp(prefix="copilote-tests-")
    for name in ("SECRET_KEY", "CACHE_URL", "ALLOWED_HOSTS", "BRAND", "EMBED_ORIGINS", "HTTPS", "DEBUG"):
        os.environ.pop(name, None)
    # Whitenoise, which serves the static files, warns of a folder that is not there.
    (Path(os.environ["COPILOTE_HOME"]) / "static").mkdir()
# 35,000 communes in each test base would cost every run seconds: tests load what they need.
os.environ["LOAD_TERRITORIES"] = "false"
# Tests of one process ask as one address; those of the limit set it.
os.environ["API_RATE"] = "0"
# Tests sign their members in by hand; those of the second factor set it.
os.environ["SECOND_FACTOR"] = "false"
# A page would be kept for the next test.
os.environ["PAGES_KEPT_S"] = "0"
os.environ["DJANGO_SETTINGS_MODULE"] = "copilote.site.settings"


SOURCES = Path(__file__).parents[1] / "src"


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """A file of the package that shows no example holds no test: importing it to look takes ten seconds for all."""
    if collection_path.suffix == ".py" and SOURCES in collection_path.parents:
        return True if ">>>" not in collection_path.read_text(encoding="utf-8") else None
    return None


def pytest_unconfigure(config: pytest.Config) -> None:
    """Throw the folder away, once all workers are done."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(os.environ["COPILOTE_HOME"], ignore_errors=True)
