"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class InstallationConfig(AppConfig):
    """What the installation writes down of itself, and does of itself."""

    name = "copilote.site.installation"
    label = "installation"
    verbose_name = "Installation"
    jobs = {"backup": "copilote.site.installation.backups.make_backup"}  # noqa: RUF012
    rounds = ("copilote.site.installation.rounds.look_after",)

    def ready(self) -> None:
        """Have no migration that is undone erase what people wrote."""
        from django.db.models.signals import pre_migrate

        from copilote.site.installation.going_back import refuse_to_erase

        pre_migrate.connect(refuse_to_erase, sender=self)
