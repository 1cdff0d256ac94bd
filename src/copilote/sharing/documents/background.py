"""Batches of sheets made beside the site: a process each, its state in a file that any worker of the site can read.

A batch is a folder of COPILOTE_HOME/sheets named after what it shows (`Batch.key`), so that it serves again as long as
figures and decisions are the same. Its process holds a lock on the file `alive`: a machine that stops, or a process
that dies, leaves a lock that nobody holds, and the batch can be started again.
"""

from __future__ import annotations

import fcntl  # Unix, as the server that calls this
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import copilote
from copilote.exchange.shares import shared
from copilote.reference.errors import CopiloteError
from copilote.sharing.documents.batch import LEVELS, make_zip, tasks_of
from copilote.sharing.recorded import choices_of, figures_of, places_of

MOST_AT_ONCE = 2
"""Batches made at the same time, all regions together; one a region."""
MOST_KEPT = 24
KEPT_DAYS = 7.0
READY, RUNNING, CANCELLED, FAILED, NONE = "ready", "running", "cancelled", "failed", "none"


class BusyError(CopiloteError):
    """As many batches as the machine takes are under way."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a batch is. failed : (name of the territory, why) of the sheets that could not be made. error : why all
    of it stopped. size : bytes of the ZIP. seconds : that it took."""

    status: str = NONE
    done: int = 0
    total: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    error: str = ""
    size: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Batch:
    """The sheets of a level of a region, in a language, as figures and decisions are now."""

    root: Path
    region: str
    level: str
    language: str
    stamp: str

    @property
    def key(self) -> str:
        """The name of its folder."""
        return f"{self.region}-{self.level}-{self.language}-{self.stamp}"

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return self.root / self.key

    @property
    def zip(self) -> Path:
        """The finished file."""
        return self.folder / "fiches.zip"

    @property
    def alive(self) -> bool:
        """Whether a process is at work on it."""
        return _held(self.folder / "alive")

    def state(self) -> State:
        """Where it is now."""
        try:
            found = json.loads((self.folder / "state.json").read_text(encoding="utf-8"))
            state = State(**found | {"failed": tuple((name, why) for name, why in found["failed"])})
        except (OSError, ValueError, KeyError, TypeError):
            return State(RUNNING) if self.alive else State()
        if state.status == RUNNING and not self.alive:
            return State(FAILED, state.done, state.total, state.failed, "L’atelier s’est arrêté avant la fin.")
        if state.status == READY and not self.zip.exists():
            return State()
        return state

    def start(self) -> None:
        """Begin, unless it is done or under way. Raises BusyError."""
        self.root.mkdir(parents=True, exist_ok=True)
        with _locked(self.root / "lock"):
            if self.alive or self.state().status == READY:
                return
            _tidy(self.root)
            busy = [path.parent.name for path in self.root.glob("*/alive") if _held(path)]
            if any(name.startswith(f"{self.region}-") for name in busy):
                raise BusyError("Des fiches de cette région se préparent déjà : attendez qu’elles soient faites.")
            if len(busy) >= MOST_AT_ONCE:
                raise BusyError("Deux lots de fiches se préparent déjà : réessayez dans une minute.")
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir()
            self._spawn()

    def _spawn(self) -> None:
        """A process that takes over the lock on `alive`, and outlives the worker of the site that started it."""
        with (self.folder / "alive").open("w") as alive:
            fcntl.flock(alive, fcntl.LOCK_EX)
            process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(self.root), self.region, self.level, self.language, self.stamp],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=(alive.fileno(),),
            )
        threading.Thread(target=process.wait, daemon=True).start()  # so that it leaves no trace when it ends

    def cancel(self) -> None:
        """Ask it to stop after the sheet in hand; nothing happens when it is not under way."""
        if self.alive:
            (self.folder / "cancel").touch()

    def work(self) -> State:
        """Make the sheets, here and now, and keep the state on the way. Never raises."""
        started = time.monotonic()
        last = State(RUNNING)
        try:
            tasks = tasks_of(self.region, self.level, self.language)
            last = State(RUNNING, 0, len(tasks))
            self._write(last)
            outcome = make_zip(
                tasks,
                self.zip,
                progress=lambda done, total: self._write(State(RUNNING, done, total)),
                cancelled=(self.folder / "cancel").exists,
            )
            failed = tuple((one.task.name, one.error) for one in outcome.failed)
            status = CANCELLED if outcome.cancelled else READY
            size = self.zip.stat().st_size if status == READY else 0
            elapsed = round(time.monotonic() - started, 1)
            last = State(status, outcome.made + len(failed), len(tasks), failed, "", size, elapsed)
        except CopiloteError as error:
            last = State(FAILED, total=last.total, error=str(error))
        except Exception as error:  # said on the page: nobody reads this process's output
            last = State(FAILED, total=last.total, error=f"Incident ({type(error).__name__}).")
        self._write(last)
        return last

    def _write(self, state: State) -> None:
        part = self.folder / "state.part"
        part.write_text(json.dumps(asdict(state), ensure_ascii=False), encoding="utf-8")
        part.replace(self.folder / "state.json")


