"""Which actions a member sees: the animation all, an organisation's people theirs, a relay those of its département,
who only reads what is validated and shown to the COP. One writes only of one's own (`writing.writes_for`)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from copilote.cop.models import Membership, Organisation, Role
from copilote.cop.organisations import of_cop
from copilote.cop.scope import follows
from copilote.diagnostic.models import Action, Seen, Standing

SEVERAL = (Role.ANIMATOR, Role.RELAY, Role.READER)
"""Roles that see the actions of several organisations."""
FOR_MEMBERS = (Seen.PUBLIC, Seen.COP)


def seen_by(member: Membership) -> QuerySet[Action]:
    """The actions that a member sees."""
    actions = Action.objects.filter(cop=member.cop)
    if member.role == Role.ANIMATOR:
        return actions
    if member.role == Role.RELAY:
        followed = [each.pk for each in organisations_of(member)]
        return actions.filter(organisation__in=followed, seen__in=FOR_MEMBERS)
    own = Q(organisation=member.organisation_id) if member.organisation_id else Q(pk__in=())
    if member.role == Role.READER:
        own |= Q(standing=Standing.VALIDATED, seen__in=FOR_MEMBERS)
    return actions.filter(own)


def sees(member: Membership, action: Action) -> bool:
    """Whether a member sees an action."""
    if action.cop_id != member.cop_id:
        return False
    if member.role == Role.ANIMATOR or (member.role != Role.RELAY and action.organisation_id == member.organisation_id):
        return True
    if action.seen not in FOR_MEMBERS:
        return False
    if member.role == Role.RELAY:
        return follows(member, action.organisation)
    return member.role == Role.READER and action.standing == Standing.VALIDATED


def organisations_of(member: Membership) -> list[Organisation]:
    """The organisations whose actions a member of several sees, by name; one query."""
    every = of_cop(member.cop)
    return [each for each in every if follows(member, each)] if member.role == Role.RELAY else list(every)


def whose(member: Membership) -> str:
    """Whose actions a member sees, in words."""
    if member.role == Role.RELAY and member.over is not None:
        return str(member.over)
    return str(member.organisation) if member.role not in SEVERAL and member.organisation else member.cop.name
