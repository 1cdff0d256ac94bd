"""The columns of a file in the browser: said once, remembered, forgotten."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from copilote.cop.lists import sent_list
from copilote.cop.models import ListKind, Membership
from copilote.cop.permissions import may
from copilote.diagnostic import action_list
from copilote.diagnostic.column_match import forget, remember
from copilote.diagnostic.working.column_page import columns_page

TEMPLATE = "diagnostic/columns.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("diagnostic.load_actions")
def columns(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Which column is which (`c0`…), what the words of the statuses mean (`s0`…), where the titles are (`ligne`)."""
    sent = sent_list(member, ListKind.ACTIONS, str(number))
    if not action_list.holds(member, sent):
        raise Http404
    posted = request.method == "POST"
    given = {name: str(value) for name, value in request.POST.dict().items()} if posted else None
    at = request.POST.get("ligne", "")
    act = request.POST.get("geste", "suite")
    if act == "ligne":
        return render(request, TEMPLATE, {"page": columns_page(member, sent, slug, None, at)})
    page = columns_page(member, sent, slug, given, at)
    if act == "oublier":
        forget(sent, page.form.found.print)
        messages.success(request, "Oublié : les colonnes de ce tableau sont devinées de nouveau.")
        return HttpResponseRedirect(reverse("action_columns", args=[slug, number]))
    if posted and page.form.is_valid() and not page.form.unasked:
        remember(member, sent, page.form.found.print, page.form.columns, page.form.statuses)
        return HttpResponseRedirect(reverse("action_list_seen", args=[slug, number]))
    return render(request, TEMPLATE, {"page": page}, status=400 if posted and page.form.errors else 200)
