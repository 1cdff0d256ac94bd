"""What is kept only for a time, and the purge that erases it once that is over.

An app says what it keeps in `kept` of its AppConfig; the worker purges once a day, `copilote purge` when it is asked.
What a COP decided is never among it: a name may leave it, the role and the organisation stay.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from copilote.jobs.asking import start_once
from copilote.jobs.running import Run
from copilote.words import _
from copilote.words.numbers import counted

KIND = "purge"
Rows = QuerySet[Any]


def deleted(rows: Rows) -> int:
    """Delete rows, each with what goes with it; how many of them."""
    count = rows.count()
    rows.delete()
    return count


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows that are kept for a time. label : what they are, marked by `N_`.

    past : those past their time, given the moment before which a row is too old. setting : the one that says for how
    many days; "" for what has an end of its own. forget : what is done with them, and of how many. warn : who
    is told before, given the same moment.
    """

    key: str
    label: str
    past: Callable[[datetime], Iterable[Rows]]
    setting: str = ""
    forget: Callable[[Rows], int] = deleted
    warn: Callable[[datetime], None] | None = None

    @property
    def days(self) -> int | None:
        """For how many days; None for what has an end of its own."""
        return int(getattr(settings, self.setting)) if self.setting else None

    @property
    def lasts(self) -> str:
        """For how long, in the language in use."""
        if self.days is None:
            return _("jusqu’à son terme")
        years, rest = divmod(self.days, 365)
        return counted(years, "an", "ans") if years and not rest else counted(self.days, "jour", "jours")

    def purge(self, *, dry_run: bool = False) -> int:
        """Forget what is past its time, all or nothing; how many rows. dry_run : only count them."""
        oldest = timezone.now() - timedelta(days=self.days or 0)
        with transaction.atomic():
            if self.warn is not None and not dry_run:
                self.warn(oldest)
            return sum(rows.count() if dry_run else self.forget(rows) for rows in self.past(oldest))


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge did of something that is kept."""

    key: str
    label: str
    lasts: str
    rows: int


def all_kept() -> tuple[Kept, ...]:
    """What the apps keep for a time."""
    return tuple(kept for app in apps.get_app_configs() for kept in getattr(app, "kept", ()))


def purge(*, dry_run: bool = False) -> tuple[Purged, ...]:
    """Forget all that is past its time. dry_run : only count it."""
    return tuple(Purged(kept.key, _(kept.label), kept.lasts, kept.purge(dry_run=dry_run)) for kept in all_kept())


def purge_daily() -> None:
    """Have a worker purge once a day."""
    start_once(KIND, timezone.localdate().isoformat())


def make_purge(run: Run) -> None:
    """The job: what went is its file, by key and number of rows."""
    gone = {done.key: done.rows for done in purge()}
    run.output.write_text(json.dumps(gone), encoding="utf-8")
