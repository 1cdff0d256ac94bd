"""What territories like one do on the same levers: their public actions, those of the nearest population first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, F
from django.urls import reverse

from copilote.cop.models import Cop
from copilote.diagnostic.models import ActionLever, Seen, Standing
from copilote.planning.actions import Status
from copilote.reference.errors import CopiloteError
from copilote.sharing.reads import similar_within
from copilote.words import _
from copilote.words.numbers import counted
from copilote.words.typography import quoted

MOST = 5
"""Territories that are named for a lever."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A territory like another, and what its organisation does on a lever. address : of its diagnostic; title : of its
    largest action; status : of that one; more : how many others, "" for none."""

    name: str
    address: str
    title: str
    status: str
    more: str


def alike(
    cop: Cop, level: str, code: str, levers: Collection[str], most: int | None = None
) -> Mapping[str, tuple[Alike, ...]]:
    """By lever, five territories at most that are like one and act on it. Public actions only, whoever reads: what one
    sees here, one may bring to a council. most : levers, the first of those on which some do. Two queries."""
    try:
        order = {each: rank for rank, each in enumerate(similar_within(level, code, cop.region))}
    except CopiloteError:  # a territory that has left the lists of the year, in a merger
        return {}
    if not order:
        return {}
    rows = ActionLever.objects.filter(
        lever__in=list(levers),
        action__cop=cop,
        action__standing=Standing.VALIDATED,
        action__seen=Seen.PUBLIC,
        action__organisation__territory__level=level,
        action__organisation__territory__code__in=list(order),
    ).exclude(action__status=Status.STOPPED.value)
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    where = "action__organisation__territory__code"
    for lever, other, count in rows.order_by().values_list("lever", where).annotate(Count("pk")):
        counts[lever][other] = count
    kept = {
        lever: sorted(counts[lever], key=order.__getitem__)[:MOST]
        for lever in [lever for lever in levers if lever in counts][:most]
    }
    named = {other for others in kept.values() for other in others}
    firsts: dict[tuple[str, str], tuple[str, str, str]] = {}
    for lever, other, name, title, status in (
        rows.filter(lever__in=list(kept), **{f"{where}__in": list(named)})
        .order_by("lever", F("action__kt").desc(nulls_last=True), "action")
        .values_list("lever", where, "action__organisation__territory__name", "action__title", "action__status")
    ):
        firsts.setdefault((lever, other), (name, title, Status(status).label))
    slug = cop.held_at
    return {
        lever: tuple(_one(slug, level, other, firsts[lever, other], counts[lever][other]) for other in others)
        for lever, others in kept.items()
    }


def _one(slug: str, level: str, code: str, first: tuple[str, str, str], count: int) -> Alike:
    name, title, status = first
    more = counted(count - 1, "autre action", "autres actions") if count > 1 else ""
    address = reverse("diagnostic_territory", args=[slug, level, code])
    return Alike(quoted(name), address, title, status, _("et %(more)s", more=more) if more else "")
