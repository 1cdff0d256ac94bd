"""No page of a machine that does not have the data of the others."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from copilote.reference.errors import UnavailableError
from copilote.site.errors import unavailable
from copilote.site.installation.same import TOLD, differs
from copilote.site.middleware import Layer


class SameFigures(Layer):
    """Shows no figure where this machine holds other data than its installation; /healthz says it in its own way."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != "/healthz" and differs():
            return unavailable(request, UnavailableError(TOLD))
        return self.get_response(request)
