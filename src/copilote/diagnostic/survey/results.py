"""What organisations sent in answer to a survey: question by question, counted, and who said nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from copilote.cop.models import Cop, Organisation
from copilote.cop.organisations import of_cop
from copilote.diagnostic.survey.models import AnswerKind, SurveyAnswer, SurveyQuestion
from copilote.publish.table import Book, Column, Kind, Table
from copilote.words.numbers import counted, format_six
from copilote.words.typography import day_words

YES_NO = ("oui", "non")


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What a version of a question was answered. table : its counts, or its answers in words; note : in a sentence."""

    question: SurveyQuestion
    answered: int
    note: str
    table: Table | None


@dataclass(frozen=True, slots=True)
class Results:
    """Of a survey. asked : organisations of the COP; sent : those that sent something; begun : those that wrote
    without sending; silent : the others. questions : those that are asked, then those that were."""

    asked: int
    sent: tuple[Organisation, ...]
    begun: tuple[Organisation, ...]
    silent: tuple[Organisation, ...]
    questions: tuple[QuestionResult, ...]
    before: tuple[QuestionResult, ...]
    book: Book


def results_of(cop: Cop, name: str, *, leads: bool = True) -> Results:
    """The results of a COP, in as many queries whatever their number. name : of the files; leads : the animation reads
    them, the questions of a survey that was never opened too."""
    organisations = list(of_cop(cop))
    known = {each.pk: each for each in organisations}
    shown = SurveyQuestion.objects.filter(cop=cop)
    if not leads:
        shown = shown.filter(cop__survey__opened_at__isnull=False)
    questions = list(shown.order_by("-in_force", "theme", "rank", "pk"))
    rows = SurveyAnswer.objects.filter(question__cop=cop, organisation__in=known).order_by("organisation__name", "pk")
    answers = [row for row in rows if row.sent_value]
    sent = {row.organisation_id for row in answers}
    begun = {row.organisation_id for row in rows if row.value} - sent
    by_question: dict[int, list[SurveyAnswer]] = {}
    for row in answers:
        by_question.setdefault(row.question_id, []).append(row)
    told = [_result(each, by_question.get(each.pk, []), known) for each in questions]
    return Results(
        asked=len(organisations),
        sent=tuple(each for each in organisations if each.pk in sent),
        begun=tuple(each for each in organisations if each.pk in begun),
        silent=tuple(each for each in organisations if each.pk not in sent | begun),
        questions=tuple(each for each in told if each.question.in_force),
        before=tuple(each for each in told if not each.question.in_force and each.answered),
        book=_book(cop, name, questions, answers, organisations, sent, begun),
    )


def _result(
    question: SurveyQuestion, answers: Sequence[SurveyAnswer], known: dict[int, Organisation]
) -> QuestionResult:
    key, told = f"question-{question.pk}", counted(len(answers), "réponse", "réponses")
    if not answers:
        return QuestionResult(question, 0, "Aucune réponse pour l’instant.", None)
    if question.kind == AnswerKind.NUMBER:
        numbers = [row.sent_number for row in answers if row.sent_number is not None]
        unit = f" {question.unit}" if question.unit else ""
        note = (
            f"{told} : {format_six(sum(numbers))}{unit} en tout, de {format_six(min(numbers))} à "
            f"{format_six(max(numbers))} ; une réponse sur deux est sous {format_six(median(numbers))}{unit}."
        )
        head = f"Nombre ({question.unit})" if question.unit else "Nombre"
        pairs = [(str(known[row.organisation_id]), row.sent_number) for row in answers]
        return QuestionResult(
            question, len(answers), note, Table.of_texts(key, question.text, ("Organisation", head), pairs, (1,))
        )
    if question.kind == AnswerKind.TEXT:
        texts = [(str(known[row.organisation_id]), row.sent_value) for row in answers]
        return QuestionResult(
            question, len(answers), f"{told}.", Table.of_texts(key, question.text, ("Organisation", "Réponse"), texts)
        )
    counts = Counter(row.sent_value for row in answers)
    offered = YES_NO if question.kind == AnswerKind.YES_NO else tuple(question.choices)
    lines = [(each, counts[each]) for each in dict.fromkeys((*offered, *counts))]
    first = max(lines, key=lambda line: line[1])
    level = " et ".join(f"« {each} »" for each, count in lines if count == first[1])
    note = f"{told} ; {level} vient en tête ({first[1]})."
    if level != f"« {first[0]} »":
        note = f"{told} ; à égalité : {level} ({first[1]} chacun)."
    return QuestionResult(
        question, len(answers), note, Table.of_texts(key, question.text, ("Réponse", "Organisations"), lines, (1,))
    )


def _book(
    cop: Cop,
    name: str,
    questions: Sequence[SurveyQuestion],
    answers: Sequence[SurveyAnswer],
    organisations: Sequence[Organisation],
    sent: set[int],
    begun: set[int],
) -> Book:
    asked = {each.pk: each for each in questions}
    known = {each.pk: str(each) for each in organisations}
    table = Table.of(
        "reponses",
        "Réponses envoyées",
        [
            (Column("organisation", "Organisation"), lambda row: known[row.organisation_id]),
            (Column("theme", "Thématique"), lambda row: asked[row.question_id].theme),
            (Column("question", "Question"), lambda row: asked[row.question_id].text),
            (Column("version", "Version de la question", Kind.COUNT), lambda row: asked[row.question_id].version),
            (Column("levers", "Leviers"), lambda row: " ; ".join(asked[row.question_id].levers)),
            (Column("answer", "Réponse"), lambda row: row.sent_value),
            (Column("number", "Nombre", Kind.NUMBER), lambda row: row.sent_number),
            (Column("unit", "Unité"), lambda row: asked[row.question_id].unit),
            (Column("sent", "Envoyée le"), lambda row: day_words(row.sent_at.date() if row.sent_at else None)),
            (Column("signed", "Au titre de"), lambda row: row.sent_signed),
        ],
        answers,
    )

    def state(each: Organisation) -> str:
        return "envoyé" if each.pk in sent else "commencé, pas envoyé" if each.pk in begun else "rien"

    who = Table.of(
        "organisations",
        "Qui a répondu",
        [(Column("organisation", "Organisation"), str), (Column("state", "Réponse"), state)],
        organisations,
    )
    return Book(name, f"{cop.name} : réponses à l’enquête", (table, who))
