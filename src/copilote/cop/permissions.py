"""Who may do what: `@may` marks a view with an action of the registry (cop/actions.py), the only way for it to take
what is sent; `Rights` says to pages what the reader may do, by the same rule.

A right is held in a COP, never in a region: the address of a region or a territory speaks of its current COP.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import override

from copilote.cop.accounts.second_factor import missing, to_second_factor
from copilote.cop.actions import Action, action_of
from copilote.cop.hats import chosen
from copilote.cop.middleware import READING
from copilote.cop.models import Membership, Stage, User
from copilote.reference.errors import InputError
from copilote.ui.addresses import held_parts, key_at
from copilote.words import FRENCH, speaking

View = Callable[..., HttpResponse]
Territory = tuple[str, str]
"""Level and code."""


@dataclass(frozen=True)
class Rights:
    """What a visitor may do; nobody's rights are empty. `members` : the roles, with their COP and organisation, the one
    that was chosen first. hat : the number of the one that was chosen, 0 for none.
    """

    user: User | None = None
    members: tuple[Membership, ...] = ()
    hat: int = 0

    @property
    def wears(self) -> Membership | None:
        """The role in whose name one acts: the one that was chosen, or the only one."""
        first = self.members[0] if self.members else None
        return first if first and (len(self.members) == 1 or first.pk == self.hat) else None

    @property
    def signed_in(self) -> bool:
        """Whether one knows who it is."""
        return self.user is not None

    def reads(self, region: str) -> bool:
        """Whether one is a member of the current COP of a region (INSEE code)."""
        return any(member.cop.current and member.cop.key == region for member in self.members)

    def acting(self, name: str, cop: str = "", territory: Territory | None = None) -> Membership | None:
        """The role by which one may do an action today in a COP (by its `key`: "24" is the current one of a region,
        "24:45" of a département of it); None when one may not. territory : what an action on one's own territory is
        about; without COP, in that of whichever region."""
        return next(iter(_at_this_stage(action_of(name), self.holding(name, cop, territory))), None)

    def holding(self, name: str, cop: str = "", territory: Territory | None = None) -> tuple[Membership, ...]:
        """The roles that an action is for, whatever the stage of their COP."""
        action = action_of(name)
        return tuple(
            member
            for member in self.members
            if member.role in action.roles
            and not (action.regional and member.cop.departement)
            and member.cop.current
            and (member.cop.key == cop or (action.own and not cop))
            and (not action.own or member.territory == territory)
        )


NOBODY = Rights()


def rights_of(request: HttpRequest) -> Rights:
    """The rights of who asks, read once a request. Without a session's cookie nothing is read at all."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "user"):
        return NOBODY
    rights: Rights | None = getattr(request, "copilote_rights", None)
    if rights is None:
        user = request.user
        rights = NOBODY
        if isinstance(user, User):
            related = Membership.objects.filter(user=user).select_related("cop", "organisation__territory", "over")
            hat, members = chosen(request), list(related.order_by("cop__name", "pk"))
            members.sort(key=lambda member: member.pk != hat)
            rights = Rights(user, tuple(members), hat if any(member.pk == hat for member in members) else 0)
        request.copilote_rights = rights  # type: ignore[attr-defined]
    return rights


def person_of(request: HttpRequest) -> User:
    """Who is signed in, behind `may`. Raises PermissionDenied for nobody."""
    user = rights_of(request).user
    if user is None:
        raise PermissionDenied
    return user


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and back here."""
    return HttpResponseRedirect(f"{reverse('login')}?{urlencode({'suite': request.get_full_path()})}")


def may(name: str) -> Callable[[View], View]:
    """Mark a view with an action; who may not is asked to sign in, or refused with the reason (403).

    The view of an action that is for some roles is given the one that acts, as `member`. Which COP: the current one of
    the region or the département in the address (`slug`, of `ui.converters`), else of `?region=`, else the
    one in which one speaks for the territory of the address (`level`, `code`). What is behind sign-in speaks French,
    whatever the address: it is for those who work in a COP. Raises KeyError, as the site starts, for an action that is
    not in the registry.
    """
    action = action_of(name)

    def marked(view: View) -> View:
        called = view if action.public else _guarded(view, action)
        called.action = action  # type: ignore[attr-defined]
        return called

    return marked


def _guarded(view: View, action: Action) -> View:
    @wraps(view)
    def called(request: HttpRequest, **where: Any) -> HttpResponse:
        rights = rights_of(request)
        if not rights.signed_in:
            return to_sign_in(request)
        if action.administrator and not (rights.user and rights.user.is_administrator):
            raise PermissionDenied(action.refusal)
        if action.roles:
            where["member"] = _acting(request, rights, action, where)
        member = where.get("member") if action.roles else None
        if rights.user and missing(request, rights.user, administrator=action.administrator, member=member):
            return to_second_factor(request)
        with override(FRENCH), speaking(FRENCH):
            response = view(request, **where)
        response.headers.setdefault("Content-Language", FRENCH)
        return response

    return called


def _acting(request: HttpRequest, rights: Rights, action: Action, where: dict[str, Any]) -> Membership:
    """Who acts at an address: the role that was chosen, first. Raises PermissionDenied, and InputError when several
    could and none was chosen."""
    slug = where.get("slug") or held_parts(request.GET.get("region", ""))[0]
    territory = (where["level"], where["code"]) if "level" in where else None
    holding = rights.holding(action.name, key_at(slug) if slug else "", territory)
    if not holding:
        raise PermissionDenied(action.refusal)
    members = _at_this_stage(action, holding)
    if not members:
        cop = holding[0].cop
        where_it_is = f"« {cop.name} » en est à l’étape « {Stage(cop.stage).label} »"
        raise PermissionDenied(f"{where_it_is} ; cela se fait à ces étapes : {action.when}.")
    if len(members) > 1 and members[0].pk != rights.hat and request.method not in READING:
        names = " ; ".join(f"{member.words}, {member.cop.name}" for member in members)
        raise InputError(f"Vous pouvez le faire à plusieurs titres ({names}) : choisissez le vôtre en haut de la page.")
    return members[0]


def _at_this_stage(action: Action, members: tuple[Membership, ...]) -> list[Membership]:
    return [member for member in members if member.cop.stage in action.stages]
