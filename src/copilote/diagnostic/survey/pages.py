"""The pages of a survey: what an organisation answers, what was answered, how the animation writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.db.models import Count
from django.urls import reverse

from copilote.cop.models import Cop, Membership, Organisation, Role
from copilote.cop.permissions import Rights
from copilote.diagnostic.here import lever_of
from copilote.diagnostic.survey.forms import GENERAL, AnswersForm, QuestionForm
from copilote.diagnostic.survey.models import Survey, SurveyAnswer, SurveyQuestion
from copilote.diagnostic.survey.results import Results, results_of
from copilote.diagnostic.survey.writing import answers_of, questions_of, survey_of
from copilote.ui.downloads import Offer, offer
from copilote.ui.page import Entry, Page
from copilote.words.numbers import counted
from copilote.words.typography import day_words


@dataclass(frozen=True, slots=True)
class SurveyBlock:
    """What is said of the survey beside the actions of an organisation. done : questions that it answered, of total;
    waits : something was written and not sent."""

    address: str
    total: int
    done: int
    sent: bool
    waits: bool
    leads: bool
    is_open: bool

    @property
    def words(self) -> str:
        """Where it is, in a sentence."""
        asked = counted(self.total, "question", "questions")
        if self.leads:
            return f"{asked} aux organisations." if self.is_open else f"{asked} en préparation : pas encore ouverte."
        if not self.done:
            return f"L’animation vous pose {asked} : quelques minutes suffisent."
        told = f"{self.done} sur {asked} répondues"
        return f"{told}, à envoyer." if self.waits or not self.sent else f"{told}, envoyées."


def block_for(member: Membership) -> SurveyBlock | None:
    """The survey as a part of another page (`diagnostic/_survey.html`); None where there is nothing to say of it."""
    survey = survey_of(member.cop)
    leads = member.role == Role.ANIMATOR
    if not survey.is_open and not leads:
        return None
    questions = questions_of(member.cop)
    if not questions:
        return None
    answers = answers_of(member.organisation) if member.organisation and not leads else {}
    mine = [answers[each.pk] for each in questions if each.pk in answers and answers[each.pk].value]
    return SurveyBlock(
        address=reverse("survey", args=[member.cop.held_at]),
        total=len(questions),
        done=len(mine),
        sent=any(row.sent_at for row in mine),
        waits=any((row.sent_value, row.sent_number) != (row.value, row.number) for row in answers.values()),
        leads=leads,
        is_open=survey.is_open,
    )


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as one answers it. field : of the form, None for who only reads; seen : the version that was read;
    state : where its answer is; meanwhile : what a colleague wrote since; before : what was answered to another version
    of it."""

    question: SurveyQuestion
    levers: str
    field: django_forms.BoundField | None
    seen: int
    state: str
    meanwhile: str
    before: str


@dataclass(frozen=True, kw_only=True)
class SurveyPage(Page):
    """The questions, by theme. own : the organisation that answers, "" for who only reads; sends : and may send;
    makes : the reader writes the questions."""

    survey: Survey
    form: AnswersForm | None
    groups: tuple[tuple[str, tuple[AskedQuestion, ...]], ...]
    own: str
    sends: bool
    waits: bool
    makes: bool


def trail(slug: str, *more: Entry) -> tuple[Entry, ...]:
    """The way to a page of the survey."""
    return (Entry.to("La COP", "cop", slug), Entry("Enquête", reverse("survey", args=[slug])), *more)


def _levers(region: str, question: SurveyQuestion) -> str:
    found = [lever_of(region, each) for each in question.levers]
    return " ; ".join(lever.label for lever in found if lever)


def _grouped(items: Sequence[AskedQuestion]) -> tuple[tuple[str, tuple[AskedQuestion, ...]], ...]:
    groups: dict[str, list[AskedQuestion]] = {}
    for item in items:
        groups.setdefault(item.question.theme or GENERAL, []).append(item)
    return tuple((theme, tuple(held)) for theme, held in groups.items())


def survey_page(
    cop: Cop,
    rights: Rights,
    given: Mapping[str, Any] | None = None,
    form: AnswersForm | None = None,
    meanwhile: Mapping[int, SurveyAnswer] | None = None,
) -> SurveyPage:
    """The page as its reader sees it. form : what was sent, shown again with what a colleague wrote `meanwhile`."""
    survey, questions = survey_of(cop), questions_of(cop)
    writer = rights.acting("diagnostic.answer_survey", cop.key)
    sender = rights.acting("diagnostic.send_survey", cop.key)
    own = writer.organisation if writer and survey.is_open else None
    makes = rights.acting("diagnostic.make_survey", cop.key) is not None
    shown = questions if survey.opened_at or makes else []
    answers = answers_of(own) if own else {}
    form = form or (AnswersForm(shown, answers, given) if own else None)
    items = [_asked(cop.region, each, answers, form if own else None, meanwhile or {}) for each in shown]
    waits = any((row.sent_value, row.sent_number) != (row.value, row.number) for row in answers.values())
    return SurveyPage(
        title=_title(survey, own, len(shown)),
        summary=survey.introduction or "Quelques questions de l’animation, en plus de vos actions.",
        region=cop.place,
        departement=cop.departement,
        section="diagnostic.survey",
        trail=trail(cop.held_at),
        survey=survey,
        form=form,
        groups=_grouped(items),
        own=str(own) if own else "",
        sends=bool(own and sender and sender.organisation_id == own.pk),
        waits=waits,
        makes=makes,
    )


