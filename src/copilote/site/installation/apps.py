"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class InstallationConfig(AppConfig):
    """What the installation writes down of itself."""

    name = "copilote.site.installation"
    label = "installation"
    verbose_name = "Installation"