def batch_of(root: Path, region: str, level: str, language: str = "fr") -> Batch:
    """The batch of a region's level as its figures are now. Raises InputError for a level that is not made at once."""
    tasks_of(region, level)
    return Batch(root, region, level, language, fingerprint(region, level))


def fingerprint(region: str, level: str) -> str:
    """Changes as soon as a figure, a rule, a decision or a program of ours that the sheets show does.

    An EPCI may lie in several regions: what those decided counts too.
    """
    digest = sha256(_program().encode())
    held = places_of(region, level)
    for one in held:
        digest.update(f"{one.code} {one.name} {one.note}".encode())
        digest.update(one.ranks.tobytes())
    for code in sorted({code for one in held for code in one.regions}):
        choices = choices_of(code)
        declined = shared(code, choices)
        digest.update(declined.tonnes.tobytes())
        digest.update(repr((choices, declined.rules, figures_of(code))).encode())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def _program() -> str:
    """The version of what makes the sheets: its files' names, sizes and dates."""
    root = Path(copilote.__file__).parent
    kinds = {".py", ".typ", ".csv", ".toml", ".mo"}
    files = sorted(path for path in root.rglob("*") if path.suffix in kinds)
    told = [f"{path.relative_to(root)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    return sha256("\n".join(told).encode()).hexdigest()


def _held(path: Path) -> bool:
    """Whether another process, or another part of this one, holds the lock of a file."""
    try:
        with path.open() as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _tidy(root: Path) -> None:
    """Throw away what is old, and the oldest of what is too much; never what is under way."""
    idle = [path for path in root.iterdir() if path.is_dir() and not _held(path / "alive")]
    idle.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    oldest = time.time() - KEPT_DAYS * 86_400
    for rank, path in enumerate(idle):
        if rank >= MOST_KEPT or path.stat().st_mtime < oldest:
            shutil.rmtree(path, ignore_errors=True)


def main(arguments: list[str]) -> None:
    """What the process does: root, region, level, language and stamp of its batch."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copilote.site.settings")
    with suppress(OSError):
        os.nice(10)  # pages come first
    django.setup()
    root, region, level, language, stamp = arguments
    Batch(Path(root), region, level, language, stamp).work()


def all_batches(root: Path, region: str, language: str) -> dict[str, Batch]:
    """The batches of a region, by level."""
    return {level: batch_of(root, region, level, language) for level in LEVELS}


def record(state: State) -> dict[str, Any]:
    """A state as the page's program reads it."""
    return {"status": state.status, "done": state.done, "total": state.total}


if __name__ == "__main__":
    main(sys.argv[1:])
