"""An installation is started, stopped at any moment, and started again: one key, tables whole, nothing invented."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

KILLED = """
import os
from django.db.migrations.executor import MigrationExecutor
usual = MigrationExecutor.record_migration
def stopped(self, migration):
    if migration.app_label == "sharing":
        os._exit(9)
    usual(self, migration)
MigrationExecutor.record_migration = stopped
from copilote.cli.installation import ready
ready()
"""
READY = "from copilote.cli.installation import ready; ready()"
KEY = "from copilote.site.settings import SECRET_KEY; print(SECRET_KEY)"


def environment(home: Path, **more: str) -> dict[str, str]:
    """That of a machine of its own, on SQLite unless told otherwise."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"COPILOTE_HOME": str(home)} | more


def start(code: str, home: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code]
    return subprocess.Popen(
        command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=home.parent
    )


@pytest.mark.slow
def test_those_that_start_together_have_one_key_and_one_base(tmp_path: Path) -> None:
    home = tmp_path / "home"
    outcomes = [process.communicate() for process in [start(KEY, home) for _ in range(4)]]
    (key,) = {out for out, _err in outcomes}
    assert len(key) > 60
    assert stat.S_IMODE((home / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["secret-key"]
    both = [start(READY, home) for _ in range(2)]
    assert [(process.communicate()[1], process.returncode) for process in both] == [("", 0)] * 2
    assert stat.S_IMODE((home / "copilote.sqlite3").stat().st_mode) == 0o600


@pytest.mark.slow
def test_a_migration_stopped_before_it_is_written_down_starts_again(tmp_path: Path) -> None:
    killed = start(KILLED, tmp_path / "home")
    assert killed.communicate() is not None
    assert killed.returncode == 9
    again = start(READY, tmp_path / "home")
    assert (again.communicate()[1], again.returncode) == ("", 0)


@pytest.mark.django_db
def test_what_is_kept_is_on_the_disk() -> None:
    if connection.vendor != "sqlite":
        assert connection.settings_dict["CONN_HEALTH_CHECKS"]
        return
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)


@pytest.mark.parametrize("url", ["", "postgres://nobody@127.0.0.1:1/nothing"])
def test_a_command_tells_a_base_that_is_there_and_does_not_answer(tmp_path: Path, url: str) -> None:
    (tmp_path / "copilote.sqlite3").touch()
    more = {"DATABASE_URL": url} if url else {}
    code = (
        "import sys; sys.argv[1:] = ['allocate', '24', '--level', 'departement']; from copilote.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path, **more), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "la base de ce site ne répond pas" in done.stderr
    assert len(done.stderr.splitlines()) == 1
