"""The people of a COP: their role changes, ends, or goes to another; nobody leaves a COP without anybody to lead it."""

from __future__ import annotations

from django.db import transaction

from copilote.cop.history import keep_valid
from copilote.cop.leaving import hindrances
from copilote.cop.models import Cop, Membership, Role
from copilote.reference.errors import InputError


def take_away(member: Membership, why: str, *, alone: bool = False) -> bool:
    """End a role; with the last one the account is closed, unless it administers the installation. Returns whether.

    What was decided stays, without the name. alone : also the last to lead. Raises InputError.
    """
    user = member.user
    with transaction.atomic():
        Cop.objects.select_for_update().get(pk=member.cop_id)  # two that leave at once do not both find the other
        if not alone and leads_alone(member):
            raise InputError(
                f"« {member.cop.name} » n’aurait plus personne pour l’animer : invitez d’abord quelqu’un à l’animer."
            )
        setattr(member, "_change_reason", why[:100])  # noqa: B010  what the history reads
        member.delete()
        closes = not user.memberships.exists() and not user.is_administrator and not hindrances(user)
        if closes:
            user.delete()
    return closes


def leads_alone(member: Membership) -> bool:
    """Whether nobody else who can sign in leads the COP of a member."""
    if member.role != Role.ANIMATOR:
        return False
    others = Membership.objects.filter(cop=member.cop_id, role=Role.ANIMATOR, user__is_active=True)
    return not others.exclude(user=member.user_id).exists()


def change_role(member: Membership, role: Role, why: str) -> Membership:
    """Give a member another role for the same organisation. Raises InputError."""
    if member.role == role:
        return member
    with transaction.atomic():
        Cop.objects.select_for_update().get(pk=member.cop_id)
        if leads_alone(member):
            raise InputError(
                f"« {member.cop.name} » n’aurait plus personne pour l’animer : invitez d’abord quelqu’un à l’animer."
            )
        member.role = role
        keep_valid(member, why)
    return member
