"""Who runs the server is told what is wrong and what to do, has backups that rotate, and an upgrade with a way back."""

from __future__ import annotations

import json
import re
import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import override_settings
from django.utils import timezone
from pytest_django.fixtures import Settings

from copilote import __version__
from copilote.jobs.models import Job
from copilote.site.installation import backups, checking, rounds
from copilote.site.installation.backups import Rotation, back_up_and_rotate, back_up_daily, moment_of
from copilote.site.installation.checking import Finding, Level, check
from copilote.site.installation.models import note, noted
from support_cli import copilote, refused
from support_installation import Machine, machine_at

pytestmark = pytest.mark.django_db


def found(about: str) -> list[Finding]:
    return [finding for finding in check() if finding.about == about]


def level(about: str) -> Level:
    (finding,) = found(about)
    assert (finding.to_do == "") is (finding.level == Level.OK), "what is wrong comes with what to do"
    return finding.level


def test_the_base_is_looked_at_and_its_ailment_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert level("base") == Level.OK

    def refuse(*_call: Any) -> None:
        raise OperationalError("database is locked")

    with connection.execute_wrapper(refuse):
        told = check()
    assert [(each.level, each.found) for each in told if each.about == "base"] == [(Level.ERROR, "verrouillée")]
    assert any(each.about == "disque" for each in told), "the rest is looked at all the same"
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [1, 2])
    (finding,) = found("base")
    assert (finding.level, finding.found) == (Level.ERROR, "2\N{NO-BREAK SPACE}mises à jour des tables manquent")
    assert "copilote upgrade" in finding.to_do


@pytest.mark.parametrize(
    ("wrong", "words", "seriousness"),
    [
        ({"DEBUG": True}, "DEBUG", Level.ERROR),
        ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS", Level.ERROR),
        ({"SECRET_KEY": "court"}, "SECRET_KEY", Level.ERROR),
        ({"ALLOWED_HOSTS": ["cop.exemple.fr"]}, "HTTPS est à false", Level.WARNING),
        ({"HTTPS": True, "API_PROXIES": 0}, "API_PROXIES", Level.WARNING),
        ({"METRICS_TOKEN": "abc"}, "METRICS_TOKEN", Level.WARNING),
    ],
)
def test_a_setting_that_does_not_fit_is_told(wrong: dict[str, Any], words: str, seriousness: Level) -> None:
    assert level("réglages") == Level.OK
    with override_settings(**wrong):
        assert seriousness in [each.level for each in found("réglages") if words in each.found]


@pytest.mark.parametrize(
    ("address", "https", "words"),
    [
        ("http://cop.exemple.fr", True, "http://"),
        ("https://cop.exemple.fr", False, "HTTPS à false"),
        ("http://ailleurs.exemple.fr", False, "ALLOWED_HOSTS"),
    ],
)
def test_the_address_of_messages_goes_with_https_and_the_hosts(
    settings: Settings, address: str, https: bool, words: str
) -> None:
    settings.SITE_ADDRESS, settings.HTTPS, settings.ALLOWED_HOSTS = address, https, ["cop.exemple.fr"]
    (finding,) = found("adresse")
    assert finding.level == Level.ERROR
    assert words in finding.found


def test_a_certificate_that_nobody_answers_for_is_told(settings: Settings) -> None:
    settings.SITE_ADDRESS, settings.HTTPS, settings.ALLOWED_HOSTS = "https://127.0.0.9:9", True, ["127.0.0.9"]
    assert level("certificat") == Level.WARNING


def test_a_disk_that_is_full_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for free, expected in ((5e9, Level.OK), (5e8, Level.WARNING), (1e8, Level.ERROR)):
        monkeypatch.setattr(checking.shutil, "disk_usage", lambda _path, free=free: type("Usage", (), {"free": free}))
        assert {each.level for each in found("disque")} == {expected}


def test_files_that_others_read_are_told(settings: Settings, tmp_path: Path) -> None:
    settings.HOME, settings.BACKUP_FOLDER = tmp_path, str(tmp_path / "backups")
    tmp_path.chmod(0o700)
    assert level("droits") == Level.OK
    (tmp_path / "secret-key").touch()
    (tmp_path / "secret-key").chmod(0o644)
    (finding,) = found("droits")
    assert finding.to_do == f"chmod go-rwx {tmp_path / 'secret-key'}"
    (tmp_path / "secret-key").chmod(0o600)
    tmp_path.chmod(0o777)
    assert level("droits") == Level.ERROR


