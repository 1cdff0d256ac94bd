"""What the worker does again and again beside the jobs, as the apps name it (`rounds` of their AppConfig).

Each round is a function that is called every second in a thread of its own, so that a long job keeps nothing waiting;
it is given what says whether to stop.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import DatabaseError, close_old_connections, connections
from django.utils.module_loading import import_string

from copilote.jobs.running import STOPPING

LOG = logging.getLogger("copilote.jobs")
EVERY_S, RETRY_S = 1.0, 5.0
"""Seconds between two rounds, and after one that failed."""
Round = Callable[[Callable[[], bool]], None]


@contextmanager
def rounds() -> Iterator[None]:
    """The rounds of all apps, while the worker is at work; each ends what it has in hand."""
    over = threading.Event()
    paths = [path for app in apps.get_app_configs() for path in getattr(app, "rounds", ())]
    threads = [threading.Thread(target=_go, args=(path, over), name=path, daemon=True) for path in paths]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _go(path: str, over: threading.Event) -> None:
    def stopping() -> bool:
        return over.is_set() or STOPPING.is_set()

    go: Round = import_string(path)
    try:
        while not stopping():
            over.wait(RETRY_S if _failed(go, stopping) else EVERY_S)
    finally:
        connections.close_all()


def _failed(go: Round, stopping: Callable[[], bool]) -> bool:
    """Do a round; whether it failed, which its log tells and the next may mend."""
    try:
        close_old_connections()
        go(stopping)
    except DatabaseError as error:
        LOG.warning("the database does not answer: %s", error)
        connections.close_all()
        return True
    except Exception:
        LOG.exception("a round failed")
        return True
    return False
