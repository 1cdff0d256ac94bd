"""Addresses under /api: the operations, their documentation, and what answers anywhere else."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, re_path
from ninja import NinjaAPI
from ninja.errors import ValidationError

from copilote import __version__
from copilote.reference.errors import CopiloteError
from copilote.site.api import docs, problems
from copilote.site.api.faults import faults
from copilote.site.api.routes import router

ROOT = "api/v1"

api = NinjaAPI(
    title="Copilote",
    version=__version__,
    urls_namespace="api",
    description=docs.DESCRIPTION,
    openapi_url=None,
    docs_url=None,
)
api.add_router("", router)


@api.exception_handler(CopiloteError)
def _copilote_error(request: HttpRequest, error: CopiloteError) -> HttpResponse:
    return problems.of_error(request, error)


@api.exception_handler(ValidationError)
def _validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    found, suggestions = faults(error.errors, request.GET.dict())
    detail = " ".join(f"{fault['where']} : {fault['detail']}" for fault in found)
    return problems.problem(request, "valeur-refusee", detail, suggestions=suggestions, errors=found)


@lru_cache(maxsize=1)
def _methods() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {f"{ROOT}/docs": ["GET"], f"{ROOT}/openapi.json": ["GET"]}
    for address, operations in docs.schema(api)["paths"].items():
        route = address.lstrip("/").replace("{", "<").replace("}", ">")
        found[route] = sorted(method.upper() for method in operations)
    return found


def methods_at(route: str) -> list[str]:
    """The methods of the operations at a route ("api/v1/regions/<region>"); empty when there is none."""
    return _methods().get(route, [])


def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Anything else under /api."""
    return problems.of_status(request, 404)


def home(request: HttpRequest) -> HttpResponse:
    """The API's root leads to its documentation."""
    return HttpResponseRedirect(f"/{ROOT}/docs")


urlpatterns = [
    path(ROOT, home),
    path(f"{ROOT}/", home),
    path(f"{ROOT}/docs", lambda request: docs.page(request, api), name="api-docs"),
    path(f"{ROOT}/openapi.json", lambda request: docs.openapi(request, api), name="api-openapi"),
    path(f"{ROOT}/", api.urls),
    re_path(r"^api(?:/(?P<rest>.*))?$", unknown),
]
