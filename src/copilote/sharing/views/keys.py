"""The comparison of keys, public, and the COP's choice, by who leads it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from copilote.cop.models import Membership
from copilote.cop.permissions import may, rights_of
from copilote.reference.errors import InputError
from copilote.sharing.decisions import choice_in_force, record_choice, undo_choice
from copilote.sharing.pages.keys import keys_page
from copilote.sharing.working.choice import choice_form, choice_page, preview_page, undo_page
from copilote.ui.addresses import region_of
from copilote.ui.canonical import canonical_region

READS_AND_WRITES = ["GET", "HEAD", "POST"]
FORM, PREVIEW, UNDO = (f"sharing/working/{name}.html" for name in ("choice", "choice_preview", "choice_undo"))


@require_safe
@canonical_region
def keys(request: HttpRequest, slug: str) -> HttpResponse:
    """A lever shared by several keys; `?levier=`, `?niveau=`, `?face=`, `?cle1=&poids1=`…"""
    page = keys_page(slug, request.GET.dict(), rights_of(request))
    return render(request, "sharing/keys.html", {"page": page})


@never_cache
@require_http_methods(READS_AND_WRITES)
@may("sharing.choose_key")
def choose(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The form (GET), what it would change (`etape=apercu`), the form again (`corriger`), and its recording."""
    sent = request.method == "POST"
    form = choice_form(slug, (request.POST if sent else request.GET).dict(), sent=sent)
    step = request.POST.get("etape", "apercu")
    if not sent or not form.is_valid() or step == "corriger":
        status = 400 if form.errors else 200
        return render(request, FORM, {"page": choice_page(slug, form)}, status=status)
    if step != "enregistrer":
        return render(request, PREVIEW, {"page": preview_page(slug, form)})
    try:
        record_choice(member, form.choice, form.cleaned_data["vu"])
    except InputError as error:
        held = choice_in_force(region_of(slug).code, form.lever.id)
        form.add_error("cle1", str(error))
        form.data = {**form.data, "vu": held.pk if held else 0}
        return render(request, FORM, {"page": choice_page(slug, form)}, status=409)
    messages.success(request, "Choix enregistré. Il est public dès maintenant, avec sa date et sa raison.")
    return _back(slug, form.lever.id)


@never_cache
@require_http_methods(READS_AND_WRITES)
@may("sharing.undo_key")
def undo(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Going back on the choice in force, with a reason."""
    lever = (request.GET or request.POST).get("levier", "")
    page, row = undo_page(slug, lever, request.POST if request.method == "POST" else None)
    if not page.form.is_valid():
        return render(request, UNDO, {"page": page}, status=400 if page.form.is_bound else 200)
    if page.form.cleaned_data["vu"] != row.pk:
        messages.warning(request, "Un autre choix vient d’être enregistré : relisez avant d’annuler.")
        page.form.data = {**request.POST.dict(), "vu": row.pk}
        return render(request, UNDO, {"page": page}, status=409)
    undo_choice(member, row, page.form.cleaned_data["raison"])
    messages.success(request, "Choix annulé, avec votre raison.")
    return _back(slug, page.lever.id)


def _back(slug: str, lever: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('keys', args=[slug])}?levier={lever}&face=cop")
