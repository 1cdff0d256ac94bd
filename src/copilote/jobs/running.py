"""A job under way: what makes it, its signs of life, and how it ends."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks_db.utils import retry

from copilote.jobs.models import BEAT_S, Job, State, folder, kept_until
from copilote.reference.errors import CopiloteError
from copilote.words import FRENCH, speaking

TOLD_S = 0.5
"""Seconds between two writings of the progress."""
STOPPING = threading.Event()
"""Set when the worker is asked to stop: the job in hand goes back into the queue."""
Maker = Callable[["Run"], None]
"""What makes a kind of file: it writes `run.output` whole, or nothing where `run.cancelled()` told it to stop."""


def maker_of(kind: str) -> Maker:
    """What makes a kind, as `jobs` of an AppConfig names it. Raises LookupError."""
    for app in apps.get_app_configs():
        if path := getattr(app, "jobs", {}).get(kind):
            return import_string(path)  # type: ignore[no-any-return]
    raise LookupError(kind)


class Run:
    """A job under way, as what makes it sees it. output : the file to write."""

    def __init__(self, job: Job) -> None:
        self.arguments: dict[str, Any] = job.arguments
        self.output: Path = folder() / f"{job.kind}-{job.pk}-{job.turn}.part"
        self.failures: list[tuple[str, str]] = []
        self._job, self._told, self._stopped = job, 0.0, False

    def progress(self, done: int, total: int) -> None:
        """Say where it is, as often as one likes."""
        if done == total or time.monotonic() - self._told > TOLD_S:
            self._told = time.monotonic()
            self.beat(done=done, total=total)

    def cancelled(self) -> bool:
        """Whether to stop now and leave no file."""
        return self._stopped or STOPPING.is_set()

    def left_out(self, name: str, why: str) -> None:
        """A part of it that could not be made, and why, in French."""
        self.failures.append((name, why))

    def beat(self, **fields: int) -> None:
        """A sign of life; asks whether to go on. A database that does not answer now will at the next one."""
        with suppress(DatabaseError):
            self._stopped = not self._mine.filter(cancel_asked=False).update(beat=timezone.now(), **fields)

    @property
    def _mine(self) -> Any:
        """Its row, as long as nobody gave this process up."""
        return Job.objects.filter(pk=self._job.pk, turn=self._job.turn, state=State.RUNNING)

    @retry()
    def end(self, state: State, **fields: Any) -> bool:
        """Keep how it ended, unless it is no longer ours."""
        return bool(self._mine.update(state=state, ended=timezone.now(), failures=self.failures, **fields))


@task()
def work(job: int, turn: int) -> str:
    """Make the file of a job, unless it was stopped or given to another meanwhile. Returns how it ended."""
    waiting = Job.objects.filter(pk=job, turn=turn, state=State.WAITING)
    if not waiting.update(state=State.RUNNING, beat=timezone.now(), attempts=F("attempts") + 1):
        return State.NONE
    run = Run(Job.objects.get(pk=job))
    folder().mkdir(parents=True, exist_ok=True)
    try:
        with _beating(run), speaking(FRENCH):
            maker_of(run._job.kind)(run)
        if not run.output.exists():
            return _stopped(run)
        return _kept(run)
    except CopiloteError as error:
        run.end(State.FAILED, error=str(error))
        return State.FAILED
    except Exception as error:  # its trace is kept with the task
        run.end(State.FAILED, error=f"Incident ({type(error).__name__}).")
        raise
    finally:
        run.output.unlink(missing_ok=True)


def _kept(run: Run) -> str:
    """The file on the disk for good, then the row that tells it."""
    with run.output.open("rb+") as written:
        os.fsync(written.fileno())
    path = run.output.with_suffix("")
    run.output.replace(path)
    if not run.end(State.READY, file=path.name, size=path.stat().st_size):
        path.unlink()
    return State.READY


def _stopped(run: Run) -> str:
    """Stopped by who asked, or by the end of the worker: then another goes on with it, as if this one had not begun."""
    if run._stopped:
        run.end(State.CANCELLED)
        return State.CANCELLED
    queue_again(run._job, run._job.attempts - 1)
    return State.WAITING


def queue(job: Job) -> None:
    """Put a job at the end of the queue; what worked on it before has no say any more. In a transaction."""
    job.turn += 1
    job.state, job.done, job.total, job.failures, job.error = State.WAITING, 0, 0, [], ""
    job.cancel_asked, job.beat, job.ended, job.expires = False, None, None, kept_until()
    job.task_id = work.enqueue(job.pk, job.turn).id
    job.save()


def queue_again(job: Job, attempts: int) -> None:
    """The same for one that stopped half-way, unless it moved on meanwhile. attempts : those that count."""
    with transaction.atomic():
        same = Job.objects.select_for_update().filter(pk=job.pk, turn=job.turn, state=job.state).first()
        if same is not None:
            same.attempts = attempts
            queue(same)


@contextmanager
def _beating(run: Run) -> Iterator[None]:
    """Signs of life from a thread of their own, however long a step takes."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_S):
            run.beat()
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
