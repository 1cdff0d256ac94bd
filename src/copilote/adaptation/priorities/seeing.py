"""Which priorities a member sees, and writes of.

Everyone sees what is validated. Drafts are seen by the animation, and by who is of the département: its relay, and the
organisations that lie there. An organisation of no département of the region (the region, an operator) is of all.
"""

from __future__ import annotations

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from copilote.adaptation.actions import SIGNS, WRITES
from copilote.adaptation.priorities.models import Priority, Standing
from copilote.cop import organisations
from copilote.cop.models import SPEAKING, Cop, Membership, Role

BY_LEVEL = Case(When(level="", then=Value("9")), default=F("level"), output_field=CharField())
"""The highest first; those of which the level is not said, last."""


def departements_in(cop: Cop) -> dict[str, str]:
    """The names of the départements that a COP is of, by code."""
    return {row.code: row.name for row in organisations.departements_in(cop)}


def own_departements(member: Membership) -> tuple[str, ...]:
    """The codes of the départements of which a member sees drafts, and may write."""
    known = tuple(departements_in(member.cop))
    if member.role == Role.ANIMATOR:
        return known
    if member.role == Role.RELAY:
        return tuple(code for code in known if member.over is not None and code == member.over.code)
    if member.role in SPEAKING and member.organisation is not None:
        within = organisations.departements_of(member.organisation)
        return tuple(code for code in known if code in within) or known
    return ()


def seen_by(member: Membership) -> QuerySet[Priority]:
    """The priorities that a member sees; those that were withdrawn too, where it sees drafts."""
    rows = Priority.objects.filter(cop=member.cop)
    if member.role == Role.ANIMATOR:
        return rows
    return rows.filter(Q(standing=Standing.VALIDATED) | Q(departement__in=own_departements(member)))


def sees(member: Membership, priority: Priority) -> bool:
    """Whether a member sees a priority."""
    if priority.cop_id != member.cop_id:
        return False
    return priority.standing == Standing.VALIDATED or priority.departement in own_departements(member)


def writes(member: Membership, priority: Priority) -> bool:
    """Whether a member may write of a priority: an organisation, of a draft that it proposed."""
    if priority.cop_id != member.cop_id or member.role not in WRITES:
        return False
    if member.role in SIGNS:
        return priority.departement in own_departements(member)
    ours = priority.organisation_id is not None and priority.organisation_id == member.organisation_id
    return ours and priority.standing != Standing.VALIDATED


def signs(member: Membership, departement: str) -> bool:
    """Whether a member may validate the priorities of a département (by code)."""
    return member.role in SIGNS and departement in own_departements(member)