def test_a_mail_server_is_asked_and_one_that_is_silent_told(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert level("courrier") == Level.WARNING
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    (finding,) = found("courrier")
    assert (finding.level, finding.found) == (Level.ERROR, "127.0.0.1:9 ne répond pas (ConnectionRefusedError)")


def test_a_worker_is_alive_by_its_sign_of_life_also_during_long_work(monkeypatch: pytest.MonkeyPatch) -> None:
    assert level("atelier") == Level.ERROR
    monkeypatch.setattr(rounds, "_next", 0.0)
    rounds.look_after(lambda: False)
    assert level("atelier") == Level.OK
    note(rounds.WORKER, (timezone.now() - timedelta(minutes=5)).isoformat())
    (finding,) = found("atelier")
    assert finding.level == Level.ERROR
    assert "sans signe de vie" in finding.found


def test_a_clock_that_differs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert level("horloge") == Level.OK
    now = checking.time.time
    for ahead, expected in ((20, Level.WARNING), (-300, Level.ERROR)):
        monkeypatch.setattr(checking.time, "time", lambda ahead=ahead: now() + ahead)
        assert level("horloge") == expected


def test_the_age_of_the_backups_is_told_and_a_failure_of_the_last(settings: Settings) -> None:
    assert level("sauvegarde") == Level.WARNING
    for days, hour, expected in (
        *((1, 3, Level.OK), (2, 3, Level.WARNING), (4, 3, Level.ERROR)),
        *((4, None, Level.OK), (9, None, Level.WARNING)),
    ):
        settings.BACKUP_HOUR = hour
        note(backups.MADE, (timezone.now() - timedelta(days=days)).isoformat())
        assert level("sauvegarde") == expected, (days, hour)
    note(backups.FAILED, timezone.now().isoformat())
    assert Level.ERROR in [each.level for each in found("sauvegarde")]
    note(backups.MADE, timezone.now().isoformat())
    assert level("sauvegarde") == Level.OK


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The base of the test is that of an installation."""
    monkeypatch.setattr("copilote.cli.check.base_there", lambda: True)
    monkeypatch.setattr("copilote.cli.check.set_up", lambda: None)


@pytest.mark.usefixtures("opened")
def test_the_command_says_all_of_it_and_exits_with_1_for_an_error(settings: Settings) -> None:
    settings.BACKUP_FOLDER = str(Path(settings.HOME) / "backups")
    bad = copilote("check", "--format", "json")
    assert bad.code == 1, bad.err
    assert {"réglages", "base", "disque", "droits", "courrier", "atelier", "horloge"} <= {r["about"] for r in bad.json}
    note(rounds.WORKER, timezone.now().isoformat())
    settings.SITE_ADDRESS = "http://localhost:8000"
    good = copilote("check")
    assert good.code == 0, good.out
    assert "Cette installation va bien." in good.out
    assert copilote("check", "--strict").code == 1, "there is a warning: no backup was ever made"


def test_of_a_hundred_days_the_last_days_weeks_and_months_stay(tmp_path: Path) -> None:
    start = datetime(2026, 1, 1, 3)
    files = [tmp_path / f"copilote-{start + timedelta(days=day):%Y-%m-%d-%H%M%S}.zip" for day in range(100)]
    kept = Rotation(days=7, weeks=4, months=12).kept(files)
    days = sorted(file.name[9:19] for file in kept)
    assert days == [
        *("2026-01-31", "2026-02-28", "2026-03-22", "2026-03-29", "2026-03-31"),
        *(f"2026-04-{day:02}" for day in range(4, 11)),
    ]
    assert Rotation(days=1, weeks=0, months=0).kept(files) == {files[-1]}
    assert Rotation().kept([tmp_path / "autre.zip"]) == set()


@pytest.mark.slow
def test_a_backup_rotates_and_touches_no_other_file(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    old, other = folder / "copilote-2020-01-01-030000.zip", folder / "avant-0.2.0.zip"
    old.touch()
    other.touch()
    with machine_at(tmp_path / "one") as machine:
        machine.run("member", "list")
        few = ("--keep", "1", "--weeks", "0", "--months", "0")
        assert "1\N{NO-BREAK SPACE}ancienne sauvegarde retirée." in machine.run("backup", "--folder", str(folder), *few)
        first, file = sorted(folder.glob("*.zip"))
        assert first == other
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert json.loads(ZipFile(file).read("manifest.json"))["version"] == __version__
        assert '"sauvegarde"' in machine.run("security", "list", "--format", "json")
        # The worker makes that of the day in the same way, and leaves where it is.
        machine.ask(DAILY, str(tmp_path / "daily"))
        assert [moment_of(path) is not None for path in (tmp_path / "daily").iterdir()] == [True]


DAILY = """
import json, os, sys
os.environ |= {"BACKUP_FOLDER": sys.argv[1], "BACKUP_HOUR": "0"}
from copilote.cli.installation import set_up
set_up()
from copilote.jobs.models import Job
from copilote.jobs.running import work
from copilote.site.installation.backups import MADE, back_up_daily
from copilote.site.installation.models import Note
Note.objects.filter(name=MADE).delete()
back_up_daily()
job = Job.objects.get(kind="backup")
work.call(job.pk, job.turn)
job.refresh_from_db()
assert job.path.read_text(encoding="utf-8").strip().startswith(sys.argv[1])
print(json.dumps([]))
"""


def test_a_backup_that_fails_erases_nothing_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "copilote-2020-01-01-030000.zip"
    old.touch()

    def full(_file: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "back_up", full)
    with pytest.raises(OSError, match="No space"):
        back_up_and_rotate(tmp_path, Rotation(days=1, weeks=0, months=0))
    assert old.exists()
    assert backups.last_failed()
    assert Level.ERROR in [each.level for each in found("sauvegarde")]


def test_the_worker_makes_one_a_day_and_tries_again_an_hour_later(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BACKUP_FOLDER = str(tmp_path / "backups")
    back_up_daily()
    assert not Job.objects.exists(), "no hour is set"
    settings.BACKUP_HOUR = 3
    morning = timezone.localtime().replace(hour=4, minute=10)
    monkeypatch.setattr(backups.timezone, "localtime", lambda *_: morning)
    back_up_daily()
    back_up_daily()
    assert Job.objects.filter(kind="backup").count() == 1
    later = morning.replace(hour=5)
    monkeypatch.setattr(backups.timezone, "localtime", lambda *_: later)
    back_up_daily()
    assert Job.objects.filter(kind="backup").count() == 2, "the first one did not succeed"
    note(backups.MADE, morning.isoformat())
    monkeypatch.setattr(backups.timezone, "localtime", lambda *_: morning.replace(hour=23))
    back_up_daily()
    assert Job.objects.filter(kind="backup").count() == 2
    monkeypatch.setattr(backups.timezone, "localtime", lambda *_: morning.replace(hour=2) + timedelta(days=1))
    back_up_daily()
    assert Job.objects.filter(kind="backup").count() == 2, "the hour has not come"


def test_a_file_or_a_folder_not_both() -> None:
    assert "--folder" in refused("backup")
    assert "--folder" in refused("backup", "a.zip", "--folder", "b")


def test_the_version_is_told() -> None:
    answer = copilote("--version")
    assert (answer.out, answer.code) == (f"copilote {__version__}\n", 0)
    written = Path(__file__).parents[2] / "pyproject.toml"
    assert f'version = "{__version__}"' in written.read_text(encoding="utf-8")
    changes = (Path(__file__).parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(__version__)} ", changes, re.MULTILINE)


@pytest.mark.slow
def test_a_base_of_a_later_version_is_not_opened(tmp_path: Path) -> None:
    with machine_at(tmp_path / "one") as machine:
        machine.run("member", "list")
        machine.ask(NOTE, "99.0.0")
        assert "99.0.0" in machine.run("member", "list", code=2)


NOTE = """
import json, sys
from copilote.cli.installation import set_up
set_up()
from copilote.site.installation.models import note
note("version", sys.argv[1])
print(json.dumps([]))
"""


@pytest.mark.slow
def test_an_upgrade_with_nothing_to_do_says_so(tmp_path: Path) -> None:
    assert "Aucune installation" in refused_by(tmp_path / "none")
    with machine_at(tmp_path / "one") as machine:
        machine.run("member", "list")
        said, _wrong = (process := machine.start("upgrade")).communicate()
        assert process.returncode == 1, "no worker is there: the check tells"
        assert "déjà celle de la version" in said
        assert "jamais vu" in said
        assert not list(machine.home.glob("backups/*"))


def refused_by(home: Path) -> str:
    return Machine(home).run("upgrade", code=2)


def test_what_is_noted_of_the_version_is_that_of_the_tables() -> None:
    note("version", "0.1.0")
    from copilote.cli.installation import ready

    ready()
    assert noted("version") == __version__


@pytest.mark.usefixtures("opened")
def test_json_of_check_is_what_the_table_says() -> None:
    rows = json.loads(copilote("check", "--format", "json").out)
    assert all(set(row) == {"about", "level", "found", "to_do"} for row in rows)
    assert {row["level"] for row in rows} <= {"ok", "attention", "erreur"}
