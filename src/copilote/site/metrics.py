"""What the site did since it started, and where it stands, as Prometheus reads it.

Counts are in memory that the processes of the site share: made before they part, so that whichever is asked tells of
all of them, also of those that ended. Other machines of the same installation are asked one by one.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import Error, connection
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from copilote import __version__
from copilote.jobs.models import Job
from copilote.outbox.models import Message
from copilote.site.installation import backups
from copilote.site.installation.models import noted
from copilote.site.installation.rounds import WORKER

STATUSES = (200, 204, 301, 302, 304, 308, 400, 403, 404, 405, 409, 411, 413, 414, 422, 429, 431, 500, 503)
BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
OTHER = "other"
"""A view without a name, and a status that is not in the list."""
_ROW = (len(STATUSES) + 1) + (len(BOUNDS_S) + 1)
"""Counts of a view: by status, then by duration; after them, one number of seconds."""


class Counts:
    """Requests by view and status, and their durations, shared by the processes that are copies of this one."""

    def __init__(self, views: list[str]) -> None:
        self.views = {name: rank for rank, name in enumerate(sorted({*views, OTHER}))}
        self.row = struct.Struct(f"={_ROW}Qd")
        self.memory = mmap.mmap(-1, len(self.views) * self.row.size)
        self.file, name = tempfile.mkstemp()  # nobody else opens it
        os.unlink(name)  # noqa: PTH108
        self.lock = Lock()

    def add(self, view: str, status: int, seconds: float) -> None:
        """Count one more request."""
        place = self.views.get(view, self.views[OTHER]) * self.row.size
        of_status = STATUSES.index(status) if status in STATUSES else len(STATUSES)
        of_duration = len(STATUSES) + 1 + bisect_left(BOUNDS_S, seconds)
        # The system frees the lock of a process that is killed while it holds it.
        with self.lock:
            fcntl.lockf(self.file, fcntl.LOCK_EX)
            try:
                *counts, total = self.row.unpack_from(self.memory, place)
                counts[of_status] += 1
                counts[of_duration] += 1
                self.row.pack_into(self.memory, place, *counts, total + seconds)
            finally:
                fcntl.lockf(self.file, fcntl.LOCK_UN)

    def lines(self) -> Iterator[str]:
        """Those of views that were asked."""
        yield from _head("copilote_requests_total", "counter", "Requests by view and status.")
        asked = [(name, self.row.unpack_from(self.memory, rank * self.row.size)) for name, rank in self.views.items()]
        asked = [(name, row) for name, row in asked if any(row[:_ROW])]
        for name, row in asked:
            for status, count in zip((*STATUSES, OTHER), row, strict=False):
                if count:
                    yield f'copilote_requests_total{{view="{name}",status="{status}"}} {count}'
        yield from _head("copilote_request_seconds", "histogram", "Time to answer, by view.")
        for name, row in asked:
            so_far = 0
            for bound, count in zip((*BOUNDS_S, "+Inf"), row[len(STATUSES) + 1 : _ROW], strict=True):
                so_far += count
                yield f'copilote_request_seconds_bucket{{view="{name}",le="{bound}"}} {so_far}'
            yield f'copilote_request_seconds_sum{{view="{name}"}} {row[_ROW]:.6f}'
            yield f'copilote_request_seconds_count{{view="{name}"}} {so_far}'


def _names(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern)
        elif pattern.name:
            yield str(pattern.name)


_counts: Counts | None = None
_made = Lock()


def counts() -> Counts:
    """Those of this site; made by the first request, or by `copilote serve` before its processes part."""
    global _counts
    with _made:
        if _counts is None:
            _counts = Counts(list(_names(get_resolver())))
        return _counts


class Measured:
    """Counts each request, by the name of its view."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response: HttpResponse = self.get_response(request)
        match = request.resolver_match
        name = "static" if request.path.startswith("/static/") else (match.url_name if match else None) or OTHER
        counts().add(str(name), response.status_code, time.perf_counter() - started)
        return response


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All of it, for who has the token (`Authorization: Bearer …`); for anybody else there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        raise Http404
    lines = [*_head("copilote_info", "gauge", "What runs."), f'copilote_info{{version="{__version__}"}} 1']
    lines += [*counts().lines(), *_of_base()]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _of_base() -> Iterator[str]:
    """What the base says; that it does not answer, where it does not."""
    started = time.perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        elapsed = time.perf_counter() - started
        told = [line for told in (_base_size, _work, _moments) for line in told()]
    except Error:
        yield from _head("copilote_database_up", "gauge", "Whether the database answers.")
        yield "copilote_database_up 0"
        return
    yield from _head("copilote_database_up", "gauge", "Whether the database answers.")
    yield "copilote_database_up 1"
    yield from _head("copilote_database_seconds", "gauge", "Time of the shortest question to the database.")
    yield f"copilote_database_seconds {elapsed:.6f}"
    yield from told


def _base_size() -> Iterator[str]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            size = int(cursor.fetchone()[0])
    else:
        base = str(connection.settings_dict["NAME"])
        size = sum(os.path.getsize(base + end) for end in ("", "-wal") if os.path.exists(base + end))  # noqa: PTH110, PTH202
    yield from _head("copilote_database_bytes", "gauge", "Size of the database.")
    yield f"copilote_database_bytes {size}"


def _work() -> Iterator[str]:
    for name, about, model in (("copilote_jobs", "Jobs", Job), ("copilote_mails", "Messages", Message)):
        yield from _head(name, "gauge", f"{about} by state.")
        for state, count in model.objects.order_by().values_list("state").annotate(Count("pk")):
            yield f'{name}{{state="{state}"}} {count}'
    yield from _head("copilote_sessions", "gauge", "Sessions that have not ended.")
    yield f"copilote_sessions {Session.objects.filter(expire_date__gt=timezone.now()).count()}"


def _moments() -> Iterator[str]:
    seen = noted(WORKER)
    for name, about, moment in (
        ("copilote_backup_age_seconds", "Since the last backup.", backups.last_made()),
        (
            "copilote_worker_age_seconds",
            "Since the last sign of life of a worker.",
            seen and datetime.fromisoformat(seen),
        ),
    ):
        if moment:
            yield from _head(name, "gauge", about)
            yield f"{name} {(timezone.now() - moment).total_seconds():.0f}"
    yield from _head("copilote_backup_failed", "gauge", "Whether the last backup failed.")
    yield f"copilote_backup_failed {int(backups.last_failed() is not None)}"


def _head(name: str, kind: str, about: str) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"
