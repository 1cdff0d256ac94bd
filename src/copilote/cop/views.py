"""One's space; the page of a COP and its calendar."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from copilote.cop.calendar import seen_of, set_calendar
from copilote.cop.calendar_page import CalendarForm, calendar_page, cop_page
from copilote.cop.journal import MeanwhileError
from copilote.cop.models import Membership, Stage
from copilote.cop.permissions import may, rights_of
from copilote.cop.security_page import security_page
from copilote.cop.space import space_page
from copilote.ui.canonical import canonical_region


@never_cache
@require_safe
@may("cop.see_space")
def space(request: HttpRequest) -> HttpResponse:
    """What one may do, COP by COP."""
    return render(request, "cop/space.html", {"page": space_page(rights_of(request))})


@never_cache
@require_safe
@may("cop.see_security")
def security(request: HttpRequest) -> HttpResponse:
    """The security log."""
    page = security_page(request.GET.dict(), settings.KEEP_SECURITY_DAYS)
    return render(request, "cop/security.html", {"page": page})


@require_safe
@canonical_region
def cop(request: HttpRequest, slug: str) -> HttpResponse:
    """What the COP of a region, or of one of its départements, is and where it stands."""
    return render(request, "cop/cop.html", {"page": cop_page(slug, rights_of(request))})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("cop.set_calendar")
def calendar(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The form of the calendar, and its recording."""
    sent = request.method == "POST"
    form = CalendarForm(member.cop, request.POST.dict() if sent else None)
    status = 200
    if sent and form.is_valid():
        given = form.cleaned_data
        try:
            changed = set_calendar(member, Stage(given["etape"]), form.dates, given["vu"], given["raison"])
        except MeanwhileError as error:
            form.add_error(None, str(error))
            form.data = {**form.data, "vu": seen_of(member.cop)}
            status = 409
        else:
            messages.success(request, "Calendrier enregistré." if changed else "Rien n’a changé.")
            return HttpResponseRedirect(reverse("cop", args=[slug]))
    elif sent:
        status = 400
    return render(request, "cop/calendar.html", {"page": calendar_page(member.cop, form)}, status=status)
