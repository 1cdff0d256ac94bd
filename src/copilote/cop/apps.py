"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class CopConfig(AppConfig):
    """The COP and its members."""

    name = "copilote.cop"
    verbose_name = "COP"
