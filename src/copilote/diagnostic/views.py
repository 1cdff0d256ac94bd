"""The actions of an organisation, in the browser of its members."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copilote.cop.models import Membership
from copilote.cop.permissions import may, rights_of
from copilote.cop.versions import author_of
from copilote.diagnostic.content import content_of
from copilote.diagnostic.finding_actions import found
from copilote.diagnostic.gathering import gather
from copilote.diagnostic.models import Action, Standing
from copilote.diagnostic.remarks.reading import remarks_of
from copilote.diagnostic.seeing import whose
from copilote.diagnostic.working.action_form import ActionForm, fields_of
from copilote.diagnostic.working.action_pages import (
    ActionFormPage,
    action_page,
    begun_of,
    doubts_of,
    form_page,
    merged,
    proposed_for,
    seal_of,
    similar_to,
    whose_page,
    with_lever,
)
from copilote.diagnostic.working.list_page import ActionFilter, actions_page, asked_by, organisation_asked
from copilote.diagnostic.working.words import book_of
from copilote.diagnostic.writing import (
    MeanwhileError,
    change,
    confirm,
    create,
    differences,
    refuse,
    take_back,
    written_at,
)
from copilote.diagnostic.writing import stop as halt
from copilote.diagnostic.writing import validate as sign
from copilote.reference.errors import InputError
from copilote.ui.downloads import send_book
from copilote.words.numbers import counted, whole_number

FORM = "diagnostic/action_form.html"
PROPOSING = {"proposer", "ajouter-levier"}
"""Buttons of the form by which levers are looked for."""
ACTS = {
    "confirmer": (confirm, "Confirmée : elle est parmi vos actions, en brouillon."),
    "pas-a-nous": (refuse, "Notée « pas à nous » : elle ne compte plus. Vous pouvez y revenir."),
    "reprendre": (take_back, "Reprise : elle est de nouveau dans votre liste."),
}
"""What is said of an action in one click: how it is written, what is answered."""


@never_cache
@require_safe
@may("diagnostic.see_actions")
def actions(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The list, as the filter asks."""
    page = actions_page(member, rights_of(request), ActionFilter.of(request.GET.dict()))
    return render(request, "diagnostic/actions.html", {"page": page})


@never_cache
@require_safe
@may("diagnostic.see_actions")
def actions_data(request: HttpRequest, member: Membership, slug: str, ending: str) -> HttpResponse:
    """The list as a file, for its reader alone."""
    asked = ActionFilter.of(request.GET.dict())
    title = f"{whose(member)} : actions"
    book = book_of(asked_by(member, asked), member.cop.region, f"copilote-{slug}-actions", title)
    response = send_book(request, book, ending)
    del response["Access-Control-Allow-Origin"]
    return response


