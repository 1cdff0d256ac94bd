"""Saying something of an action: each remark is kept as it was written, with the role of who wrote it.

Who follows (the animation, the relay of the département, who validates for the organisation) asks and settles; the
organisation's people answer. Callers have checked that the right is held; of whose action, is checked here.
"""

from __future__ import annotations

from django.db import transaction

from copilote.cop.journal import say
from copilote.cop.models import Membership, Role
from copilote.diagnostic.models import Action
from copilote.diagnostic.remarks.letters import tell_asker, tell_organisation
from copilote.diagnostic.remarks.models import LONGEST, Remark, RemarkKind
from copilote.diagnostic.seeing import sees
from copilote.diagnostic.writing import NotYoursError, writes_for
from copilote.reference.errors import InputError
from copilote.words import _

ASKING = (Role.ANIMATOR, Role.RELAY, Role.VALIDATOR)


def asks(member: Membership, action: Action) -> bool:
    """Whether a member may ask something of an action, and say that it is settled."""
    return member.role in ASKING and sees(member, action)


def ask(member: Membership, action: Action, text: str) -> int:
    """Ask its organisation for something; how many people are told. Raises NotYoursError, InputError."""
    _check(asks(member, action))
    with transaction.atomic():
        return tell_organisation(_said(member, action, RemarkKind.REQUEST, text))


def comment(member: Membership, action: Action, text: str) -> Remark:
    """Say something that asks for no answer. Raises NotYoursError, InputError."""
    _check(asks(member, action) or writes_for(member, action.organisation_id))
    return _said(member, action, RemarkKind.COMMENT, text)


def answer(member: Membership, action: Action, request: int, text: str) -> Remark:
    """Answer a request, for the organisation of the action. Raises NotYoursError, InputError for one settled since."""
    _check(writes_for(member, action.organisation_id))
    with transaction.atomic():
        said = _said(member, action, RemarkKind.ANSWER, text, _waiting(action, request))
        tell_asker(said)
    return said


def settle(member: Membership, action: Action, request: int) -> None:
    """Say that a request is settled. Raises NotYoursError, InputError for one that is already."""
    _check(asks(member, action))
    with transaction.atomic():
        _waiting(action, request).end(member.signature)


def _check(allowed: bool) -> None:
    if not allowed:
        raise NotYoursError(_("Cette action n’est pas de celles que vous suivez."))


def _waiting(action: Action, number: int) -> Remark:
    rows = Remark.objects.select_for_update(of=("self",)).select_related("cop")
    row = rows.filter(action=action, pk=number, kind=RemarkKind.REQUEST, in_force=True).first()
    if row is None:
        raise InputError(_("Cette demande est déjà réglée : relisez la page."))
    return row


def _said(member: Membership, action: Action, kind: RemarkKind, text: str, request: Remark | None = None) -> Remark:
    return say(Remark, member, text, LONGEST, action=action, kind=kind, about_request=request)
