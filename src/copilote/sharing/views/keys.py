"""The comparison of keys, public, and the COP's choice, by who leads it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from copilote.cop.middleware import takes_forms
from copilote.cop.models import Member
from copilote.cop.permissions import animators_only, rights_of
from copilote.reference.errors import InputError
from copilote.sharing.decisions import choice_in_force, record_choice, undo_choice
from copilote.sharing.pages.choice import choice_of, choice_page, preview_page, undo_page
from copilote.sharing.pages.keys import keys_page
from copilote.simulator.pages.frame import region_of
from copilote.simulator.views.canonical import canonical_region
from copilote.ui.translation import t

READS_AND_WRITES = ["GET", "HEAD", "POST"]


@require_safe
@canonical_region
def keys(request: HttpRequest, slug: str) -> HttpResponse:
    """A lever shared by several keys; `?levier=`, `?niveau=`, `?face=`, `?cle1=&poids1=`…"""
    page = keys_page(slug, request.GET, rights_of(request))
    return render(request, "sharing/keys.html", {"page": page})


@never_cache
@takes_forms
@require_http_methods(READS_AND_WRITES)
@animators_only
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """The form (GET), what it would change (`etape=apercu`), the form again (`corriger`), and its recording."""
    sent = request.method == "POST"
    page = choice_page(slug, request.POST if sent else request.GET, sent=sent)
    step = request.POST.get("etape", "apercu")
    if not sent or step == "corriger" or page.wrong:
        status = 400 if sent and page.wrong else 200
        return render(request, "sharing/choice.html", {"page": page}, status=status)
    if step != "enregistrer":
        return render(request, "sharing/choice_preview.html", {"page": preview_page(slug, page, request.POST)})
    try:
        record_choice(_animator(request, slug), choice_of(page), page.seen)
    except InputError as error:
        held = choice_in_force(region_of(slug).code, page.lever)
        page = replace(page, mix_error=t(str(error)), seen=held.pk if held else 0)
        return render(request, "sharing/choice.html", {"page": page}, status=409)
    messages.success(request, _("Choix enregistré. Il est public dès maintenant, avec sa date et sa raison."))
    return _back(slug, page.lever)


@never_cache
@takes_forms
@require_http_methods(READS_AND_WRITES)
@animators_only
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Going back on the choice in force, with a reason."""
    sent = request.method == "POST"
    page, row = undo_page(slug, request.POST if sent else request.GET, sent=sent)
    if not sent or page.reason_error:
        return render(request, "sharing/choice_undo.html", {"page": page}, status=400 if sent else 200)
    if page.seen != row.pk:
        page, _row = undo_page(slug, request.GET or request.POST, sent=False)
        messages.warning(request, _("Un autre choix vient d’être enregistré : relisez avant d’annuler."))
        return render(request, "sharing/choice_undo.html", {"page": page}, status=409)
    undo_choice(_animator(request, slug), row, page.reason)
    messages.success(request, _("Choix annulé, avec votre raison."))
    return _back(slug, page.lever)


def _animator(request: HttpRequest, slug: str) -> Member:
    member = rights_of(request).animator(region_of(slug).code)
    assert member is not None  # noqa: S101  the decorator saw to it
    return member


def _back(slug: str, lever: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('keys', args=[slug])}?levier={lever}&face=cop")
