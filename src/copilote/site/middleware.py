"""What every request goes through: a log line, limits, and errors said in the site's look."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from copy import copy
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import activate, get_language, get_language_from_path

from copilote.reference.errors import BusyError, CopiloteError, UnknownNameError
from copilote.site.errors import bad_request, render_error, unavailable
from copilote.site.installation.database import is_outage
from copilote.site.logs import without_secrets
from copilote.words import N_, speaking

Handler = Callable[[HttpRequest], HttpResponse]
LOG = logging.getLogger("copilote.request")
MAX_ADDRESS = 20_000
MAX_LOGGED = 300
MAX_BODY = 1_100_000
"""Bytes: a scenario's file of a megabyte, and its form."""
NULL = re.compile(rb"\0|%00|\\u0000")
"""A null character in a form or in JSON."""
BUSY_S = 10
"""Seconds after which to ask again for what is made on demand."""
REFUSED = "copilote.refused"
"""In the environment of a request that the server could not read: the status that it is refused with."""


class Layer:
    """What every request goes through on its way in, and every answer on its way out."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or have the next layer do it."""
        return self.get_response(request)


class RequestLog(Layer):
    """One line a request: method, path without its query (it may hold a scenario), status, milliseconds."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        if not request.path.startswith(("/static/", "/healthz")):
            elapsed = round(1000 * (time.perf_counter() - started), 1)
            path = without_secrets(request.path)[:MAX_LOGGED]
            fields = {"method": request.method, "path": path, "status": response.status_code, "ms": elapsed}
            LOG.info("%s %s", request.method, path, extra={"fields": fields})
        return response


class Lengths(Layer):
    """Every answer says its length, whichever part of the site made it; an answer to HEAD stops there."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        unsaid = not response.streaming and ("Content-Length" not in response or response.content)
        if unsaid and response.status_code not in (204, 304):
            response["Content-Length"] = str(len(response.content))
        if request.method == "HEAD":
            if response.streaming:
                response.streaming_content = ()  # type: ignore[attr-defined]
            else:
                response.content = b""
        return response


class RequestLimits(Layer):
    """Refuses an address too long to be one of ours, before anything reads it, what the server could not read, and the
    null character, which is in no text and which PostgreSQL takes nowhere."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) + len(request.path_info) > MAX_ADDRESS:
            return _refused(request, 414, N_("Cette adresse est trop longue pour être celle d’un scénario."))
        if status := request.META.get(REFUSED):
            return _refused(request, int(status), N_("Vérifiez l’adresse, ou revenez à l’accueil."))
        if _holds_null(request):
            return _refused(request, 400, N_("Elle contient un caractère nul, qui n’est dans aucun texte."))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _named: Any) -> HttpResponse | None:
        """A form with files is read here only, where a view takes it to keep it, and not as one text: its files may
        hold all."""
        action = getattr(view, "action", None)
        parts = action is not None and not action.raw and request.content_type == "multipart/form-data"
        most = max(MAX_BODY, action.bytes if action is not None else 0)
        if parts and int(request.META.get("CONTENT_LENGTH") or 0) > most:
            larger = N_("Ce fichier est trop gros : coupez-le en plusieurs, ou gardez les colonnes utiles.")
            return render_error(request, 413, larger if most > MAX_BODY else N_("Un envoi a un mégaoctet au plus."))
        if parts and any("\0" in text for texts in request.POST.lists() for text in (texts[0], *texts[1])):
            return bad_request(request)
        return None


def _holds_null(request: HttpRequest) -> bool:
    """Whether the address, a cookie or what is sent holds a null character, as it is written there."""
    if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    if any("\0" in text for text in request.COOKIES.values()):
        return True
    return request.content_type != "multipart/form-data" and bool(NULL.search(request.body))


def _refused(request: HttpRequest, status: int, message: str) -> HttpResponse:
    """The page of a refusal; it leads to the home page in the other language, not to what was refused."""
    activate(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE)
    shown = copy(request)
    shown.path = shown.path_info = reverse("home")
    shown.META = request.META | {"QUERY_STRING": ""}
    return render_error(shown, status, message)


class Spoken(Layer):
    """What is written below Django follows the language that Django chose for the request."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with speaking(get_language()):
            return self.get_response(request)


class FrenchErrors(Layer):
    """An error that a user can act on becomes a page that says it: 404 for an unknown name, 503 where too much is
    asked for at once or where the base does not answer, else 400."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            page = render_error(request, 405, N_("Cette adresse se lit, elle ne reçoit rien."))
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django with what a view raised."""
        if is_outage(error):
            return unavailable(request, error)
        if isinstance(error, UnknownNameError):
            return render_error(request, 404, str(error), error.suggestions)
        if isinstance(error, BusyError):
            return render_error(request, 503, str(error), retry_s=BUSY_S)
        return render_error(request, 400, str(error)) if isinstance(error, CopiloteError) else None
