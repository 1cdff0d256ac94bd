"""The base ails for real under a real server: pages that need it say so and come back, the others never leave.

PostgreSQL is stopped and started where its programs are at hand (initdb, pg_ctl).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from support_base import home_at
from support_installation import MEMBERS, SAVE, SERVE, TOKEN, Machine, ask, free_port, pull_the_plug, serve

FIELDS = {"t": "200030385", "nom": "Autour de Blois", "nature": "libre", "csrfmiddlewaretoken": TOKEN}
PUBLIC = ("/", "/regions/bretagne", "/regions/bretagne/simulateur/ambition", "/sources", "/api/v1/regions/24/levers")
"""Open whatever happens. Pages are made anew for each question (PAGES_KEPT_S=0)."""
NEEDS = ("/regions/centre-val-de-loire/repartition", "/territoires/epci/200030385", "/api/v1/regions/24/decisions")
SIGNED = ("/mon-espace",)
IMPATIENT = SERVE.replace("\nrun(", "\nsettings.DATABASES['default'] |= {'CONN_MAX_AGE': 0}\nrun(").replace(
    "\nready()\n",
    "\nfrom django.conf import settings\n"
    "if settings.DATABASES['default']['ENGINE'].endswith('sqlite3'):\n"
    "    settings.DATABASES['default']['OPTIONS']['timeout'] = 1\n"
    "ready()\n",
    1,
)
"""A connection for each request, which waits a second for its turn."""
HELD = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("BEGIN EXCLUSIVE")
print(flush=True)
sys.stdin.read()
"""
BOUND = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
"""Root then needs a file's permission, as anybody."""


class Site:
    """A site that runs, and a member of it."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie

    def healthz(self) -> tuple[int, str]:
        status, _headers, said = ask(self.port, "/healthz")
        return status, said.strip()

    def save(self) -> int:
        """What is answered to what a member sends; 503 says when to send it again, in the site's look."""
        return self._checked(*ask(self.port, SAVE, self.cookie, FIELDS))

    def read(self, *addresses: str, cookie: str = "") -> set[int]:
        return {self._checked(*ask(self.port, address, cookie)) for address in addresses}

    def _checked(self, status: int, headers: dict[str, str], page: str) -> int:
        if status == 503:
            assert int(headers["Retry-After"]) > 0
            assert headers["Cache-Control"] in ("no-store", "private, no-store")
            words = ("ne peut pas être montrée pour l’instant", "Indisponible pour l’instant")
            assert any(word in page for word in words), page[:2000]
            assert ("copilote.css" in page) == headers["Content-Type"].startswith("text/html")
        return status

    def is_well(self) -> bool:
        return (
            self.healthz() == (200, "ok")
            and self.save() == 302
            and self.read(*PUBLIC, *NEEDS) == {200}
            and self.read(*SIGNED, cookie=self.cookie) == {200}
        )


@contextmanager
def site(machine: Machine, log: Path, code: str = IMPATIENT, before: Sequence[str] = ()) -> Iterator[Site]:
    port = free_port()
    (cookie,) = machine.ask(MEMBERS, "1")
    server = serve(machine, port, log, code, before)
    try:
        opened = Site(port, str(cookie))
        assert opened.is_well()
        held = [path.resolve().name for path in Path(f"/proc/{server.pid}/fd").glob("*")]
        assert "copilote.sqlite3" not in held  # those that it forks would believe that they hold its locks
        yield opened
    finally:
        pull_the_plug(server)
    said = log.read_text(encoding="utf-8")
    assert '"status": 500' not in said, said[-3000:]
    assert "Traceback" not in said, said[-3000:]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 12 MB; skips where none can be made."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "none", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("a small disk asks for the right to mount one")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture(autouse=True)
def pages_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGES_KEPT_S", "0")
    monkeypatch.setenv("API_RATE", "0")


