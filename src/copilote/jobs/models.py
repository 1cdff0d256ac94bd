"""A job: what it makes, for whom, where it is, and the file that it leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from copilote.words import N_

BEAT_S, LOST_S = 5.0, 30.0
"""Seconds between two signs of life of a job under way, and without one before it is told as stopped."""
LOST = N_("L’atelier s’est arrêté avant la fin.")


class State(models.TextChoices):
    """Where a job is. NONE is never kept: nobody asked, or its file is there no more."""

    NONE = "none"
    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Job(models.Model):
    """Work asked for once, whoever asks: `kind` says what makes it, `key` what exactly (a fingerprint).

    owner : who alone may have it; none: it is for all. turn : counts the times it was put in the queue, so that a
    process that was given up writes nothing more. attempts : times it began since it was last asked for. beat : last
    sign of life. failures : [what was left out, why]. error : why all of it stopped, in French. size : bytes.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="jobs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failures = models.JSONField(default=list)
    error = models.TextField(default="")
    cancel_asked = models.BooleanField(default=False)
    file = models.CharField(max_length=80, default="")
    size = models.PositiveBigIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)
    beat = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    expires = models.DateTimeField(db_index=True)
    task = models.ForeignKey(DBTaskResult, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "key"), condition=Q(owner=None), name="job_once_for_all"),
            models.UniqueConstraint(fields=("kind", "key", "owner"), name="job_once_for_owner"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def path(self) -> Path:
        """Where its file is."""
        return folder() / self.file

    @property
    def status(self) -> State:
        """Where it is now: failed when the process at work on it gives no sign of life, none when its file is gone."""
        if self.state == State.RUNNING and self.beat is not None and self.beat < lost_before():
            return State.FAILED
        if self.state == State.READY and not self.path.is_file():
            return State.NONE
        return State(self.state)

    @property
    def under_way(self) -> bool:
        """Whether it waits for its turn or is being made."""
        return self.status in (State.WAITING, State.RUNNING)

    @property
    def stranded(self) -> bool:
        """Whether it waits while no worker does anything: none is open, or it has died."""
        if self.state != State.WAITING or self.task is None or self.task.enqueued_at > lost_before():
            return False
        return not Job.objects.filter(beat__gte=lost_before()).exists()  # also one that has just ended

    @property
    def why(self) -> str:
        """Why it stopped, in French."""
        return self.error or LOST


def folder() -> Path:
    """Where the files are, one for all processes that share the database."""
    return Path(settings.HOME) / "jobs"


def kept_until() -> datetime:
    """Until when a job that is asked for now is told, and its file kept."""
    return timezone.now() + timedelta(days=settings.KEEP_FILES_DAYS)


def lost_before() -> datetime:
    """The moment before which a last sign of life is one too old."""
    return timezone.now() - timedelta(seconds=LOST_S)
