"""Joining a COP: by the link of an invitation, by the code of a meeting. Open to all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from copilote.cop.accounts.limits import Limit
from copilote.cop.accounts.proconnect import proposed_organisation
from copilote.cop.entering import enter
from copilote.cop.hats import choose
from copilote.cop.invitations import accept, join_meeting, meeting_of
from copilote.cop.joining import CodeForm, JoinForm, code_page, invitation_page, join_page
from copilote.cop.models import Invitation, tidy
from copilote.cop.permissions import may, rights_of
from copilote.reference.errors import InputError
from copilote.words import _

JOINS = Limit("join", 600, 3600, per="alone")
"""Links that the code of a meeting sends, asked by a room: its phones have one address."""
SAME = Limit("join_same", 5)


@never_cache
@may("cop.answer_invitation")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What one is invited to; accepting makes the account, and signs in. Who has one signs in first."""
    held = Invitation.of_token(token)
    user = rights_of(request).user
    sent = request.method == "POST"
    page = invitation_page(held, user, request.POST.dict() if sent else None)
    if held is None or page.form is None:
        return render(request, "cop/invitation.html", {"page": page}, status=404 if held is None else 410)
    if not sent:
        if request.method == "GET" and held.opened_at is None:
            Invitation.objects.filter(pk=held.pk, opened_at=None).update(opened_at=timezone.now())
        return render(request, "cop/invitation.html", {"page": page})
    if page.other or page.has_account:
        return render(request, "cop/invitation.html", {"page": page}, status=403)
    if page.form.is_valid():
        try:
            member = accept(held.pk, page.form.cleaned_data["nom"].strip())
        except InputError as error:
            page.form.add_error(None, str(error))
        else:
            choose(request, member)
            enter(request, member.user)
            return HttpResponseRedirect(reverse("space"))
    return render(request, "cop/invitation.html", {"page": page}, status=400)


@never_cache
@may("cop.join_meeting")
@require_http_methods(["GET", "HEAD", "POST"])
def join_by_code(request: HttpRequest) -> HttpResponse:
    """Where one types the code of a meeting."""
    sent = request.method == "POST"
    form = CodeForm(request.POST if sent else None, auto_id="%s")
    if sent and form.is_valid():
        meeting = meeting_of(form.cleaned_data["code"])
        if meeting is not None:
            return HttpResponseRedirect(reverse("join", args=[meeting.code]))
        form.add_error("code", _("Ce code n’est celui d’aucune réunion : relisez-le."))
    return render(request, "cop/join.html", {"page": code_page(form)}, status=400 if sent else 200)


@never_cache
@may("cop.join_meeting")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """What the code of a meeting gives, and where its link is sent."""
    meeting = meeting_of(code)
    if meeting is None:
        form = CodeForm({"code": code[:20]}, auto_id="%s")
        form.add_error("code", _("Ce code n’est celui d’aucune réunion : relisez-le."))
        return render(request, "cop/join.html", {"page": code_page(form)}, status=404)
    if not meeting.waits:
        return render(request, "cop/join.html", {"page": join_page(meeting, None)}, status=410)
    sent = request.method == "POST"
    own = proposed_organisation(request, meeting.cop)
    join_form = JoinForm(meeting, request.POST.dict() if sent else None, rights_of(request).user, own)
    if sent and join_form.is_valid():
        if JOINS.reached(request) or SAME.reached(request, join_form.cleaned_data["email"]):
            join_form.add_error(None, _("Trop de demandes en peu de temps : réessayez dans un quart d’heure."))
            return render(request, "cop/join.html", {"page": join_page(meeting, join_form)}, status=429)
        JOINS.count(request)
        SAME.count(request, join_form.cleaned_data["email"])
        email, name = tidy(join_form.cleaned_data["email"]), join_form.cleaned_data["nom"].strip()
        try:
            join_meeting(meeting, email, join_form.own, name)
        except InputError as error:
            join_form.add_error(None, str(error))
        else:
            return render(request, "cop/join.html", {"page": join_page(meeting, None, email)})
    return render(request, "cop/join.html", {"page": join_page(meeting, join_form)}, status=400 if sent else 200)
