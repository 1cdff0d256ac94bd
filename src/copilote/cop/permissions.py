"""Who may do what: the one place that says it, for every view that writes or shows what is not public.

| | public pages | space of a COP | proposals of a territory | choices and perimeters of the COP |
|---|---|---|---|---|
| anonymous | reads | | | |
| reader | reads | reads | | |
| territory | reads | reads | writes its own | |
| animator | reads | reads | | writes in its region |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.cop.models import Member, Role, User
from copilote.simulator.pages.frame import region_of

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Rights:
    """What a visitor may do; nobody's rights are empty. `members` : the roles, with their COP."""

    user: User | None = None
    members: tuple[Member, ...] = ()

    @property
    def signed_in(self) -> bool:
        """Whether one knows who it is."""
        return self.user is not None

    def reads(self, region: str) -> bool:
        """Whether one is a member of the COP of a region (INSEE code)."""
        return any(one.cop.region == region for one in self.members)

    def animator(self, region: str) -> Member | None:
        """The role by which one decides for a region; None when one may not."""
        return next((one for one in self.members if one.role == Role.ANIMATOR and one.cop.region == region), None)

    def speaker(self, level: str, code: str) -> Member | None:
        """The role by which one speaks for a territory; None when one may not."""
        for one in self.members:
            if one.role == Role.TERRITORY and (one.territory_level, one.territory_code) == (level, code):
                return one
        return None


NOBODY = Rights()


def rights_of(request: HttpRequest) -> Rights:
    """The rights of who asks, read once a request. Without a session's cookie nothing is read at all."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "user"):
        return NOBODY
    found: Rights | None = getattr(request, "copilote_rights", None)
    if found is None:
        user = request.user
        found = NOBODY
        if isinstance(user, User):
            members = Member.objects.filter(user=user).select_related("cop").order_by("cop__name", "pk")
            found = Rights(user, tuple(members))
        request.copilote_rights = found  # type: ignore[attr-defined]
    return found


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and back here."""
    return HttpResponseRedirect(f"{reverse('login')}?{urlencode({'suite': request.get_full_path()})}")


def signed_in(view: View) -> View:
    """Only for those who signed in; others are asked to."""

    @wraps(view)
    def called(request: HttpRequest, **where: str) -> HttpResponse:
        return view(request, **where) if rights_of(request).signed_in else to_sign_in(request)

    return called


def animators_only(view: View) -> View:
    """Only for who leads the COP of the region of the address (`slug`)."""

    @wraps(view)
    def called(request: HttpRequest, slug: str, **where: str) -> HttpResponse:
        rights = rights_of(request)
        if not rights.signed_in:
            return to_sign_in(request)
        if rights.animator(region_of(slug).code) is None:
            raise PermissionDenied(_("Seule l’animation de la COP de cette région peut faire cela."))
        return view(request, slug=slug, **where)

    return called


def speakers_only(view: View) -> View:
    """Only for who speaks for the territory of the address (`level`, `code`)."""

    @wraps(view)
    def called(request: HttpRequest, level: str, code: str, **where: str) -> HttpResponse:
        rights = rights_of(request)
        if not rights.signed_in:
            return to_sign_in(request)
        if rights.speaker(level, code) is None:
            raise PermissionDenied(_("Seul un membre de ce territoire peut parler en son nom."))
        return view(request, level=level, code=code, **where)

    return called
