"""Files of the pages: the same address with another ending; and their charts as images, alone with their source."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from copilote.reference.errors import InputError
from copilote.simulator.pages import books, books_wide, pictures
from copilote.simulator.pages.result import result_page
from copilote.simulator.pages.stepper import short_address
from copilote.simulator.state import State
from copilote.simulator.views.steps import state_of
from copilote.ui.addresses import region_of
from copilote.ui.answers import cached
from copilote.ui.downloads import send_book, send_picture
from copilote.ui.phones import origin_of
from copilote.ui.pictures import Picture

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def image_of(images: Callable[..., pictures.Images]) -> Callable[..., Picture]:
    """What makes the image that an address names, among those of its page."""

    def picture(name: str, **where: str) -> Picture:
        return pictures.chosen(images(**where), name)

    return picture


@require_safe
def step(request: HttpRequest, slug: str, step: str, ending: str) -> HttpResponse:
    """A step of the simulator, with the scenario of the address."""
    return send_book(request, books.step_book(sound_state(request, slug), step), ending)


@require_safe
def result_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The result of the scenario of the address on two pages, in the language of the address."""
    from copilote.simulator.pages.result_pdf import result_name, result_pdf

    state = sound_state(request, slug)
    path = (short_address(state) if state.pairs else "") or reverse("step", args=[slug, "resultat"])
    body = result_pdf(state, origin_of(request) + path)
    return cached(request, body, "application/pdf", name=f"{result_name(state)}.pdf")


@require_safe
def result_slides(request: HttpRequest, slug: str) -> HttpResponse:
    """The result of the scenario of the address as slides to rework."""
    from copilote.simulator.pages.result_pdf import result_name
    from copilote.ui.slides import slides_pptx

    state = sound_state(request, slug)
    page = result_page(state)
    body = slides_pptx(page.title, page.summary, page.slides)
    return cached(request, body, PPTX, name=f"{result_name(state)}.pptx", attachment=True)


@require_safe
def compare(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The scenarios of the address, side by side."""
    texts = [text for text in request.GET.getlist("s") if text]
    return send_book(request, books_wide.compare_book(region_of(slug), texts), ending)


@require_safe
def compare_chart(request: HttpRequest, slug: str, name: str, ending: str) -> HttpResponse:
    """The chart of the scenarios of the address."""
    texts = [text for text in request.GET.getlist("s") if text]
    address = request.build_absolute_uri(reverse("compare", args=[slug]))
    return send_picture(
        request, pictures.chosen(pictures.compare_images(region_of(slug), texts), name), ending, address
    )


@require_safe
def step_chart(request: HttpRequest, slug: str, step: str, name: str, ending: str) -> HttpResponse:
    """The chart of a step of the simulator, with the scenario of the address."""
    state = state_of(request, slug)
    # A scenario's address may be longer than a line: its short link says the same.
    address = request.build_absolute_uri(short) if state.pairs and (short := short_address(state)) else ""
    return send_picture(request, pictures.chosen(pictures.step_images(state, step), name), ending, address)


def sound_state(request: HttpRequest, slug: str) -> State:
    """The scenario of the address. Raises InputError for one that holds a value that cannot be used.

    A file cannot say beside a cell that what was asked was not understood: nothing is better than a wrong one.
    """
    state = state_of(request, slug)
    if state.problems:
        raise InputError(" ".join(problem.message for problem in state.problems))
    return state
