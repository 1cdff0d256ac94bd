"""Where the tasks of an ensemble run: this process's threads, local processes, or a cluster by its address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_all_start_methods, get_context
from typing import Any

from copilote.ensemble.arrays import need_extra
from copilote.ensemble.memory import give_back_freed_blocks
from copilote.reference.errors import CopiloteError, InputError

CONNECT_SECONDS = 10
LOCAL = ("threads", "processes", "sync")
Progress = Callable[[int, int], None]
"""Called with the tasks that are done, and how many there are."""


class ClusterError(CopiloteError):
    """A cluster that does not answer, or cannot do the work."""


def _library(name: str) -> Any:
    """A module of Dask, which comes without types; read only when it is needed."""
    return import_module(name)


def delayed(value: Any, **options: Any) -> Any:
    """Dask's own: a function whose calls are tasks, or a value that tasks share."""
    return _library("dask").delayed(value, **options)


@dataclass(frozen=True)
class Runner:
    """Where tasks run; workers : how many at the same time; client : Dask's, None on this process's own threads."""

    scheduler: str
    workers: int
    client: Any

    @property
    def most_per_process(self) -> int:
        """Tasks that one process runs at the same time."""
        return self.workers if self.client is None else max(self.client.nthreads().values())

    def hold(self, value: Any) -> Any:
        """A large value, once for all tasks."""
        return delayed(value, traverse=False) if self.client is None else self.client.scatter(value, broadcast=True)

    def run(self, tasks: list[Any], progress: Progress) -> None:
        """Run delayed tasks to the end, telling how many are done."""
        progress(0, len(tasks))
        if self.scheduler == "processes":
            _run_forked(tasks, self.workers, progress)
        elif self.client is None:
            _run_here(tasks, self.scheduler, self.workers, progress)
        else:
            _run_there(self.client, tasks, progress)


@contextmanager
def runner(scheduler: str, workers: int) -> Iterator[Runner]:
    """What runs tasks: "threads", "processes", "sync" (one after the other), or "tcp://…".

    Local processes are copies of this one: what it holds is theirs without being copied.
    Raises ClusterError when the address does not answer in 10 seconds, InputError for anything else.
    """
    need_extra()
    if scheduler in LOCAL:
        if scheduler == "processes" and "fork" not in get_all_start_methods():
            raise InputError("Ce système ne sait pas dédoubler un programme : --scheduler threads.")
        give_back_freed_blocks()
        yield Runner(scheduler, 1 if scheduler == "sync" else workers, None)
    elif scheduler.startswith(("tcp://", "tls://")):
        with _connected(scheduler) as client:
            threads = sum(client.nthreads().values())
            if not threads:
                raise ClusterError(f"{scheduler} répond, mais n’a aucun exécutant : lancez dask worker {scheduler}.")
            yield Runner(scheduler, threads, client)
    else:
        accepted = f"{', '.join(LOCAL)}, ou une adresse tcp://machine:8786"
        raise InputError(f"Ordonnanceur « {scheduler[:60]} » : inconnu. Acceptés : {accepted}.")


def _connected(address: str) -> Any:
    try:
        return _library("distributed").Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError):
        raise ClusterError(
            f"{address} ne répond pas (attendu {CONNECT_SECONDS} s) : vérifiez l’adresse et lancez dask scheduler."
        ) from None


def _run_here(tasks: list[Any], scheduler: str, workers: int, progress: Progress) -> None:
    names = {task.key for task in tasks}
    done: set[Any] = set()

    def ended(key: Any, _result: Any, _graph: Any, _state: Any, _worker: Any) -> None:
        if key in names:
            done.add(key)
            progress(len(done), len(names))

    with _library("dask.callbacks").Callback(posttask=ended):
        _library("dask").compute(*tasks, scheduler=scheduler, num_workers=workers, optimize_graph=False)


_TASKS: list[Any] = []
"""Those that the processes inherit."""


def _run_forked(tasks: list[Any], workers: int, progress: Progress) -> None:
    _TASKS[:] = tasks
    try:
        with ProcessPoolExecutor(workers, get_context("fork")) as pool:
            futures = [pool.submit(_do, rank) for rank in range(len(tasks))]
            try:
                for done, future in enumerate(as_completed(futures), start=1):
                    future.result()
                    progress(done, len(tasks))
            except BrokenProcessPool:
                raise ClusterError("Un exécutant s’est arrêté : mémoire pleine ? Donnez moins à --memory.") from None
            finally:
                pool.shutdown(cancel_futures=True)
    finally:
        _TASKS.clear()


def _do(rank: int) -> None:
    _library("dask").compute(_TASKS[rank], scheduler="sync", optimize_graph=False)


def _run_there(client: Any, tasks: list[Any], progress: Progress) -> None:
    futures = client.compute(tasks)
    for rank, future in enumerate(_library("distributed").as_completed(futures, loop=client.loop), start=1):
        error = future.exception() if future.status == "error" else None
        if error is not None:
            client.cancel(futures)
            raise ClusterError(f"Un exécutant a échoué : {type(error).__name__}, {str(error)[:300]}")
        progress(rank, len(tasks))
