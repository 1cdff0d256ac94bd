"""The register, one's own data, their erasure: thin."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from copilote.cop.accounts.own_views import to_proof
from copilote.cop.models import Happening
from copilote.cop.permissions import NOBODY, may, person_of
from copilote.cop.security import note
from copilote.privacy.erasure import erase
from copilote.privacy.export import own_zip
from copilote.privacy.forms import EraseForm
from copilote.privacy.pages import erase_page, erased_page, own_page, register_book, register_page
from copilote.reference.errors import InputError
from copilote.ui.downloads import sends_book


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register of processing of this installation."""
    return render(request, "privacy/register.html", {"page": register_page()})


register_data = sends_book(register_book)


@never_cache
@require_safe
@may("privacy.see_own")
def own(request: HttpRequest) -> HttpResponse:
    """All that is held of who asks."""
    return render(request, "privacy/own.html", {"page": own_page(person_of(request))})


@never_cache
@require_safe
@may("privacy.see_own")
def own_data(request: HttpRequest) -> HttpResponse:
    """The same, to take away."""
    response = HttpResponse(own_zip(person_of(request)), content_type="application/zip")
    note(Happening.EXPORT, request=request, about=person_of(request), detail="ses propres données")
    response["Content-Disposition"] = 'attachment; filename="mes-donnees.zip"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("privacy.erase_own")
def erase_own(request: HttpRequest) -> HttpResponse:
    """What goes and what stays, then the erasure, by who has proved lately who it is."""
    if is_reauthentication_required(request, app="allauth.mfa"):
        return to_proof(request, request.path)
    user = person_of(request)
    form = EraseForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erase(user)
        except InputError as error:
            form.add_error(None, str(error))
        else:
            logout(request)
            request.copilote_rights = NOBODY  # type: ignore[attr-defined]
            response = render(request, "privacy/erased.html", {"page": erased_page()})
            response.delete_cookie(settings.SESSION_COOKIE_NAME)
            response.delete_cookie(settings.CSRF_COOKIE_NAME)
            return response
    status = 400 if form.is_bound else 200
    return render(request, "privacy/erase.html", {"page": erase_page(user, form)}, status=status)
