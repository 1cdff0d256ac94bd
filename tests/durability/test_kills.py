"""The plug is pulled while many write: nothing that was confirmed is lost, nothing is half-written, no lock is a 500.

In full, on either base: `WRITERS=200 DATABASE_URL=… pytest -m slow -s tests/durability`.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from support_installation import MEMBERS, ROWS, Machine, Writers, check_rows, free_port, pull_the_plug, serve, wait_for

WRITERS = int(os.environ.get("WRITERS", "24"))
KILLS = 3
SECONDS = float(os.environ.get("SECONDS", "1"))
"""Between two kills, once each has written."""


@pytest.mark.slow
def test_nothing_confirmed_is_lost_when_the_plug_is_pulled(machine: Machine, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    cookies = [str(cookie) for cookie in machine.ask(MEMBERS, str(WRITERS))]
    server = serve(machine, port, log)
    writers = Writers(port, cookies)
    try:
        for kill in range(KILLS):
            before = writers.so_far().total()
            wait_for(lambda before=before: writers.so_far().total() > before + WRITERS)
            time.sleep(SECONDS)
            if kill % 2:  # the master alone: those that it started end what they answer, beside the next
                os.kill(server.pid, signal.SIGKILL)
                server.wait()
            else:
                pull_the_plug(server)
            server = serve(machine, port, log)
        time.sleep(SECONDS)
    finally:
        writers.stop()
        pull_the_plug(server)
    rows = machine.ask(ROWS)
    confirmed = writers.confirmed.total()
    print(f"\n{WRITERS} writers, {KILLS} kills: {confirmed} confirmed, {len(rows)} rows, {dict(writers.statuses)}")
    assert set(writers.statuses) <= {0, 302, 503}
    assert confirmed > WRITERS
    check_rows(rows, writers.confirmed)
