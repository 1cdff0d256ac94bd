"""The actions of an organisation that merges into another."""

from __future__ import annotations

from hashlib import sha256

from simple_history.utils import bulk_update_with_history

from copilote.cop.models import Membership, Organisation
from copilote.cop.versions import author_of
from copilote.diagnostic.models import Action, Origin, Standing
from copilote.diagnostic.twice.finding import compare
from copilote.diagnostic.writing import AT_ONCE

LONGEST_ID = 120
"""Characters of what names an action where it comes from."""


def follow(old: Organisation, new: Organisation, member: Membership) -> None:
    """The actions of an organisation that merges into another are the other's; what it has already from the same public
    source stays behind, and counts no more. Rows of two files are not one action for having the same number."""
    there = set(Action.objects.filter(organisation=new).exclude(origin_id="").values_list("origin", "origin_id"))
    rows = list(Action.objects.filter(organisation=old).order_by("pk"))
    for row in rows:
        # What each put in its own workbench, or numbered in its own plan, is not the same action.
        if row.origin == Origin.TABLE or (row.origin == Origin.FILE and (row.origin, row.origin_id) in there):
            row.origin_id = _own_id(row.origin_id, old)
        row.version, row.signed, row.why = row.version + 1, author_of(member).role, f"{old} fusionnée dans {new}"[:300]
        if (row.origin, row.origin_id) in there:
            row.standing = Standing.REFUSED
        else:
            row.organisation = new
    fields = ("organisation", "origin_id", "standing", "version", "signed", "why")
    bulk_update_with_history(
        rows, Action, fields, batch_size=AT_ONCE, default_user=member.user, default_change_reason="fusion"
    )
    compare(member.cop, rows)


def _own_id(origin_id: str, of: Organisation) -> str:
    """What names an action of an organisation where another has one of the same name."""
    ending = f":{of.pk}"
    if len(origin_id) + len(ending) <= LONGEST_ID:
        return origin_id + ending
    return f"{origin_id[:2]}{sha256(origin_id.encode()).hexdigest()[:16]}{ending}"
