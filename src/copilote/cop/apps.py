"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig

from copilote.words import N_


class CopConfig(AppConfig):
    """The COP and its members."""

    name = "copilote.cop"
    verbose_name = "COP"

    @property
    def menu(self) -> tuple[object, ...]:
        """Its entry of the main navigation."""
        from copilote.ui.page import MenuItem

        return (MenuItem("cop", N_("La COP"), "cop", 4, real=True),)

    @property
    def journal(self) -> tuple[object, ...]:
        """Its kinds of decisions, for the journal."""
        from copilote.cop.calendar_page import KINDS

        return KINDS
