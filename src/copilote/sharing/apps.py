"""The Django app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.db.models.signals import post_migrate

from copilote.words import N_


def tie_after(apps: Apps = installed, **_told: Any) -> None:
    """Tie what was recorded before a territory, or its edition, was loaded: figures, and perimeters in force."""
    from copilote.sharing.decisions import tie_to_territories
    from copilote.sharing.models import Perimeter, TerritoryFigure
    from copilote.territories.load import as_migrated
    from copilote.territories.models import CommuneIn, Edition

    if as_migrated(apps, CommuneIn, Edition, Perimeter, TerritoryFigure):
        tie_to_territories()


class SharingConfig(AppConfig):
    """Indicative declination, territory by territory."""

    name = "copilote.sharing"
    verbose_name = "Partage"
    jobs = {"sheets": "copilote.sharing.documents.sheets_job.make_sheets"}  # noqa: RUF012

    def ready(self) -> None:
        """Tie after each `migrate`; the territories, installed before, are loaded by then."""
        post_migrate.connect(tie_after, sender=self)

    @property
    def menu(self) -> tuple[object, ...]:
        """Its entries of the main navigation."""
        from copilote.ui.page import MenuItem

        stage = "partage"
        return (
            MenuItem("territories", N_("Territoires"), "territories", 3, real=True),
            MenuItem("territories.keys", N_("Clés de répartition"), "keys", 5, real=True, stage=stage),
            MenuItem("territories.proposals", N_("Propositions"), "region_proposals", 6, real=True, stage=stage),
            MenuItem("territories.perimeters", N_("Périmètres"), "perimeters", 7, real=True, stage=stage),
            MenuItem("territories.journal", N_("Décisions"), "journal", 8, real=True, stage=stage),
        )

    @property
    def journal(self) -> tuple[object, ...]:
        """Its kinds of decisions, for the journal of a COP."""
        from copilote.sharing.journal import KINDS

        return KINDS

    @property
    def questions(self) -> tuple[object, ...]:
        """What it asks of organisations."""
        from copilote.sharing.asked import QUESTIONS

        return QUESTIONS

    def own_figures(self, cop: Any, organisations: Any) -> Any:
        """What it tells to organisations of their own figures, by number of each."""
        from copilote.sharing.asked import own_figures

        return own_figures(cop, organisations)

    def latest(self) -> tuple[object, ...]:
        """The COPs that decided something, the last first, for the home page."""
        from copilote.sharing.journal import latest_decisions
        from copilote.ui.page import Entry

        return tuple(Entry.to(name, "journal", slug, note=note) for name, slug, note in latest_decisions())
