"""Forms of a survey: a question as the animation writes it, the answers as an organisation does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from copilote.diagnostic.survey.models import AnswerKind, SurveyAnswer, SurveyQuestion
from copilote.diagnostic.survey.results import YES_NO
from copilote.diagnostic.survey.writing import Typed
from copilote.reference.simulator import load_levers
from copilote.ui.forms import AmountField, Form
from copilote.words.numbers import format_six, whole_number
from copilote.words.typography import capital

LEVERS = 3
"""Levers that a question may be about."""
MOST_CHOICES, LONGEST_CHOICE = 12, 120
GENERAL = "Toutes les thématiques"


class QuestionForm(Form):
    """A question: its theme, its words, what answers it, the levers that it is about."""

    theme = forms.ChoiceField(label="Thématique", required=False)
    texte = forms.CharField(label="Question", max_length=300, help_text="Une seule chose à la fois, en mots simples.")
    aide = forms.CharField(
        label="Précision", max_length=500, required=False, help_text="Ce qu’il faut compter, ou non. Facultatif."
    )
    reponse = forms.ChoiceField(
        label="On y répond par", choices=[(kind.value, capital(str(kind.label))) for kind in AnswerKind]
    )
    unite = forms.CharField(
        label="Unité du nombre", max_length=40, required=False, help_text="Par exemple : véhicules, km, €."
    )
    choix = forms.CharField(
        label="Choix de la liste",
        max_length=2000,
        required=False,
        help_text="Un par ligne, deux au moins.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, region: str, given: Mapping[str, Any] | None, question: SurveyQuestion | None = None) -> None:
        super().__init__(given, initial=_initial(question), auto_id="%s")
        levers = load_levers(region)
        themes = dict.fromkeys(lever.theme for lever in levers)
        self.offer("theme", [("", GENERAL), *((theme, theme) for theme in themes)])
        offered = [("", "aucun"), *((theme, [(each.id, each.label) for each in levers if each.theme == theme])
                                    for theme in themes)]  # fmt: skip
        for rank in range(LEVERS):
            label = f"Levier {rank + 1}" if rank else "Levier concerné"
            self.fields[f"levier{rank}"] = forms.ChoiceField(label=label, choices=offered, required=False)
        self.dress()

    def clean(self) -> dict[str, Any]:
        """Choices for a list, a unit for a number."""
        cleaned = super().clean() or {}
        choices = list(dict.fromkeys(line.strip() for line in cleaned.get("choix", "").splitlines() if line.strip()))
        kind = cleaned.get("reponse")
        if kind == AnswerKind.CHOICE and not 2 <= len(choices) <= MOST_CHOICES:
            self.add_error("choix", f"Écrivez de deux à {MOST_CHOICES} choix, un par ligne.")
        elif any(len(choice) > LONGEST_CHOICE for choice in choices):
            self.add_error("choix", f"{LONGEST_CHOICE} caractères au plus par choix.")
        if kind == AnswerKind.NUMBER and not cleaned.get("unite", "").strip():
            self.add_error("unite", "Dites l’unité : sans elle, les réponses ne s’additionnent pas.")
        cleaned["choices"] = choices if kind == AnswerKind.CHOICE else []
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """What is written of the question, by field of the row."""
        given = self.cleaned_data
        levers = [given[f"levier{rank}"] for rank in range(LEVERS) if given[f"levier{rank}"]]
        return {
            "theme": given["theme"],
            "text": given["texte"],
            "help": given["aide"],
            "kind": given["reponse"],
            "unit": given["unite"].strip() if given["reponse"] == AnswerKind.NUMBER else "",
            "choices": given["choices"],
            "levers": list(dict.fromkeys(levers)),
        }


def _initial(question: SurveyQuestion | None) -> dict[str, Any]:
    if question is None:
        return {}
    levers = {f"levier{rank}": lever for rank, lever in enumerate(question.levers[:LEVERS])}
    return {
        "theme": question.theme,
        "texte": question.text,
        "aide": question.help,
        "reponse": question.kind,
        "unite": question.unit,
        "choix": "\n".join(question.choices),
    } | levers


class AnswersForm(Form):
    """The answers of an organisation: `q<number>` for each question, `v<number>` the version that was read."""

    def __init__(
        self,
        questions: Sequence[SurveyQuestion],
        answers: Mapping[int, SurveyAnswer],
        given: Mapping[str, Any] | None,
    ) -> None:
        self.questions, self.answers = questions, answers
        initial = {f"q{each.pk}": _told(each, answers.get(each.pk)) for each in questions}
        super().__init__(given, initial=initial, auto_id="%s")
        for each in questions:
            self.fields[f"q{each.pk}"] = _field(each)
        self.dress()

    @property
    def orphans(self) -> list[str]:
        """What was typed for questions that are asked no more, or otherwise."""
        asked = {f"q{each.pk}" for each in self.questions}
        names = [name for name in self.data if name.startswith("q") and name[1:].isdigit() and name not in asked]
        return [value for name in names if (value := str(self.data[name]).strip()[:2000])]

    def typed(self) -> dict[int, Typed]:
        """What was typed, by question."""
        found = {}
        for each in self.questions:
            value = self.cleaned_data.get(f"q{each.pk}")
            number = value if each.kind == AnswerKind.NUMBER else None
            text = "" if value is None else format_six(value) if number is not None else str(value).strip()
            seen = whole_number(str(self.data.get(f"v{each.pk}", "")))
            found[each.pk] = Typed(text, number, seen or 0)
        return found


def _told(question: SurveyQuestion, answer: SurveyAnswer | None) -> str:
    if answer is None:
        return ""
    return answer.value.replace("\u202f", " ").replace("\u00a0", " ") if question.kind == "number" else answer.value


def _field(question: SurveyQuestion) -> forms.Field:
    said: dict[str, Any] = {"label": question.text, "help_text": question.help, "required": False}
    if question.kind == AnswerKind.NUMBER:
        return AmountField(unit=question.unit, low=0, **said)
    if question.kind == AnswerKind.TEXT:
        return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **said)
    offered = YES_NO if question.kind == AnswerKind.YES_NO else question.choices
    return forms.ChoiceField(choices=[("", "Pas de réponse"), *((each, capital(each)) for each in offered)], **said)
