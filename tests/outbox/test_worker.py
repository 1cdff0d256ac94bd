"""The worker as a process: three hundred messages through a slow server, killed in the middle, each once."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from support_installation import WAIT_S, machine_at, wait_for
from support_outbox import sink_at

POSTED = """
import json, sys, time
from copilote.cli.installation import ready
ready()
from django.apps import apps
from django.db import transaction
from support_outbox import KINDS, posted
apps.get_app_config("outbox").messages = KINDS
start = time.process_time()
with transaction.atomic():
    for rank in range(300):
        posted(f"p{rank}@exemple.fr", once=f"essai:{rank}")
print(json.dumps([time.process_time() - start]))
"""
STATES = """
import json
from collections import Counter
from copilote.cli.installation import ready
ready()
from copilote.outbox.models import Message
print(json.dumps([Counter(Message.objects.values_list("state", flat=True)), list(
    Message.objects.exclude(state="sent").values_list("email", "state"))]))
"""
LATER = """
import json
from datetime import timedelta
from copilote.cli.installation import ready
ready()
from django.utils import timezone
from copilote.outbox.models import Message
from copilote.outbox.taking import LOST
Message.objects.exclude(held=None).update(held=timezone.now() - LOST - timedelta(seconds=1))
print(json.dumps([]))
"""
TESTS = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_three_hundred_messages_leave_once_each_though_workers_are_killed_and_two_are_at_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with machine_at(tmp_path / "home") as machine, sink_at() as (sink, port):
        sink.slow_s = 0.01
        monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{port}")
        monkeypatch.setenv("PYTHONPATH", f"{os.environ.get('PYTHONPATH', '')}:{TESTS}")
        (seconds,) = machine.ask(POSTED)
        assert float(str(seconds)) < 5.0, "posted before anybody waits"
        machine.ask(POSTED)
        for least in (60, 140, 220):
            worker = machine.start("worker")
            wait_for(lambda least=least: len(sink.mails) >= least)
            os.killpg(worker.pid, signal.SIGKILL)
            worker.communicate()
            machine.ask(LATER)
        workers = [machine.start("worker") for _each in range(2)]
        wait_for(lambda: len(sink.mails) >= 297)  # all but one for each time that it was killed
        limit = time.monotonic() + 120
        while (states := machine.ask(STATES))[0].get("waiting") or states[0].get("taken"):  # type: ignore[union-attr,attr-defined]
            assert time.monotonic() < limit, states
        for worker in workers:
            worker.terminate()
            worker.communicate(timeout=WAIT_S)
            assert worker.returncode == 0
        counts, others = machine.ask(STATES)
        arrived = Counter(sink.to)
        print(json.dumps(counts), len(arrived))
        assert max(arrived.values()) == 1, "none is doubled"
        assert {state for _email, state in others} <= {"uncertain"}
        assert len(others) <= 3, "at most one for each time that it was killed"
        assert {f"p{rank}@exemple.fr" for rank in range(300)} - set(arrived) <= {email for email, _state in others}
        assert sum(counts.values()) == 300  # type: ignore[attr-defined]
