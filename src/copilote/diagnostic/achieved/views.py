"""What an action has given, in the browser of its organisation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from copilote.cop.models import Membership
from copilote.cop.permissions import may
from copilote.diagnostic.achieved.pages import achieved_page, form_of
from copilote.diagnostic.achieved.writing import note, withdraw
from copilote.diagnostic.finding_actions import found
from copilote.reference.errors import InputError
from copilote.words.numbers import whole_number


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("diagnostic.write_action")
def achieved(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """What an action has given so far, and one more line."""
    hat, action = found(request, member, number, "diagnostic.write_action")
    form, status = form_of(action, request.POST.dict() if request.method == "POST" else None), 200
    if request.method == "POST":
        if form is None:
            raise InputError("Dites d’abord quelle quantité cette action doit donner d’ici 2030.")
        if form.is_valid():
            given = form.cleaned_data
            try:
                note(hat, action, given["jour"], form.quantity, given["precision"])
            except InputError as error:
                form.add_error("jour", str(error))
            else:
                messages.success(request, "C’est noté.")
                return HttpResponseRedirect(reverse("achieved", args=[slug, number]))
        status = 400
    page = achieved_page(action, form)
    return render(request, "diagnostic/achieved.html", {"page": page}, status=status)


@never_cache
@require_POST
@may("diagnostic.write_action")
def achieved_withdraw(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Take out a line that was wrong."""
    hat, action = found(request, member, number, "diagnostic.write_action")
    withdraw(hat, action, whole_number(request.POST.get("ligne", "")) or 0)
    messages.success(request, "Ligne retirée : elle reste lisible, barrée.")
    return HttpResponseRedirect(reverse("achieved", args=[slug, number]))
