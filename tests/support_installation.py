"""Installations for tests: a machine with a base of its own, its server, members who write to it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from urllib.parse import urlencode

from support_base import home_at

SERVER = os.environ.get("DATABASE_URL", "")
SAVE = "/regions/centre-val-de-loire/perimetres/enregistrer"
TOKEN = "a" * 32
WAIT_S = 120
RUN = "from copilote.cli import main; main()"
SERVE = """
import sys
from copilote.cli.installation import ready
from copilote.cli.serve import run
ready()
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
run("127.0.0.1", int(sys.argv[1]), 2, 8)
"""
MEMBERS = """
import json, sys
from copilote.cli.installation import ready
ready()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from copilote.cop.members import add_member
cookies = []
for rank in range(int(sys.argv[1])):
    user = add_member(f"p{rank}@exemple.fr", "24", "animateur").user
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    cookies.append(session.session_key)
print(json.dumps(cookies))
"""
ROWS = """
import json
from copilote.cli.installation import ready
ready()
from django.db import connection
from copilote.sharing.models import Perimeter
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchone() == ("ok",)
print(json.dumps(list(Perimeter.objects.order_by("pk").values_list("name", "in_force", "ended_at__year"))))
"""
WEIGHT = """
import json, secrets, sys
from copilote.cli.installation import ready
ready()
from datetime import UTC, datetime
from django.contrib.sessions.models import Session
until = datetime(2099, 1, 1, tzinfo=UTC)
Session.objects.bulk_create(Session(secrets.token_hex(16), secrets.token_hex(5000), until) for _ in range(200))
print(json.dumps([]))
"""
"""Two megabytes that do not compress, so that backing up and restoring take a time in which to be killed."""


@dataclass(frozen=True)
class Machine:
    """A folder and a base of its own."""

    home: Path
    url: str = ""
    started: list[subprocess.Popen[str]] = field(default_factory=list, compare=False)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return kept | {"COPILOTE_HOME": str(self.home)} | ({"DATABASE_URL": self.url} if self.url else {})

    def start(self, *arguments: str, code: str = RUN, before: Sequence[str] = ()) -> subprocess.Popen[str]:
        """A command under way, or other code; a group of its own, that os.killpg ends."""
        command = [*before, sys.executable, "-W", "ignore", "-c", code, *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen(command, env=self.environment, text=True, start_new_session=True, **pipes)
        self.started.append(process)
        return process

    def end(self) -> None:
        """Nothing that was started outlives a test, failed or not."""
        for process in self.started:
            if process.poll() is None:
                pull_the_plug(process)
            for pipe in (process.stdout, process.stderr):
                if pipe is not None:
                    pipe.close()

    def run(self, *arguments: str, code: int = 0) -> str:
        """What a command says; checks its exit code."""
        process = self.start(*arguments)
        said, wrong = process.communicate()
        assert process.returncode == code, wrong
        return wrong if code else said

    def ask(self, code: str, *arguments: str) -> list[list[object]]:
        """What a piece of code prints, as JSON."""
        process = self.start(*arguments, code=code)
        said, wrong = process.communicate()
        assert process.returncode == 0, wrong
        answer = json.loads(said)
        assert isinstance(answer, list)
        return answer


@contextmanager
def machine_at(home: Path, *, empty: bool = False) -> Iterator[Machine]:
    """A machine on the kind of base that the tests run on (DATABASE_URL). empty : one that nobody opened."""
    if not SERVER:
        machine = Machine(home if empty else home_at(home))
        try:
            yield machine
        finally:
            machine.end()
        return
    import psycopg

    name = f"durability_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        machine = Machine(home, re.sub(r"[^/]+$", name, SERVER))
        try:
            yield machine
        finally:
            machine.end()
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def serve(
    machine: Machine, port: int, log: Path, code: str = SERVE, before: Sequence[str] = ()
) -> subprocess.Popen[bytes]:
    """A server that answers; its processes are a group of their own."""
    with log.open("a") as said:
        command = [*before, sys.executable, "-W", "ignore", "-c", code, str(port)]
        process = subprocess.Popen(command, env=machine.environment, stdout=said, stderr=said, start_new_session=True)
    limit = time.monotonic() + WAIT_S
    while time.monotonic() < limit:
        time.sleep(0.1)
        assert process.poll() is None, log.read_text(encoding="utf-8")[-2000:]
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return process
    pull_the_plug(process)
    raise AssertionError("no server")


def pull_the_plug(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(happens: Callable[[], object], during: subprocess.Popen[str] | None = None) -> None:
    """Until something happens. during : or until a process ends, on a busy machine, before it was seen to happen."""
    limit = time.monotonic() + WAIT_S
    while not happens() and (during is None or during.poll() is None):
        assert time.monotonic() < limit, "it does not happen"
        time.sleep(0.001)


class Writers:
    """Members who save one perimeter each, again and again, and count what was confirmed to them."""

    def __init__(self, port: int, cookies: list[str]) -> None:
        self.port, self.stopped, self.lock = port, Event(), Lock()
        self.statuses: Counter[int] = Counter()
        self.confirmed: Counter[str] = Counter()
        self.threads = [Thread(target=self.write, args=pair, daemon=True) for pair in enumerate(cookies)]
        for thread in self.threads:
            thread.start()

    def write(self, rank: int, cookie: str) -> None:
        name = f"Écrit {rank}"
        fields = {"t": "200030385", "nom": name, "nature": "libre", "csrfmiddlewaretoken": TOKEN}
        while not self.stopped.is_set():
            status = ask(self.port, SAVE, cookie, fields)[0]
            if not status:
                time.sleep(0.1)
            with self.lock:
                self.statuses[status] += 1
                self.confirmed[name] += status == 302

    def so_far(self) -> Counter[str]:
        """What is confirmed at this moment."""
        with self.lock:
            return self.confirmed.copy()

    def stop(self) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join(timeout=90)


Answer = tuple[int, dict[str, str], str]


def ask(port: int, address: str, cookie: str = "", fields: dict[str, str] | None = None) -> Answer:
    """Status, headers and page of an address, or of what is sent to it; 0 from a server that was killed."""
    headers = {"Host": "localhost"}
    if cookie:
        headers |= {"Cookie": f"sessionid={cookie}; csrftoken={TOKEN}"}
    if fields is not None:
        headers |= {"Content-Type": "application/x-www-form-urlencoded"}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("GET" if fields is None else "POST", address, urlencode(fields or {}), headers)
        answer = line.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return 0, {}, ""
    finally:
        line.close()


def check_rows(rows: list[list[object]], confirmed: Counter[str]) -> None:
    """All that was confirmed is there, and each member has one perimeter in force, of those that were written."""
    kept, in_force = Counter(name for name, *_rest in rows), Counter(name for name, held, _end in rows if held)
    assert all(kept[name] >= count for name, count in confirmed.items())
    assert set(in_force.values()) == {1}
    assert set(in_force) == set(kept)
    assert all((year is None) == held for _name, held, year in rows)
