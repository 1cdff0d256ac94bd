"""The animator's cockpit and its acts: reminding, and what a relay says of the answers of its département."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from copilote.cop.asking import Question
from copilote.cop.cockpit import cockpit_book, cockpit_page, question_of, scope_of
from copilote.cop.following import Line, lines_of
from copilote.cop.journal import record
from copilote.cop.models import Membership, Review, ReviewStep, Role
from copilote.cop.permissions import may, rights_of
from copilote.cop.reminders import FLOOR_DAYS, recipients, remind
from copilote.reference.errors import InputError
from copilote.ui.downloads import send_book
from copilote.ui.page import Entry, Page
from copilote.words.numbers import counted


@dataclass(frozen=True, kw_only=True)
class RemindPage(Page):
    """Who would be reminded, to be confirmed; and who would not, with why."""

    lines: tuple[Line, ...]
    left: tuple[Line, ...]
    people: int
    query: str


def _members(request: HttpRequest, member: Membership) -> tuple[Membership, ...]:
    """The hat by which one follows the COP; all those that let one do so, until one is chosen."""
    if rights_of(request).hat == member.pk:
        return (member,)
    held = rights_of(request).holding("cop.follow", member.cop.key)
    return tuple(each for each in held if each.cop_id == member.cop_id)


@never_cache
@require_safe
@may("cop.follow")
def follow(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The cockpit; `?question=`, `?etat=`, `?nature=`, `?departement=`, `?tri=`."""
    page = cockpit_page(member.cop, _members(request, member), request.GET.dict())
    return render(request, "cop/cockpit.html", {"page": page})


@never_cache
@require_safe
@may("cop.follow")
def follow_data(request: HttpRequest, member: Membership, slug: str, ending: str) -> HttpResponse:
    """Its list as a file, for those who follow the COP alone."""
    response = send_book(request, cockpit_book(member.cop, _members(request, member), request.GET.dict()), ending)
    del response["Access-Control-Allow-Origin"]
    return response


@never_cache
@require_POST
@may("cop.remind")
def remind_some(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Show who would be reminded among the lines sent, then remind them."""
    question, lines = _chosen(request, member)
    told = tuple(line for line in lines if line.remindable)
    if request.POST.get("confirmer") == "oui":
        count = remind(member.cop, question, told)
        messages.success(
            request,
            f"{counted(count, 'rappel prêt', 'rappels prêts')} à partir : une personne en reçoit un au plus tous les "
            f"{FLOOR_DAYS} jours.",
        )
        return _back(request, slug)
    page = RemindPage(
        title=f"Relancer {counted(len(told), 'organisation', 'organisations')} ?"
        if told
        else "Personne à relancer dans ce choix",
        summary=f"Un rappel partira à {counted(len(recipients(told)), 'personne', 'personnes')}, avec le lien pour "
        f"répondre. Qui en a reçu un il y a moins de {FLOOR_DAYS} jours n’en recevra pas d’autre."
        if told
        else "Ces organisations ont répondu, ou n’ont encore personne d’invité.",
        region=member.cop.place,
        departement=member.cop.departement,
        section="cop",
        trail=(Entry.to("La COP", "cop", slug), Entry.to("Suivre les réponses", "cop_follow", slug)),
        lines=told,
        left=tuple(line for line in lines if not line.remindable),
        people=len(recipients(told)),
        query=request.GET.urlencode(),
    )
    return render(request, "cop/remind.html", {"page": page})


@never_cache
@require_POST
@may("cop.relay_review")
def review(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Keep that a relay has seen, or agrees to, the answers of the lines sent."""
    step = request.POST.get("avis", "")
    if step not in ReviewStep.values:
        raise InputError("Dites si vous avez vu ces réponses, ou si vous les approuvez.")
    question, lines = _chosen(request, member)
    relays = [each for each in _members(request, member) if each.role == Role.RELAY]
    count = 0
    for line in lines:
        relay = next((each for each in relays if each.over and each.over.code == line.departement[0]), None)
        if relay is not None and line.asked.answer.begun:
            record(Review(question=question.key, reviewed=line.asked.organisation, step=step), relay)
            count += 1
    word = "vue" if step == ReviewStep.SEEN else "approuvée"
    if count:
        messages.success(
            request, f"{counted(count, 'réponse marquée', 'réponses marquées')} {word}{'s' * (count > 1)}."
        )
    else:
        messages.warning(
            request, "Rien n’est marqué : seules les réponses de votre département, une fois commencées, le sont."
        )
    return _back(request, slug)


def _chosen(request: HttpRequest, member: Membership) -> tuple[Question, list[Line]]:
    """The question, and the lines that were checked, of those that one follows. Raises InputError for none."""
    question = question_of(member.cop, request.GET.get("question", ""))
    numbers = set(request.POST.getlist("o"))
    lines = lines_of(member.cop, question, scope_of(_members(request, member)))
    chosen = [line for line in lines if str(line.number) in numbers]
    if not chosen:
        raise InputError("Aucune organisation n’est cochée : cochez-en une au moins dans la liste, puis recommencez.")
    return question, chosen


def _back(request: HttpRequest, slug: str) -> HttpResponse:
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{reverse('cop_follow', args=[slug])}{'?' * bool(query)}{query}")
