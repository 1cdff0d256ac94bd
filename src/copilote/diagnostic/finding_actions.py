"""The action of an address, with the role by which its reader acts on it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from copilote.cop.models import Membership
from copilote.cop.permissions import rights_of
from copilote.diagnostic.models import Action
from copilote.diagnostic.remarks.writing import asks
from copilote.diagnostic.seeing import sees
from copilote.diagnostic.writing import writes_for

ELSEWHERE = "Cette action est d’une autre organisation : vous ne voyez et n’écrivez que celles qui vous concernent."


def _writes(member: Membership, action: Action) -> bool:
    return writes_for(member, action.organisation_id)


HOLDS: dict[str, tuple[Callable[[Membership, Action], bool], ...]] = {
    "diagnostic.see_actions": (_writes, asks, sees),
    "diagnostic.ask": (asks,),
}
"""By right, what a role must hold on the action, the strongest first; to write of it, for all the others."""


def found(request: HttpRequest, member: Membership, number: int, name: str) -> tuple[Membership, Action]:
    """An action of a member's COP, with the role of the reader that is for it. Raises Http404, PermissionDenied."""
    related = Action.objects.select_related("organisation__territory", "organisation__cop", "cop", "part_of")
    action = related.filter(cop=member.cop, pk=number).first()
    if action is None:
        raise Http404
    held = rights_of(request).holding(name, member.cop.key)
    hats = [member, *(each for each in held if each.cop_id == member.cop_id)]
    for holds in HOLDS.get(name, (_writes,)):
        hat = next((each for each in hats if holds(each, action)), None)
        if hat is not None:
            return hat, action
    raise PermissionDenied(ELSEWHERE)
