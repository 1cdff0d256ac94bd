"""What the actions that somebody may see come to, lever by lever, in a COP or in a territory within it: sums by SQL.

Only what is validated counts. An action counts within the one that it is part of, where that one counts too; of a group
of likely duplicates one counts (`counted_once`); what an action has given already counts as done (`achieved.counting`).
In a territory counts what lies wholly in it. The rules are those of `planning.diagnosis`, which the tests hold these
sums to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import fsum

from django.db import connections
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, When

from copilote.cop.models import Cop, Role
from copilote.cop.permissions import Rights
from copilote.diagnostic.achieved.counting import BEGUN, PART, latest
from copilote.diagnostic.models import Action, ActionLever, ActionPlace, Seen, Standing
from copilote.diagnostic.twice.counting import NONE, Alike, Twice, twice_in
from copilote.planning.actions import COUNTED, Status
from copilote.planning.diagnosis import DEPTH, LeverDiagnosis
from copilote.reference.simulator import LeverFigures
from copilote.territories.models import CommuneIn, Edition, Territory

NOISE_KT = 1e-9
"""Below it, what is left of a sum from which a part was taken is nothing."""
_COUNTED = tuple(status.value for status in COUNTED)


class Audience(StrEnum):
    """For whom sums are made: whoever comes, a member of the COP, its animation."""

    PUBLIC = "public"
    COP = "cop"
    ANIMATORS = "animators"

    @property
    def sees(self) -> tuple[str, ...]:
        """The visibilities of the actions that it sees."""
        return tuple(Seen.values[: Seen.values.index(self.value) + 1])


def audience_of(rights: Rights, cop: Cop) -> Audience:
    """For whom the pages of a COP are made, by the roles that one has in it."""
    roles = {member.role for member in rights.members if member.cop_id == cop.pk}
    return Audience.ANIMATORS if Role.ANIMATOR in roles else Audience.COP if roles else Audience.PUBLIC


@dataclass(frozen=True, slots=True)
class Within:
    """A territory, and the keys of those among the places of a COP's actions that lie wholly in it, or touch it."""

    territory: Territory
    inside: tuple[int, ...]
    touching: tuple[int, ...]


def within(cop: Cop, territory: Territory) -> Within:
    """The places of the actions of a COP, seen from a territory; one query."""
    held, edition = CommuneIn._meta.db_table, Edition._meta.db_table
    statement = f"""
        SELECT own.territory_id, COUNT(*), COUNT(here.commune_id) FROM {held} own
        LEFT JOIN {held} here
          ON here.territory_id = %s AND here.edition_id = own.edition_id AND here.commune_id = own.commune_id
        WHERE own.edition_id = (SELECT year FROM {edition} ORDER BY loaded_at DESC LIMIT 1)
          AND own.territory_id IN (
            SELECT place.territory_id FROM {ActionPlace._meta.db_table} place
            JOIN {Action._meta.db_table} action ON action.id = place.action_id WHERE action.cop_id = %s)
        GROUP BY own.territory_id HAVING COUNT(here.commune_id) > 0"""  # noqa: S608 -- names of our tables
    with connections["default"].cursor() as cursor:
        cursor.execute(statement, [territory.pk, cop.pk])
        rows = cursor.fetchall()
    return Within(
        territory,
        tuple(key for key, every, here in rows if every == here),
        tuple(key for key, _every, _here in rows),
    )


def visible(cop: Cop, audience: Audience, place: Within | None = None) -> QuerySet[Action]:
    """The validated actions of a COP that somebody sees; place : those that lie wholly in it."""
    return Action.objects.filter(_is_visible(cop, audience, place))


def _is_visible(cop: Cop, audience: Audience, place: Within | None, before: str = "") -> Q:
    """Whether an action, at the end of a path, is validated and somebody sees it."""
    seen = {"cop": cop, "standing": Standing.VALIDATED, "seen__in": audience.sees}
    told = Q(**{f"{before}{name}": value for name, value in seen.items()})
    return told if place is None else told & _lies_in(place, f"{before}pk")


def _lies_in(place: Within, action: str = "pk") -> Q:
    """Whether all the places of an action lie in a territory."""
    # Those that touch it are listed once: the few thousands of a COP are then not looked at one by one.
    here = ActionPlace.objects.filter(territory__in=place.inside).values("action")
    elsewhere = ActionPlace.objects.filter(action=OuterRef(action)).exclude(territory__in=place.inside)
    return Q(**{f"{action}__in": here}) & ~Q(Exists(elsewhere))


