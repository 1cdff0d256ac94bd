"""The priorities of adaptation, in the browser of the members of a COP."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copilote.adaptation.priorities import writing
from copilote.adaptation.priorities.content import content_of
from copilote.adaptation.priorities.forms import PriorityForm, merged
from copilote.adaptation.priorities.list_page import PriorityFilter, may_add, priorities_page
from copilote.adaptation.priorities.models import Priority
from copilote.adaptation.priorities.pages import PriorityFormPage, form_page, priority_page
from copilote.adaptation.priorities.region_pages import gathered_page, obstacles_page
from copilote.adaptation.priorities.remarks import remark, remarks_on
from copilote.adaptation.priorities.seeing import sees, signs, writes
from copilote.cop.models import Membership
from copilote.cop.permissions import may, rights_of
from copilote.reference.errors import InputError
from copilote.words.numbers import whole_number

SEE, WRITE, SIGN = "adaptation.see_priorities", "adaptation.write_priority", "adaptation.validate_priority"
REMARK = "adaptation.remark_priority"
Holds = Callable[[Membership, Priority], bool]
HOLDS: dict[str, tuple[Holds, ...]] = {
    SEE: (lambda member, priority: signs(member, priority.departement), writes, sees),
    WRITE: (writes,),
    REMARK: (lambda member, priority: signs(member, priority.departement), writes, remarks_on),
    SIGN: (lambda member, priority: signs(member, priority.departement),),
}
"""By right, what a role must hold on the priority, the strongest first."""
SIGNING: dict[str, tuple[Callable[[Membership, int, int], Priority], str]] = {
    "valider": (writing.validate, "est validée pour son département."),
    "rouvrir": (writing.reopen, "est de nouveau un brouillon."),
}
LEAVING: dict[str, tuple[Callable[[Membership, int, int], Priority], str]] = {
    "retirer": (writing.withdraw, "est retirée : elle ne compte plus. Vous pouvez la reprendre sur sa page."),
    "reprendre": (writing.take_back, "est de nouveau un brouillon."),
}


@never_cache
@require_safe
@may(SEE)
def priorities(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The list, as the filter asks."""
    page = priorities_page(member, rights_of(request), PriorityFilter.of(request.GET.dict()))
    return render(request, "adaptation/priorities/list.html", {"page": page})


@never_cache
@require_safe
@may(SEE)
def priorities_region(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Those of all départements, by effect and horizon."""
    return render(request, "adaptation/priorities/region.html", {"page": gathered_page(member)})


@never_cache
@require_safe
@may(SEE)
def priorities_obstacles(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """What stands in the way, on one page."""
    return render(request, "adaptation/priorities/obstacles.html", {"page": obstacles_page(member)})


@never_cache
@require_safe
@may(SEE)
def priority(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """One priority, with its history."""
    hat, held = _found(request, member, number, SEE)
    rights, cop = rights_of(request), member.cop.key
    page = priority_page(
        held,
        hat,
        may_write=rights.acting(WRITE, cop) is not None,
        may_sign=rights.acting(SIGN, cop) is not None,
        may_remark=rights.acting(REMARK, cop) is not None,
    )
    return render(request, "adaptation/priorities/priority.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may(WRITE)
def add(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Add one."""
    places = may_add(member)
    if not places:
        raise PermissionDenied(writing.NOT_YOURS)
    asked = request.GET.get("departement", "")
    given = request.POST.dict() if request.method == "POST" else None
    form = PriorityForm(member.cop.region, places, given, departement=asked)
    if not form.is_bound or not form.is_valid():
        return _form(request, form_page(member.cop, form))
    departement = form.cleaned_data.get("departement") or next(iter(places))
    try:
        made = writing.create(member, departement, form.content)
    except InputError as error:
        form.add_error(None, str(error))
        return _form(request, form_page(member.cop, form))
    messages.success(request, f"« {made.title} » est enregistrée, en brouillon.")
    return HttpResponseRedirect(reverse("priority", args=[slug, made.pk]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may(WRITE)
def edit(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Change one. What a colleague wrote meanwhile is shown beside what was typed, and nothing is overwritten."""
    hat, held = _found(request, member, number, WRITE)
    given = {name: str(value) for name, value in request.POST.dict().items()} if request.method == "POST" else None
    form = PriorityForm(member.cop.region, {}, given, content_of(held), held.version)
    if not form.is_bound or not form.is_valid():
        return _form(request, form_page(member.cop, form, held))
    seen = form.cleaned_data["vu"] or 0
    try:
        writing.change(hat, number, form.content, seen, form.cleaned_data["raison"])
    except writing.MeanwhileError as error:
        now = error.priority
        told = writing.differences(now, form.content, seen)
        typed = merged(given or {}, writing.written_at(now, seen), content_of(now), now.version)
        again = PriorityForm(member.cop.region, {}, typed, content_of(now), now.version)
        return _form(request, form_page(member.cop, again, now, told), status=409)
    except InputError as error:
        form.add_error(None, str(error))
        return _form(request, form_page(member.cop, form, held))
    messages.success(request, "Priorité enregistrée.")
    return HttpResponseRedirect(reverse("priority", args=[slug, number]))


@never_cache
@require_POST
@may(SIGN)
def validate(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Say that one holds, or have it be a draft again (`geste=rouvrir`)."""
    return _said(request, member, slug, number, SIGN, SIGNING)


@never_cache
@require_POST
@may(WRITE)
def withdraw(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Take out a draft, or take it back (`geste=reprendre`)."""
    return _said(request, member, slug, number, WRITE, LEAVING)


def _said(
    request: HttpRequest, member: Membership, slug: str, number: int, right: str,
    acts: dict[str, tuple[Callable[[Membership, int, int], Priority], str]],
) -> HttpResponse:  # fmt: skip
    hat, held = _found(request, member, number, right)
    act = acts.get(request.POST.get("geste", next(iter(acts))))
    if act is None:
        raise InputError("Dites ce qu’il faut faire de cette priorité : revenez à sa page.")
    write, words = act
    write(hat, number, whole_number(request.POST.get("vu", "")) or 0)
    messages.success(request, f"« {held.title} » {words}")
    return HttpResponseRedirect(reverse("priority", args=[slug, number]))


@never_cache
@require_POST
@may(REMARK)
def say(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Say something of one (`texte`)."""
    hat, held = _found(request, member, number, REMARK)
    remark(hat, held, request.POST.get("texte", ""))
    messages.success(request, "Remarque gardée : ceux qui écrivent des priorités et voient celle-ci la lisent.")
    return HttpResponseRedirect(f"{reverse('priority', args=[slug, number])}#remarques")


def _found(request: HttpRequest, member: Membership, number: int, right: str) -> tuple[Membership, Priority]:
    """A priority of a member's COP, with the role of the reader that is for it. Raises Http404, PermissionDenied."""
    held = Priority.objects.select_related("cop", "organisation").filter(cop=member.cop, pk=number).first()
    if held is None:
        raise Http404
    hats = [member, *(each for each in rights_of(request).holding(right, member.cop.key) if each != member)]
    for holds in HOLDS[right]:
        hat = next((each for each in hats if holds(each, held)), None)
        if hat is not None:
            return hat, held
    raise PermissionDenied(writing.NOT_YOURS)


def _form(request: HttpRequest, page: PriorityFormPage, status: int = 0) -> HttpResponse:
    wrong = page.form.is_bound and bool(page.form.errors)
    return render(request, "adaptation/priorities/form.html", {"page": page}, status=status or (400 if wrong else 200))
