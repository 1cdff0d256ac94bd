"""A list that is too long for a page to wait for: read, then loaded, by the worker, all or nothing.

What it would do is kept as the file of the job that read it, for who asked alone; it is read anew before it is loaded,
and what was seen is what is written. A worker that is killed in the middle leaves nothing: writing is one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from copilote.cop.lists import Line, LineState, Loader, Plan, load, sent_list
from copilote.cop.models import ListKind, Membership, SentList
from copilote.exchange.intake import FileProblem, UnknownTableError
from copilote.exchange.intake.rows import Progress
from copilote.jobs.asking import find, forget, start
from copilote.jobs.models import Job
from copilote.jobs.running import Run
from copilote.reference.errors import InputError

LARGE = 200_000
"""Bytes of a list that a page waits for: about a second of reading."""
Reader = Callable[[Membership, SentList, Progress], Plan]


class _StoppedError(Exception):
    """Who asked for it stopped it, or the worker ends."""


@dataclass(frozen=True, slots=True)
class ListJobs:
    """How long lists of a kind are taken. reads, loads : the kinds of their jobs; look : what a list would do, as it is
    shown; look_again : as it is loaded; stamp : changes when the same list would be read otherwise."""

    kind: ListKind
    reads: str
    loads: str
    look: Reader
    look_again: Reader
    write: Loader
    told: Callable[[Plan], str]
    stamp: Callable[[SentList], str] = lambda _sent: ""

    def takes(self, sent: SentList) -> bool:
        """Whether a list is long."""
        return len(sent.content or b"") > LARGE or self.loading(sent).pk is not None

    def reading(self, sent: SentList) -> Job:
        """The job that reads a list, where it is."""
        return find(self.reads, self._key(sent), sent.sent_by_id)

    def loading(self, sent: SentList) -> Job:
        """The job that loads it."""
        return find(self.loads, str(sent.pk), sent.sent_by_id)

    def read(self, member: Membership, sent: SentList) -> Job:
        """Have a list read. Raises BusyError."""
        return start(self.reads, self._key(sent), {"member": member.pk, "sent": sent.pk}, sent.sent_by_id)

    def load(self, member: Membership, sent: SentList, seal: str) -> Job:
        """Have a list loaded as it was seen. Raises BusyError."""
        asked = {"member": member.pk, "sent": sent.pk, "seal": seal}
        return start(self.loads, str(sent.pk), asked, sent.sent_by_id)

    def again(self, sent: SentList) -> None:
        """Have what was read of a list forgotten, so that it is read anew."""
        for job in (self.reading(sent), self.loading(sent)):
            forget(job)

    def _key(self, sent: SentList) -> str:
        return f"{sent.pk}-{self.stamp(sent)}"

    def make_plan(self, run: Run) -> None:
        """Read a list. Called by the worker."""
        member, sent = self._asked(run)
        try:
            told: dict[str, Any] = kept_plan(self.look(member, sent, _told(run)))
        except UnknownTableError:
            told = {"unknown": True}
        except _StoppedError:
            return
        run.output.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")

    def make_load(self, run: Run) -> None:
        """Load a list. Called by the worker: again, too, where the first was killed once all was written."""
        member, sent = self._asked(run)
        words = "Cette liste est chargée."
        if sent.loaded_at is None:
            try:
                plan = self.look_again(member, sent, _told(run))
            except _StoppedError:
                return
            words = self.told(load(member, sent, lambda: plan, run.arguments["seal"], self.write))
        run.output.write_text(json.dumps({"told": words}, ensure_ascii=False), encoding="utf-8")

    def _asked(self, run: Run) -> tuple[Membership, SentList]:
        related = Membership.objects.select_related("cop", "organisation__territory", "user", "over")
        member = related.filter(pk=run.arguments["member"]).first()
        if member is None:
            raise InputError("Ce rôle n’existe plus : rien n’est chargé.")
        return member, sent_list(member, self.kind, str(run.arguments["sent"]))


def _told(run: Run) -> Progress:
    def told(done: int, total: int) -> None:
        run.progress(done, total)
        if run.cancelled():
            raise _StoppedError

    return told


def kept_plan(plan: Plan) -> dict[str, Any]:
    """A plan as JSON holds it, without what its loader needs."""
    return {
        "lines": [[line.line, line.state.name, line.name, line.does] for line in plan.lines],
        "problems": [asdict(problem) for problem in plan.problems],
        "count": plan.count,
        "remarks": list(plan.remarks),
        "doubts": [asdict(problem) for problem in plan.doubts],
        "doubted": plan.doubted,
    }


def plan_kept(job: Job) -> Plan | None:
    """What a list would do, as a job read it; None where its columns are to be said first."""
    told = json.loads(job.path.read_text(encoding="utf-8"))
    if "unknown" in told:
        return None
    lines = tuple(Line(line, LineState[state], name, does, None) for line, state, name, does in told["lines"])
    return Plan(
        lines,
        _problems(told["problems"]),
        told["count"],
        tuple(told["remarks"]),
        _problems(told["doubts"]),
        told["doubted"],
    )


def _problems(rows: Sequence[dict[str, Any]]) -> tuple[FileProblem, ...]:
    return tuple(FileProblem(**row) for row in rows)


def words_of_load(job: Job) -> str:
    """What loading did, in a sentence."""
    return str(json.loads(job.path.read_text(encoding="utf-8"))["told"])
