"""What a person does of their own roles: choosing the one in whose name they act, leaving."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from copilote.cop.hats import choose
from copilote.cop.models import Membership
from copilote.cop.people import leads_alone, take_away
from copilote.cop.permissions import may, rights_of
from copilote.reference.errors import InputError
from copilote.ui.page import Entry, Page


@dataclass(frozen=True, kw_only=True)
class LeavePage(Page):
    """Whether to leave a role. hindered : why not yet, or ""; last : the account would be closed with it."""

    member: Membership
    hindered: str
    last: bool


def _own(request: HttpRequest, number: str) -> Membership:
    """One of the roles of who asks; 404 for another's."""
    member = next((row for row in rights_of(request).members if str(row.pk) == number), None)
    if member is None:
        raise Http404
    return member


@never_cache
@require_POST
@may("cop.choose_hat")
def choose_hat(request: HttpRequest) -> HttpResponse:
    """Act from now on by a role; back to the page where one was."""
    choose(request, _own(request, request.POST.get("role", "")))
    after = request.POST.get("suite", "")
    safe = url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(after if after and safe else reverse("space"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("cop.leave")
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """Leave a role by oneself, once sure."""
    member = _own(request, str(number))
    hindered = ""
    if leads_alone(member):
        hindered = f"Vous animez seul « {member.cop.name} » : invitez d’abord quelqu’un à l’animer."
    last = not member.user.memberships.exclude(pk=member.pk).exists() and not member.user.is_administrator
    if request.method == "POST" and not hindered:
        try:
            with transaction.atomic():
                if last:
                    logout(request)  # before the account closes, so that its end is noted of nobody
                take_away(member, "quittée par soi-même")
        except InputError as error:
            hindered = str(error)
        else:
            if last:
                return HttpResponseRedirect(reverse("home"))
            messages.success(request, f"Vous avez quitté « {member.cop.name} » ({member.words}).")
            return HttpResponseRedirect(reverse("space"))
    page = LeavePage(
        title=f"Quitter « {member.cop.name} » ?",
        summary=f"Vous n’y aurez plus ce rôle : {member.words}. Ce que vous avez décidé reste, sans votre nom.",
        trail=(Entry("Mon espace", reverse("space")), Entry("Quitter", reverse("leave", args=[number]))),
        member=member,
        hindered=hindered,
        last=last,
    )
    return render(request, "cop/leave.html", {"page": page}, status=400 if request.method == "POST" else 200)
