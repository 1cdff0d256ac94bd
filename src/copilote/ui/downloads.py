"""What pages let people take away: files of their data and images of their charts, at the same address with an ending.

A page model offers a `Book` and `Picture`s; the views that send them are made here, whatever the app.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from copilote.publish.table import Book
from copilote.publish.to_csv import csv_bytes
from copilote.publish.to_json import book_record, json_bytes
from copilote.publish.to_ods import ods_bytes
from copilote.publish.to_xlsx import xlsx_bytes
from copilote.reference.errors import InputError
from copilote.ui.addresses import path_to
from copilote.ui.answers import cached
from copilote.ui.page import Entry
from copilote.ui.pictures import Picture
from copilote.words import N_, _

ENDINGS = {
    "csv": N_("Données pour un tableur (CSV)"),
    "xlsx": N_("Classeur et sources (XLSX)"),
    "ods": N_("Classeur et sources (ODS)"),
    "json": N_("Données pour un programme (JSON)"),
}
"""Files of data and what their links say."""
IMAGES = ("svg", "png")
SPELLINGS = ("tableur", "machine")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "svg": "image/svg+xml",
    "png": "image/png",
}
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Offer:
    """Links of `ui/components/downloads.html`; `scenario`: they carry one, that a script may change."""

    files: tuple[Entry, ...]
    images: tuple[Entry, ...] = ()
    pages: tuple[Entry, ...] = ()
    scenario: bool = False


def offer(
    route: str,
    args: Sequence[str] = (),
    *,
    query: str = "",
    charts: Mapping[str, str] | None = None,
    pages: Sequence[Entry] = (),
    scenario: bool = False,
) -> Offer:
    """The links to what the page of a route offers: its `<route>_data` and `<route>_chart` addresses.

    args : the parts of its address. query : its query, without "?". charts : words of each image, by its name; "" where
    the page has only one, at an address without name.
    """

    def link(name: str, *parts: str) -> str:
        address = path_to(name, *args, *parts)
        return f"{address}?{query}" if query else address

    files = tuple(Entry(_(label), link(f"{route}_data", ending)) for ending, label in ENDINGS.items())
    images = tuple(
        Entry(f"{label} ({ending.upper()})", link(f"{route}_chart", *([name] if name else []), ending))
        for name, label in (charts or {}).items()
        for ending in IMAGES
    )
    return Offer(files, images, tuple(pages), scenario)


def sends_book(make: Callable[..., Book]) -> View:
    """A view that sends what `make` gathers, in the form that the ending of the address asks for."""

    @require_safe
    def view(request: HttpRequest, ending: str, **where: str) -> HttpResponse:
        return send_book(request, make(**where), ending)

    return view


def sends_picture(make: Callable[..., Picture]) -> View:
    """A view that sends the chart that `make` finds, as SVG or PNG."""

    @require_safe
    def view(request: HttpRequest, ending: str, **where: str) -> HttpResponse:
        return send_picture(request, make(**where), ending)

    return view


def send_book(request: HttpRequest, book: Book, ending: str) -> HttpResponse:
    """A book in one form; it names the page that it comes from. Raises InputError for an unknown spelling of CSV."""
    book = replace(book, address=_page_address(request, f".{ending}"))
    if ending == "csv":
        body = csv_bytes(book.tables[0], machine=_spelling(request) == "machine")
    elif ending == "json":
        body = json_bytes(book_record(book))
    else:
        body = (xlsx_bytes if ending == "xlsx" else ods_bytes)(book)
    response = cached(request, body, TYPES[ending], name=f"{book.name}.{ending}", attachment=ending != "json")
    return open_to_all(response)


def send_picture(request: HttpRequest, picture: Picture, ending: str, address: str = "") -> HttpResponse:
    """A chart as SVG or PNG. address : of its page, when it is not that of the request without its last part."""
    address = address or request.build_absolute_uri(request.path.rpartition("/graphique-")[0])
    body = picture.svg(address).encode() if ending == "svg" else picture.png(address)
    return open_to_all(cached(request, body, TYPES[ending], name=f"copilote-{picture.name}.{ending}"))


def open_to_all(response: HttpResponse) -> HttpResponse:
    """Data are for everyone: pages of other sites may read them too."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _spelling(request: HttpRequest) -> str:
    """How a CSV file is spelt: `?csv=machine` for programs."""
    asked = request.GET.get("csv", SPELLINGS[0])
    if asked not in SPELLINGS:
        known = ", ".join(SPELLINGS)
        raise InputError(
            _("csv : « %(asked)s » inconnu. Valeurs acceptées : %(known)s.", asked=asked[:40], known=known)
        )
    return asked


def _page_address(request: HttpRequest, end: str) -> str:
    """The address of the page that a file comes from, with its scenario."""
    query = request.GET.copy()
    query.pop("csv", None)
    path = request.build_absolute_uri(request.path.rpartition(end)[0])
    return f"{path}?{query.urlencode()}" if query else path
