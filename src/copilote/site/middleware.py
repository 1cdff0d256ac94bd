"""What every request goes through: a log line, limits, and errors said in the site's look."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from copy import copy

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import activate, get_language, get_language_from_path

from copilote.reference.errors import CopiloteError, UnknownNameError
from copilote.site.errors import render_error
from copilote.ui.translation import speaking

Handler = Callable[[HttpRequest], HttpResponse]
LOG = logging.getLogger("copilote.request")
MAX_ADDRESS = 20_000
MAX_LOGGED = 300
REFUSED = "copilote.refused"
"""In the environment of a request that the server could not read: the status that it is refused with."""


class RequestLog:
    """One line a request: method, path without its query (it may hold a scenario), status, milliseconds."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        if not request.path.startswith(("/static/", "/healthz")):
            elapsed = round(1000 * (time.perf_counter() - started), 1)
            # A short link holds a scenario in its path, that of a password opens an account: only the kind is kept.
            path = re.sub(r"^(/en)?/(s|mot-de-passe)/.*", r"\1/\2/", request.path)[:MAX_LOGGED]
            fields = {"method": request.method, "path": path, "status": response.status_code, "ms": elapsed}
            LOG.info("%s %s", request.method, path, extra={"fields": fields})
        return response


class Lengths:
    """Every answer says its length, whichever part of the site made it; an answer to HEAD stops there."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        told = not response.streaming and ("Content-Length" not in response or response.content)
        if told and response.status_code not in (204, 304):
            response["Content-Length"] = str(len(response.content))
        if request.method == "HEAD":
            if response.streaming:
                response.streaming_content = ()  # type: ignore[attr-defined]
            else:
                response.content = b""
        return response


class Limits:
    """Refuses an address too long to be one of ours, before anything reads it, and what the server could not read."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) + len(request.path_info) > MAX_ADDRESS:
            return _refused(request, 414, "Cette adresse est trop longue pour être celle d’un scénario.")
        if status := request.META.get(REFUSED):
            return _refused(request, int(status), "Vérifiez l’adresse, ou revenez à l’accueil.")
        return self.get_response(request)


def _refused(request: HttpRequest, status: int, message: str) -> HttpResponse:
    """The page of a refusal; it leads to the home page in the other language, not to what was refused."""
    activate(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE)
    shown = copy(request)
    shown.path = shown.path_info = reverse("home")
    shown.META = request.META | {"QUERY_STRING": ""}
    return render_error(shown, status, message)


class Spoken:
    """What is written below Django follows the language that Django chose for the request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with speaking(get_language()):
            return self.get_response(request)


class FrenchErrors:
    """An error that a user can act on becomes a page that says it: 404 for an unknown name, else 400."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            page = render_error(request, 405, "Cette adresse se lit, elle ne reçoit rien.")
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django with what a view raised."""
        if isinstance(error, UnknownNameError):
            return render_error(request, 404, str(error), error.suggestions)
        return render_error(request, 400, str(error)) if isinstance(error, CopiloteError) else None
