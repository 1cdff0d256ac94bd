"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Indicative declination, territory by territory."""

    name = "copilote.sharing"
    verbose_name = "Partage"
