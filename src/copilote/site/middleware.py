"""What every request goes through: a log line, limits, and errors said in French in the site's look."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import activate, get_language, get_language_from_path

from copilote.reference.errors import CopiloteError, UnknownNameError
from copilote.site.errors import render_error
from copilote.ui.translation import speaking

Handler = Callable[[HttpRequest], HttpResponse]
LOG = logging.getLogger("copilote.request")
MAX_QUERY = 20_000


class RequestLog:
    """One line a request: method, path without its query (it may hold a scenario), status, milliseconds."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        if not request.path.startswith(("/static/", "/healthz")):
            elapsed = round(1000 * (time.perf_counter() - started), 1)
            # A short link holds a whole scenario in its path: only its kind is kept.
            path = re.sub(r"^(/en)?/s/.*", r"\1/s/", request.path)
            fields = {"method": request.method, "path": path, "status": response.status_code, "ms": elapsed}
            LOG.info("%s %s", request.method, path, extra={"fields": fields})
        return response


class Limits:
    """Refuses an address too long to be one of ours, before anything reads it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY:
            request.META["QUERY_STRING"] = ""  # the page links to itself in the other language
            activate(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE)
            return render_error(request, 414, "Cette adresse est trop longue pour être celle d’un scénario.")
        return self.get_response(request)


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
