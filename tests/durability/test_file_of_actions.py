"""A worker killed while it loads a file of actions leaves nothing; the next one loads it whole."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from support_installation import Machine, wait_for

ROWS = 2_000
SEND = """
import json, sys
from copilote.cli.installation import ready
ready()
from copilote.cop.lists import send
from copilote.cop.members import add_member
from copilote.cop.models import ListKind
from copilote.diagnostic.action_list import plan
from copilote.diagnostic.working.file_views import JOBS
bob = add_member("bob@exemple.fr", "24", "contributeur", "epci:200030385")
rows = "".join(f"{rank};Action {rank};augm_covoit;Idée;41018\\n" for rank in range(int(sys.argv[1])))
content = ("Numéro;Titre;Levier;Statut;Territoires\\n" + rows).encode()
sent = send(bob, ListKind.ACTIONS, ("plan.csv", content), bob.organisation)
JOBS.load(bob, sent, plan(bob, sent).seal)
print(json.dumps([]))
"""
HALF = """
import sys, time
from pathlib import Path
from copilote.cli.installation import ready
ready()
from copilote.diagnostic import writing
from copilote.diagnostic.models import Action
from copilote.jobs.worker import Worker
tie = writing._tie
def half(pairs):
    tie(pairs)
    Path(sys.argv[1]).write_text(str(Action.objects.count()))
    time.sleep(600)
writing._tie = half
Worker(1).run()
"""
WORK = """
import json
from copilote.cli.installation import ready
ready()
from datetime import timedelta
from django.utils import timezone
from copilote.jobs.keeping import tidy
from copilote.jobs.models import Job
from copilote.jobs.worker import Worker
Job.objects.update(beat=timezone.now() - timedelta(minutes=5))
tidy()
Worker(1).run()
print(json.dumps([]))
"""
COUNT = """
import json
from copilote.cli.installation import ready
ready()
from copilote.cop.models import SentList
from copilote.diagnostic.models import Action, ActionLever, ActionPlace
models = (Action, Action.history.model, ActionLever, ActionPlace)
sent = SentList.objects.get()
print(json.dumps([[model.objects.count() for model in models], [sent.loaded_at is not None, len(sent.added)]]))
"""


@pytest.mark.slow
def test_a_killed_load_leaves_nothing_and_is_done_whole_by_the_next(machine: Machine, tmp_path: Path) -> None:
    machine.ask(SEND, str(ROWS))
    mark = tmp_path / "half"
    worker = machine.start(str(mark), code=HALF)
    wait_for(lambda: worker.poll() is not None or (mark.exists() and mark.read_text(encoding="utf-8")))
    assert worker.poll() is None, worker.communicate()
    assert mark.read_text(encoding="utf-8") == str(ROWS), "all was written, and nothing confirmed"
    os.killpg(worker.pid, signal.SIGKILL)
    worker.communicate()
    assert machine.ask(COUNT) == [[0, 0, 0, 0], [False, 0]]
    machine.ask(WORK)
    assert machine.ask(COUNT) == [[ROWS] * 4, [True, ROWS]]
