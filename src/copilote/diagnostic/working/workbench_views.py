"""The workbench of an organisation, in the browser of its members; with a script, cell by cell."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copilote.cop.models import Membership, Organisation
from copilote.cop.organisations import of_cop
from copilote.cop.permissions import may, rights_of
from copilote.diagnostic.workbench.cells import Outcome, State, Typed, bench_of, save
from copilote.diagnostic.workbench.models import Columns
from copilote.diagnostic.workbench.presence import told
from copilote.diagnostic.workbench.publishing import plan, publish, send
from copilote.diagnostic.working.action_pages import whose_page
from copilote.diagnostic.working.list_page import organisation_asked
from copilote.diagnostic.working.workbench_figures import cells_now, figures_now, moment, outcome_said, stamp
from copilote.diagnostic.working.workbench_page import closed_words, page_of, proposes_by
from copilote.diagnostic.working.workbench_publication import publication_page
from copilote.diagnostic.writing import signs_for, writes_for
from copilote.reference.errors import InputError
from copilote.words.numbers import counted, whole_number

PAGE, PUBLICATION = "diagnostic/workbench.html", "diagnostic/workbench_publish.html"
ELSEWHERE = "Ce tableau est celui d’une autre organisation : vous ne voyez et ne remplissez que celui de la vôtre."
ANSWERS = ("choix-", "certain-", "differe-")
"""How the names of what is answered begin; those of cells follow."""
LONGEST = 500_000
"""Letters of what the script sends."""
UNREADABLE = (TypeError, ValueError, KeyError, AttributeError, OverflowError, RecursionError)
"""What reading something else than cells raises: a number without end and lists without end too."""


def _whose(request: HttpRequest, member: Membership, name: str) -> tuple[Membership, Organisation | None]:
    """The organisation that is asked for, with the role of the reader that is for it; None where it is to be chosen.

    Raises Http404 for one that is not in the COP, PermissionDenied for one that the reader does not write for.
    """
    number = whole_number(request.GET.get("organisation", ""))
    if number is None:
        return member, organisation_asked(member, None)
    organisation = of_cop(member.cop).filter(pk=number).select_related("territory", "cop").first()
    if organisation is None:
        raise Http404
    held = rights_of(request).holding(name, member.cop.key)
    hats = [member, *(each for each in held if each.cop_id == member.cop_id)]
    signing = name == "diagnostic.validate_action"
    hat = next((each for each in hats if (signs_for if signing else writes_for)(each, organisation.pk)), None)
    if hat is None:
        raise PermissionDenied(ELSEWHERE)
    return hat, organisation


def _asked(request: HttpRequest, member: Membership, name: str) -> tuple[Membership, Organisation]:
    hat, organisation = _whose(request, member, name)
    if organisation is None:
        raise InputError("Dites d’abord de quelle organisation est ce tableau.")
    return hat, organisation


def _address(slug: str, organisation: Organisation) -> str:
    return f"{reverse('workbench', args=[slug])}?organisation={organisation.pk}"


def _writes(request: HttpRequest, member: Membership) -> bool:
    return rights_of(request).acting("diagnostic.write_action", member.cop.key) is not None


@never_cache
@require_safe
@may("diagnostic.see_workbench")
def workbench(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The page; the animation says first whose (`?organisation=`)."""
    hat, organisation = _whose(request, member, "diagnostic.see_workbench")
    if organisation is None:
        return render(request, "diagnostic/whose.html", {"page": whose_page(member, slug, workbench=True)})
    page = page_of(bench_of(organisation), hat, rights_of(request), writes=_writes(request, member))
    return render(request, PAGE, {"page": page})


