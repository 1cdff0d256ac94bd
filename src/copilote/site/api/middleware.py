"""What every request under /api goes through: size, rate, CORS, HEAD and OPTIONS, and errors as problem+json."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from copilote.site.api import problems, throttle
from copilote.site.middleware import Handler

PREFIX = "/api/"
PAGES = ("/api/v1/docs", "/api/v1/openapi.json")
MAX_BODY = 1_000_000


class ApiFrame:
    """Stands outside the site's own limits and error pages, whose answers it rewords under /api."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (request.path + "/").startswith(PREFIX):
            return self.get_response(request)
        response = self._answer(request)
        # The API speaks French whatever the reader's language: caches need one copy only.
        response["Vary"] = "Accept-Encoding"
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.path not in PAGES and (seconds := throttle.wait_seconds(request)):
            detail = f"Trop de demandes depuis votre adresse. Réessayez dans {seconds} s."
            response = problems.problem(request, "trop-de-demandes", detail)
            response["Retry-After"] = str(seconds)
            return response
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
            response = problems.of_status(request, response.status_code, allowed)
            if allowed:
                response["Allow"] = allowed
        if asked == "HEAD":
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response


def _too_large(request: HttpRequest) -> bool:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return told.isascii() and told.isdigit() and (len(told) > 9 or int(told) > MAX_BODY)


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
    found = methods_at(route)
    return [*found, *(["HEAD"] if "GET" in found else []), "OPTIONS"] if found else []
