"""The pages of the diagnostic, open to all: each shows what its reader may see. Their files too."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from copilote.cop.permissions import rights_of
from copilote.diagnostic.coverage_page import coverage_book, coverage_page
from copilote.diagnostic.largest_page import largest_book, largest_page
from copilote.diagnostic.live_lever import lever_book, lever_page
from copilote.diagnostic.live_pages import diagnostic_book, diagnostic_page
from copilote.diagnostic.live_parts import View, view_of
from copilote.diagnostic.live_territory import territory_book, territory_page
from copilote.diagnostic.sums import Audience
from copilote.publish.table import Book
from copilote.ui.addresses import lever_of
from copilote.ui.canonical import canonical_region
from copilote.ui.downloads import send_book


def _view(request: HttpRequest, slug: str) -> View:
    return view_of(slug, rights_of(request))


def _file(request: HttpRequest, view: View, book: Book, ending: str) -> HttpResponse:
    """A book; what is not for all stays with its reader."""
    response = send_book(request, book, ending)
    if view.audience is not Audience.PUBLIC:
        response["Cache-Control"] = "private, no-store"
        del response["Access-Control-Allow-Origin"]
    return response


@require_safe
@canonical_region
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """A region, lever by lever; that of a département's COP is of its territory."""
    view = _view(request, slug)
    if view.departement:
        return HttpResponseRedirect(reverse("diagnostic_territory", args=[slug, "departement", view.departement]))
    return render(request, "diagnostic/live/region.html", {"page": diagnostic_page(view)})


@require_safe
def region_data(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """Its tables."""
    view = _view(request, slug)
    return _file(request, view, diagnostic_book(view), ending)


@require_safe
@canonical_region
def covered(request: HttpRequest, slug: str) -> HttpResponse:
    """Who declared what. `?theme=` whose levers the grid shows."""
    page = coverage_page(_view(request, slug), request.GET.get("theme", ""))
    return render(request, "diagnostic/live/coverage.html", {"page": page})


@require_safe
def covered_data(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """Its tables."""
    view = _view(request, slug)
    return _file(request, view, coverage_book(view), ending)


@require_safe
@canonical_region
def largest(request: HttpRequest, slug: str) -> HttpResponse:
    """The actions that weigh most."""
    return render(request, "diagnostic/live/largest.html", {"page": largest_page(_view(request, slug))})


@require_safe
def largest_data(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """Its tables."""
    view = _view(request, slug)
    return _file(request, view, largest_book(view), ending)


@require_safe
@canonical_region
def lever(request: HttpRequest, slug: str, lever: str) -> HttpResponse:
    """A lever; any other spelling of its name leads to its own address. `?page=` of its actions."""
    view = _view(request, slug)
    own = lever_of(view.region, lever).slug
    if own != lever:
        return HttpResponsePermanentRedirect(reverse("diagnostic_lever", args=[slug, own]))
    page = lever_page(view, lever, request.GET.get("page"))
    return render(request, "diagnostic/live/lever.html", {"page": page})


@require_safe
def lever_data(request: HttpRequest, slug: str, lever: str, ending: str) -> HttpResponse:
    """Its tables."""
    view = _view(request, slug)
    return _file(request, view, lever_book(view, lever), ending)


@require_safe
@canonical_region
def territory(request: HttpRequest, slug: str, level: str, code: str) -> HttpResponse:
    """A territory of the region. `?page=` of its actions."""
    page = territory_page(_view(request, slug), level, code, request.GET.get("page"))
    return render(request, "diagnostic/live/territory.html", {"page": page})


@require_safe
def territory_data(request: HttpRequest, slug: str, level: str, code: str, ending: str) -> HttpResponse:
    """Its tables."""
    view = _view(request, slug)
    return _file(request, view, territory_book(view, level, code), ending)
