"""A backup is made while many write, and killed at any moment: there is no file, or a whole one.

More moments, on either base: `MOMENTS=12 DATABASE_URL=… pytest -m slow -s tests/durability`.
"""

from __future__ import annotations

import json
import os
import signal
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from support_installation import (
    MEMBERS,
    ROWS,
    WEIGHT,
    Machine,
    Writers,
    check_rows,
    free_port,
    machine_at,
    pull_the_plug,
    serve,
    wait_for,
)

WRITERS = int(os.environ.get("WRITERS", "24"))
MOMENTS = int(os.environ.get("MOMENTS", "2"))
MOST = 4 * MOMENTS
"""On a busy machine a backup may be made before it is seen to begin: others are."""


@contextmanager
def written_to(machine: Machine, log: Path) -> Iterator[Writers]:
    """Members write, as long as this lasts."""
    cookies = [str(cookie) for cookie in machine.ask(MEMBERS, str(WRITERS))]
    port = free_port()
    server = serve(machine, port, log)
    writers = Writers(port, cookies)
    try:
        wait_for(lambda: writers.so_far().total() >= WRITERS)
        yield writers
    finally:
        writers.stop()
        pull_the_plug(server)


def is_whole(file: Path) -> bool:
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        return all(sha256(archive.read(name)).hexdigest() == sum_ for name, sum_ in manifest["sha256"].items())


@pytest.mark.slow
def test_a_backup_made_while_many_write_is_whole_or_not_there(machine: Machine, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    machine.ask(WEIGHT)
    with written_to(machine, tmp_path / "log") as writers:
        before = writers.so_far()
        started = time.monotonic()
        whole = machine.start("backup", str(folder / "whole.zip"))
        wait_for(lambda: list(folder.glob(".copilote-*")), during=whole)
        begun = time.monotonic()
        whole.communicate()
        lasts = time.monotonic() - begun
        print(f"\n{before.total()} confirmed; a backup takes {begun - started:.1f} s to begin, {lasts:.2f} s to make")
        there = []
        for rank in range(MOST):
            left = {*folder.glob(".copilote-*")}
            killed = machine.start("backup", str(folder / f"{rank}.zip"))
            wait_for(lambda left=left: {*folder.glob(".copilote-*")} - left, during=killed)
            time.sleep(lasts * (rank % MOMENTS) / MOMENTS)
            if rank % 2:
                killed.send_signal(signal.SIGKILL)  # pg_dump goes on
            else:
                os.killpg(killed.pid, signal.SIGKILL)
            killed.communicate()
            there.append((folder / f"{rank}.zip").exists())
            if rank >= MOMENTS - 1 and not all(there):
                break
        print(f"killed {len(there)} times: {sum(there)} whole, {there.count(False)} absent")
        written = writers.so_far().total()
    assert written > before.total()
    assert set(writers.statuses) <= {302, 503}
    assert all(is_whole(folder / f"{rank}.zip") for rank, made in enumerate(there) if made)
    assert not all(there)
    machine.run("backup", str(folder / "last.zip"))
    kept = {"whole.zip", "last.zip", *(f"{rank}.zip" for rank, made in enumerate(there) if made)}
    assert {path.name for path in folder.iterdir()} == kept  # what was half-made is thrown away
    with machine_at(tmp_path / "other", empty=True) as other:
        other.run("restore", str(folder / "whole.zip"))
        check_rows(other.ask(ROWS), before)
