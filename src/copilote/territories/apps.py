"""The Django app: `migrate` loads the territories of the tables."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.conf import settings
from django.db.models.signals import post_migrate


def load_after(using: str, apps: Apps = installed, **_told: Any) -> None:
    """Bring the rows up to the tables at hand; nothing is done when they are."""
    from copilote.territories.load import as_migrated, load_territories
    from copilote.territories.models import CommuneIn, Edition, FormerCommune, Territory

    if settings.LOAD_TERRITORIES and as_migrated(apps, Edition, Territory, CommuneIn, FormerCommune):
        load_territories(using)


class TerritoriesConfig(AppConfig):
    """Territories, their communes by edition, the codes of the past."""

    name = "copilote.territories"
    verbose_name = "Territoires"

    def ready(self) -> None:
        """Load after each `migrate`, of this app alone: the signal comes once an app."""
        post_migrate.connect(load_after, sender=self)
