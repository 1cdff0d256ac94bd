"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Messages to people."""

    name = "copilote.outbox"
    verbose_name = "Messages"
    rounds = ("copilote.outbox.sending.look",)

    @property
    def kept(self) -> tuple[object, ...]:
        """What it keeps for a time."""
        from copilote.outbox.keeping import KEPT

        return KEPT
