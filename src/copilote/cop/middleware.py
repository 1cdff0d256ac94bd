"""A page made for somebody is for nobody else; a form is taken only from a page of ours, by a view that says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.csrf import CsrfViewMiddleware

Handler = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponse])
READING = ("GET", "HEAD", "OPTIONS", "TRACE")


class PrivatePages:
    """What is answered to a signed-in browser is kept nowhere: neither by a proxy, nor by the site, nor on disk."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies:
            response["Cache-Control"] = "private, no-store"
        return response


def takes_forms(view: View) -> View:
    """Mark a view that forms are sent to: all others only read, and say so (405) whatever they are sent."""
    view.takes_forms = True  # type: ignore[attr-defined]
    return view


class Forms(CsrfViewMiddleware):
    """Django's protection of forms, behind a closed door: a view that nobody marked takes nothing at all.

    Views that keep nothing (the API, scenario files) are exempt by Django's own mark.
    """

    def process_view(
        self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any
    ) -> HttpResponse | None:
        """Refuse what is sent to a view that only reads, then what does not come from a page of ours."""
        marked = getattr(callback, "takes_forms", False) or getattr(callback, "csrf_exempt", False)
        if request.method not in READING and not marked:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        found: HttpResponse | None = super().process_view(request, callback, callback_args, callback_kwargs)
        return found
