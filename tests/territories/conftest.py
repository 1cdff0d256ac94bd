"""All territories, loaded once for the tests of this folder and taken out again: other tests start without any."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from support_actions import all_territories


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The rows that `migrate` writes."""
    with django_db_blocker.unblock(), all_territories():
        yield


@pytest.fixture(autouse=True)
def territories(loaded: None, db: None) -> None:
    """Each test may change them: it is undone."""
