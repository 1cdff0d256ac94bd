"""The cells of a workbench, read and kept: each by itself, and never over what was not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from django.db import IntegrityError, transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from copilote.cop.models import Cop, Membership, Organisation
from copilote.diagnostic.achieved.counting import achieved_of
from copilote.diagnostic.models import OURS, Action, Cell, Origin, WorkbenchStep
from copilote.diagnostic.workbench.lines import Asked, Line, Listed, lines_of
from copilote.diagnostic.workbench.models import Columns, Step
from copilote.diagnostic.writing import NotYoursError, writes_for
from copilote.planning.actions import COUNTED, Status
from copilote.reference.errors import InputError
from copilote.sharing.reads import Proposed, said_of
from copilote.words import _

MOST = 2_000
"""Cells that may be sent at once."""
MERGED = "fusion"
"""Why a cell changed, where two organisations became one."""
At = tuple[str, Columns]
"""A lever and a column."""


class State(Enum):
    """What became of a cell that was sent."""

    SAVED = "saved"
    MEANWHILE = "meanwhile"
    ASKED = "asked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Typed:
    """A cell as it was typed. seen : the version that was read, 0 for none; sure : what is asked was answered yes."""

    lever: str
    column: str
    text: str
    seen: int = 0
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Now:
    """A cell as it stands: its value as it is kept, its version, who wrote it (by role) and when."""

    value: float | None = None
    version: int = 0
    signed: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a cell. now : as it stands; why : in words, where it was refused; asked : before it is kept."""

    typed: Typed
    state: State
    now: Now
    asked: tuple[Asked, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Bench:
    """The workbench of an organisation. proposed : what its territory said, by lever; step : the last word on it all;
    changes : how many its cells had."""

    cop: Cop
    organisation: Organisation
    lines: tuple[Line, ...]
    cells: Mapping[At, Now]
    proposed: Mapping[str, Proposed]
    step: WorkbenchStep | None
    changes: int

    def line(self, lever: str) -> Line | None:
        """The line of a lever."""
        return next((line for line in self.lines if line.lever.id == lever), None)

    def at(self, line: Line, column: Columns) -> Now:
        """A cell as it stands; a proposal that was published since it was typed takes its place."""
        held = self.cells.get((line.lever.id, column), Now())
        said = self.proposed.get(line.lever.id)
        if column != Columns.PROPOSAL or said is None or (held.at is not None and held.at >= said.at):
            return held
        return replace(held, value=line.value_of(said.kt))

    def kt(self, line: Line, column: Columns) -> float | None:
        """The kt of a cell."""
        return line.kt_of(self.at(line, column).value)

    def filled(self, line: Line) -> bool:
        """Whether something was said of a lever."""
        return any(self.at(line, column).value is not None for column in Columns)

    @property
    def count(self) -> int:
        """How many levers are filled."""
        return sum(self.filled(line) for line in self.lines)

    @property
    def state(self) -> Step | None:
        """The last step, where nothing changed since; None for a draft."""
        return Step(self.step.step) if self.step and self.step.upto == self.changes else None


def bench_of(organisation: Organisation) -> Bench:
    """The workbench of an organisation, in as many queries whatever it holds."""
    cop = organisation.cop
    rows = list(Cell.objects.filter(cop=cop, organisation=organisation))
    place = organisation.territory
    return Bench(
        cop,
        organisation,
        lines_of(organisation, cop.region, listed_of(organisation)),
        {(row.lever, Columns(row.column)): _now(row) for row in rows},
        said_of(cop, place.level, place.code) if place else {},
        WorkbenchStep.objects.filter(cop=cop, organisation=organisation).order_by("-pk").first(),
        sum(row.version for row in rows),
    )


def origin_id_of(lever: str, column: Columns) -> str:
    """What names the action that a cell becomes."""
    return f"{lever}:{column.value}"


def table_action(organisation: Organisation, lever: str, status: str) -> int | None:
    """The number of the action that a cell became, within which a detail counts; None for none."""
    rows = Action.objects.filter(cop=organisation.cop_id, organisation=organisation, standing__in=OURS)
    table = rows.filter(origin=Origin.TABLE, origin_id=f"{lever}:{status}")
    return table.values_list("pk", flat=True).first()


def listed_of(organisation: Organisation) -> dict[At, Listed]:
    """What the actions of an organisation say by lever and status, without those that the workbench made;
    what they have given already is done. Two queries."""
    rows = Action.objects.filter(cop=organisation.cop_id, organisation=organisation, standing__in=OURS)
    names = ("pk", "status", "standing", "kt", "part_of", "origin", "origin_id", "said")
    held = {row["pk"]: row for row in rows.values(*names)}
    statuses = {status.value: Columns(status.value) for status in COUNTED}
    given = achieved_of(rows.values("pk"))
    found: dict[At, Listed] = {}

    def ours(row: Mapping[str, object]) -> bool:
        return row["origin"] == Origin.TABLE and str(row["origin_id"]).rpartition(":")[2] in statuses

    for row in held.values():
        if row["kt"] is None or row["status"] not in statuses or ours(row):
            continue
        outer = _outer(row, held)
        if outer is not None and not ours(outer):
            continue
        column = statuses[str((outer or row)["status"])]
        done = 0.0 if outer or row["pk"] not in given else given[row["pk"]].part
        for lever, part in (row["said"] or {}).get("levers", ()):
            was, kt = found.get((lever, column), Listed()), float(row["kt"]) * part
            found[lever, column] = Listed(
                was.apart_kt + (0.0 if outer else kt * (1.0 - done)),
                was.within_kt + (kt if outer else 0.0),
                was.drafts + (row["standing"] == "draft"),
            )
            if done:
                already = found.get((lever, Columns.DONE), Listed())
                found[lever, Columns.DONE] = replace(already, apart_kt=already.apart_kt + kt * done)
    return found


def _outer(row: Mapping[str, object], held: Mapping[object, Mapping[str, object]]) -> Mapping[str, object] | None:
    """The action within which one counts: the nearest that has kt and a status that counts."""
    above = held.get(row["part_of"])
    for _step in range(2):
        if above is None:
            return None
        if above["kt"] is not None and Status(above["status"] or "idea").counted:
            return above
        above = held.get(above["part_of"])
    return None


def _now(row: Cell) -> Now:
    return Now(row.value, row.version, row.signed, row.changed_at)


def save(
    member: Membership, organisation: Organisation, typed: Sequence[Typed], *, proposes: bool
) -> tuple[Outcome, ...]:
    """Keep cells, each by itself; what a colleague wrote since it was read is told, and not overwritten.

    proposes : whether who writes may propose today. Raises NotYoursError, and InputError for too many cells.
    """
    if organisation.cop_id != member.cop_id or not writes_for(member, organisation.pk):
        raise NotYoursError(_("Vous n’écrivez que les actions de votre organisation."))
    if len(typed) > MOST:
        raise InputError(_("Trop de cases à la fois : envoyez-les en plusieurs fois."))
    try:
        return _save(member, organisation, typed, proposes=proposes)
    except IntegrityError:  # a colleague began one of these cells at the same moment: it is read this time
        return _save(member, organisation, typed, proposes=proposes)


def _save(
    member: Membership, organisation: Organisation, typed: Sequence[Typed], *, proposes: bool
) -> tuple[Outcome, ...]:
    with transaction.atomic():
        locked = Cell.objects.select_for_update().filter(cop=member.cop, organisation=organisation)
        rows = {(row.lever, row.column): row for row in locked}
        bench = bench_of(organisation)
        outcomes: list[Outcome] = []
        fresh: list[Cell] = []
        changed: list[Cell] = []
        for each in {(each.lever, each.column): each for each in typed}.values():
            outcome, value, writes = _judged(bench, each, proposes=proposes)
            if writes:
                row = rows.get((each.lever, each.column))
                (fresh if row is None else changed).append(row := _written(row, bench, member, each, value))
                rows[each.lever, each.column] = row
                outcome = replace(outcome, now=_now(row))
            outcomes.append(outcome)
        about = {"default_user": member.user, "batch_size": 500}
        if fresh:
            bulk_create_with_history(fresh, Cell, **about)
        if changed:
            bulk_update_with_history(changed, Cell, ["value", "version", "changed_at", "signed", "user"], **about)
    return tuple(outcomes)


def _judged(bench: Bench, typed: Typed, *, proposes: bool) -> tuple[Outcome, float | None, bool]:
    """What becomes of a cell, its value, and whether it is to be written."""
    line = bench.line(typed.lever)
    if line is None or typed.column not in Columns.values:
        why = _("Cette case n’est pas du tableau : relisez la page.")
        return Outcome(typed, State.REFUSED, Now(), why=why), None, False
    column = Columns(typed.column)
    now = bench.at(line, column)
    if column == Columns.PROPOSAL and not proposes:
        why = _("Les propositions ne s’écrivent pas à cette étape de la COP, ou pas par vous.")
        return Outcome(typed, State.REFUSED, now, why=why), None, False
    try:
        value = line.read(typed.text)
    except InputError as error:
        return Outcome(typed, State.REFUSED, now, why=str(error)), None, False
    if line.same(value, now.value):
        return Outcome(typed, State.SAVED, now), value, False
    if typed.seen != now.version:
        return Outcome(typed, State.MEANWHILE, now), value, False
    asked = () if typed.sure else line.doubts(column, value)
    return Outcome(typed, State.ASKED if asked else State.SAVED, now, asked), value, not asked


def _written(row: Cell | None, bench: Bench, member: Membership, typed: Typed, value: float | None) -> Cell:
    if row is None:
        row = Cell(cop=bench.cop, organisation=bench.organisation, lever=typed.lever, column=typed.column, version=0)
    row.value, row.version, row.changed_at = value, row.version + 1, timezone.now()
    row.signed, row.user = member.signature[:200], member.user
    return row


def follow(old: Organisation, new: Organisation) -> None:
    """The cells of an organisation that merges into another are the other's. What both did or will do adds up, as the
    actions that they made of it do; a proposal is for a whole territory: that of the other stays."""
    there = {(row.lever, row.column): row for row in Cell.objects.select_for_update().filter(organisation=new)}
    free, both = [], []
    for row in Cell.objects.filter(organisation=old):
        held = there.get((row.lever, row.column))
        if held is None:
            free.append(row.pk)
        elif row.value is not None and (held.value is None or row.column != Columns.PROPOSAL):
            held.value, held.version = (held.value or 0.0) + row.value, held.version + 1
            both.append(held)
    Cell.objects.filter(pk__in=free).update(organisation=new)
    bulk_update_with_history(both, Cell, ["value", "version"], batch_size=500, default_change_reason=MERGED)


@dataclass(frozen=True, slots=True)
class Added:
    """A cell in which a merger of organisations added up two: what each said, as it is kept."""

    line: Line
    column: Columns
    own: float
    other: float


def added_in(bench: Bench) -> tuple[Added, ...]:
    """The cells of a workbench that a merger added up and that nobody has written or published since: whether both
    spoke of the same thing is for a person to say. One query where there are none, else two."""
    told = Cell.history.filter(organisation=bench.organisation)
    merged = told.filter(history_change_reason=MERGED)
    if bench.step is not None and bench.step.step == Step.PUBLISHED:
        merged = merged.filter(history_date__gt=bench.step.said_at)
    rows = [
        (row["lever"], Columns(row["column"]), row["version"], row["value"])
        for row in merged.order_by("pk").values("lever", "column", "version", "value")
    ]
    rows = [row for row in rows if row[0:2] in bench.cells and bench.cells[row[0:2]].version == row[2]]
    if not rows:
        return ()
    before = {
        (lever, column, version): value
        for lever, column, version, value in told.filter(lever__in={row[0] for row in rows})
        .order_by("pk")
        .values_list("lever", "column", "version", "value")
    }
    found = []
    for lever, column, version, value in rows:
        own, line = before.get((lever, column.value, version - 1)), bench.line(lever)
        if line is not None and own and value is not None and value > own:
            found.append(Added(line, column, own, value - own))
    return tuple(found)
