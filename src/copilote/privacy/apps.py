"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Data protection."""

    name = "copilote.privacy"
    verbose_name = "Données personnelles"

    def ready(self) -> None:
        """Whoever deletes an account, all that knew the person is cleared."""
        from django.db.models.signals import post_delete

        from copilote.cop.models import User
        from copilote.privacy.erasure import cleared

        post_delete.connect(cleared, sender=User, dispatch_uid="copilote.privacy")