def nested(audience: Audience, place: Within | None, before: str = "") -> Case:
    """1 for an action, at the end of a path, that counts within one that it is part of, or that holds that one; else 0.

    One that is stopped, or an idea, holds nothing: its parts count by their own status (`planning.diagnosis.within`).

    Not a condition to exclude by, for which "not" of an unknown is false: most actions are part of none.
    """
    inside = Q()
    for depth in range(1, DEPTH + 1):
        outer = before + "__".join(["part_of"] * depth)
        counts = Q(
            **{
                f"{outer}__standing": Standing.VALIDATED,
                f"{outer}__seen__in": audience.sees,
                f"{outer}__status__in": _COUNTED,
                f"{outer}__kt__isnull": False,
            }
        )
        inside |= counts if place is None else counts & _lies_in(place, outer)
    return Case(When(inside, then=1), default=0)


def apart(cop: Cop, audience: Audience, place: Within | None = None) -> QuerySet[Action]:
    """The same as `visible`, without those that count within another."""
    return visible(cop, audience, place).annotate(nested=nested(audience, place)).filter(nested=0)


def _levers_apart(cop: Cop, audience: Audience, place: Within | None) -> QuerySet[ActionLever]:
    """The levers of these: joined, which takes half the time that picking the actions first does."""
    rows = ActionLever.objects.filter(_is_visible(cop, audience, place, "action__"))
    return rows.annotate(nested=nested(audience, place, "action__")).filter(nested=0).order_by()


@dataclass(frozen=True)
class Sums:
    """What the actions come to. levers : those asked for, in their order. organisations : how many told something of
    each lever. actions : how many of each status, whatever the lever; declaring : of how many organisations. loose :
    of those that count, how many without lever. unknown : how many with a lever and without known kt. drafts : how many
    are being written. wider : those that go beyond the territory, which are not counted. twice : actions, and
    levers, left out as told twice. searching : those told twice are still looked for.
    """

    levers: tuple[LeverDiagnosis, ...]
    organisations: Mapping[str, int]
    actions: Mapping[Status, int]
    declaring: int
    loose: int
    unknown: int
    drafts: int
    wider: int
    twice: frozenset[tuple[int, str]]
    searching: bool = False

    @classmethod
    def nothing(cls, levers: Sequence[LeverFigures]) -> Sums:
        """Without any action."""
        none = dict.fromkeys(Status, 0)
        return cls(tuple(_line(lever, {}, {}, Twice()) for lever in levers), {}, none, 0, 0, 0, 0, 0, frozenset())

    @property
    def told_twice(self) -> frozenset[int]:
        """The actions that are left out of a lever at least."""
        return frozenset(action for action, _lever in self.twice)

    def of_lever(self, lever: str) -> Sums:
        """What is told of one of the levers alone; drafts are not told apart."""
        line = next(line for line in self.levers if line.lever.id == lever)
        return replace(
            self,
            levers=(line,),
            actions=line.actions,
            declaring=self.organisations.get(lever, 0),
            loose=0,
            unknown=line.unknown,
            drafts=0,
            twice=frozenset(pair for pair in self.twice if pair[1] == lever),
        )

    @property
    def count(self) -> int:
        """How many actions there are, those that go no further included."""
        return sum(self.actions.values())

    @property
    def counted(self) -> int:
        """How many of a status that counts."""
        return sum(self.actions[status] for status in COUNTED)

    @property
    def twice_kt(self) -> float:
        """What is left out as told twice."""
        return fsum(line.twice_kt for line in self.levers)

    @property
    def achieved_kt(self) -> float:
        """Of what is done, what comes from actions that are not done yet."""
        return fsum(line.achieved_kt for line in self.levers)

    def total(self, status: Status) -> float:
        """What is known of a status, all levers together."""
        return fsum(kt_of(line, status) or 0.0 for line in self.levers)


def kt_of(line: LeverDiagnosis, status: Status) -> float | None:
    """What a lever comes to in a status that counts."""
    return {Status.DONE: line.done_kt, Status.UNDER_WAY: line.under_way_kt, Status.DECIDED: line.decided_kt}[status]


