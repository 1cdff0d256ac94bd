"""Addresses under /api: the operations, their documentation (`pages`, in each language), and anything else."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import ValidationError

from copilote import __version__
from copilote.cop.permissions import may
from copilote.reference.errors import CopiloteError
from copilote.site.api import docs, problems, routes, routes_issues, routes_resources, routes_shares
from copilote.site.api.language import PAGES, language_of

ROOT = "api/v1"

api = NinjaAPI(
    title="Copilote",
    version=__version__,
    urls_namespace="api",
    description=docs.DESCRIPTION,
    openapi_url=None,
    docs_url=None,
)
# Before "territories/{code}", which would take "territories/shares" for a code.
api.add_router("", routes_shares.operations)
api.add_router("", routes_issues.operations)
api.add_router("", routes_resources.operations)
api.add_router("", routes.operations)


@api.exception_handler(CopiloteError)
def _copilote_error(request: HttpRequest, error: CopiloteError) -> HttpResponse:
    return problems.of_error(request, error)


@api.exception_handler(ValidationError)
def _validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.of_faults(request, error.errors)


@cache
def _methods() -> dict[str, list[str]]:
    methods = {route: ["GET"] for route in (ROOT, f"{ROOT}/", f"{ROOT}/docs", f"{ROOT}/openapi.json")}
    for address, operations in docs.schema(api)["paths"].items():
        route = address.lstrip("/").replace("{", "<").replace("}", ">")
        methods[route] = sorted(method.upper() for method in operations)
    return methods


def methods_at(route: str) -> list[str]:
    """The methods of the operations at a route ("api/v1/regions/<region>"); empty when there is none."""
    return _methods().get(route, [])


@may("site.compute")
@csrf_exempt  # whatever is sent there goes nowhere
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Anything else under /api."""
    return problems.of_status(request, 404)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The API's root leads to its documentation."""
    with language_of(request) as code:
        return HttpResponseRedirect(PAGES[code])


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """The page that describes the operations."""
    return docs.page(request, api)


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description for programs."""
    return docs.openapi(request, api)


operations = api.urls[0]
for operation in operations:
    if isinstance(operation, URLPattern):
        operation.callback = may("site.compute")(operation.callback)

pages = [path(f"{ROOT}/docs", documentation, name="api-docs")]
urlpatterns = [
    path(ROOT, home),
    path(f"{ROOT}/", home),
    path(f"{ROOT}/openapi.json", openapi, name="api-openapi"),
    path(f"{ROOT}/", (operations, *api.urls[1:])),
    re_path(r"^api(?:/(?P<rest>.*))?$", unknown),
]
