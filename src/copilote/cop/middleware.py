"""A page made for somebody is for nobody else; a form is taken only from a page of ours, by a view that is marked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.csrf import CsrfViewMiddleware
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from copilote.cop.accounts import limits
from copilote.cop.clients import UNDER_WAY
from copilote.words import speaking

Handler = Callable[[HttpRequest], HttpResponse]
READING = ("GET", "HEAD", "OPTIONS", "TRACE")


class FewPasswords:
    """Of the passwords that come at once, a few are looked at: the others are told to come again, before anything is
    read or made for them. A flood of them must leave the site to its visitors."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.languages = {}
        for language, _name in settings.LANGUAGES:
            with override(language):
                self.languages[reverse("password_login")] = language

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self.languages.get(request.path_info)
        if request.method != "POST" or language is None:
            return self.get_response(request)
        try:
            with limits.queued():
                return self.get_response(request)
        except ValidationError:
            with override(language), speaking(language):
                page = render_to_string("accounts/busy.html", {"language": language, "path": request.path_info})
            return HttpResponse(page, status=429, headers={"Retry-After": "5", "Cache-Control": "no-store"})


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


class UnderWay:
    """The request that is being answered is known to what is called for it, for the security log."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = UNDER_WAY.set(request)
        try:
            return self.get_response(request)
        finally:
            UNDER_WAY.reset(token)
