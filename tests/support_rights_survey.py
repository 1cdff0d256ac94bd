"""What the rights on the survey of a COP are tried with: a question, and what each organisation began to answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.test import Client

from copilote.cop.models import Membership
from copilote.diagnostic.models import Survey, SurveyAnswer, SurveyQuestion
from copilote.diagnostic.survey.writing import Typed, add_question, save_answers, say_survey
from support_rights_people import NUMBER

READ = ("<cop:slug>/questions", "/reponses", "reponses.<data:ending>")
"""Addresses that only show."""
SPEAKING = ("speaker", "validator", "other_speaker", "speaker_of_another_level")
SAID = {"theme": "", "text": "Un plan vélo ?", "help": "", "kind": "text", "unit": "", "choices": [], "levers": []}
TYPED = {"texte": "Combien d’agents ?", "reponse": "text"}


def is_of_survey(route: str) -> bool:
    """Whether an address is of the survey."""
    return "<cop:slug>/questions" in route


def only_shown(route: str) -> bool:
    """Whether nothing is sent to an address of it."""
    return route.endswith(READ)


class SurveyWorld:
    """A survey that is open, in the COP where rights are tried."""

    def __init__(self, members: Mapping[str, Membership]) -> None:
        self.lead = members["animator"]
        self.speaking = {members[role].organisation_id: members[role] for role in SPEAKING}
        self.number = 0

    def prepare(self, route: str) -> None:
        """What an address needs to be there before it is asked."""
        self.number = add_question(self.lead, SAID).pk
        say_survey(self.lead, "", opened=True)
        if route.endswith("/envoyer"):
            for member in self.speaking.values():
                save_answers(member, {self.number: Typed("Oui", None, 0)})

    def ask(self, browser: Client, method: str, route: str, address: str) -> Any:
        """Ask of an address what would write there, were it allowed."""
        answer = {f"q{self.number}": "Oui", f"v{self.number}": "0"}
        fields = answer if route.endswith("/repondre") else TYPED
        if route.endswith("/preparer"):
            fields = {"introduction": "Bonjour", "geste": "fermer"}
        address = address.replace(NUMBER, str(self.number))
        return browser.post(address, fields) if method == "POST" else browser.generic(method, address)

    def written(self) -> list[object]:
        """What is recorded of surveys."""
        return [
            list(Survey.objects.values_list("introduction", "closed_at")),
            list(SurveyQuestion.objects.order_by("pk").values_list("pk", "text", "in_force")),
            list(SurveyAnswer.objects.order_by("pk").values_list("pk", "version", "sent_at")),
        ]
