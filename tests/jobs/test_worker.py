"""The worker as a process: killed in the middle of a job, stopped, beside the site and with it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import ThreadWorker

from copilote.jobs.models import LOST, LOST_S
from copilote.site import server
from support_base import home_at

SETUP = """
import os, sys, json
os.environ["DJANGO_SETTINGS_MODULE"] = "copilote.site.settings"
import django; django.setup()
from django.core.management import call_command
from copilote.jobs.asking import find, start
from copilote.jobs.models import Job
arguments = {"region": "24", "level": "departement", "language": "fr"}
"""
MIGRATE = "call_command('migrate', verbosity=0, interactive=False)"
START = "start('sheets', 'a', arguments)"
TELL = "job = find('sheets', 'a'); print(json.dumps([job.status, job.why, job.turn, job.path.is_file()]))"
LATER = f"""
from datetime import timedelta
from django.utils import timezone
Job.objects.update(beat=timezone.now() - timedelta(seconds={LOST_S + 1}))
"""
SERVE = """
from django.conf import settings
settings.STORAGES["staticfiles"] = {{"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
from copilote.cli.serve import run
run("127.0.0.1", {port}, 1, 2, jobs=True)
"""
WAIT_S = 90
READY = f"""
import time
limit = time.monotonic() + {WAIT_S}
while find('sheets', 'a').status != 'ready' and time.monotonic() < limit:
    time.sleep(0.1)
"""
WORKER = [sys.executable, "-c", "from copilote.cli import main; main()", "worker"]


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """An installation of its own: a file of SQLite, or a schema of the database that DATABASE_URL names."""
    base, schema = os.environ.get("DATABASE_URL"), f"jobs_{os.getpid()}"
    here = os.environ | {"COPILOTE_HOME": str(tmp_path)}
    if base is None:
        home_at(tmp_path)
        yield here
        return
    with psycopg.connect(base, autocommit=True) as line:
        line.execute(f"CREATE SCHEMA {schema}")
    here |= {"DATABASE_URL": f"{base}?options=-c%20search_path%3D{schema}"}
    subprocess.run([sys.executable, "-c", SETUP + MIGRATE], env=here, check=True)
    yield here
    with psycopg.connect(base, autocommit=True) as line:
        line.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture
def ended(environment: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start processes, none of which outlives the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(command: list[str]) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(command, env=environment))
        return started[-1]

    yield start
    for process in started:
        for pid in (*children(process.pid), process.pid):
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def within(environment: dict[str, str], *lines: str) -> list[object]:
    """What a program of the installation prints."""
    program = "\n".join((SETUP, *lines, TELL))
    told = subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True)
    answer: list[object] = json.loads(told.stdout.splitlines()[-1])
    return answer


def until(reached: Callable[[], object]) -> None:
    limit = time.monotonic() + WAIT_S
    while not reached():
        assert time.monotonic() < limit, "it takes too long"
        time.sleep(0.1)


def children(pid: int) -> list[int]:
    """Processes that a process started and that live."""
    try:
        threads = list(Path(f"/proc/{pid}/task").glob("*/children"))
        return [int(child) for path in threads for child in path.read_text().split()]
    except OSError:
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] not in "ZX"
    except OSError:
        return False


def workers(pid: int) -> list[int]:
    """Workers of jobs among the children of a process."""
    return [child for child in children(pid) if b"--beside" in Path(f"/proc/{child}/cmdline").read_bytes()]


pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux for the processes")


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_of_a_job_is_told_and_the_job_begins_again(
    environment: dict[str, str], ended: Callable[..., subprocess.Popen[bytes]]
) -> None:
    assert within(environment, START)[0] == "waiting"
    worker = ended(WORKER)
    until(lambda: len(children(worker.pid)) > 1)  # those that make the sheets
    helpers = children(worker.pid)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    until(lambda: not any(map(alive, helpers)))
    assert within(environment)[0] == "running", "nobody can know yet"
    assert within(environment, LATER) == ["failed", LOST, 1, False]
    assert within(environment, START) == ["waiting", LOST, 2, False]
    again = ended(WORKER)
    assert within(environment, READY)[0] == "ready"
    again.send_signal(signal.SIGINT)
    assert again.wait(timeout=WAIT_S) == 0
    assert within(environment)[3] is True


@pytest.mark.slow
def test_a_worker_asked_to_stop_in_the_middle_of_a_job_gives_it_back(
    environment: dict[str, str], ended: Callable[..., subprocess.Popen[bytes]]
) -> None:
    within(environment, START)
    worker = ended(WORKER)
    until(lambda: len(children(worker.pid)) > 1)
    worker.terminate()
    assert worker.wait(timeout=WAIT_S) == 0
    assert within(environment)[::2] == ["waiting", 2]


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_worker_beside_the_site_starts_again_when_it_dies_and_ends_with_it(
    ended: Callable[..., subprocess.Popen[bytes]], environment: dict[str, str], stop: signal.Signals
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = ended([sys.executable, "-W", "ignore", "-c", SERVE.format(port=port)])
    until(lambda: workers(site.pid))
    if stop is signal.SIGTERM:
        (first,) = workers(site.pid)
        os.kill(first, signal.SIGKILL)
        until(lambda: workers(site.pid) not in ([], [first]))
    beside = workers(site.pid)
    site.send_signal(stop)
    site.wait(timeout=WAIT_S)
    until(lambda: not any(map(alive, beside)))


@pytest.mark.slow
def test_a_process_of_the_site_that_has_grown_is_renewed_and_nobody_waits(
    ended: Callable[..., subprocess.Popen[bytes]], environment: dict[str, str]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    grown = "from copilote.site import master; master.GROWTH_MB = -1e6"
    program = SERVE.format(port=port).replace("run(", f"{grown}\nrun(").replace(", jobs=True", "")
    site = ended([sys.executable, "-W", "ignore", "-c", program])
    until(lambda: answers(port))
    seen: set[int] = set()
    while len(seen) < 3:
        seen |= set(children(site.pid))
        assert answers(port)
    site.terminate()
    site.wait(timeout=WAIT_S)


def test_a_process_that_leaves_ends_a_long_document(monkeypatch: pytest.MonkeyPatch) -> None:
    leaving = object.__new__(server.Worker)
    leaving.cfg = Config()
    monkeypatch.setattr(ThreadWorker, "init_process", lambda self: None)
    leaving.init_process()
    assert leaving.cfg.graceful_timeout == server.LEAVING_S > 60


def answers(port: int) -> bool:
    """Whether the site answers within ten seconds."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            return bool(answer.status == 200)
    except (ConnectionError, TimeoutError, urllib.error.URLError):
        return False
