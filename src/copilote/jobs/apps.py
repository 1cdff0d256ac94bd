"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Work that a page does not wait for."""

    name = "copilote.jobs"
    verbose_name = "Travaux"
    jobs = {"purge": "copilote.jobs.retention.make_purge"}  # noqa: RUF012

    @property
    def kept(self) -> tuple[object, ...]:
        """What it keeps for a time."""
        from copilote.jobs.keeping import FILES

        return (FILES,)
