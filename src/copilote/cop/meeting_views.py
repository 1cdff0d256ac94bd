"""Meetings and documents of a COP, and its agenda as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from copilote.cop.meeting_pages import FORMS, meetings_page
from copilote.cop.meetings import agenda as agenda_of
from copilote.cop.meetings import announce, withdraw
from copilote.cop.models import Membership, current_cop
from copilote.cop.permissions import may
from copilote.ui.addresses import ground_at
from copilote.ui.answers import cached
from copilote.words.numbers import whole_number


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("cop.announce")
def meetings(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The forms, what is announced or taken out; `quoi` names which."""
    if request.method != "POST":
        return render(request, "cop/meetings.html", {"page": meetings_page(member.cop)})
    kind, model = FORMS.get(request.POST.get("quoi", ""), FORMS["reunion"])
    if number := request.POST.get("retirer", ""):
        withdraw(member, model, whole_number(number) or 0)
        messages.success(request, "C’est retiré de la page ; le journal le garde.")
    else:
        form = kind(member.cop, request.POST.dict())
        if not form.is_valid():
            page = meetings_page(member.cop, form)
            return render(request, "cop/meetings.html", {"page": page}, status=400)
        announce(member, form.row)
        messages.success(request, "C’est sur la page de la COP.")
    return HttpResponseRedirect(reverse("cop_meetings", args=[slug]))


@require_safe
def agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """The meetings of the current COP, for one's own calendar."""
    cop = current_cop(*ground_at(slug))
    if cop is None:
        raise Http404
    address = request.build_absolute_uri(reverse("cop", args=[slug]))
    return cached(request, agenda_of(cop, address), "text/calendar; charset=utf-8", name=f"{cop.slug}.ics")
