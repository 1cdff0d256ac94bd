"""Perimeters: composed by anyone in the address, saved by who leads a COP."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from copilote.cop.models import Membership
from copilote.cop.permissions import may, rights_of
from copilote.reference.errors import CopiloteError, InputError
from copilote.sharing.decisions import close_perimeter, record_perimeter, restore_perimeter
from copilote.sharing.pages.perimeter import AskedPerimeter, SaveForm, asked_in, perimeter_book, perimeter_page
from copilote.sharing.pages.perimeters import perimeters_page
from copilote.ui.addresses import region_of
from copilote.ui.canonical import canonical_region
from copilote.ui.downloads import sends_book
from copilote.words.numbers import whole_number


@require_safe
def perimeter(request: HttpRequest) -> HttpResponse:
    """`?t=code&t=code&nom=…`; `codes` pasted, `region` whose EPCI are listed, `q` searched."""
    page = perimeter_page(asked_in(request.GET), rights_of(request))
    return render(request, "sharing/perimeter.html", {"page": page})


def data(request: HttpRequest, ending: str) -> HttpResponse:
    """The share of a perimeter as a file."""
    return sends_book(lambda: perimeter_book(asked_in(request.GET)))(request, ending=ending)


@require_safe
@canonical_region
def perimeters(request: HttpRequest, slug: str) -> HttpResponse:
    """The perimeters of a region's COP."""
    return render(request, "sharing/perimeters.html", {"page": perimeters_page(slug, rights_of(request))})


@never_cache
@require_POST
@may("sharing.draw_perimeter")
def save(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Save a perimeter for the COP; what is wrong is said on the page of the perimeter."""
    asked, form = asked_in(request.POST), SaveForm(request.POST)
    replaces = tuple(dict.fromkeys(request.POST.getlist("remplace")))
    try:
        _check(asked, region_of(slug).code)
        kind = request.POST.get("nature", "")
        record_perimeter(member, asked.name, kind, asked.codes, replaces if kind == "crte" else ())
    except CopiloteError as error:
        page = perimeter_page(asked, rights_of(request), form.refused(str(error)))
        return render(request, "sharing/perimeter.html", {"page": page}, status=400)
    messages.success(request, "Périmètre enregistré pour la COP.")
    return HttpResponseRedirect(reverse("perimeters", args=[slug]))


def _check(asked: AskedPerimeter, region: str) -> None:
    """Raise InputError for a perimeter that cannot be one of the COP of a region."""
    gathered = asked.gathered
    if not asked.name:
        raise InputError("Donnez un nom au périmètre : celui que les gens emploient.")
    if gathered.refused:
        raise InputError("Retirez d’abord ce qui n’a pas été compris. " + " ".join(gathered.refused[:3]))
    if region not in gathered.place.regions:
        raise InputError("Aucune commune de ce périmètre n’est dans la région.")


@never_cache
@require_POST
@may("sharing.remove_perimeter")
def remove(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Take a perimeter out of the COP's list."""
    closed = close_perimeter(member, _number(request))
    back = " Les CRTE qu’il remplaçait y sont de nouveau." if closed.replaces else ""
    messages.success(request, f"« {closed.name} » n’est plus dans la liste.{back}")
    return HttpResponseRedirect(reverse("perimeters", args=[slug]))


@never_cache
@require_POST
@may("sharing.restore_perimeter")
def restore(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Put back a perimeter that was taken out."""
    row = restore_perimeter(member, _number(request))
    messages.success(request, f"« {row.name} » est de nouveau dans la liste.")
    return HttpResponseRedirect(reverse("perimeters", args=[slug]))


def _number(request: HttpRequest) -> int:
    number = whole_number(request.POST.get("perimetre", ""))
    if number is None:
        raise InputError("Ce périmètre n’est plus dans la liste : relisez la page.")
    return number