def _title(survey: Survey, own: Organisation | None, count: int) -> str:
    if not count:
        return "Enquête : aucune question pour l’instant"
    asked = counted(count, "question", "questions")
    if own:
        return f"{own} : {asked} de l’animation"
    if survey.closed_at:
        return f"Enquête fermée le {day_words(survey.closed_at.date())} : {asked}"
    return f"Enquête : {asked}" if survey.opened_at else f"Enquête en préparation : {asked}"


def _asked(
    region: str,
    question: SurveyQuestion,
    answers: Mapping[int, SurveyAnswer],
    form: AnswersForm | None,
    meanwhile: Mapping[int, SurveyAnswer],
) -> AskedQuestion:
    row, other = answers.get(question.pk), meanwhile.get(question.pk)
    state = ""
    if row and row.sent_at and (row.sent_value, row.sent_number) == (row.value, row.number):
        state = f"Envoyée le {day_words(row.sent_at.date())} ({row.sent_signed})"
    elif row and row.sent_at:
        state = f"Changée depuis l’envoi, où elle était : « {row.sent_value or 'rien'} »"
    elif row and row.value:
        state = f"Brouillon du {day_words(row.changed_at.date())} ({row.signed})"
    old = answers.get(question.replaces_id or 0)
    return AskedQuestion(
        question,
        _levers(region, question),
        form[f"q{question.pk}"] if form else None,
        other.version if other else row.version if row else 0,
        state,
        f"« {other.value or 'rien'} » ({other.signed})" if other else "",
        f"« {old.value} »" if old and old.value else "",
    )


@dataclass(frozen=True, kw_only=True)
class ResultsPage(Page):
    """What organisations answered."""

    survey: Survey
    results: Results
    offer: Offer


def results_page(member: Membership, slug: str) -> ResultsPage:
    """The page of what was sent."""
    cop = member.cop
    results = results_of(cop, f"copilote-{slug}-enquete", leads=member.role == Role.ANIMATOR)
    count = counted(len(results.sent), "organisation a", "organisations ont")
    return ResultsPage(
        title=f"{count} répondu à l’enquête, sur {results.asked}",
        summary="Ce qui est envoyé, question par question. Les brouillons ne sont lus que par leur organisation.",
        region=cop.place,
        departement=cop.departement,
        section="diagnostic.survey",
        trail=trail(slug, Entry("Réponses", reverse("survey_results", args=[slug]))),
        survey=survey_of(cop),
        results=results,
        offer=offer("survey_results", [slug]),
    )


@dataclass(frozen=True, kw_only=True)
class MakePage(Page):
    """The questions as the animation writes them. answered : by question, how many answers it holds back from being
    changed in place; removed : those that are asked no more."""

    survey: Survey
    questions: tuple[tuple[SurveyQuestion, str, int], ...]
    removed: tuple[SurveyQuestion, ...]


def make_page(member: Membership, slug: str) -> MakePage:
    """The list of the questions, to be opened or closed."""
    cop = member.cop
    rows = SurveyQuestion.objects.filter(cop=cop).annotate(held=Count("answers")).order_by("theme", "rank", "pk")
    asked = [row for row in rows.select_related("replaced_by") if row.in_force]
    out = [row for row in rows if not row.in_force and not hasattr(row, "replaced_by")]
    survey = survey_of(cop)
    state = "ouverte" if survey.is_open else "fermée" if survey.closed_at else "en préparation"
    return MakePage(
        title=f"Enquête {state} : {counted(len(asked), 'question', 'questions')}",
        summary="Peu de questions, chacune claire tout de suite : on y répond à côté de ses actions.",
        region=cop.place,
        departement=cop.departement,
        section="diagnostic.survey",
        trail=trail(slug, Entry("Préparer", reverse("survey_make", args=[slug]))),
        survey=survey,
        questions=tuple((row, _levers(cop.region, row), row.held) for row in asked),
        removed=tuple(out),
    )


@dataclass(frozen=True, kw_only=True)
class QuestionPage(Page):
    """The form of a question. held : how many answers its last version has."""

    form: QuestionForm
    held: int


def question_page(member: Membership, slug: str, form: QuestionForm, question: SurveyQuestion | None) -> QuestionPage:
    """The page of a new question, or of one to be changed."""
    held = question.answers.count() if question else 0
    return QuestionPage(
        title="Changer une question" if question else "Ajouter une question",
        summary="Ce qui est déjà répondu reste avec la question telle qu’elle était ; la nouvelle sera à répondre."
        if held
        else "Une question courte, liée à un levier quand elle en éclaire un.",
        region=member.cop.place,
        departement=member.cop.departement,
        section="diagnostic.survey",
        trail=trail(slug, Entry("Préparer", reverse("survey_make", args=[slug])), Entry("Question", "")),
        form=form,
        held=held,
    )
