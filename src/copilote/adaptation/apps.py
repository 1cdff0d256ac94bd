"""The Django app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

from copilote.words import N_


class AdaptationConfig(AppConfig):
    """The climate that comes, and what départements do first about it."""

    name = "copilote.adaptation"
    verbose_name = "Adaptation"
    jobs = {  # noqa: RUF012
        "priorities-read": "copilote.adaptation.priorities.file_views.read_file",
        "priorities-load": "copilote.adaptation.priorities.file_views.load_file",
    }

    @property
    def menu(self) -> tuple[object, ...]:
        """Its entries of the main navigation."""
        from copilote.ui.page import MenuItem

        return (
            MenuItem("climate", N_("Climat qui vient"), "region_climate", 4, real=True),
            MenuItem(
                "climate.priorities", N_("Priorités d’adaptation"), "priorities", 7,
                real=True, stage="diagnostic", members=True,
            ),
        )  # fmt: skip

    @property
    def journal(self) -> tuple[object, ...]:
        """Its kinds of decisions, for the journal of a COP."""
        from copilote.adaptation.issues.writing import KINDS

        return KINDS

    @property
    def messages(self) -> tuple[object, ...]:
        """The kinds of messages that it posts."""
        from copilote.adaptation.priorities.letters import KINDS

        return KINDS

    def organisation_merged(self, old: Any, new: Any, _member: Any) -> None:
        """What an organisation proposed follows it into another."""
        from copilote.adaptation.priorities.writing import follow

        follow(old, new)
