"""What all tests share: the site's settings, without the manifest of collected static files.

The environment is set earlier, in early_environment.py. Browser tests have a real server, with collected and
compressed files: see tests/browser/conftest.py.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as drawing

from support_base import copied, new_base

# How long drawing an example takes tells of the machine's load, not of the code.
drawing.register_profile("all", deadline=None, suppress_health_check=[HealthCheck.too_slow])
drawing.register_profile("few", drawing.get_profile("all"), max_examples=30)


def pytest_configure(config: pytest.Config) -> None:
    """Addresses of static files without a hash: the test client needs no `collectstatic`. Passwords that are hashed
    quickly. Fewer examples are drawn where the slow tests are left out."""
    from django.conf import settings

    drawing.load_profile("few" if config.option.markexpr == "not slow" else "all")
    settings.PASSWORD_HASHERS = ["support_accounts.QuickHasher", *settings.PASSWORD_HASHERS[1:]]

    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """The tables of the base in memory: those made once for all test processes; Django then finds nothing to do."""
    from django.db import connection

    name = connection.creation._get_test_db_name()
    if "mode=memory" not in str(name):
        yield
        return
    with closing(sqlite3.connect(name, uri=True)) as kept:
        copied(new_base(), kept)
        yield


@pytest.fixture(autouse=True)
def alone() -> None:
    """No other machine to have the same data as: tests load files without telling the base, or have none.

    Anew for each, since some look again.
    """
    from copilote.site.installation import same

    same._next_look = math.inf
