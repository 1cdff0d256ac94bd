"""The buttons "Essayer en tant que…"."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from copilote.cop.entering import enter
from copilote.cop.permissions import may
from copilote.site.demo.trying import may_try, person_of


@never_cache
@may("site.try_role")
@require_POST
def try_role(request: HttpRequest) -> HttpResponse:
    """Sign in as who holds a role (`qui`), from this machine and in a demonstration only."""
    if not settings.DEMO:
        raise Http404
    if not may_try(request):
        raise PermissionDenied("Les rôles s’essaient sur l’ordinateur qui tient la démonstration.")
    person = person_of(request.POST.get("qui", ""))
    if person is None:
        raise Http404
    if request.user.is_authenticated:
        logout(request)
    enter(request, person)
    return HttpResponseRedirect(reverse("space"))
