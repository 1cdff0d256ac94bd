"""A start is killed while it makes the tables; the next one finishes them, as if nothing had happened."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support_installation import Machine, machine_at, pull_the_plug

MOMENTS = int(os.environ.get("MOMENTS", "3"))
START = "from copilote.cli.installation import ready, set_up; set_up(make=True); print(flush=True); ready()"
STATE = """
import json
from copilote.cli.installation import set_up
set_up()
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from copilote.territories.models import CommuneIn, Edition, Territory
with connection.cursor() as cursor:
    tables = {
        table: sorted(column.name for column in connection.introspection.get_table_description(cursor, table))
        for table in sorted(connection.introspection.table_names(cursor))
    }
done = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
counted = [model.objects.count() for model in (Permission, ContentType, Edition, Territory, CommuneIn)]
print(json.dumps([tables, done, counted]))
"""
"""Tables and columns, migrations written down, rows that migrating makes."""


def begun(machine: Machine) -> subprocess.Popen[str]:
    """A start that is about to migrate."""
    process = machine.start(code=START)
    assert process.stdout
    assert process.stdout.readline()
    return process


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with machine_at(tmp_path / "home", empty=True) as here:
        yield here


@pytest.mark.slow
def test_a_start_killed_while_it_migrates_starts_again(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.environ.get("TERRITORIES"):  # 35,000 communes, ten seconds a start
        monkeypatch.setenv("LOAD_TERRITORIES", "true")
    with machine_at(tmp_path / "never-killed", empty=True) as whole:
        start = begun(whole)
        started = time.monotonic()
        assert start.communicate()[1] == ""
        lasts = time.monotonic() - started
        expected = whole.ask(STATE)
    for rank in range(MOMENTS):
        killed = begun(machine)
        time.sleep(lasts * (rank + 1) / (MOMENTS + 1))
        pull_the_plug(killed)
        killed.communicate()
    both = [machine.start(code=START) for _ in range(2)]
    assert [(process.communicate()[1], process.returncode) for process in both] == [("", 0)] * 2
    assert machine.ask(STATE) == expected
    print(f"\nmaking the tables takes {lasts:.1f} s; killed {MOMENTS} times, then whole")
