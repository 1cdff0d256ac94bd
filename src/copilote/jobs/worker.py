"""The process that does the jobs, one after the other, and begins anew after a few so that memory is given back."""

from __future__ import annotations

import logging
import os
import sys
import time
from contextlib import suppress
from types import FrameType

from django.db import DatabaseError, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker

from copilote.jobs.keeping import tidy
from copilote.jobs.retention import purge_daily
from copilote.jobs.rounds import rounds
from copilote.jobs.running import STOPPING

LOG = logging.getLogger("copilote.jobs")
LOOK_S, TIDY_S, RETRY_S = 1.0, 10.0, 5.0
"""Seconds between two looks at the queue, two tidyings, and before another try where the database does not answer."""


class Worker(db_worker.Worker):
    """That of django-tasks: it does all that is in the queue, then gives back."""

    def __init__(self, most: int) -> None:
        super().__init__(
            queue_names=["default"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=most,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Asked to stop: the job in hand goes back into the queue. Asked again: at once."""
        STOPPING.set()
        super().shutdown(signum, frame)

    @property
    def tired(self) -> bool:
        """Whether it did as many jobs as it may."""
        return self.max_tasks is not None and self._run_tasks >= self.max_tasks


def serve_jobs(most: int, beside: int | None = None) -> None:
    """Do jobs until asked to stop (Ctrl+C, SIGTERM).

    most : jobs after which the process begins anew, in place. beside : number of the process that it ends with.
    """
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, 10)  # pages come first
    worker, tidied = Worker(most), -TIDY_S
    worker.configure_signals()
    with rounds():
        while worker.running and not worker.tired and beside in (None, os.getppid()):
            try:
                if time.monotonic() - tidied > TIDY_S:
                    tidy()
                    purge_daily()
                    tidied = time.monotonic()
                worker.run()
                time.sleep(0 if worker.tired else LOOK_S)
            except DatabaseError as error:
                LOG.warning("the database does not answer: %s", error)
                connections.close_all()
                time.sleep(RETRY_S)
    if worker.running and worker.tired:
        connections.close_all()
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606  the same command, with fresh memory
