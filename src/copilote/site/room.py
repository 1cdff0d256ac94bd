"""A room's network is not encrypted: nobody signs in there, and nothing behind sign-in is shown."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from copilote.site.errors import render_error
from copilote.site.middleware import Layer
from copilote.ui.phones import in_the_clear
from copilote.words import N_, _

TOLD = N_(
    "Le réseau de cette salle n’est pas chiffré : ce qu’on y tape peut être lu par d’autres. On ne se connecte donc "
    "pas à cette adresse."
)
ELSEWHERE = N_("Ouvrez plutôt %(address)s.")


class RoomNetwork(Layer):
    """At the address of a room (ROOM_ADDRESS), without HTTPS: who comes is a visitor, whatever cookie they bring."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if in_the_clear(request):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _named: Any) -> HttpResponse | None:
        """Refuse what is behind sign-in, and all that leads there."""
        if not (is_of_accounts(view) and in_the_clear(request)):
            return None
        safe = settings.SITE_ADDRESS if settings.SITE_ADDRESS.startswith("https://") else ""
        words = " ".join(filter(None, (_(TOLD), safe and _(ELSEWHERE, address=safe))))
        return render_error(request, 403, words)


def is_of_accounts(view: Any) -> bool:
    """Whether a view is behind sign-in, or is of signing in, of invitations, of accounts."""
    action = getattr(view, "action", None)
    if action is None:
        return str(getattr(view, "__module__", "")).startswith("allauth.")
    return not action.public or action.name.startswith("cop.")