@never_cache
@require_POST
@may("diagnostic.write_action")
def save_cells(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Keep cells, each by itself: all that changed on the page, or, from the script, those that it sends."""
    hat, organisation = _asked(request, member, "diagnostic.write_action")
    proposes = proposes_by(rights_of(request), organisation) is not None
    sent = request.POST.get("cellules", "")
    typed = _from_script(sent) if sent else _from_form(request)
    outcomes = save(hat, organisation, typed, proposes=proposes)
    bench = bench_of(organisation)
    left = [one for one in outcomes if one.state != State.SAVED]
    if sent:
        answer = {
            "cells": [outcome_said(bench, one) for one in outcomes],
            "figures": figures_now(bench, proposes=proposes),
            "stamp": stamp(bench),
            "saved": moment(max((now.at for now in bench.cells.values() if now.at), default=None)),
        }
        # What is not kept is in the answer, cell by cell: it is no failure of the request.
        return JsonResponse(answer)
    if left:
        page = page_of(bench, hat, rights_of(request), left, writes=True)
        states = {one.state for one in left}
        status = 409 if State.MEANWHILE in states else 400 if State.REFUSED in states else 200
        return render(request, PAGE, {"page": page}, status=status)
    messages.success(request, f"Enregistré : {_changed(outcomes)}.")
    return HttpResponseRedirect(_address(slug, organisation))


def _changed(outcomes: tuple[Outcome, ...]) -> str:
    return counted(len(outcomes), "case", "cases") if outcomes else "rien n’avait changé"


def _from_script(sent: str) -> list[Typed]:
    """The cells that the script sends. Raises InputError for anything else."""
    try:
        rows = list(json.loads(sent[:LONGEST]))
        return [Typed(str(row["lever"]), str(row["column"]), str(row["text"]), int(row["seen"]), bool(row.get("sure")))
                for row in rows]  # fmt: skip
    except UNREADABLE:
        raise InputError("Ces cases ne se lisent pas : rechargez la page, puis recommencez.") from None


def _from_form(request: HttpRequest) -> list[Typed]:
    """The cells of the whole form that changed since it was shown, and those that were answered."""
    try:
        seen: dict[str, Any] = json.loads(request.POST.get("vu", "{}")[:LONGEST])
        versions = {name: (int(version), str(text)) for name, (version, text) in seen.items()}
    except UNREADABLE:
        raise InputError("Cette page ne se lit plus : ouvrez-la de nouveau, puis recommencez.") from None
    typed = []
    for name, value in request.POST.items():
        lever, _colon, column = name.rpartition(":")
        if column not in Columns.values or not lever or lever.startswith(ANSWERS):
            continue
        version, shown = versions.get(name, (0, ""))
        text, choice = str(value).strip(), request.POST.get(f"choix-{name}", "")
        if choice == "la-sienne" or (text == shown and not choice):
            continue
        # A colleague's is not written over until it is said which of both is kept.
        undecided = request.POST.get(f"differe-{name}") is not None and not choice
        sure = request.POST.get(f"certain-{name}", "").strip() == text != ""
        typed.append(Typed(lever, column, text, -1 if undecided else version, sure))
    return typed


@never_cache
@require_safe
@may("diagnostic.see_workbench")
def workbench_state(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """What colleagues wrote since (`?depuis=`), and who is where (`?theme=` says where one is), for the script."""
    hat, organisation = _asked(request, member, "diagnostic.see_workbench")
    others = told(hat, organisation, request.GET.get("theme", ""))
    bench = bench_of(organisation)
    now = stamp(bench)
    answer: dict[str, object] = {"stamp": now, "others": others}
    if request.GET.get("depuis", "") != now:
        proposes = proposes_by(rights_of(request), organisation) is not None
        answer |= {"cells": cells_now(bench), "figures": figures_now(bench, proposes=proposes)}
    return JsonResponse(answer)


@never_cache
@require_POST
@may("diagnostic.write_action")
def send_workbench(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Say that it is ready to be validated."""
    hat, organisation = _asked(request, member, "diagnostic.write_action")
    send(hat, organisation)
    messages.success(request, "Envoyé : qui valide pour votre organisation le voit dans son espace.")
    return HttpResponseRedirect(_address(slug, organisation))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("diagnostic.validate_action")
def publish_workbench(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """What publishing does, before it is done; then do it, all of it or nothing."""
    hat, organisation = _asked(request, member, "diagnostic.validate_action")
    rights = rights_of(request)
    proposer = proposes_by(rights, organisation)
    closed = closed_words(rights, organisation)
    if request.method != "POST":
        page = publication_page(plan(organisation), closed)
        return render(request, PUBLICATION, {"page": page})
    seen, reason = request.POST.get("visible", ""), request.POST.get("raison", "")[:2000]
    try:
        publish(hat, organisation, request.POST.get("vu", ""), seen=seen, reason=reason, proposer=proposer)
    except InputError as error:
        page = publication_page(plan(organisation), closed, seen=seen, reason=reason, wrong=str(error))
        return render(request, PUBLICATION, {"page": page}, status=400)
    messages.success(request, "Validé et publié : vos chiffres sont dans le diagnostic.")
    return HttpResponseRedirect(_address(slug, organisation))
