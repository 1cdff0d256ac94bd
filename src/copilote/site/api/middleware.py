"""What every request under /api goes through: size, rate, CORS, HEAD and OPTIONS, and errors as problem+json."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import activate

from copilote.site.api import problems, throttle
from copilote.site.api.language import PAGES
from copilote.site.middleware import Layer

PREFIX = "/api/"
OPENAPI = "/api/v1/openapi.json"
MAX_BODY = 1_000_000


class ApiFrame(Layer):
    """Stands outside the site's own limits and error pages, whose answers it rewords under /api."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (request.path + "/").startswith(PREFIX):
            return self.get_response(request)
        activate(settings.LANGUAGE_CODE)  # addresses are those without a prefix
        response = self._answer(request)
        # Figures are the same whatever the reader's language: caches need one copy only.
        response["Vary"] = "Accept-Encoding, Accept-Language" if _speaks(request, response) else "Accept-Encoding"
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.path not in (OPENAPI, *PAGES.values()) and (seconds := throttle.wait_seconds(request)):
            return problems.of_haste(request, seconds)
        if _too_large(request):
            return problems.of_status(request, 413)
        if request.method == "OPTIONS":
            return _options(request)
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        response = self.get_response(request)
        request.method = asked
        if response.status_code >= 400 and response.get("Content-Type") != problems.CONTENT_TYPE:
            allowed = ", ".join(_allowed(request)) if response.status_code == 405 else ""
            again = response.get("Retry-After")
            response = problems.of_status(request, response.status_code, allowed)
            if allowed:
                response["Allow"] = allowed
            if again:
                response["Retry-After"] = again
                response._has_been_logged = True  # type: ignore[attr-defined]
        return response


def _speaks(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer depends on the reader's language: a refusal, a redirection, the description."""
    return request.path == OPENAPI or (response.status_code >= 300 and response.status_code != 304)


def _too_large(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isascii() and length.isdigit() and (len(length) > 9 or int(length) > MAX_BODY)


def _options(request: HttpRequest) -> HttpResponse:
    """What may be asked at this address; also the browser's question before a request from another site."""
    allowed = _allowed(request)
    if not allowed:
        return problems.of_status(request, 404)
    response = HttpResponse(status=204)
    response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(allowed)
    response["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _allowed(request: HttpRequest) -> list[str]:
    """The methods of the operations at this address; empty when there is none."""
    from copilote.site.api.urls import methods_at

    try:
        route = resolve(request.path_info).route
    except Resolver404:
        return []
    methods = methods_at(route)
    return [*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"] if methods else []
