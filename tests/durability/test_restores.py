"""A restore killed at any moment leaves the former installation whole, the restored one whole, or says that it was cut.

More moments, on either base: `MOMENTS=12 DATABASE_URL=… pytest -m slow -s tests/durability`.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from support_installation import SERVER, WEIGHT, Machine, free_port, machine_at, pull_the_plug, wait_for

MOMENTS = int(os.environ.get("MOMENTS", "3"))
ONE, TWO, MIXED = "one", "two", "mixed"
OPENED = "from copilote.cli.installation import ready; ready(); print(flush=True); import time; time.sleep(99)"
ADD = ("member", "add", "--region", "24", "--role", "animateur")
CUT = "Une restauration a été coupée ici"
INSTALLATIONS = """
import json, sys
from pathlib import Path
from copilote.cli.installation import ready
ready()
from django.conf import settings
from copilote.cop.members import add_member
from copilote.site.installation.archive import back_up
for rank, (name, email) in enumerate((("one", "un@exemple.fr"), ("two", "deux@exemple.fr"))):
    add_member(email, "24", "animateur")
    settings.SECRET_KEY = str(rank + 1) * 60
    (settings.HOME / "secret-key").write_text(settings.SECRET_KEY)
    about = settings.HOME / "keys" / "essai" / "about.toml"
    about.parent.mkdir(parents=True, exist_ok=True)
    about.write_text(name)
    back_up(Path(sys.argv[rank + 1]))
print(json.dumps([]))
"""
EARLIER = """
import json
from copilote.cli.installation import set_up
set_up(make=True)
from django.core.management import call_command
for app, name in (("cop", "0001"), ("sharing", "0003")):
    call_command("migrate", app, name, verbosity=0)
print(json.dumps([]))
"""
STEPS = """
import json, os, signal, sys
from pathlib import Path
from copilote.cli.installation import set_up
set_up(hold=False)
from django.conf import settings
from copilote.reference.errors import InputError
from copilote.site.installation.archive import restore
from copilote.site.installation.holding import hold

EVENTS = ("open", "os.", "shutil.", "subprocess.Popen", "fcntl.", "sqlite3.connect")
home, every, other = settings.HOME, int(sys.argv[1]), {"one": sys.argv[3], "two": sys.argv[2]}

def forked(work):
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    settings.SECRET_KEY = (home / "secret-key").read_text()
    try:
        work()
    except InputError:
        os._exit(2)
    except BaseException:
        import traceback
        traceback.print_exc()
        os._exit(1)
    os._exit(0)

def killed(file, at):
    count = 0
    def hook(event, arguments):
        nonlocal count
        if event.startswith(EVENTS):
            count += 1
            if count == at:
                os.kill(os.getpid(), signal.SIGKILL)
    def work():
        sys.addaudithook(hook)
        restore(Path(file), replace=True)
    return forked(work)

def now():
    from django.db import connection
    from django.contrib.auth import get_user_model
    emails = set(get_user_model().objects.values_list("email", flat=True))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    key = (home / "secret-key").read_text()[0]
    loaded = [path.read_text() for path in (home / "keys").glob("*/about.toml")]
    two = ["deux@exemple.fr" in emails, key == "2", loaded == ["two"]]
    one = ["deux@exemple.fr" not in emails, key == "1", loaded == ["one"]]
    return "one" if all(one) else "two" if all(two) else "mixed"

def state():
    reading, writing = os.pipe()
    assert forked(lambda: os.write(writing, now().encode())) == 0
    os.close(writing)
    with os.fdopen(reading) as said:
        return said.read()

told, at, current = [], 1, state()
while True:
    file = other[current]
    status = killed(file, at)
    assert status in (0, -9), status
    whole, left = forked(hold) == 0, state()
    told.append([at, status, whole, left])
    if status == 0 or (whole and left == "mixed"):
        break
    if not whole:
        assert forked(lambda: restore(Path(file), replace=False)) == 0
        assert forked(hold) == 0
    current = state()
    at += every
