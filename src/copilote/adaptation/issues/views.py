"""The matrix of levers and issues, open to all, its files, and the form of who leads the COP."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from copilote.adaptation.issues.forms import IssueForm, form_page, issue_form
from copilote.adaptation.issues.page import issues_book, issues_page
from copilote.adaptation.issues.writing import held_in, write_cell
from copilote.cop.journal import MeanwhileError
from copilote.cop.models import Membership
from copilote.cop.permissions import may, rights_of
from copilote.ui.addresses import region_of
from copilote.ui.canonical import canonical_region
from copilote.ui.downloads import sends_book

FORM = "adaptation/issues/form.html"


@require_safe
@canonical_region
def issues(request: HttpRequest, slug: str) -> HttpResponse:
    """The matrix of a region."""
    return render(request, "adaptation/issues/issues.html", {"page": issues_page(slug, rights_of(request))})


issues_data = sends_book(issues_book)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("adaptation.write_issue")
def write(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The form of a cell (`levier`, `enjeu`), and what it sends."""
    region = region_of(slug)
    if request.method != "POST":
        return render(request, FORM, {"page": form_page(region, issue_form(region, request.GET))})
    form = IssueForm(request.POST)
    if not form.is_valid():
        return render(request, FORM, {"page": form_page(region, form)}, status=400)
    said = form.cleaned_data
    cell = (said["levier"], said["enjeu"])
    # A cell that was chosen in the form itself was not read before: what is there is shown, then sent again.
    try:
        write_cell(member, *cell, said["effet"], said["phrase"], said["source"], said["raison"], said["vu"])
    except MeanwhileError as error:
        held = held_in(region.code, *cell)
        form.add_error(None, f"{error} La case dit : {held.line}" if held and held.line else str(error))
        form.data = {**form.data.dict(), "vu": held.pk if held else 0}  # type: ignore[attr-defined]
        return render(request, FORM, {"page": form_page(region, form)}, status=409)
    messages.success(request, "Case enregistrée. Elle est publique dès maintenant, avec sa date et sa raison.")
    return HttpResponseRedirect(reverse("issues", args=[slug]))
