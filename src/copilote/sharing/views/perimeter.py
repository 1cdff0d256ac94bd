"""Perimeters: composed by anyone in the address, saved by who leads a COP."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from copilote.cop.middleware import takes_forms
from copilote.cop.models import Member
from copilote.cop.permissions import animators_only, rights_of
from copilote.exchange.perimeters import gather_list
from copilote.reference.errors import CopiloteError, InputError
from copilote.sharing.decisions import close_perimeter, record_perimeter, restore_perimeter
from copilote.sharing.pages.perimeter import Asked, asked_in, perimeter_book, perimeter_page
from copilote.sharing.pages.perimeters import perimeters_page
from copilote.simulator.pages.frame import region_of
from copilote.simulator.views.canonical import canonical_region
from copilote.simulator.views.downloads import sends_book
from copilote.ui.translation import t


@require_safe
def perimeter(request: HttpRequest) -> HttpResponse:
    """`?t=code&t=code&nom=…`; `codes` pasted, `region` whose EPCI are listed, `q` searched."""
    page = perimeter_page(_asked(request.GET), rights_of(request))
    return render(request, "sharing/perimeter.html", {"page": page})


@require_safe
def data(request: HttpRequest, ending: str) -> HttpResponse:
    """The share of a perimeter as a file."""
    asked = _asked(request.GET)
    return sends_book(lambda: perimeter_book(asked))(request, ending=ending)


@require_safe
@canonical_region
def perimeters(request: HttpRequest, slug: str) -> HttpResponse:
    """The perimeters of a region's COP."""
    page = perimeters_page(slug, rights_of(request))
    return render(request, "sharing/perimeters.html", {"page": page})


@never_cache
@takes_forms
@require_POST
@animators_only
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """Save a perimeter for the COP; what is wrong is said on the page of the perimeter."""
    asked = _asked(request.POST)
    kind = request.POST.get("nature", "")
    replaces = tuple(dict.fromkeys(request.POST.getlist("remplace"))) if kind == "crte" else ()
    try:
        gathered = gather_list(asked.codes, asked.name)
        if not asked.name:
            raise InputError(_("Donnez un nom au périmètre : celui que les gens emploient."))
        if gathered.refused:
            refused = " ".join(map(t, gathered.refused[:3]))
            raise InputError(_("Retirez d’abord ce qui n’a pas été compris.") + " " + refused)
        if region_of(slug).code not in gathered.place.regions:
            raise InputError(_("Aucune commune de ce périmètre n’est dans la région."))
        record_perimeter(_animator(request, slug), asked.name, kind, asked.codes, replaces)
    except CopiloteError as error:
        page = perimeter_page(asked, rights_of(request), t(str(error)), replaces)
        return render(request, "sharing/perimeter.html", {"page": page}, status=400)
    messages.success(request, _("Périmètre enregistré pour la COP."))
    return HttpResponseRedirect(reverse("perimeters", args=[slug]))


@never_cache
@takes_forms
@require_POST
@animators_only
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a perimeter out of the COP's list."""
    closed = close_perimeter(_animator(request, slug), _number(request))
    told = _("« %(name)s » n’est plus dans la liste.") % {"name": closed.name}
    if closed.replaces:
        told += " " + _("Les CRTE qu’il remplaçait y sont de nouveau.")
    messages.success(request, told)
    return HttpResponseRedirect(reverse("perimeters", args=[slug]))


@never_cache
@takes_forms
@require_POST
@animators_only
def restore(request: HttpRequest, slug: str) -> HttpResponse:
    """Put back a perimeter that was taken out."""
    row = restore_perimeter(_animator(request, slug), _number(request))
    messages.success(request, _("« %(name)s » est de nouveau dans la liste.") % {"name": row.name})
    return HttpResponseRedirect(reverse("perimeters", args=[slug]))


def _number(request: HttpRequest) -> int:
    number = request.POST.get("perimetre", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise InputError(_("Ce périmètre n’est plus dans la liste : relisez la page."))
    return int(number)


def _asked(given: QueryDict) -> Asked:
    return asked_in(
        given.getlist("t"), given.get("codes", ""), given.get("nom", ""), given.get("region", ""), given.get("q", "")
    )


def _animator(request: HttpRequest, slug: str) -> Member:
    member = rights_of(request).animator(region_of(slug).code)
    assert member is not None  # noqa: S101  the decorator saw to it
    return member
