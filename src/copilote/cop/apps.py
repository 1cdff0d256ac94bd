"""The Django app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps

from copilote.words import N_


def tie_after(apps: Apps = installed, **_told: Any) -> None:
    """Give their territory to the organisations that the list of the year now has."""
    from copilote.cop.models import Organisation
    from copilote.cop.organisations import tie_to_territories
    from copilote.territories.load import as_migrated
    from copilote.territories.models import Territory

    if as_migrated(apps, Territory, Organisation):
        tie_to_territories()


class CopConfig(AppConfig):
    """The COP and its members."""

    name = "copilote.cop"
    verbose_name = "COP"
    letterhead = "copilote.cop.mail.texts.letterhead"
    answered_by = "copilote.cop.mail.texts.answered_by"

    def ready(self) -> None:
        """Keep when people come, note what touches security, let nobody in by an address given up, read the rail anew
        when a calendar changes, and tie organisations after each `migrate`: territories, before, are loaded by then."""
        from django.db.models.signals import post_delete, post_migrate, post_save

        from copilote.cop.accounts.adapter import address_changed
        from copilote.cop.rail import forget
        from copilote.cop.security import listen
        from copilote.cop.visits import watch

        watch()
        listen()
        for signal in (post_save, post_delete):
            for model in ("cop.Cop", "cop.Period"):
                signal.connect(forget, sender=model)
        post_save.connect(address_changed, sender="cop.User")
        post_migrate.connect(tie_after, sender=self)

    @property
    def menu(self) -> tuple[object, ...]:
        """Its entry of the main navigation."""
        from copilote.ui.page import MenuItem

        return (MenuItem("cop", N_("La COP"), "cop", 4, real=True),)

    def rail(self, region: object, departement: str) -> tuple[object, ...]:
        """The stages of the current COP of a region, or of one of its départements: the navigation of its pages."""
        from copilote.cop.rail import rail_of

        return rail_of(region, departement)  # type: ignore[arg-type]  # a Region, which is not loaded with the app

    def brand_of(self, region: str, departement: str = "") -> str | None:
        """The brand block of the pages of a region, or of a département's COP, as the COP chose it; None for none."""
        from copilote.cop.models import current_cop

        cop = current_cop(region, departement)
        return cop.brand if cop else None

    @property
    def kept(self) -> tuple[object, ...]:
        """What it keeps for a time."""
        from copilote.cop.keeping import KEPT

        return KEPT

    @property
    def messages(self) -> tuple[object, ...]:
        """The kinds of messages that it posts."""
        from copilote.cop.accounts.letters import LETTERS
        from copilote.cop.invitations import KIND
        from copilote.cop.reminders import REMINDERS

        return (*LETTERS, KIND, *REMINDERS)

    @property
    def journal(self) -> tuple[object, ...]:
        """Its kinds of decisions, for the journal."""
        from copilote.cop.calendar_page import KINDS
        from copilote.cop.mail.texts import KINDS as TEXTS
        from copilote.cop.merging import KIND

        return (*KINDS, KIND, *TEXTS)
