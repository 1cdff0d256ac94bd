"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings


class DemoConfig(AppConfig):
    """The demonstration."""

    name = "copilote.site.demo"
    label = "demo"
    verbose_name = "Démonstration"

    def ready(self) -> None:
        """Have every file that a demonstration makes say what it is."""
        from copilote.publish.mention import say
        from copilote.site.demo.mark import MENTION

        say(MENTION if settings.DEMO else "")
