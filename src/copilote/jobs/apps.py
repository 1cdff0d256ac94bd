"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Work that a page does not wait for."""

    name = "copilote.jobs"
    verbose_name = "Travaux"
