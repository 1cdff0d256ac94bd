"""The base of a site that runs, put back as it was."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from pathlib import Path

_TIMES = itertools.count(1)


def copied(source: Path, target: Path) -> None:
    """All of a base into another, which a server may have open."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target, timeout=30)) as new:
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
