"""The first run of an installation, and the assistant that opens a COP."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from copilote.cop.entering import enter
from copilote.cop.first_run import become_administrator, holds
from copilote.cop.first_run_page import FirstRunForm, first_run_page
from copilote.cop.opening import ground_of, grounds, open_whole, page_of
from copilote.cop.permissions import may, person_of
from copilote.cop.working.opening_pages import OpeningForm, ground_page, opening_page, summary_page
from copilote.reference.errors import InputError


@never_cache
@sensitive_post_parameters("password", "again")
@may("cop.become_administrator")
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest, code: str) -> HttpResponse:
    """The page of the code that the console printed, and its use."""
    form = FirstRunForm(request.POST.dict() if request.method == "POST" else None)
    if not holds(code):
        return _first_run(request, None, 404)
    if request.method != "POST":
        return _first_run(request, form, 200)
    if not form.is_valid():
        return _first_run(request, form, 400)
    given = form.cleaned_data
    try:
        user = become_administrator(code, given["name"], given["email"], given["password"])
    except InputError:  # used meanwhile
        return _first_run(request, None, 404)
    enter(request, user, reverse("open_cop"))
    return HttpResponseRedirect(reverse("open_cop"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("cop.open")
def open_cop(request: HttpRequest) -> HttpResponse:
    """The territory, what is proposed for it, the summary, then the COP: nothing is kept before."""
    key, user = request.GET.get("territoire", ""), person_of(request)
    if not key:
        return render(request, "cop/open_where.html", {"page": ground_page(grounds())})
    ground = ground_of(key)
    form = OpeningForm(ground, user, request.POST if request.method == "POST" else None)
    step = request.POST.get("etape", "")
    error, status = "", 200
    if request.method == "POST" and not form.is_valid():
        status = 400
    elif step == "resume":
        return render(request, "cop/open_summary.html", {"page": summary_page(ground, form)})
    elif step == "ouvrir":
        try:
            cop, others = open_whole(form.opening, user)
        except InputError as refused:
            error, status = str(refused), 400
        else:
            messages.success(request, f"La {cop.name} est ouverte. Sa page est publique.")
            for person in others:
                told = "un message lui dit comment entrer, par un code envoyé à cette adresse"
                messages.success(request, f"{person} ({person.email}) anime cette COP : {told}.")
            return HttpResponseRedirect(page_of(cop))
    page = opening_page(ground, form, error)
    return render(request, "cop/open_form.html", {"page": page}, status=status)


def _first_run(request: HttpRequest, form: FirstRunForm | None, status: int) -> HttpResponse:
    return render(request, "cop/first_run.html", {"page": first_run_page(form)}, status=status)
