"""The second proof that those who decide give: a passkey, or an application's code, beside what they know or receive.

Who leads a COP or administers the installation acts only in a session that holds one (SECOND_FACTOR); others may.
"""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from copilote.cop.models import Membership, Role, User

PROCONNECT_PROOF = "copilote.proconnect.second_factor"
"""In the session of who gave two proofs to ProConnect."""
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_factor(user: User) -> bool:
    """Whether a person has a passkey or an application."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def proven(request: HttpRequest, user: User) -> bool:
    """Whether this session holds a second proof of its person."""
    if request.session.get(PROCONNECT_PROOF) == user.email:
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def missing(request: HttpRequest, user: User, *, administrator: bool, member: Membership | None) -> bool:
    """Whether a second proof is asked before acting, as an administrator or by a role."""
    if not settings.SECOND_FACTOR or not (administrator or (member and member.role == Role.ANIMATOR)):
        return False
    return not proven(request, user)


def to_second_factor(request: HttpRequest) -> HttpResponse:
    """To the page that says what to do, and back here."""
    return HttpResponseRedirect(f"{reverse('second_factor')}?{urlencode({'next': request.get_full_path()})}")
