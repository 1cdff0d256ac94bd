"""The Django app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

from copilote.words import N_


class DiagnosticConfig(AppConfig):
    """The actions of the authorities."""

    name = "copilote.diagnostic"
    verbose_name = "Diagnostic"
    jobs = {  # noqa: RUF012
        "actions-read": "copilote.diagnostic.working.file_views.read_file",
        "actions-load": "copilote.diagnostic.working.file_views.load_file",
    }
    rounds = ("copilote.diagnostic.twice.finding.look",)

    @property
    def menu(self) -> tuple[object, ...]:
        """Its entries of the rail, under the stage of the diagnostic."""
        from copilote.ui.page import MenuItem

        stage = "diagnostic"
        return (
            MenuItem("diagnostic", N_("Déclaré et observé"), "diagnostic", 4, real=True, stage=stage),
            MenuItem("diagnostic.actions", N_("Actions"), "actions", 5, real=True, stage=stage, members=True),
            MenuItem("diagnostic.survey", N_("Enquête"), "survey", 6, real=True, stage=stage, members=True),
        )

    @property
    def questions(self) -> tuple[object, ...]:
        """What it asks of organisations."""
        from copilote.diagnostic.asked import QUESTIONS

        return QUESTIONS

    def opened(self, cop: Any) -> None:
        """Bring to a COP that is opened what is already known of its organisations."""
        from copilote.diagnostic.gathering import gather

        gather(cop)

    def asked_of(self, cop: Any, organisations: Any) -> Any:
        """What waits for an answer of organisations, as sentences with their page, for one's space."""
        from copilote.diagnostic.reads import to_confirm, to_fill
        from copilote.diagnostic.remarks.reading import to_answer

        told = (to_confirm, to_fill, to_answer)
        return tuple(waiting for each in told for waiting in each(cop, organisations))

    @property
    def messages(self) -> tuple[object, ...]:
        """The kinds of messages that it posts."""
        from copilote.diagnostic.remarks.letters import KINDS

        return KINDS

    def organisation_merged(self, old: Any, new: Any, member: Any) -> None:
        """The actions of an organisation follow it into another, with what it was filling and answering."""
        from copilote.diagnostic.merging import follow
        from copilote.diagnostic.survey.writing import follow as follow_answers
        from copilote.diagnostic.workbench.cells import follow as follow_cells

        follow(old, new, member)
        follow_cells(old, new)
        follow_answers(old, new)

    def organisation_links(self, organisation: Any, rights: Any) -> Any:
        """The way to the actions of an organisation, from its page."""
        from copilote.diagnostic.reads import actions_of

        return actions_of(organisation, rights)
