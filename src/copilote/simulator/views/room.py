"""A phone as the remote control of a room: the screen asks which way to go, the phone says it.

A room is a code that its screen made up and asks about; it is kept for some hours, with how many times the phone was
pressed and which way last. Who has the code can turn the slides of that screen, and nothing else.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from copilote.cop.permissions import may
from copilote.reference.errors import UnavailableError, UnknownNameError
from copilote.ui.page import Page
from copilote.words import _

CODE = re.compile(r"[2-9A-HJ-NP-Z]{6}")
OPEN_S = 4 * 3600
WAYS = ("next", "prev")


@require_safe
@never_cache
def steps(request: HttpRequest, code: str) -> JsonResponse:
    """What the phone asked last, for the screen, which opens the room by asking: {"count": presses, "way": …}."""
    if not CODE.fullmatch(code):
        raise UnknownNameError(_("Code de salle"), code, [], _("Six lettres ou chiffres."))
    room = _room(code)
    if room is None:
        room = {"count": 0, "way": ""}
        _keep(code, room)
    return JsonResponse(room)


@may("simulator.turn_slides")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def remote(request: HttpRequest, code: str) -> HttpResponse:
    """The remote control of an open room: two buttons, that also work without scripts."""
    room = _room(code) if CODE.fullmatch(code) else None
    way = request.POST.get("sens", "")
    if room is not None and way in WAYS:
        _keep(code, {"count": room["count"] + 1, "way": way})
        return redirect(request.path)
    title = _("Télécommande de la salle %(code)s", code=code) if room else _("Cette salle n’est pas ouverte")
    context = {"page": Page(title=title), "code": code, "open": room is not None}
    return render(request, "simulator/remote.html", context, status=200 if room else 404)


def _room(code: str) -> dict[str, Any] | None:
    room: dict[str, Any] | None = caches["rooms"].get(code)
    return room


def _keep(code: str, room: dict[str, Any]) -> None:
    """Raises UnavailableError for a disk that is full or read-only."""
    try:
        caches["rooms"].set(code, room, OPEN_S)
    except OSError as error:
        raise UnavailableError(
            _("La télécommande ne peut pas servir pour l’instant : le disque du site refuse d’écrire.")
        ) from error
