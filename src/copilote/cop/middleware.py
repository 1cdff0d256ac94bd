"""A page made for somebody is for nobody else; a form is taken only from a page of ours, by a view that is marked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.csrf import CsrfViewMiddleware

Handler = Callable[[HttpRequest], HttpResponse]
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


class Forms(CsrfViewMiddleware):
    """Django's protection of forms, behind a closed door: a view marked with no action (`cop.permissions.may`) takes
    nothing at all."""

    def process_view(self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any) -> Any:
        """Refuse what is sent to a view that only reads, then what does not come from a page of ours."""
        action = getattr(callback, "action", None)
        if request.method not in READING and (action is None or action.reads):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return super().process_view(request, callback, callback_args, callback_kwargs)