@pytest.mark.slow
def test_a_base_of_sqlite_locked_or_read_only(tmp_path: Path) -> None:
    machine = Machine(home_at(tmp_path / "home"))
    base = machine.home / "copilote.sqlite3"
    with site(machine, tmp_path / "log", before=BOUND) as opened:
        command = [sys.executable, "-c", HELD, str(base)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
            assert holder.stdout
            assert holder.stdout.readline()
            assert opened.healthz() == (503, "base verrouillée")
            assert opened.save() == 503
            assert opened.read(*PUBLIC, *NEEDS) == {200}  # who writes does not stop who reads
            holder.communicate()
        assert opened.is_well()
        base.chmod(0o400)
        machine.home.chmod(0o500)
        try:
            assert opened.healthz()[0] == 503
            print(f"\nread-only: {opened.healthz()}, needs {opened.read(*NEEDS)}")
            assert opened.save() == 503
            assert opened.read(*PUBLIC) == {200}
            assert opened.read(*NEEDS) <= {200, 503}
        finally:
            machine.home.chmod(0o700)
            base.chmod(0o600)
        assert opened.is_well()


@pytest.mark.slow
def test_a_base_of_sqlite_on_a_disk_that_is_full(small_disk: Path, tmp_path: Path) -> None:
    machine = Machine(home_at(small_disk / "home"))
    filler = small_disk / "filler"
    with site(machine, tmp_path / "log") as opened:
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        for _ in range(30):  # what SQLite had set aside is used up
            status = opened.save()
        print(f"\nfull: {opened.healthz()}")
        assert (status, opened.healthz()) == (503, (503, "base disque plein"))
        assert opened.read(*PUBLIC) == {200}
        assert opened.read(*NEEDS) <= {200, 503}
        assert opened.read("/salle/ABCDEF/pas.json") <= {200, 404, 503}
        filler.unlink()
        assert opened.is_well()
    with closing(sqlite3.connect(machine.home / "copilote.sqlite3")) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.fixture
def cluster() -> Iterator[tuple[int, Callable[..., None]]]:
    """The port of a PostgreSQL of its own, and what starts and stops it."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs and not shutil.which("pg_ctl"):
        pytest.skip("PostgreSQL is not at hand")
    folder = programs[-1] if programs else Path(str(shutil.which("pg_ctl"))).parent
    user = {"user": "postgres"} if os.geteuid() == 0 else {}  # it does not run as root
    port = free_port()
    with tempfile.TemporaryDirectory() as name:  # not one of pytest's, which other users cannot enter
        shutil.chown(name, user.get("user", os.geteuid()))
        data = Path(name) / "data"

        def run(program: str, *arguments: str) -> None:
            command = [str(folder / program), "--pgdata", str(data), *arguments]
            subprocess.run(command, check=True, cwd=name, stdout=subprocess.DEVNULL, **user)

        def control(what: str, mode: str = "fast") -> None:
            own = f"-p {port} -k {name} -c listen_addresses=127.0.0.1"
            more = ("--options", own, "--log", f"{name}/log") if what == "start" else ("--mode", mode)
            run("pg_ctl", "--wait", "--silent", what, *more)

        run("initdb", "--username=copilote", "--auth=trust", "--no-sync")
        control("start")
        try:
            yield port, control
        finally:
            with suppress(subprocess.CalledProcessError):
                control("stop", "immediate")


@pytest.mark.slow
def test_postgresql_stopped_then_started_again(cluster: tuple[int, Callable[..., None]], tmp_path: Path) -> None:
    port, control = cluster
    machine = Machine(tmp_path / "home", f"postgres://copilote@127.0.0.1:{port}/postgres")
    with site(machine, tmp_path / "log", IMPATIENT.replace("'CONN_MAX_AGE': 0", "'CONN_MAX_AGE': 60")) as opened:
        for how in ("fast", "immediate"):
            control("stop", how)
            assert opened.healthz() == (503, "base sans réponse")
            assert opened.save() == 503
            assert opened.read(*PUBLIC) == {200}
            assert opened.read(*NEEDS) == opened.read(*SIGNED, cookie=opened.cookie) == {503}
            control("start")
            assert opened.is_well()
