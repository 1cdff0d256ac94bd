"""Error pages in the site's look, and the handlers that Django calls."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import get_language

from copilote.reference.errors import UNANSWERED, UnavailableError
from copilote.site.installation.database import is_outage
from copilote.words import N_, _, speaking

LOG = logging.getLogger("copilote.base")
RETRY_S = 30

TITLES = {
    400: N_("Cette demande ne peut pas être traitée"),
    403: N_("Accès refusé"),
    404: N_("Cette page n’existe pas"),
    405: N_("Cette action n’est pas possible ici"),
    413: N_("Envoi trop gros"),
    414: N_("Adresse trop longue"),
    429: N_("Trop de demandes"),
    431: N_("En-têtes trop longs"),
    500: N_("Un incident nous empêche de répondre"),
    503: N_("Cette page ne peut pas être montrée pour l’instant"),
}


def render_error(
    request: HttpRequest, status: int, message: str = "", suggestions: Sequence[str] = (), *, retry_s: int = 0
) -> HttpResponse:
    """A page with what went wrong, the nearest right values and ways out.

    message : in the language in use, or a sentence of the catalogue: what is refused early has no language yet.
    retry_s : seconds after which to ask again, where that may help.
    """
    with speaking(get_language()):  # also for what is refused before a view is chosen
        near = [_looked_up(suggestion) for suggestion in suggestions]
        context = {
            "status": status,
            "title": _(TITLES.get(status, TITLES[400])),
            "message": _(message) if message else "",
            "suggestions": near,
        }
        response = render(request, "ui/error.html", context, status=status)
    if retry_s:
        response["Retry-After"] = str(retry_s)
        response["Cache-Control"] = "no-store"
    return response


def _looked_up(suggestion: str) -> tuple[str, str]:
    """A suggestion as it is shown, and what the search is asked: a lever by its name, a commune or an EPCI, whose name
    others may bear, by its code."""
    found = re.fullmatch(r"(?:\w+:)?([\w-]+) \((.+)\)", suggestion)
    if found is None:
        return suggestion, suggestion
    code, name = found.groups()
    return (f"{name} ({code})", code) if re.fullmatch(r"\d[\dAB]\d{3}|\d{9}", code) else (name, name)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400; also hosts that are not allowed."""
    return render_error(request, 400, N_("Vérifiez l’adresse, ou revenez à l’accueil."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403; what we refuse says why."""
    return render_error(request, 403, str(exception or ""))


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that does not come from a page of ours opened lately; Django calls it in place of the view."""
    message = N_("Ce formulaire n’est plus valable : rouvrez la page, ressaisissez et envoyez à nouveau.")
    return render_error(request, 403, message)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404; an address with a slash too many leads to the one without."""
    bare = request.path_info.rstrip("/")
    if bare and bare != request.path_info and _exists(bare):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{bare}?{query}" if query else bare)
    return render_error(request, 404, N_("Elle a peut-être changé d’adresse."))


def _exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: the error is in the logs, never on the page; also a base that fails outside a view."""
    if is_outage(error := sys.exc_info()[1]) and error:
        return unavailable(request, error)
    message = N_("L’erreur est notée dans le journal du service. Réessayez dans un instant.")
    return render_error(request, 500, message)


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """What an answer depends on (the base) does not answer: said, logged on one line, and when to ask again."""
    LOG.error("no answer for now: %s", error.__cause__ or error)
    request.COOKIES = {}  # the frame of this page asks nothing about who reads it
    told = str(error) if isinstance(error, UnavailableError) else UNANSWERED
    response = render_error(request, 503, told, retry_s=RETRY_S)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would add a line, with the whole path
    return response
