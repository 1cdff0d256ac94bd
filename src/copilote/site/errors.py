"""Error pages in the site's look, and the handlers that Django calls."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import get_language

from copilote.ui.translation import speaking, t

TITLES = {
    400: "Cette demande ne peut pas être traitée",
    403: "Accès refusé",
    404: "Cette page n’existe pas",
    405: "Cette action n’est pas possible ici",
    414: "Adresse trop longue",
    429: "Trop de demandes",
    431: "En-têtes trop longs",
    500: "Un incident nous empêche de répondre",
}


def render_error(request: HttpRequest, status: int, message: str = "", suggestions: Sequence[str] = ()) -> HttpResponse:
    """A page with what went wrong, the nearest right values and ways out."""
    with speaking(get_language()):  # also for what is refused before a view is chosen
        # "augm_voitelec (Véhicules électriques)" is looked up, and shown, by its name.
        names = [re.sub(r"^[\w-]+ \((.+)\)$", r"\1", suggestion) for suggestion in suggestions]
        context = {
            "status": status,
            "title": t(TITLES.get(status, TITLES[400])),
            "message": t(message),
            "suggestions": names,
        }
        return render(request, "ui/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400; also hosts that are not allowed."""
    return render_error(request, 400, "Vérifiez l’adresse, ou revenez à l’accueil.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403; what we refuse says why."""
    return render_error(request, 403, str(exception or ""))


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that does not come from a page of ours opened lately; Django calls it in place of the view."""
    return render_error(
        request, 403, "Ce formulaire n’est plus valable : rouvrez la page, ressaisissez et envoyez à nouveau."
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404; an address with a slash too many leads to the one without."""
    bare = request.path_info.rstrip("/")
    if bare and bare != request.path_info and _exists(bare):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{bare}?{query}" if query else bare)
    return render_error(request, 404, "Elle a peut-être changé d’adresse.")


def _exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: the error is in the logs, never on the page."""
    return render_error(request, 500, "L’erreur est notée dans le journal du service. Réessayez dans un instant.")
