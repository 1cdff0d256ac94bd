"""Asking, commenting, answering, settling, on the page of an action."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from copilote.cop.models import Membership
from copilote.cop.permissions import may
from copilote.diagnostic.finding_actions import found
from copilote.diagnostic.remarks import writing
from copilote.reference.errors import InputError
from copilote.words.numbers import counted, whole_number


@never_cache
@require_POST
@may("diagnostic.ask")
def ask(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Ask its organisation for something, or only say it (`geste=remarque`)."""
    hat, action = found(request, member, number, "diagnostic.ask")
    text = request.POST.get("texte", "")
    if request.POST.get("geste") == "remarque":
        writing.comment(hat, action, text)
        messages.success(request, "Remarque gardée : l’organisation et ceux qui suivent l’action la voient.")
        return _back(slug, number)
    told = writing.ask(hat, action, text)
    if told:
        people = counted(told, "personne", "personnes")
        messages.success(
            request, f"Demande gardée : {people} de {action.organisation} en seront prévenues par courriel."
        )
    else:
        messages.warning(
            request,
            f"Demande gardée. Personne ne parle encore pour {action.organisation} : elle l’attendra ici.",
        )
    return _back(slug, number)


@never_cache
@require_POST
@may("diagnostic.answer")
def answer(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Answer a request (`demande`)."""
    hat, action = found(request, member, number, "diagnostic.answer")
    writing.answer(hat, action, _number(request), request.POST.get("texte", ""))
    messages.success(request, "Réponse gardée : qui a demandé en sera prévenu.")
    return _back(slug, number)


@never_cache
@require_POST
@may("diagnostic.ask")
def settle(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Say that a request is settled."""
    hat, action = found(request, member, number, "diagnostic.ask")
    writing.settle(hat, action, _number(request))
    messages.success(request, "Demande réglée. Elle reste dans l’histoire de l’action.")
    return _back(slug, number)


def _number(request: HttpRequest) -> int:
    asked = whole_number(request.POST.get("demande", ""))
    if asked is None:
        raise InputError("Dites de quelle demande il s’agit : rechargez la page, puis recommencez.")
    return asked


def _back(slug: str, number: int) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('action', args=[slug, number])}#remarques")