@never_cache
@require_safe
@may("diagnostic.see_actions")
def action_levers(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The levers that a title evokes (`?titre=`), for the script of the form."""
    proposed = proposed_for(member.cop.region, request.GET.get("titre", ""))
    return JsonResponse({"levers": [{"id": each.lever, "label": each.label, "words": each.words} for each in proposed]})


@never_cache
@require_safe
@may("diagnostic.see_actions")
def action(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """One action, with its history."""
    hat, held = found(request, member, number, "diagnostic.see_actions")
    rights, cop = rights_of(request), member.cop.key
    page = action_page(
        held,
        hat,
        writes=rights.acting("diagnostic.write_action", cop) is not None,
        signs=rights.acting("diagnostic.validate_action", cop) is not None,
    )
    said = remarks_of(
        held,
        hat,
        may_ask=rights.acting("diagnostic.ask", cop) is not None,
        may_answer=rights.acting("diagnostic.answer", cop) is not None,
    )
    return render(request, "diagnostic/action.html", {"page": page, "remarks": said})


@never_cache
@require_POST
@may("diagnostic.gather")
def search_known(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Look for what is already known of the organisations of the COP."""
    count = gather(member.cop, author_of(member))
    told = counted(count, "action déjà connue trouvée", "actions déjà connues trouvées")
    messages.success(
        request,
        f"{told} : aux organisations de les confirmer." if count else "Rien de plus que ce qui est déjà dans la liste.",
    )
    return HttpResponseRedirect(reverse("actions", args=[slug]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("diagnostic.write_action")
def add(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Add one; the animation says first for whom (`?organisation=`)."""
    organisation = organisation_asked(member, whole_number(request.GET.get("organisation", "")))
    if organisation is None:
        return render(request, "diagnostic/whose.html", {"page": whose_page(member, slug)})
    sent = _sent(request)
    fields = sent or begun_of(organisation, request.GET.get("levier", ""), request.GET.get("statut", ""))
    form = ActionForm(organisation, member.cop.region, fields, checked=_checked(sent))
    page, ready = _shown(form, slug, sent)
    if not ready:
        return _form(request, page)
    try:
        made = create(member, organisation, form.content)
    except InputError as error:
        form.add_error(None, str(error))
        return _form(request, form_page(form, slug, sent))
    messages.success(request, f"« {made.title} » est enregistrée, en brouillon.")
    return HttpResponseRedirect(reverse("action", args=[slug, made.pk]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("diagnostic.write_action")
def edit(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Change one. What a colleague wrote meanwhile is shown beside what was typed, and nothing is overwritten."""
    hat, held = found(request, member, number, "diagnostic.write_action")
    region, sent = member.cop.region, _sent(request)
    fields = sent or fields_of(content_of(held), held.organisation, region, held.version)
    form = ActionForm(held.organisation, region, fields, held, checked=_checked(sent))
    page, ready = _shown(form, slug, sent)
    if not ready:
        return _form(request, page)
    seen = form.cleaned_data["vu"] or 0
    try:
        with transaction.atomic():
            version = confirm(hat, number, seen).version if held.standing == Standing.KNOWN else seen
            change(hat, number, form.content, version, form.cleaned_data["raison"])
    except MeanwhileError as error:
        told = differences(error.action, form.content, seen)
        typed = merged(sent, written_at(held, seen), error.action, region)
        again = ActionForm(held.organisation, region, typed, held, checked=False)
        return _form(request, replace(form_page(again, slug, typed), differences=told), status=409)
    except InputError as error:
        form.add_error(None, str(error))
        return _form(request, form_page(form, slug, sent))
    messages.success(request, "Action enregistrée.")
    return HttpResponseRedirect(reverse("action", args=[slug, number]))


def _sent(request: HttpRequest) -> dict[str, str]:
    """What was typed, with the lever that a button adds."""
    sent = {name: str(value) for name, value in request.POST.dict().items()}
    return with_lever(sent, sent["ajouter-levier"]) if sent.get("ajouter-levier") else sent


def _checked(sent: dict[str, str]) -> bool:
    """Whether what was typed is to be checked: not while levers are looked for."""
    return bool(sent) and not PROPOSING & set(sent)


def _shown(form: ActionForm, slug: str, sent: dict[str, str]) -> tuple[ActionFormPage, bool]:
    """The page of the form, and whether it may be written; else it is shown again, with what is asked."""
    page = form_page(form, slug, sent, wanted=bool(PROPOSING & set(sent)))
    if not form.is_bound or not form.is_valid() or "convertir" in sent:
        return page, False
    doubtful = doubts_of(form)
    if doubtful and sent.get("certain") != seal_of(doubtful):
        page = replace(page, asked=doubtful, seal=seal_of(doubtful))
    if form.action is None and not sent.get("autre"):
        page = replace(page, similar=similar_to(form.organisation, form.cleaned_data["titre"], slug))
    return page, not (page.asked or page.similar)


def _form(request: HttpRequest, page: ActionFormPage, status: int = 0) -> HttpResponse:
    wrong = page.form.is_bound and bool(page.form.errors)
    return render(request, FORM, {"page": page}, status=status or (400 if wrong else 200))


@never_cache
@require_POST
@may("diagnostic.write_action")
def say(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Say in one click that an action is ours, is not, or is after all."""
    hat, held = found(request, member, number, "diagnostic.write_action")
    act = ACTS.get(request.POST.get("geste", ""))
    if act is None:
        raise InputError("Dites si cette action est la vôtre, ou non.")
    write, words = act
    write(hat, number, _version(request))
    messages.success(request, f"« {held.title} ». {words}")
    return HttpResponseRedirect(_back(request, slug, number))


@never_cache
@require_POST
@may("diagnostic.validate_action")
def validate(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Sign one."""
    hat, held = found(request, member, number, "diagnostic.validate_action")
    sign(hat, number, _version(request))
    messages.success(request, f"« {held.title} » est validée.")
    return HttpResponseRedirect(_back(request, slug, number))


@never_cache
@require_POST
@may("diagnostic.write_action")
def stop(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Say that one goes no further, and why."""
    hat, held = found(request, member, number, "diagnostic.write_action")
    why = " ".join(request.POST.get("pourquoi", "").split())
    if not why:
        raise InputError("Dites pourquoi cette action s’arrête : revenez à sa page, et écrivez-le en une ligne.")
    halt(hat, number, why, _version(request))
    messages.success(request, f"« {held.title} » est arrêtée. Pour la reprendre, modifiez son statut.")
    return HttpResponseRedirect(reverse("action", args=[slug, number]))


def _version(request: HttpRequest) -> int | None:
    return whole_number(request.POST.get("vu", ""))


def _back(request: HttpRequest, slug: str, number: int) -> str:
    if request.POST.get("suite") == "liste":
        return reverse("actions", args=[slug])
    if request.POST.get("suite") == "tableau":
        organisation = Action.objects.values_list("organisation", flat=True).get(pk=number)
        return f"{reverse('workbench', args=[slug])}?organisation={organisation}"
    return reverse("action", args=[slug, number])
