"""What every request goes through: a log line, limits, and errors said in French in the site's look."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from copilote.reference.errors import CopiloteError, UnknownNameError
from copilote.site.errors import render_error

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
            fields = {"method": request.method, "path": request.path, "status": response.status_code, "ms": elapsed}
            LOG.info("%s %s", request.method, request.path, extra={"fields": fields})
        return response


class Limits:
    """Refuses an address too long to be one of ours, before anything reads it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY:
            return render_error(request, 414, "Cette adresse est trop longue pour être celle d’un scénario.")
        return self.get_response(request)


class FrenchErrors:
    """An error that a user can act on becomes a page that says it: 404 for an unknown name, else 400."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django with what a view raised."""
        if isinstance(error, UnknownNameError):
            return render_error(request, 404, str(error), error.suggestions)
        return render_error(request, 400, str(error)) if isinstance(error, CopiloteError) else None