print(json.dumps(told))
"""
"""Kills a restore of the other installation before each of what it asks of the system, then mends what was cut."""


Installed = tuple[Machine, Path, Path]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """A machine and the backups of two installations, that differ in base, key and loaded keys; one is there."""
    folder = tmp_path_factory.mktemp("restored")
    with machine_at(folder / "home") as machine:
        machine.ask(WEIGHT)
        files = folder / f"{ONE}.zip", folder / f"{TWO}.zip"
        machine.ask(INSTALLATIONS, *map(str, files))
        yield machine, files[0], files[1]


@pytest.mark.slow
def test_a_restore_killed_before_each_step_is_whole_or_says_that_it_was_cut(installed: Installed) -> None:
    machine, *files = installed
    every = int(os.environ.get("EVERY", "12" if machine.url else "6"))
    told = machine.ask(STEPS, str(every), *map(str, files))
    counts = Counter(state if whole else "cut" for _at, _status, whole, state in told)
    print(f"\n{len(told) - 1} kills, one before every {every} steps: {dict(counts)}")
    assert counts[MIXED] == 0
    assert counts["cut"] > 0
    assert len(told) > 5


@pytest.mark.slow
def test_the_command_killed_is_whole_or_is_to_be_run_again(installed: Installed) -> None:
    machine, one, two = installed
    work, mark = machine.home / ".restoring", machine.home / ".in-use"
    moments = work.exists, lambda: mark.stat().st_size  # it reads; it replaces
    started = machine.start("restore", str(one), "--yes")
    begun = []
    for moment in (*moments, lambda: not mark.stat().st_size):
        wait_for(moment, during=started)
        begun.append(time.monotonic())
    assert started.communicate()[1] == ""
    lasts = begun[1] - begun[0], begun[2] - begun[1]
    file, outcomes = two, Counter[str]()
    for rank in range(MOMENTS):
        killed = machine.start("restore", str(file), "--yes")
        late = rank % 3 > 0
        wait_for(moments[late], during=killed)  # done before it is seen, nothing was cut
        time.sleep(lasts[late] * rank / MOMENTS)
        if rank % 2:
            killed.send_signal(signal.SIGKILL)  # pg_restore goes on, and holds the installation
        else:
            os.killpg(killed.pid, signal.SIGKILL)
        killed.communicate()
        listed = machine.start("member", "list")
        said, wrong = listed.communicate()
        if listed.returncode:
            assert listed.returncode == 2
            assert CUT in wrong or "est en train d’être remise" in wrong
            outcomes["cut"] += 1
            wait_for(lambda file=file: "arrêtez-les" not in _tried(machine, file))
            said = machine.run("member", "list")
            assert ("deux@exemple.fr" in said) == (file == two)
        restored = ("deux@exemple.fr" in said) == (file == two)
        rank_of_key = "2" if (file == two) == restored else "1"
        assert (machine.home / "secret-key").read_text(encoding="ascii") == rank_of_key * 60
        if listed.returncode == 0:
            outcomes["restored" if restored else "former"] += 1
        file = (one if file == two else two) if restored else file
    print(f"\na restore reads {lasts[0]:.2f} s, replaces {lasts[1]:.2f} s; killed {MOMENTS} times: {dict(outcomes)}")


def _tried(machine: Machine, file: Path) -> str:
    """What is said of a restore that was cut, run again without --yes."""
    again = machine.start("restore", str(file))
    _said, wrong = again.communicate()
    assert again.returncode == 0 or "arrêtez-les" in wrong, wrong
    return wrong


@pytest.mark.slow
def test_nothing_opens_where_a_restore_was_cut_and_none_begins_where_the_site_is_open(
    installed: Installed, tmp_path: Path
) -> None:
    machine, one, _two = installed
    member = machine.start(code=OPENED)
    assert member.stdout.readline()
    assert "arrêtez-les" in machine.run("restore", str(one), "--yes", code=2)
    pull_the_plug(member)
    member.communicate()
    (machine.home / ".in-use").write_text("/ailleurs/avant-2026.zip", encoding="utf-8")
    for command in (("serve", "--port", str(free_port())), ("worker",), ("backup", str(tmp_path / "two.zip"))):
        assert re.search(f"^Erreur : {CUT}.*avant-2026", machine.run(*command, code=2))
    wsgi = machine.start(
        code="import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'copilote.site.settings'\nimport copilote.site.wsgi"
    )
    assert CUT in wsgi.communicate()[1]
    machine.run("restore", str(one))
    assert "un@exemple.fr" in machine.run("member", "list")


@pytest.mark.slow
@pytest.mark.skipif(not SERVER, reason="a base of SQLite is one file, replaced whole")
def test_a_backup_of_an_earlier_version_takes_the_tables_of_this_one(installed: Installed, tmp_path: Path) -> None:
    machine = installed[0]
    with machine_at(tmp_path / "earlier", empty=True) as earlier:
        earlier.ask(EARLIER)
        earlier.run("backup", str(tmp_path / "earlier.zip"))
    machine.run("restore", str(tmp_path / "earlier.zip"), "--yes")
    machine.run(*ADD, "trois@exemple.fr")
    assert "trois@exemple.fr" in machine.run("member", "list")
