"""What a worker does, in the process and the transaction of a test."""

from __future__ import annotations

from unittest.mock import patch

from django_tasks_db.management.commands import db_worker

from copilote.jobs.worker import Worker


def do_jobs(most: int = 9) -> None:
    """Do what is in the queue."""
    with patch.object(db_worker, "close_old_connections"):  # the test's own, with its transaction
        Worker(most).run()
