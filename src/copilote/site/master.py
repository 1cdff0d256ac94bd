"""Gunicorn's process that looks after the site's, and after the worker of the jobs beside them."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gunicorn.arbiter import Arbiter

AGAIN_S, STOPPING_S = 5.0, 5.0
"""Seconds between two starts of the worker of the jobs, and those that it is given to stop."""
GROWTH_MB = 32.0
"""What a process of the site may come to hold beyond what it began with, before another takes its place."""


class Master(Arbiter):  # type: ignore[misc]
    """Gunicorn's process that looks after the others; also after the worker of the jobs, in a session of its own.

    It read at its start what every page needs, and the others are copies of it: one that has grown, by the tables of
    all regions, is followed by a new one that answers at once, and ends when it has answered.
    """

    def __init__(self, app: Any, jobs: Sequence[str]) -> None:
        """jobs : the command of that worker; empty for none."""
        self.command, self.started = jobs, -AGAIN_S
        self.jobs: subprocess.Popen[bytes] | None = None
        super().__init__(app)

    def manage_workers(self) -> None:
        """Called about once a second: start again what died, renew what has grown."""
        most = held_mb("self") + GROWTH_MB
        if len(self.WORKERS) == self.num_workers and any(held_mb(pid) > most for pid in self.WORKERS):
            self.spawn_worker()  # gunicorn then lets the oldest go
        super().manage_workers()
        ended = self.jobs is None or self.jobs.poll() is not None
        if self.command and ended and time.monotonic() - self.started > AGAIN_S:
            self.started = time.monotonic()
            self.jobs = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, start_new_session=True)

    def stop(self, graceful: bool = True) -> None:
        """Stop all of them."""
        if self.jobs is not None:
            self.jobs.terminate()
        super().stop(graceful)
        if self.jobs is not None:
            try:
                self.jobs.wait(STOPPING_S)
            except subprocess.TimeoutExpired:
                self.jobs.kill()


def held_mb(process: int | str) -> float:
    """The memory that a process holds, in MB; 0 on a system that does not say it as Linux does."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0.0
    return int(pages) * resource.getpagesize() / 1e6
