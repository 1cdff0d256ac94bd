"""What a worker looks after between two jobs: those whose process died, files past their time, room on the disk."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from copilote.jobs.models import LOST, Job, State, folder, lost_before
from copilote.jobs.retention import Kept, Rows
from copilote.jobs.running import queue_again, work
from copilote.words import N_

RETRIES = 2
"""Times that a job whose process died begins again by itself; then somebody has to ask."""
MOST_BYTES = 2_000_000_000
"""Of the files that are for all: beyond, the oldest go."""
STRAY = timedelta(days=1)
"""Age of a file or a task that belongs to no job, at which it goes."""


def tidy() -> None:
    """Put lost jobs back into the queue, throw away what is past its time."""
    _again()
    FILES.purge()
    room = MOST_BYTES
    for job in Job.objects.filter(owner=None, state=State.READY).order_by("-ended"):
        room -= job.size
        if room < 0:
            _remove(job)
    known = set(Job.objects.exclude(file="").values_list("file", flat=True))
    for path in folder().glob("*"):
        if path.name not in known and path.stat().st_mtime < time.time() - STRAY.total_seconds():
            path.unlink(missing_ok=True)
    old = DBTaskResult.objects.filter(task_path=work.module_path, enqueued_at__lt=timezone.now() - STRAY)
    old.exclude(pk__in=Job.objects.exclude(task=None).values("task")).delete()


def _again() -> None:
    """Those whose process died: under way without a sign of life, or taken from the queue and never begun."""
    silent = Q(state=State.RUNNING, beat__lt=lost_before())
    taken = Q(state=State.WAITING) & ~Q(task__status=TaskResultStatus.READY)
    never = taken & (Q(task=None) | Q(task__started_at__lt=lost_before()))
    for job in Job.objects.filter(silent | never):
        if job.attempts <= RETRIES and not job.cancel_asked:
            queue_again(job, job.attempts)
        else:
            Job.objects.filter(pk=job.pk, turn=job.turn, state=job.state).update(
                state=State.CANCELLED if job.cancel_asked else State.FAILED, error=LOST, ended=timezone.now()
            )


def _expired(_oldest: datetime) -> Iterator[Rows]:
    yield Job.objects.filter(expires__lt=timezone.now()).exclude(state=State.RUNNING, beat__gte=lost_before())


def _removed(jobs: Rows) -> int:
    rows = list(jobs)
    for job in rows:
        _remove(job)
    return len(rows)


def _remove(job: Job) -> None:
    if job.file:
        job.path.unlink(missing_ok=True)
    job.delete()


FILES = Kept("files", N_("travaux demandés et fichiers préparés"), _expired, "KEEP_FILES_DAYS", _removed)
