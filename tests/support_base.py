"""The base of a site that runs, put back as it was."""

from __future__ import annotations

import fcntl
import itertools
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

_TIMES = itertools.count(1)


def copied(source: Path, target: Path | sqlite3.Connection) -> None:
    """All of a base into another, which a server may have open."""
    with closing(sqlite3.connect(source)) as old:
        if isinstance(target, sqlite3.Connection):
            old.backup(target)
            return
        with closing(sqlite3.connect(target, timeout=30)) as new:
            old.backup(new)


def new_numbers(base: Path) -> None:
    """Rows to come get numbers that no earlier test had: what the server keeps in memory, it keeps by number."""
    with closing(sqlite3.connect(base, timeout=30)) as found, found:
        tables = found.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'").fetchall()
        found.execute("DELETE FROM sqlite_sequence")
        first = 1_000_000 * next(_TIMES)
        found.executemany(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [(name, first) for (name,) in tables]
        )


MAKE = "from copilote.cli.installation import set_up; set_up(make=True)\n"
MAKE += "from copilote.site.installation.database import migrate; migrate()"


def new_base() -> Path:
    """A base of SQLite with its tables and nothing in them, made once for all test processes: it takes seconds."""
    shared = Path(os.environ["COPILOTE_HOME"])
    base = shared / "new.sqlite3"
    with (shared / "new.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not base.exists():
            home = shared / "new"
            environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
            environment["COPILOTE_HOME"] = str(home)
            subprocess.run([sys.executable, "-W", "ignore", "-c", MAKE], env=environment, check=True)
            (home / "copilote.sqlite3").rename(base)
    return base


def home_at(home: Path) -> Path:
    """A folder in which a site was opened, on SQLite: for what is no test of making the tables."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    base = home / "copilote.sqlite3"
    base.touch(mode=0o600)
    copied(new_base(), base)
    return home
