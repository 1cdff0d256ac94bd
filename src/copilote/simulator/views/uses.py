"""The conflicts of use of a region, with the scenario of the address, and their files."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from copilote.simulator.pages.pictures import chosen
from copilote.simulator.pages.stepper import short_address
from copilote.simulator.pages.uses import ROUTE, uses_book, uses_images, uses_page
from copilote.simulator.views.downloads import sound_state
from copilote.simulator.views.steps import state_of
from copilote.ui.canonical import canonical_region
from copilote.ui.downloads import send_book, send_picture


@require_safe
@canonical_region
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The page; a scenario that the address says in another way is rewritten, as in the simulator."""
    state = state_of(request, slug)
    if state.moved:
        query = urlencode([*state.pairs, *state.view])
        path = reverse(ROUTE, args=[slug])
        return HttpResponseRedirect(f"{path}?{query}" if query else path)
    return render(request, "simulator/uses.html", {"page": uses_page(state)})


@require_safe
def data(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """Its tables."""
    return send_book(request, uses_book(sound_state(request, slug)), ending)


@require_safe
def chart(request: HttpRequest, slug: str, name: str, ending: str) -> HttpResponse:
    """The drawing of one balance."""
    state = sound_state(request, slug)
    # A scenario's address may be longer than a line: its short link says the same.
    address = request.build_absolute_uri(short) if state.pairs and (short := short_address(state)) else ""
    return send_picture(request, chosen(uses_images(state), name), ending, address)
