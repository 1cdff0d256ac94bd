"""The plug is pulled while many write: nothing that was confirmed is lost, nothing is half-written, no lock is a 500.

In full, on either base: `WRITERS=200 DATABASE_URL=… pytest -m slow -s tests/durability`.
"""

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
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Lock, Thread
from urllib.parse import urlencode

import pytest

WRITERS = int(os.environ.get("WRITERS", "24"))
KILLS = 3
SECONDS = float(os.environ.get("SECONDS", "6"))
"""Between two kills."""
SERVER = os.environ.get("DATABASE_URL", "")
SAVE = "/regions/centre-val-de-loire/perimetres/enregistrer"
TOKEN = "a" * 32
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
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from copilote.cop.members import add_member
cookies = []
for rank in range(int(sys.argv[1])):
    user = add_member(f"p{rank}@exemple.fr", "24", "animateur").user
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
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


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A machine of its own, on the kind of base that DATABASE_URL names."""
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    own["COPILOTE_HOME"] = str(tmp_path / "home")
    if not SERVER:
        yield own
        return
    import psycopg

    name = f"durability_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield own | {"DATABASE_URL": re.sub(r"[^/]+$", name, SERVER)}
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


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
        headers = {
            "Host": "localhost",
            "Cookie": f"sessionid={cookie}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        while not self.stopped.is_set():
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                line.request("POST", SAVE, urlencode(fields), headers)
                status = line.getresponse().status
            except (OSError, http.client.HTTPException):
                status = 0  # killed before it answered
                time.sleep(0.1)
            finally:
                line.close()
            with self.lock:
                self.statuses[status] += 1
                self.confirmed[name] += status == 302


def run(code: str, environment: dict[str, str], *arguments: str) -> object:
    command = [sys.executable, "-W", "ignore", "-c", code, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def serve(environment: dict[str, str], port: int, log: Path) -> subprocess.Popen[bytes]:
    """A server that answers; its processes are a group of their own."""
    with log.open("a") as said:
        command = [sys.executable, "-W", "ignore", "-c", SERVE, str(port)]
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said, start_new_session=True)
    for _ in range(600):
        time.sleep(0.1)
        assert process.poll() is None, log.read_text(encoding="utf-8")[-2000:]
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return process
    raise AssertionError("no server")


@pytest.mark.slow
def test_nothing_confirmed_is_lost_when_the_plug_is_pulled(environment: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    cookies = run(MEMBERS, environment, str(WRITERS))
    assert isinstance(cookies, list)
    server = serve(environment, port, tmp_path / "log")
    writers = Writers(port, cookies)
    try:
        for _kill in range(KILLS):
            time.sleep(SECONDS)
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
            server = serve(environment, port, tmp_path / "log")
        time.sleep(2)
        writers.stopped.set()
        for thread in writers.threads:
            thread.join(timeout=90)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    rows = run(ROWS, environment)
    assert isinstance(rows, list)
    kept, in_force = Counter(name for name, _in, _end in rows), Counter(name for name, held, _end in rows if held)
    confirmed = sum(writers.confirmed.values())
    print(f"\n{WRITERS} writers, {KILLS} kills: {confirmed} confirmed, {len(rows)} rows, {dict(writers.statuses)}")
    assert set(writers.statuses) <= {0, 302, 503}
    assert confirmed > WRITERS
    assert all(kept[name] >= count for name, count in writers.confirmed.items())
    assert set(in_force.values()) == {1}
    assert set(in_force) == set(kept)
    assert all((year is None) == held for _name, held, year in rows)
