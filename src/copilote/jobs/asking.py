"""What stages ask of jobs: start one, find it, stop it.

job = start("sheets", key, {"region": "24"})      # the same job for all who ask while it is under way or kept
find("sheets", key).status
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from copilote.jobs.models import Job, State, kept_until, lost_before
from copilote.jobs.running import queue
from copilote.reference.errors import BusyError
from copilote.words import _

LOCK = zlib.crc32(b"copilote jobs")
MOST_FOR_ALL, MOST_EACH = 4, 2
"""Jobs under way that have no owner, all together, and those of one owner."""


def find(kind: str, key: str, owner: int | None = None) -> Job:
    """The job, where it is now; one of status NONE when nobody asked for it."""
    return Job.objects.filter(kind=kind, key=key, owner_id=owner).first() or Job(kind=kind, key=key, state=State.NONE)


def start(kind: str, key: str, arguments: Mapping[str, Any], owner: int | None = None) -> Job:
    """Ask for a job. The one under way or kept under the same key is given back; one that stopped begins again.

    kind : a name in `jobs` of an AppConfig. key : a fingerprint of what is made. arguments : what JSON can hold, for
    what makes it. owner : number (pk) of who alone may have it; none:
    what is made is for all. Raises BusyError.
    """
    with transaction.atomic():
        _one_at_a_time()
        job, _created = Job.objects.select_for_update().get_or_create(
            kind=kind, key=key, owner_id=owner, defaults={"state": State.FAILED, "expires": kept_until()}
        )
        if job.under_way or job.status == State.READY:
            return job
        alive = Q(state=State.WAITING) | Q(state=State.RUNNING, beat__gte=lost_before())
        most = MOST_FOR_ALL if owner is None else MOST_EACH
        if Job.objects.filter(alive, owner_id=owner).count() >= most:
            raise BusyError(_("Trop de travaux sont demandés en ce moment : réessayez dans une minute."))
        job.arguments, job.attempts = dict(arguments), 0
        queue(job)
    return job


def start_once(kind: str, key: str) -> None:
    """Have a worker do for all what is due: the first that asks under a key is the only one, whatever became of it."""
    if find(kind, key).pk is None:
        with suppress(BusyError):  # at the next look
            start(kind, key, {})


def _one_at_a_time() -> None:
    """Until the transaction ends: what is counted is still true when the job is queued. SQLite writes so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def forget(job: Job) -> None:
    """Have a job made anew when it is next asked for: what it left goes. Nothing happens to one under way."""
    if job.pk is None or job.under_way:
        return
    if job.file:
        job.path.unlink(missing_ok=True)
    job.delete()


def cancel(job: Job, by: int | None) -> None:
    """Ask a job to stop after the step in hand; nothing happens when it is not under way.

    by : number (pk) of who asks. Raises PermissionDenied for a visitor, and for another than its owner; who may stop
    what is for all is for the stage to say.
    """
    if by is None or job.owner_id not in (None, by):
        raise PermissionDenied(_("Ce travail n’est pas le vôtre : vous ne pouvez pas l’arrêter."))
    Job.objects.filter(pk=job.pk, state=State.WAITING).update(state=State.CANCELLED, ended=timezone.now())
    Job.objects.filter(pk=job.pk, state=State.RUNNING).update(cancel_asked=True)
