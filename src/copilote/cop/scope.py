"""Whom a member sees and may invite: the animation everybody, a relay its département, a validator its colleagues."""

from __future__ import annotations

from copilote.cop.models import Membership, Organisation, Role
from copilote.cop.organisations import departements_of

IN_ORGANISATION = (Role.CONTRIBUTOR, Role.VALIDATOR, Role.READER)
"""The roles that one may hold in an organisation."""


def sees_people(member: Membership, organisation: Organisation) -> bool:
    """Whether a member sees who is in an organisation of its COP."""
    if member.cop_id != organisation.cop_id:
        return False
    if member.role == Role.ANIMATOR or member.organisation_id == organisation.pk:
        return True
    return follows(member, organisation)


def follows(member: Membership, organisation: Organisation) -> bool:
    """Whether a member is the relay of the département where an organisation lies."""
    over = member.over
    return member.role == Role.RELAY and over is not None and over.code in departements_of(organisation)


def invites(member: Membership, organisation: Organisation | None) -> bool:
    """Whether a member may invite into an organisation of its COP; None: into none, to lead, follow or read."""
    if member.role == Role.ANIMATOR:
        return organisation is None or organisation.cop_id == member.cop_id
    if organisation is None or organisation.cop_id != member.cop_id:
        return False
    own = member.role == Role.VALIDATOR and member.organisation_id == organisation.pk
    return own or follows(member, organisation)


def roles_offered(member: Membership, organisation: Organisation | None) -> tuple[Role, ...]:
    """The roles that a member may offer there."""
    if not invites(member, organisation):
        return ()
    if organisation is not None:
        return IN_ORGANISATION
    return Role.ANIMATOR, Role.RELAY, Role.READER