def sums_of(
    cop: Cop,
    audience: Audience,
    levers: Sequence[LeverFigures],
    alike: Alike = NONE,
    place: Within | None = None,
) -> Sums:
    """What the actions that somebody sees come to, in as many queries whatever their number.

    levers : with the target that each is compared with. alike : those among them that look alike (`counted_once`).
    """
    own = apart(cop, audience, place)
    if place is not None and alike.members:
        members = [member.action for member in alike.members]
        alike = alike.among(set(own.filter(pk__in=members).values_list("pk", flat=True)))
    twice = twice_in(alike)
    rows: dict[str, dict[Status, tuple[int, int, float]]] = defaultdict(dict)
    tied = _levers_apart(cop, audience, place)
    if len(levers) == 1:  # of many, looked up one by one, the index would take longer
        tied = tied.filter(lever=levers[0].id)
    for lever, status, count, known, kt in tied.values_list("lever", "action__status").annotate(
        count=Count("pk"), known=Count("action__kt"), sum=Sum(F("action__kt") * F("part"))
    ):
        rows[lever][Status(status)] = count, known, kt or 0.0
    given = _achieved(cop, audience, levers, place)
    told = tied.values_list("lever").annotate(count=Count("action__organisation", distinct=True))
    lines = tuple(_line(lever, rows.get(lever.id, {}), given.get(lever.id, {}), twice) for lever in levers)
    has_lever = Exists(ActionLever.objects.filter(action=OuterRef("pk")))
    counted = own.filter(status__in=_COUNTED)
    totals = counted.aggregate(
        loose=Count("pk", filter=~Q(has_lever)), unknown=Count("pk", filter=Q(has_lever) & Q(kt=None))
    )
    by_status = {Status(status): count for status, count in own.order_by().values_list("status").annotate(Count("pk"))}
    seen = visible(cop, audience, place)
    return Sums(
        levers=lines,
        organisations=dict(told),
        actions={status: by_status.get(status, 0) for status in Status},
        declaring=seen.aggregate(count=Count("organisation", distinct=True))["count"],
        loose=totals["loose"],
        unknown=totals["unknown"],
        drafts=_drafts(cop, audience, place),
        wider=0 if place is None else _wider(cop, audience, place),
        twice=twice.left,
    )


def _achieved(
    cop: Cop, audience: Audience, levers: Sequence[LeverFigures], place: Within | None
) -> dict[str, dict[Status, float]]:
    """The kt that actions not done yet have given, by lever and status."""
    rows = latest().filter(_is_visible(cop, audience, place, "action__"))
    rows = rows.annotate(nested=nested(audience, place, "action__")).filter(nested=0)
    if len(levers) == 1:
        rows = rows.filter(action__levers__lever=levers[0].id)
    found: dict[str, dict[Status, float]] = defaultdict(dict)
    kt = Sum(F("action__kt") * F("action__levers__part") * PART)
    for lever, status, given in rows.values_list("action__levers__lever", "action__status").annotate(kt=kt):
        found[lever][Status(status)] = given or 0.0
    return found


def _drafts(cop: Cop, audience: Audience, place: Within | None) -> int:
    rows = Action.objects.filter(cop=cop, standing=Standing.DRAFT, seen__in=audience.sees)
    return (rows if place is None else rows.filter(_lies_in(place))).count()


def _wider(cop: Cop, audience: Audience, place: Within) -> int:
    touches = Exists(ActionPlace.objects.filter(action=OuterRef("pk"), territory__in=place.touching))
    return visible(cop, audience).filter(touches).exclude(_lies_in(place)).count()


def _line(
    lever: LeverFigures, rows: Mapping[Status, tuple[int, int, float]], given: Mapping[Status, float], twice: Twice
) -> LeverDiagnosis:
    sums: dict[Status, float | None] = {}
    unknown = 0
    for status in COUNTED:
        count, known, kt = rows.get(status, (0, 0, 0.0))
        at = (lever.id, status)
        untold = count - known - twice.told.get(at, 0)
        kept, left = known - twice.count.get(at, 0), kt - twice.kt.get(at, 0.0)
        unknown += untold
        sums[status] = None if untold and not kept else left if kept and left > NOISE_KT else 0.0
    achieved = 0.0
    for status in BEGUN:
        part, whole = given.get(status, 0.0) - twice.achieved.get((lever.id, status), 0.0), sums[status]
        if part > NOISE_KT and whole is not None:
            achieved += part
            sums[status] = whole - part if whole - part > NOISE_KT else 0.0
    if achieved:
        sums[Status.DONE] = (sums[Status.DONE] or 0.0) + achieved
    declared = fsum(kt for kt in sums.values() if kt is not None)
    return LeverDiagnosis(
        lever,
        sums[Status.DONE],
        sums[Status.UNDER_WAY],
        sums[Status.DECIDED],
        None if lever.target_kt is None else max(0.0, lever.target_kt - declared),
        {status: rows.get(status, (0, 0, 0.0))[0] for status in Status},
        unknown,
        fsum(twice.kt.get((lever.id, status), 0.0) for status in COUNTED),
        achieved,
    )
