"""Kinds of messages made for the tests."""

from __future__ import annotations

import pytest
from django.apps import apps

from support_outbox import KINDS


@pytest.fixture(autouse=True)
def _kinds(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps.get_app_config("outbox"), "messages", KINDS, raising=False)
