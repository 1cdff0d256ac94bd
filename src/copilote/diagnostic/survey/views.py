"""The survey in the browser: answered by organisations, read by the COP, written by its animation."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copilote.cop.models import Membership, Role
from copilote.cop.permissions import may, rights_of
from copilote.diagnostic.survey.forms import AnswersForm, QuestionForm
from copilote.diagnostic.survey.models import SurveyQuestion
from copilote.diagnostic.survey.pages import make_page, question_page, results_page, survey_page
from copilote.diagnostic.survey.results import results_of
from copilote.diagnostic.survey.writing import (
    add_question,
    answers_of,
    change_question,
    put_back,
    questions_of,
    remove_question,
    save_answers,
    say_survey,
    send_answers,
)
from copilote.reference.errors import InputError
from copilote.ui import converters  # noqa: F401  its converters
from copilote.ui.downloads import send_book
from copilote.words.numbers import counted

SURVEY = "regions/<cop:slug>/questions"
TYPED = ("GET", "HEAD", "POST")


@never_cache
@require_safe
@may("diagnostic.see_survey")
def survey(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The questions, to be answered by who may."""
    return render(request, "diagnostic/survey.html", {"page": survey_page(member.cop, rights_of(request))})


@never_cache
@require_POST
@may("diagnostic.answer_survey")
def answer(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Keep what is typed as a draft (`q<number>`, `v<number>`). What a colleague wrote meanwhile is shown beside what
    was typed, and nothing of it is overwritten."""
    if member.organisation is None:
        raise InputError("Vous ne parlez au nom d’aucune organisation.")
    form = AnswersForm(questions_of(member.cop), answers_of(member.organisation), request.POST)
    if not form.is_valid():
        page = survey_page(member.cop, rights_of(request), form=form)
        return render(request, "diagnostic/survey.html", {"page": page}, status=400)
    for lost in form.orphans:
        messages.warning(request, f"Une question a changé pendant que vous écriviez. Vous aviez écrit : « {lost} »")
    kept = save_answers(member, form.typed())
    if kept.meanwhile:
        page = survey_page(member.cop, rights_of(request), form=form, meanwhile=kept.meanwhile)
        return render(request, "diagnostic/survey.html", {"page": page}, status=409)
    messages.success(request, f"Brouillon enregistré : {counted(kept.count, 'réponse changée', 'réponses changées')}.")
    return HttpResponseRedirect(reverse("survey", args=[slug]))


@never_cache
@require_POST
@may("diagnostic.send_survey")
def send(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Sign the answers of one's organisation."""
    count = send_answers(member)
    messages.success(request, f"{counted(count, 'réponse envoyée', 'réponses envoyées')} à l’animation.")
    return HttpResponseRedirect(reverse("survey", args=[slug]))


@never_cache
@require_safe
@may("diagnostic.see_survey")
def results(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """What was sent, counted."""
    return render(request, "diagnostic/survey_results.html", {"page": results_page(member, slug)})


@never_cache
@require_safe
@may("diagnostic.see_survey")
def results_data(request: HttpRequest, member: Membership, slug: str, ending: str) -> HttpResponse:
    """The same as a file, for its reader alone."""
    leads = member.role == Role.ANIMATOR
    response = send_book(request, results_of(member.cop, f"copilote-{slug}-enquete", leads=leads).book, ending)
    del response["Access-Control-Allow-Origin"]
    return response


@never_cache
@require_http_methods(TYPED)
@may("diagnostic.make_survey")
def make(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The questions of the survey; its introduction, opening and closing (`geste`)."""
    if request.method == "POST":
        act = request.POST.get("geste", "")
        opened = {"ouvrir": True, "fermer": False}.get(act)
        say_survey(member, request.POST.get("introduction", ""), opened=opened)
        told = {"ouvrir": "L’enquête est ouverte : les organisations la voient.", "fermer": "L’enquête est fermée."}
        messages.success(request, told.get(act, "Introduction enregistrée."))
        return HttpResponseRedirect(reverse("survey_make", args=[slug]))
    return render(request, "diagnostic/survey_make.html", {"page": make_page(member, slug)})


@never_cache
@require_http_methods(TYPED)
@may("diagnostic.make_survey")
def question_add(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Add a question."""
    return _question(request, member, slug, None)


@never_cache
@require_http_methods(TYPED)
@may("diagnostic.make_survey")
def question_edit(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Say a question otherwise."""
    held = SurveyQuestion.objects.filter(cop=member.cop, pk=number, in_force=True).first()
    if held is None:
        raise Http404
    return _question(request, member, slug, held)


def _question(request: HttpRequest, member: Membership, slug: str, held: SurveyQuestion | None) -> HttpResponse:
    form = QuestionForm(member.cop.region, request.POST if request.method == "POST" else None, held)
    if request.method == "POST" and form.is_valid():
        try:
            if held is None:
                add_question(member, form.said)
            else:
                change_question(member, held.pk, form.said)
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Question enregistrée.")
            return HttpResponseRedirect(reverse("survey_make", args=[slug]))
    page = question_page(member, slug, form, held)
    return render(request, "diagnostic/survey_question.html", {"page": page}, status=400 if form.errors else 200)


@never_cache
@require_POST
@may("diagnostic.make_survey")
def question_remove(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Ask a question no more, or again (`geste`)."""
    if request.POST.get("geste") == "remettre":
        put_back(member, number)
        messages.success(request, "Question posée de nouveau.")
    else:
        remove_question(member, number)
        messages.success(request, "Question retirée : ce qui y est répondu est gardé. Vous pouvez la remettre.")
    return HttpResponseRedirect(reverse("survey_make", args=[slug]))


urlpatterns = [
    path(SURVEY, survey, name="survey"),
    path(f"{SURVEY}/repondre", answer, name="survey_answer"),
    path(f"{SURVEY}/envoyer", send, name="survey_send"),
    path(f"{SURVEY}/reponses", results, name="survey_results"),
    path(f"{SURVEY}/reponses.<data:ending>", results_data, name="survey_results_data"),
    path(f"{SURVEY}/preparer", make, name="survey_make"),
    path(f"{SURVEY}/preparer/ajouter", question_add, name="survey_question_add"),
    path(f"{SURVEY}/preparer/<row:number>", question_edit, name="survey_question"),
    path(f"{SURVEY}/preparer/<row:number>/retirer", question_remove, name="survey_question_remove"),
]
