"""Files of the pages: the same address with another ending; and their charts as images, alone with their source."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from copilote.dossier.pdf import FONT, FONTS
from copilote.exchange.images import png_of
from copilote.exchange.tabular import Book, csv_bytes, json_bytes, xlsx_bytes
from copilote.reference.errors import InputError
from copilote.simulator.pages import books, books_wide, pictures
from copilote.simulator.pages.frame import region_of
from copilote.simulator.pages.pictures import Picture
from copilote.simulator.views.steps import state_of
from copilote.ui.answers import cached
from copilote.ui.charts.sheet import size_of

SPELLINGS = ("tableur", "machine")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "png": "image/png",
}
View = Callable[..., HttpResponse]


def sends_book(make: Callable[..., Book]) -> View:
    """A view that sends what `make` gathers, in the form that the ending of the address asks for."""

    @require_safe
    def view(request: HttpRequest, ending: str, **where: str) -> HttpResponse:
        return _send_book(request, make(**where), ending)

    return view


def sends_picture(make: Callable[..., Picture]) -> View:
    """A view that sends the chart that `make` finds, as SVG or PNG."""

    @require_safe
    def view(request: HttpRequest, ending: str, **where: str) -> HttpResponse:
        return _send_picture(request, make(**where), ending)

    return view


region = sends_book(books.region_book)
lever = sends_book(books.lever_book)
observed = sends_book(books.observed_book)
indicator = sends_book(books.indicator_book)
national = sends_book(books.national_book)
france = sends_book(books.france_book)
panoramas = sends_book(books_wide.panoramas_book)
panorama = sends_book(books_wide.panorama_book)
region_chart = sends_picture(pictures.region_picture)
lever_chart = sends_picture(pictures.lever_picture)
indicator_chart = sends_picture(pictures.indicator_picture)
national_chart = sends_picture(pictures.national_picture)
france_chart = sends_picture(pictures.france_picture)


@require_safe
def step(request: HttpRequest, slug: str, step: str, ending: str) -> HttpResponse:
    """A step of the simulator, with the scenario of the address."""
    state = state_of(request, slug)
    if state.problems:
        # A table cannot say beside a cell that what was asked was not understood: nothing is better than a wrong file.
        raise InputError(" ".join(problem.message for problem in state.problems))
    return _send_book(request, books.step_book(state, step), ending)


@require_safe
def compare(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The scenarios of the address, side by side."""
    texts = [text for text in request.GET.getlist("s") if text]
    return _send_book(request, books_wide.compare_book(region_of(slug), texts), ending)


@require_safe
def compare_chart(request: HttpRequest, slug: str, name: str, ending: str) -> HttpResponse:
    """The chart of the scenarios of the address."""
    texts = [text for text in request.GET.getlist("s") if text]
    address = request.build_absolute_uri(reverse("compare", args=[slug]))
    return _send_picture(request, pictures.compare_picture(region_of(slug), texts, name), ending, address)


@require_safe
def step_chart(request: HttpRequest, slug: str, step: str, name: str, ending: str) -> HttpResponse:
    """The chart of a step of the simulator, with the scenario of the address."""
    state = state_of(request, slug)
    # A scenario's address may be longer than a line: its short link says the same.
    address = request.build_absolute_uri(reverse("short", args=[state.code])) if state.pairs and state.code else ""
    return _send_picture(request, pictures.step_picture(state, step, name), ending, address)


def _send_book(request: HttpRequest, book: Book, ending: str) -> HttpResponse:
    told = Book(book.name, book.title, book.tables, book.notes, _page_address(request, f".{ending}"))
    if ending == "csv":
        body = csv_bytes(told.tables[0], machine=_spelling(request) == "machine")
    else:
        body = xlsx_bytes(told) if ending == "xlsx" else json_bytes(told)
    response = cached(request, body, TYPES[ending], name=f"{book.name}.{ending}", attachment=ending != "json")
    return _open(response)


def _spelling(request: HttpRequest) -> str:
    """How a CSV file is spelt: `?csv=machine` for programs."""
    asked = request.GET.get("csv", SPELLINGS[0])
    if asked not in SPELLINGS:
        said = _("csv : « %(asked)s » inconnu. Valeurs acceptées : %(known)s.")
        raise InputError(said % {"asked": asked[:40], "known": ", ".join(SPELLINGS)})
    return asked


def _send_picture(request: HttpRequest, picture: Picture, ending: str, address: str = "") -> HttpResponse:
    address = address or request.build_absolute_uri(request.path.rpartition("/graphique-")[0])
    svg = picture.svg(address, font=None if ending == "svg" else f"'{FONT}'")
    body = svg.encode() if ending == "svg" else _png(svg, FONTS)
    return _open(cached(request, body, TYPES[ending], name=f"copilote-{picture.name}.{ending}"))


@lru_cache(maxsize=64)
def _png(svg: str, fonts: Path) -> bytes:
    return png_of(svg, fonts, width=size_of(svg)[0])


def _page_address(request: HttpRequest, end: str) -> str:
    """The address of the page that a file comes from, with its scenario."""
    query = request.GET.copy()
    query.pop("csv", None)
    path = request.build_absolute_uri(request.path.rpartition(end)[0])
    return f"{path}?{query.urlencode()}" if query else path


def _open(response: HttpResponse) -> HttpResponse:
    """Data are for everyone: pages of other sites may read them too."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
